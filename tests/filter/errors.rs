//! Texts that are no filter, that probably mean something else, or that go to extremes.

use spanmap::query::filter::{Filter, FilterError};

use spanmap::state::{EN, KO};

use crate::world::{WORLD, World};

/// The expression, and under it marks where the error is, and what it says.
fn check_error(expression: &str, expect: &str) {
    let error = Filter::parse(expression).expect_err(&format!("{expression} is no error"));
    let (FilterError { start, end, .. }, message) = (&error, error.to_string());
    let (start, end) = (*start, *end);
    let line = expression[..start].rfind('\n').map_or(0, |n| n + 1);
    let column = expression[line..start].chars().count();
    let width = expression[start..end].chars().count().max(1);
    let shown = format!("{}{} {message}", " ".repeat(column), "^".repeat(width));
    assert_eq!(shown, expect, "{expression}");
    let [english, korean] = [EN, KO].map(|text| (text.shell.complaint)(error.complaint));
    assert_eq!(places(korean), places(english), "{korean}");
}

/// The places of a template that are filled.
fn places(template: &str) -> Vec<usize> {
    (0..3).filter(|at| template.contains(&format!("{{{at}}}"))).collect()
}

#[test]
fn errors_say_where_and_what_was_expected() {
    for (expression, expect) in [
        (
            "responsetime >",
            "              ^ expected seconds, such as 0.25 or 250ms, after `>`, found the end",
        ),
        ("http.status = OK", "              ^^ expected a number after `=`, found `OK`"),
        ("http.status > 5s", "              ^^ expected a number after `>`, found `5s`"),
        (
            "http.status = \"500\"",
            "              ^^^^^ expected a number after `=`, found `\"500\"`",
        ),
        ("error = maybe", "        ^^^^^ expected true or false after `=`, found `maybe`"),
        ("error > 1", "      ^ `error` is true or false: compare it with `=` or `!=`, not `>`"),
        ("http.url < 5", "         ^ `<` compares numbers, but `http.url` is a text"),
        (
            "duration contains 5",
            "         ^^^^^^^^ `CONTAINS` searches texts, but `duration` is a number",
        ),
        ("user =", "      ^ expected a text after `=`, found the end"),
        ("user = AND ok", "       ^^^ expected a text after `=`, found `AND`"),
        ("age > old", "      ^^^ expected a number after `>`, found `old`"),
        ("age = )", "      ^ expected a number, a text, true or false after `=`, found `)`"),
        ("user = \"alice", "       ^^^^^^ expected a closing `\"`"),
        ("user = “alice\nok", "       ^^^^^^ expected a closing `”`"),
        ("(ok OR fault", "            ^ expected `)`, found the end"),
        ("ok)", "  ^ this `)` closes nothing"),
        ("ok }", "   ^ this `}` closes nothing"),
        ("ok { fault }", "   ^ a block follows service(...) or edge(...) only"),
        ("ok AND", "      ^ expected a condition, found the end"),
        ("OR ok", "^^ expected a condition, found `OR`"),
        ("ok AND OR fault", "       ^^ expected a condition, found `OR`"),
        ("()", " ^ expected a condition, found `)`"),
        ("!", " ^ expected a condition, found the end"),
        ("5 < responsetime", "^ expected a keyword or an annotation, found `5`"),
        ("true", "^^^^ expected a keyword or an annotation, found `true`"),
        ("contains x", "^^^^^^^^ expected a keyword or an annotation, found `contains`"),
        ("\"ok\"", "^^^^ expected a condition, found `\"ok\"`"),
        ("ok = true = false", "          ^ expected AND, OR or the end, found `=`"),
        ("region:eu", "      ^ expected AND, OR or the end, found `:`"),
        ("ok & fault", "   ^ unexpected `&`"),
        ("한국 % 2", "   ^ unexpected `%`"),
        ("annotation", "          ^ expected `.key` or `[key]` after annotation, found the end"),
        ("annotation. = 1", "^^^^^^^^^^^ expected the key of an annotation"),
        ("annotation[] = 1", "          ^ expected the key of an annotation"),
        ("annotation[key = 1", "          ^^^^^^^^ expected `]` after the key"),
        ("annotation[\"key\" = 1", "          ^^^^^^ expected `]` after the key"),
        ("servcie(\"x\")", "^^^^^^^ there is no function `servcie`; did you mean service(...)?"),
        ("lambda(\"x\")", "^^^^^^ there is no function `lambda`"),
        ("service = \"x\"", "        ^ expected `(`, as in service(\"name\"), found `=`"),
        ("service(\"x\"", "           ^ expected `)`, found the end"),
        ("service(\"a\", \"b\")", "           ^ expected `)`, found `,`"),
        ("service(\"x\") {}", "              ^ expected a condition, found `}`"),
        ("service(\"x\") { ok", "                 ^ expected `}`, found the end"),
        ("service() { service(\"x\") }", "            ^^^^^^^ `service` cannot stand in a block"),
        (
            "edge(\"a\")",
            "        ^ expected `,` and a second node, as in edge(\"from\", \"to\"), found `)`",
        ),
        (
            "edge(\"a\", \"b\") { root }",
            "                 ^^^^ `root` belongs in the block of a service, as in service() { root }",
        ),
        ("root", "^^^^ `root` belongs in the block of a service, as in service() { root }"),
        ("service(id())", "           ^ expected name, type or account.id, found `)`"),
        (
            "service(id(nam: \"x\"))",
            "           ^^^ expected name, type or account.id, found `nam`",
        ),
        ("service(id(name \"x\"))", "                ^^^ expected `:`, found `\"x\"`"),
        ("service(id(name: ))", "                 ^ expected a text after `:`, found `)`"),
        ("service(id(name: a, name: b))", "                    ^^^^ `name` is given twice"),
        (
            "coverage > 0.5",
            "^^^^^^^^ `coverage` belongs in a rootcause block; \
             for an annotation of that name write annotation[coverage]",
        ),
        (
            "service() { depth > 2 }",
            "            ^^^^^ `depth` belongs in the block of span(), as in span() { depth > 2 }; \
             for an annotation of that name write annotation[depth]",
        ),
        (
            "rootcause.fault.entity { coverage > 0.5 }",
            "                         ^^^^^^^^ `coverage` belongs in the block of rootcause.responsetime.entity",
        ),
        (
            "rootcause.fault.service { fault }",
            "                          ^^^^^ `fault` cannot stand in this block, which is about rootcause.fault.service",
        ),
        (
            "rootcause.fault.service { annotation[x] }",
            "                          ^^^^^^^^^^ `annotation` cannot stand in this block, which is about rootcause.fault.service",
        ),
        (
            "rootcause.fault.service = 1",
            "                        ^ expected `{`, as in rootcause.fault.service { name = \"x\" }, found `=`",
        ),
        (
            "rootcause.faults { name = \"x\" }",
            "^^^^^^^^^^^^^^^^ there is no `rootcause.faults`: write rootcause.fault, .error or \
             .responsetime, then .service, .entity or .exception; or rootcause.json",
        ),
        (
            "span() { rootcause.json = #[] }",
            "         ^^^^^^^^^^^^^^ `rootcause.json` cannot stand in a block",
        ),
        ("rootcause.json = #[1,]", "                     ^ this is no JSON array of root causes"),
        ("rootcause.json = #{}", "                 ^^^ this is no JSON array of root causes"),
        (
            "rootcause.json = [{}]",
            "               ^ expected `= #` and a JSON array, as in rootcause.json = \
             #[{ \"Services\": [] }], found `=`",
        ),
        (
            "status = 500",
            "         ^^^ expected one of ok, error, throttle, fault after `=`, found `500`; \
             the HTTP status is http.status",
        ),
        (
            "kind =",
            "      ^ expected one of internal, server, client, producer, consumer after `=`, found the end",
        ),
        (
            "kind CONTAINS \"er\"",
            "     ^^^^^^^^ `kind` is one of a few words: compare it with `=` or `!=`, not `CONTAINS`",
        ),
        ("span(\"x\")", "     ^^^ expected `)`, found `\"x\"`"),
        ("group.name = \"slow\"", "             ^^^^^^ there is no group `slow` in this browser"),
        (
            "group.name CONTAINS \"slow\"",
            "           ^^^^^^^^ expected `=` or `!=` and the name of a group, found `CONTAINS`",
        ),
        (
            "service() { group.name = x }",
            "            ^^^^^^^^^^ `group.name` cannot stand in a block",
        ),
        ("ok\nfault\n  AND )", "      ^ expected a condition, found `)`"),
    ] {
        check_error(expression, expect);
    }
}

