//! What holds for every expression.

use proptest::prelude::*;
use spanmap::query::filter::{Filter, spot};

use crate::world::{WORLD, World};

#[test]
fn the_canonical_text() {
    for (expression, expect) in [
        ("", ""),
        ("Ok fault", "ok AND fault"),
        ("(a = 1 OR b) c", "(annotation[a] = 1 OR annotation[b]) AND annotation[c]"),
        ("not (ok or error)", "!(ok OR error)"),
        ("!!ok", "ok"),
        ("!service(x){!ok}", "!service(\"x\") { !ok }"),
        (
            "a or (b or c) and (d)",
            "annotation[a] OR (annotation[b] OR annotation[c]) AND annotation[d]",
        ),
        ("responsetime > 250ms", "responsetime > 0.25"),
        (
            "x = 1e300 y = -2.50 z = 1e-9",
            "annotation[x] = 1e300 AND annotation[y] = -2.5 AND annotation[z] = 1e-9",
        ),
        ("k = 'say \"hi\" \\\\'", "annotation[k] = \"say \\\"hi\\\" \\\\\""),
        ("path = \"C:\\temp\"", "annotation[path] = \"C:\\\\temp\""),
        ("annotation[\"a]b\"]", "annotation[\"a]b\"]"),
        ("user contains ''", "user CONTAINS \"\""),
        ("service()", "service()"),
        ("edge(,id(name=\"b\")) { ok }", "edge(, \"b\") { ok }"),
        ("service(id(type: T, account.id: 1))", "service(id(type: \"T\", account.id: \"1\"))"),
        ("error = TRUE ok <> false", "error = true AND ok != false"),
    ] {
        assert_eq!(Filter::parse(expression).unwrap().to_string(), expect);
    }
}

/// Expressions as text, in all the ways of writing them.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "ok",
            "error",
            "throttle",
            "fault",
            "partial",
            "inferred",
            "fault = true",
            "ok != true",
            "responsetime > 5",
            "duration <= 300ms",
            "http.status != 200",
            "http.status",
            "user",
            "user CONTAINS \"\"",
            "http.url CONTAINS '/v2/'",
            "age > 20",
            "age = 29",
            "beta",
            "age != 30",
            "annotation[tenant.id] = t-7",
            "name = \"cart\"",
            "type = remote",
            "message CONTAINS 'd'",
            "service(\"cart\")",
            "service() { fault OR responsetime > 1 }",
            "service(cart) { !ok age }",
            "edge(,) { !ok }",
            "edge(web, \"cart\") { fault }",
            "service(id(type: client))",
            "status = fault",
            "kind != client",
            "operation = \"GetItem\"",
            "span()",
            "span() { self > 50ms OR depth = 2 AND service = \"cart\" }",
            "span() { !ok age }",
            "rootcause.fault.service { name = \"Auth\" }",
            "rootcause.error.exception { last message CONTAINS '' }",
            "rootcause.responsetime.entity { coverage > 0.5 AND !first }",
            "rootcause.json = #[{\"Services\": [{\"Name\": \"A\"}]}]",
        ])
        .prop_map(str::to_owned),
        ("[a-z]{1,3}", "[ -~]{0,4}").prop_map(|(k, v)| {
            format!("annotation[{k}] = \"{}\"", v.replace('\\', "\\\\").replace('"', "\\\""))
        }),
        (-1e6..1e6f64).prop_map(|n| format!("age >= {n}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) AND {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}\n{b})")),
        ]
    })
}

proptest! {
    #[test]
    fn boolean_laws(a in expressions(), b in expressions()) {
        let world = World::drawn(WORLD);
        let set = |text: String| -> std::collections::BTreeSet<char> {
            world.select(&text).chars().collect()
        };
        let (in_a, in_b, all) = (set(a.clone()), set(b.clone()), set(String::new()));
        prop_assert_eq!(set(format!("!({a})")), &all - &in_a);
        prop_assert_eq!(set(format!("!!({a})")), in_a.clone());
        prop_assert_eq!(set(format!("({a}) AND ({b})")), &in_a & &in_b);
        prop_assert_eq!(set(format!("({a}) OR ({b})")), &in_a | &in_b);
        prop_assert_eq!(set(format!("({a})({b})")), &in_a & &in_b);
        prop_assert_eq!(set(format!("{a}\n{b}")), &in_a & &in_b);
    }

    #[test]
    fn why_says_what_the_filter_finds(a in expressions()) {
        let world = World::drawn(WORLD);
        let filter = Filter::parse(&a).unwrap();
        let found = filter.select(&world.store, &world.index);
        for trace in world.store.trace_ids() {
            let reasons = filter.why(&world.store, &world.index, trace);
            prop_assert_eq!(reasons[0].holds, found.contains(trace.index()));
            let info = world.store.trace(trace);
            prop_assert!(reasons.iter().flat_map(|r| r.span).all(|s| info.spans().any(|own| own == s)));
        }
    }

    #[test]
    fn printed_text_parses_to_the_same(a in expressions()) {
        let filter = Filter::parse(&a).unwrap();
        let printed = filter.to_string();
        let again = Filter::parse(&printed).unwrap();
        prop_assert_eq!(filter.expr(), again.expr());
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn any_text_is_a_filter_or_an_error_within_it(text in any::<String>()) {
        total(&text)?;
    }

    #[test]
    fn so_is_any_text_of_the_language(parts in prop::collection::vec(prop::sample::select(vec![
        "ok", "service", "edge", "id", "annotation", "http.status", "name", "span()",
        "rootcause.fault.entity", "rootcause.responsetime.service", "rootcause.json", "#", "[{}]", "last", "self",
        "depth", "kind", "status", "group.name", "key", "and", "or", "not", "CONTAINS",
        "(", ")", "{", "}", "[", "]", ",", ":", "!", "=", "!=", "<", ">=", "\"", "'", "“", "”", "\\", "5", "2ms",
        "true", " ", "\n", "é", "\u{feff}",
    ]), 0..24)) {
        total(&parts.concat())?;
    }
}

fn total(text: &str) -> Result<(), TestCaseError> {
    for caret in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
        let spot = spot(text, caret);
        prop_assert!(text.get(spot.start..spot.end).is_some() && spot.start <= caret);
    }
    match Filter::parse(text) {
        Ok(filter) => {
            let again = Filter::parse(&filter.to_string()).unwrap();
            prop_assert_eq!(filter.expr(), again.expr());
            prop_assert!(filter.hints().iter().all(|h| text.get(h.start..h.end).is_some()));
        }
        Err(error) => {
            prop_assert!(error.start <= error.end && text.get(error.start..error.end).is_some());
            prop_assert!(!error.to_string().is_empty());
            let (start, end) = error.utf16(text);
            prop_assert!(start <= end && end <= text.encode_utf16().count());
        }
    }
    Ok(())
}
