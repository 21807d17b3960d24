//! Values: missing, of another type, several, and how a trace gets its own.

use crate::world::{WORLD, World};

#[test]
fn a_missing_value_compares_false() {
    let world = World::drawn(WORLD);
    world.check("age > 0 OR age <= 0", "abf");
    world.check("age != 20", "af");
    world.check("!(age = 20)", "acdefghij");
    world.check("nobody.has.this != 1", "");
    world.check("user != \"alice\"", "c");
    world.check("user != \"nobody\"", "acg");
    world.check("http.useragent != \"x\"", "a");
}

#[test]
fn a_value_of_another_type_compares_false() {
    let world = World::drawn(WORLD);
    for expression in
        ["age = \"30\"", "age != \"30\"", "age CONTAINS \"3\"", "age = true", "gameid > 5"]
    {
        world.check(expression, "");
    }
    world.check("age CONTAINS \"\"", "abf");
}

#[test]
fn a_boolean_annotation_is_its_value() {
    let world = World::drawn(WORLD);
    world.check("beta", "a");
    world.check("!beta", "bcdefghij");
    world.check("beta = false", "b");
    world.check("beta != true", "b");
    world.check("beta CONTAINS \"\"", "ab");
}

#[test]
fn of_several_values_any_may_match_and_none_may_differ() {
    let world = World::drawn(
        "
        web        |------|  tag=1
          cart       |--|    tag=2
          cart        |--|   user=bob

        web        |------|  tag=1 user=alice
        ",
    );
    world.check("tag = 2", "a");
    world.check("tag != 2", "b");
    world.check("tag != 3", "ab");
    world.check("user = \"bob\" tag = 2", "a");
    world.check("service(\"cart\") { user = \"bob\" AND tag = 2 }", "");
    world.check("service(\"cart\") { user = \"bob\" } AND service(\"cart\") { tag = 2 }", "a");
}

#[test]
fn several_outcomes_may_be_true_of_one_request() {
    let world = World::drawn(
        "
        web  |----|

        web  |-E--|

        web  |-T--|

        web  |-F--|

        web  |-F--|  mark=error-seen

        web  |-F--|  mark=throttle-seen
        ",
    );
    world.check("ok", "a");
    world.check("error", "bcef");
    world.check("throttle", "cf");
    world.check("fault", "def");
    world.check("service() { error }", "bcef");
    world.check("service() { throttle }", "cf");
    world.check("service() { ok = true }", "a");
}

#[test]
fn http_fields_are_those_of_the_request_that_the_trace_served() {
    let world = World::drawn(
        "
        web       |-----|  http.status=200
          cart      |--|   http.status=500

        queue     |-----|
          cart      |--|   http.status=500
          > table    |--|  http.status=400

        queue     |-----|
          > table    |--|  http.status=400
        ",
    );
    world.check("http.status = 500", "b");
    world.check("http.status = 400", "");
    world.check("!http.status", "c");
    world.check("service(\"cart\") { http.status = 500 }", "ab");
    world.check("edge(\"queue\", \"table\") { http.status = 400 }", "bc");
}

#[test]
fn times_are_compared_to_the_nanosecond() {
    let world = World::drawn("web |---| ms=290\n\nweb |---| ms=0.001\n\nweb |---| ms=1500\n");
    world.check("responsetime = 0.29", "a");
    world.check("responsetime != 0.29", "bc");
    world.check("responsetime = 0.000001", "b");
    world.check("responsetime = 1us", "b");
    world.check("responsetime > 999.9ns", "abc");
    world.check("responsetime < 1000.1ns", "b");
    world.check("responsetime > 1.4999999999", "c");
    world.check("responsetime >= 1.5s responsetime <= 15e-1", "c");
    world.check("responsetime < 1e300", "abc");
    world.check("responsetime > -1", "abc");
}

#[test]
fn an_empty_store_has_no_match() {
    let world = World::drawn("");
    world.check("", "");
    world.check("!ok", "");
    world.check("!service() { http.status > 0 }", "");
}