#[test]
fn javascript_gets_ranges_in_its_own_units() {
    let text = "user = \"😀é\" AND )";
    let error = Filter::parse(text).unwrap_err();
    assert_eq!(&text[error.start..error.end], ")");
    let units: Vec<u16> = text.encode_utf16().collect();
    let (start, end) = error.utf16(text);
    assert_eq!(String::from_utf16(&units[start..end]).unwrap(), ")");
}

#[test]
fn likely_slips_are_pointed_out() {
    for (expression, expect) in [
        ("responsetme > 1 AND erorr", "responsetme -> responsetime, erorr -> error"),
        ("url = \"/\"", "url -> http.url"),
        ("users = \"alice\"", "users -> user"),
        ("order_type = \"express\" region = eu user_id payment_provider", ""),
        ("annotation.responsetme > 1 AND annotation[erorr]", ""),
    ] {
        let filter = Filter::parse(expression).unwrap();
        let hints = filter.hints().iter();
        let shown: Vec<_> = hints
            .map(|h| format!("{} -> {}", &expression[h.start..h.end], h.replacement))
            .collect();
        assert_eq!(shown.join(", "), expect);
    }
}

#[test]
fn depth_has_a_limit_and_length_has_none() {
    let nested = |depth: usize| format!("{}ok{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Filter::parse(&nested(100)).is_ok());
    let error = Filter::parse(&nested(10_000)).unwrap_err();
    assert_eq!(error.to_string(), "more than 100 parentheses within each other");
    assert_eq!((error.start, error.end), (100, 101));

    let world = World::drawn(WORLD);
    world.check(&format!("{}ok", "!".repeat(100_001)), "bdgij");
    world.check(&"ok ".repeat(10_000), "acefh");
    world.check(&vec!["fault"; 10_000].join(" OR "), "dgij");
}

/// With the stack that WebAssembly gets by default.
#[test]
fn the_deepest_expression_needs_little_stack() {
    let deep = "(ok AND (fault OR !".repeat(50) + "ok" + &"))".repeat(50);
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let run = move || {
        let world = World::drawn(WORLD);
        let filter = Filter::parse(&deep).unwrap();
        let again = Filter::parse(&filter.to_string()).unwrap();
        assert_eq!(filter.expr(), again.expr());
        assert_eq!(world.names(&filter), world.names(&again));
    };
    small.spawn(run).unwrap().join().unwrap();
}
