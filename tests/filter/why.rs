//! Why a trace matches: each condition, its truth, and the span it turns on.

use spanmap::model::TraceId;
use spanmap::query::filter::{Filter, Says};

use crate::world::{World, groups};

const TRACE: &str = "
web          |----------|  http.status=200 order=express
  > cart      |-----|      items=3
    cart       |-F-|       exception=\"no stock\" region=eu
      . load    |-|
  > cart            |--|
    cart            |--|   items=12 region=eu
";

/// Lines of the answer: `+` holds, `-` does not; the span behind `@`, by row and name.
fn check(expression: &str, expect: &[&str]) {
    let world = World::drawn(TRACE);
    let filter = Filter::parse_with(expression, &groups()).unwrap();
    let reasons = filter.why(&world.store, &world.index, TraceId(0));
    let shown = reasons.iter().map(|reason| {
        let says = match &reason.says {
            Says::All => "all",
            Says::Any => "any",
            Says::Not => "not",
            Says::Text(text) => text,
        };
        let mark = if reason.holds { '+' } else { '-' };
        let span = reason.span.map(|span| format!(" @{} {}", span.0, world.store.name(span)));
        let indent = "  ".repeat(reason.depth as usize);
        format!("{indent}{mark} {says}{}", span.unwrap_or_default())
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{expression}");
    let found = filter.select(&world.store, &world.index).contains(0);
    assert!(reasons.first().is_none_or(|reason| reason.holds == found), "{expression}");
}

#[test]
fn each_condition_is_told_with_its_span() {
    check("", &[]);
    check("fault", &["- fault @0 web"]);
    check("items > 10", &["+ annotation[items] > 10 @5 cart"]);
    check("items > 100", &["- annotation[items] > 100 @1 cart"]);
    check("nothing = 1", &["- annotation[nothing] = 1"]);
    check("duration > 1", &["- duration > 1 @0 web"]);
    check("name = \"cart\"", &["+ name = \"cart\" @2 cart"]);
    check("message CONTAINS \"stock\"", &["+ message CONTAINS \"stock\" @2 cart"]);
    check(
        "http.status = 500 OR order = express AND !fault",
        &[
            "+ any",
            "  - http.status = 500 @0 web",
            "  + all",
            "    + annotation[order] = \"express\" @0 web",
            "    + not",
            "      - fault @0 web",
        ],
    );
}

#[test]
fn a_block_is_told_for_what_satisfies_it_or_comes_nearest() {
    check(
        "service(cart) { fault AND region = eu }",
        &[
            "+ service(\"cart\") @2 cart",
            "  + all",
            "    + fault @2 cart",
            "    + annotation[region] = \"eu\" @2 cart",
        ],
    );
    check(
        "service(cart) { fault AND region = us AND !throttle }",
        &[
            "- service(\"cart\") @2 cart",
            "  - all",
            "    + fault @2 cart",
            "    - annotation[region] = \"us\" @2 cart",
            "    + not",
            "      - throttle @2 cart",
        ],
    );
    check("service(pay) { fault }", &["- service(\"pay\")"]);
    check("edge(web, cart)", &["+ edge(\"web\", \"cart\") @1 cart"]);
    check("span() { depth > 2 }", &["+ span() @3 load", "  + depth > 2 @3 load"]);
    check(
        "rootcause.fault.service { name = \"pay\" AND last }",
        &[
            "- rootcause.fault.service @2 cart",
            "  - all",
            "    - name = \"pay\" @2 cart",
            "    + last @2 cart",
        ],
    );
}

#[test]
fn a_group_is_told_with_what_it_says() {
    check(
        "group.name = high_response_time",
        &["- group.name = \"high_response_time\"", "  - responsetime > 5 @0 web"],
    );
    check("group.name = all", &["+ group.name = \"all\""]);
}
