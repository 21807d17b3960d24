//! The language as documented, and as people type it.

use spanmap::query::filter::{Complaint, Filter, Group};

use crate::world::{WORLD, World};

/// Letters of the traces that an expression selects, and of all others; there are some of each.
fn check(world: &World, expression: &str, matching: &str, not_matching: &str) {
    assert!(!matching.is_empty() && !not_matching.is_empty(), "{expression}");
    world.check(expression, matching);
    world.check(&format!("!({expression})"), not_matching);
}

#[test]
fn the_documented_examples() {
    let world = World::drawn(WORLD);
    for (expression, matching, not_matching) in [
        ("ok", "acefh", "bdgij"),
        ("!ok", "bdgij", "acefh"),
        ("ok = false", "bdgij", "acefh"),
        ("error", "b", "acdefghij"),
        ("fault = true", "dgij", "abcefh"),
        ("throttle", "d", "abcefghij"),
        ("partial", "e", "abcdfghij"),
        ("!partial", "abcdfghij", "e"),
        ("inferred", "bdh", "acefgij"),
        ("responsetime > 5", "bcg", "adefhij"),
        ("responsetime >= 0.25 AND responsetime < 0.5", "adf", "bceghij"),
        ("duration >= 5 AND duration <= 6.5", "bg", "acdefhij"),
        ("ok !partial duration <3", "afh", "bcdegij"),
        ("http.status != 200", "bdfg", "acehij"),
        ("http.status >= 500 AND http.status < 600", "dg", "abcefhij"),
        ("http.url CONTAINS \"/api/game/\"", "a", "bcdefghij"),
        ("http.url BEGINSWITH \"https://shop.\" AND http.url ENDSWITH \"/pay\"", "a", "bcdefghij"),
        ("http.method = \"POST\"", "a", "bcdefghij"),
        ("http.useragent CONTAINS \"curl\"", "a", "bcdefghij"),
        ("http.clientip = \"203.0.113.9\"", "a", "bcdefghij"),
        ("user = \"alice\"", "ag", "bcdefhij"),
        ("user CONTAINS \"\"", "acg", "bdefhij"),
        ("!user", "bdefhij", "acg"),
        ("http.url AND responseTime > 2", "bg", "acdefhij"),
        ("annotation.gameid = \"817DL6VO\"", "a", "bcdefghij"),
        ("annotation.age > 29", "a", "bcdefghij"),
        ("annotation.age", "abf", "cdeghij"),
        ("!annotation.age", "cdeghij", "abf"),
        ("annotation.beta = true", "a", "bcdefghij"),
        ("annotation[tenant.id] = \"t-7\"", "a", "bcdefghij"),
        ("annotation[aws.local.operation] = \"POST /checkout\"", "a", "bcdefghij"),
        ("service(\"api.example.com\")", "ab", "cdefghij"),
        ("service(\"api.example.com\") { error }", "b", "acdefghij"),
        ("service() { fault }", "cdgij", "abefh"),
        ("service(\"cart\") { responsetime > 1 AND !fault }", "f", "abcdeghij"),
        ("service(\"data-plane\") { root = true and fault = true }", "d", "abcefghij"),
        ("service(id(type: \"AWS::Lambda::Function\")) { error }", "f", "abcdeghij"),
        (
            "service(id(name: \"random-name\", type: \"AWS::Lambda::Function\")) { error }",
            "f",
            "abcdeghij",
        ),
        (
            "service(id(account.id: \"111122223333\")) OR service(id(account.id: \"444455556666\"))",
            "adf",
            "bceghij",
        ),
        ("edge(\"web\", \"random-name\") { error }", "f", "abcdeghij"),
        (
            "edge(id(name: \"www\", type: \"client::Synthetics\"), \
             id(name: \"www\", type: \"AWS::ElasticBeanstalk::Environment\"))",
            "e",
            "abcdfghij",
        ),
        ("edge(\"data-plane\", id(type: \"AWS::DynamoDB::Table\")) { throttle }", "d", "abcefghij"),
        (
            "http.url BEGINSWITH \"http://a/\" AND http.url CONTAINS \"/v2/\" AND !service(\"a\")",
            "h",
            "abcdefgij",
        ),
        (
            "http.url BEGINSWITH \"http://a/\" AND http.url CONTAINS \"/v2/\" AND service(\"a\")",
            "b",
            "acdefghij",
        ),
        (
            "service(\"cart\") { fault = true OR responsetime > 2.5 } AND annotation.foo = \"bar\"",
            "c",
            "abdefghij",
        ),
        ("availabilityzone = \"eu-west-1a\" AND instance.id BEGINSWITH \"i-0\"", "c", "abdefghij"),
        ("resource.arn CONTAINS \":function:pay\"", "f", "abcdeghij"),
        ("(fault OR throttle) AND !service(\"chaos-proxy\")", "dgij", "abcefh"),
        ("group.name = \"high_response_time\" AND user = \"alice\"", "g", "abcdefhij"),
        ("rootcause.fault.service { name = \"Auth\" }", "g", "abcdefhij"),
        ("rootcause.fault.exception { last and message = \"Access denied\" }", "cg", "abdefhij"),
        ("rootcause.fault.entity { last and name = \"deserialize\" }", "g", "abcdefhij"),
        ("rootcause.responsetime.service { last and type = \"AWS::DynamoDB\" }", "h", "abcdefgij"),
        (
            "rootcause.responsetime.entity { remote and coverage > 0.7 and name = \"traces\" }",
            "h",
            "abcdefgij",
        ),
        ("rootcause.fault.service { index > 5 }", "i", "abcdefghj"),
        (
            "rootcause.json = #[{ \"Services\": [ { \"Name\": \"A\", \"EntityPath\": \
             [ {\"Name\":\"A\"}, {\"Name\":\"q\"} ] } ] }]",
            "j",
            "abcdefghi",
        ),
        (
            "fault = true AND http.url CONTAINS \"example/game\" AND responsetime >= 5",
            "g",
            "abcdefhij",
        ),
    ] {
        check(&world, expression, matching, not_matching);
    }
}

