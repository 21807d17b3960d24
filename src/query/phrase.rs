//! Sentences with figures in them.

/// Puts the values where the template says `{0}`, `{1}`..., in whatever order its language needs.
/// Values are not searched for places: a service may be called `{0}`.
pub fn fill(template: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let found = from.find('}').and_then(|close| {
            let at: usize = from[1..close].parse().ok()?;
            Some((values.get(at)?, close + 1))
        });
        let Some((value, end)) = found else {
            out.push('{');
            rest = &from[1..];
            continue;
        };
        out.push_str(value);
        rest = &from[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_their_places() {
        assert_eq!(fill("{0} of {1}", &["3", "9"]), "3 of 9");
        assert_eq!(fill("{1}의 {0}", &["3", "9"]), "9의 3");
        assert_eq!(fill("no place", &["x"]), "no place");
        assert_eq!(fill("{0}{0}", &["a"]), "aa");
    }

    #[test]
    fn values_and_odd_templates_are_left_alone() {
        assert_eq!(fill("{0} and {1}", &["{1}", "b"]), "{1} and b");
        assert_eq!(fill("{7} {x} { {0", &["a"]), "{7} {x} { {0");
    }
}
