//! The language as documented, and as people type it.

use crate::world::{WORLD, World};

#[test]
fn the_documented_examples() {
    let world = World::drawn(WORLD);
    for (expression, expect) in [
        ("ok", "acef"),
        ("!ok", "bd"),
        ("ok = false", "bd"),
        ("error", "b"),
        ("fault = true", "d"),
        ("throttle", "d"),
        ("partial", "e"),
        ("!partial", "abcdf"),
        ("inferred", "bd"),
        ("responsetime > 5", "bc"),
        ("responsetime >= 0.25 AND responsetime < 0.5", "adf"),
        ("duration >= 5 AND duration <= 6.5", "b"),
        ("ok !partial duration <3", "af"),
        ("http.status != 200", "bdf"),
        ("http.status >= 500 AND http.status < 600", "d"),
        ("http.url CONTAINS \"/api/game/\"", "a"),
        ("http.url BEGINSWITH \"https://shop.\" AND http.url ENDSWITH \"/pay\"", "a"),
        ("http.method = \"POST\"", "a"),
        ("http.useragent CONTAINS \"curl\"", "a"),
        ("http.clientip = \"203.0.113.9\"", "a"),
        ("user = \"alice\"", "a"),
        ("user CONTAINS \"\"", "ac"),
        ("!user", "bdef"),
        ("http.url AND responseTime > 2", "b"),
        ("annotation.gameid = \"817DL6VO\"", "a"),
        ("annotation.age > 29", "a"),
        ("annotation.age", "abf"),
        ("!annotation.age", "cde"),
        ("annotation.beta = true", "a"),
        ("annotation[tenant.id] = \"t-7\"", "a"),
        ("annotation[aws.local.operation] = \"POST /checkout\"", "a"),
        ("service(\"api.example.com\")", "ab"),
        ("service(\"api.example.com\") { error }", "b"),
        ("service() { fault }", "cd"),
        ("service(\"cart\") { responsetime > 1 AND !fault }", "f"),
        ("service(\"data-plane\") { root = true and fault = true }", "d"),
        ("service(id(type: \"AWS::Lambda::Function\")) { error }", "f"),
        ("service(id(name: \"random-name\", type: \"AWS::Lambda::Function\")) { error }", "f"),
        (
            "service(id(account.id: \"111122223333\")) OR service(id(account.id: \"444455556666\"))",
            "adf",
        ),
        ("edge(\"web\", \"random-name\") { error }", "f"),
        (
            "edge(id(name: \"www\", type: \"client::Synthetics\"), \
             id(name: \"www\", type: \"AWS::ElasticBeanstalk::Environment\"))",
            "e",
        ),
        ("edge(\"data-plane\", id(type: \"AWS::DynamoDB::Table\")) { throttle }", "d"),
        (
            "http.url BEGINSWITH \"http://a/\" AND http.url CONTAINS \"/v2/\" AND !service(\"a\")",
            "",
        ),
        (
            "http.url BEGINSWITH \"http://a/\" AND http.url CONTAINS \"/v2/\" AND service(\"a\")",
            "b",
        ),
        (
            "service(\"cart\") { fault = true OR responsetime > 2.5 } AND annotation.foo = \"bar\"",
            "c",
        ),
        ("availabilityzone = \"eu-west-1a\" AND instance.id BEGINSWITH \"i-0\"", "c"),
        ("resource.arn CONTAINS \":function:pay\"", "f"),
        ("(fault OR throttle) AND !service(\"chaos-proxy\")", "d"),
        ("(fault OR error) AND !service(\"orders\")", "b"),
        ("error = true AND http.url CONTAINS \"/v2/\" AND responsetime >= 5", "b"),
    ] {
        world.check(expression, expect);
    }
}

#[test]
fn what_people_type() {
    let world = World::drawn(WORLD);
    for (expression, expect) in [
        ("", "abcdef"),
        (" \n\u{200b} ", "abcdef"),
        // A bare key is an annotation.
        ("gameid = \"817DL6VO\"", "a"),
        ("gameid", "a"),
        ("tenant.id = t-7", "a"),
        ("aws.local.operation BEGINSWITH POST", "a"),
        ("annotation.aws.local.operation ENDSWITH checkout", "a"),
        ("annotation[\"tenant.id\"] = 't-7'", "a"),
        ("Annotation[ tenant.id ] = “t-7”", "a"),
        // Words in any case, values and keys not.
        ("RESPONSETIME > 5 and Not ERROR", "c"),
        ("HTTP.Method = 'post'", "a"),
        ("user = Alice", ""),
        ("GameId", ""),
        ("service(id(Type: \"aws::lambda::function\"))", "f"),
        ("service(\"Cart\")", ""),
        // Operators of other languages.
        ("error == true && !(fault || throttle)", "b"),
        ("http.status <> 200", "bdf"),
        ("!!fault", "d"),
        ("! fault", "abcef"),
        // Units.
        ("responsetime = 300ms", "a"),
        ("responsetime = 0.3", "a"),
        ("responsetime >= 6s responsetime < 0.1m", ""),
        ("responsetime >= 6s responsetime <= 0.1m", "b"),
        ("duration > 5000000us", "bc"),
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
        ("fault\nOR error", "bd"),
        ("fault OR\nerror", "bd"),
        ("ok AND\r\n!partial\r\n\r\nduration < 3", "af"),
        ("http.status\n= 404", "b"),
        ("(fault\nthrottle)", "d"),
        ("(fault OR\n throttle\n)\n", "d"),
        ("service(\"cart\")\n{\n  fault\n  responsetime > 2\n}", "c"),
        ("service(\"cart\")\n{\n  !fault\n  responsetime > 2\n}", ""),
    ] {
        world.check(expression, expect);
    }
}

#[test]
fn precedence_is_not_then_and_then_or() {
    let world = World::drawn(WORLD);
    world.check("!ok fault", "d");
    world.check("!(ok fault)", "abcdef");
    world.check("error OR ok AND partial", "be");
    world.check("(error OR ok) AND partial", "e");
    world.check("error OR ok partial", "be");
    world.check("partial ok OR error", "be");
}