#[test]
fn what_people_type() {
    let world = World::drawn(WORLD);
    for (expression, expect) in [
        ("", "abcdefghij"),
        (" \n\u{200b} ", "abcdefghij"),
        // A bare key is an annotation.
        ("gameid = \"817DL6VO\"", "a"),
        ("gameid", "a"),
        ("tenant.id = t-7", "a"),
        ("aws.local.operation BEGINSWITH POST", "a"),
        ("annotation.aws.local.operation ENDSWITH checkout", "a"),
        ("annotation[\"tenant.id\"] = 't-7'", "a"),
        ("Annotation[ tenant.id ] = “t-7”", "a"),
        // Words in any case, values and keys not.
        ("RESPONSETIME > 5 and Not ERROR", "cg"),
        ("HTTP.Method = 'post'", "a"),
        ("user = Alice", ""),
        ("GameId", ""),
        ("service(id(Type: \"aws::lambda::function\"))", "f"),
        ("service(\"Cart\")", ""),
        // Operators of other languages.
        ("error == true && !(fault || throttle)", "b"),
        ("http.status <> 200", "bdfg"),
        ("!!fault", "dgij"),
        ("! fault", "abcefh"),
        // Units.
        ("responsetime = 300ms", "a"),
        ("responsetime = 0.3", "a"),
        ("responsetime >= 6s responsetime < 0.1m", ""),
        ("responsetime >= 6s responsetime <= 0.1m", "b"),
        ("duration > 5000000us", "bcg"),
        // Values without quotes.
        ("http.clientip = 203.0.113.9", "a"),
        ("http.url = http://a/v2/x", "b"),
        ("instance.id BEGINSWITH i-0", "c"),
        ("service(cart) {fault}", "c"),
        ("service(id(name: cart, account.id: 444455556666))", "f"),
        ("edge(web,cart)", "cf"),
        // Each line is a condition, unless an operator joins it to its neighbour.
        ("error\nhttp.status = 404", "b"),
        ("fault OR error\nhttp.status = 404", "b"),
        ("fault\nOR error", "bdgij"),
        ("fault OR\nerror", "bdgij"),
        ("ok AND\r\n!partial\r\n\r\nduration < 3", "afh"),
        ("http.status\n= 404", "b"),
        ("(fault\nthrottle)", "d"),
        ("(fault OR\n throttle\n)\n", "dgij"),
        ("service(\"cart\")\n{\n  fault\n  responsetime > 2\n}", "c"),
        ("service(\"cart\")\n{\n  !fault\n  responsetime > 2\n}", ""),
    ] {
        world.check(expression, expect);
    }
}

