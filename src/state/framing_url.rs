//! What of the map is drawn, as parts of an address.
//!
//! `focus` with `up` and `down` (calls; absent: any number), or `way` and `to_node`; `least`; `group`, which is
//! `kind`, `prefix` or `@` and the name of an annotation; `open` for each unfolded group.

use crate::engine::{Focus, Framing, GroupBy, Least};

pub fn put_framing(framing: &Framing, put: &mut dyn FnMut(&str, &str)) {
    match &framing.focus {
        None => {}
        Some(Focus::Between { from, to }) => {
            put("way", from);
            put("to_node", to);
        }
        Some(Focus::Around { node, callers, callees }) => {
            put("focus", node);
            for (key, hops) in [("up", callers), ("down", callees)] {
                hops.iter().for_each(|hops| put(key, &hops.to_string()));
            }
        }
    }
    if let Least::Requests(least) = framing.least {
        put("least", &least.to_string());
    }
    match &framing.group {
        None => {}
        Some(GroupBy::Kind) => put("group", "kind"),
        Some(GroupBy::Prefix) => put("group", "prefix"),
        Some(GroupBy::Annotation(name)) => put("group", &format!("@{name}")),
    }
    framing.unfolded.iter().for_each(|name| put("open", name));
}

/// `get`: all values of a key.
pub fn framing_of(get: &dyn Fn(&str) -> Vec<String>) -> Framing {
    let one = |key: &str| get(key).into_iter().next();
    let number = |key: &str| one(key).and_then(|text| text.parse().ok());
    let hops = |key: &str| one(key).and_then(|text| text.parse().ok());
    let around =
        one("focus").map(|node| Focus::Around { node, callers: hops("up"), callees: hops("down") });
    let between = one("way").zip(one("to_node")).map(|(from, to)| Focus::Between { from, to });
    let group = one("group").and_then(|text| match text.as_str() {
        "kind" => Some(GroupBy::Kind),
        "prefix" => Some(GroupBy::Prefix),
        other => other.strip_prefix('@').map(|name| GroupBy::Annotation(name.to_owned())),
    });
    Framing {
        focus: around.or(between),
        least: number("least").map_or(Least::Auto, Least::Requests),
        group,
        unfolded: get("open"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(framing: Framing, expect: &str) {
        let mut parts: Vec<(String, String)> = Vec::new();
        put_framing(&framing, &mut |key, value| parts.push((key.to_owned(), value.to_owned())));
        let text: Vec<_> = parts.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(text.join("&"), expect);
        let get = |key: &str| {
            let of = parts.iter().filter(|(k, _)| k == key);
            of.map(|(_, value)| value.clone()).collect()
        };
        assert_eq!(framing_of(&get), framing);
    }

    #[test]
    fn there_and_back() {
        check(Framing::default(), "");
        let around = Focus::Around { node: "a".into(), callers: Some(0), callees: None };
        check(Framing { focus: Some(around), ..Framing::default() }, "focus=a&up=0");
        let between = Focus::Between { from: "a".into(), to: "b".into() };
        let framing = Framing {
            focus: Some(between),
            least: Least::Requests(100),
            group: Some(GroupBy::Annotation("team".into())),
            unfolded: vec!["x".into(), "y".into()],
        };
        check(framing, "way=a&to_node=b&least=100&group=@team&open=x&open=y");
        let framing = Framing { group: Some(GroupBy::Prefix), ..Framing::default() };
        check(framing, "group=prefix");
    }
}