#[test]
fn precedence_is_not_then_and_then_or() {
    let world = World::drawn(WORLD);
    world.check("!ok fault", "dgij");
    world.check("!(ok fault)", "abcdefghij");
    world.check("error OR ok AND partial", "be");
    world.check("(error OR ok) AND partial", "e");
    world.check("error OR ok partial", "be");
    world.check("partial ok OR error", "be");
}

#[test]
fn extensions_for_formats_without_segments() {
    let world = World::drawn(
        r#"
a
  web         |----------|
    . render   |--------|   page=home ms=8
      . query    |--|       exception="no index"
    > cart         |-F-|    operation=GetCart
b
  web         |-E--------|
    > mail     |-|
"#,
    );
    for (expression, matching, not_matching) in [
        ("operation = \"GetCart\"", "a", "b"),
        ("operation = render", "a", "b"),
        ("operation BEGINSWITH \"mai\"", "b", "a"),
        ("status = error", "b", "a"),
        ("status != ERROR", "a", "b"),
        ("kind = internal", "a", "b"),
        ("kind != internal", "b", "a"),
        ("span() { self > 4ms AND name = \"render\" }", "a", "b"),
        ("span() { self >= 8ms AND name = \"render\" }", "", "ab"),
        ("span() { depth = 2 }", "a", "b"),
        ("span() { depth > 0 AND name = \"mail\" AND kind = client }", "b", "a"),
        ("span() { duration > 6ms AND duration < 9ms }", "a", "b"),
        ("span() { page = \"home\" AND status = ok }", "a", "b"),
        ("span() { page = \"home\" AND fault }", "", "ab"),
        ("span() { fault AND service = \"web\" AND operation = GetCart }", "a", "b"),
        ("span() { message CONTAINS \"index\" AND depth = 2 }", "a", "b"),
        ("span() { root AND error }", "b", "a"),
        ("span() { inferred AND name = \"cart\" }", "a", "b"),
        ("span()", "ab", ""),
    ] {
        world.check(expression, matching);
        world.check(&format!("!({expression})"), not_matching);
    }
}

#[test]
fn groups_stand_for_their_expressions() {
    let world = World::drawn(WORLD);
    let all = world.select("");
    for (expression, like) in [
        ("group.name = \"high_response_time\"", "responsetime > 5"),
        ("group.name != high_response_time", "!(responsetime > 5)"),
        ("!group.name = high_response_time", "!(responsetime > 5)"),
        (
            "group.arn = \"arn:aws:xray:eu-west-1:1:group/high_response_time/ABC\"",
            "responsetime > 5",
        ),
        ("group.name = all AND ok", "ok"),
    ] {
        assert_ne!(world.select(like), all);
        world.check(expression, &world.select(like));
    }
}

#[test]
fn groups_that_make_no_sense_are_errors_where_they_are_named() {
    let group = |name: &str, filter: &str| Group { name: name.into(), filter: filter.into() };
    let twice = |name: &str| format!("group.name = {name} OR group.name = {name}");
    let mut groups = vec![
        group("itself", "group.name = other"),
        group("other", "ok AND group.name = itself"),
        group("wrong", "ok AND"),
        group("g0", "ok"),
    ];
    groups.extend((1..20).map(|n| group(&format!("g{n}"), &twice(&format!("g{}", n - 1)))));
    for (name, expect) in [
        ("itself", Complaint::GroupInItself),
        ("wrong", Complaint::BadGroup),
        ("none", Complaint::NoGroup),
        ("g19", Complaint::TooManyGroups),
    ] {
        let text = format!("ok AND group.name = {name}");
        let error = Filter::parse_with(&text, &groups).unwrap_err();
        assert_eq!((error.complaint, &text[error.start..error.end]), (expect, name));
    }
    assert!(Filter::parse_with("group.name = g5", &groups).is_ok());
}
