//! `service(...)` and `edge(...)`: what is a node or a connection, and what a block sees of it.

use spanmap::model::{
    Flags, Link, LinkKind, RecordId, ServiceId, SpanId, SpanRow, StoreBuilder, StrId, TraceKey,
    drawing,
};
use spanmap::query::Index;

use crate::world::World;

#[test]
fn a_service_is_hit_by_its_own_view_or_by_a_call_to_it() {
    let world = World::drawn(
        "
        a: seen from both sides; the callee's own view counts
        web        |----------|
          > cart     |-F----|
            cart       |--|

        b: seen from the caller's side only
        web        |----------|
          > cart     |-F----|  http.status=500
          . work        |-|    mine=true

        c: inferred by the backend, and the real one too
        web        |----------|
          > cart     |-----|
            cart     |-F---|   mark=inferred
            cart      |--|

        d: inferred by the backend
        web        |----------|
          > cart     |-----|
            cart     |-F---|   mark=inferred

        e: work within counts for the view, not the view's own caller
        web        |----------|
          cart       |-----|
            . query    |-|     mine=true exception=\"no index\"
            > db         |-|   note=late ms=100
        ",
    );
    world.check("service(\"cart\")", "abcde");
    world.check("service(\"cart\") { fault }", "bd");
    world.check("service(\"cart\") { inferred }", "bd");
    world.check("service(\"cart\") { http.status = 500 }", "b");
    world.check("service(\"cart\") { mine }", "e");
    world.check("service(\"web\") { mine }", "b");
    world.check("service(\"cart\") { message = \"no index\" }", "e");
    world.check("service(\"web\") { message CONTAINS \"\" }", "");
    world.check("message BEGINSWITH \"no \"", "e");
    world.check("service(\"cart\") { note = \"late\" }", "e");
    world.check("service(\"db\") { note = \"late\" AND inferred }", "e");
    world.check("service(\"cart\") { responsetime = 6ms }", "de");
    world.check("service(\"cart\") { duration > 90ms }", "e");
    world.check("duration > 90ms", "e");
    world.check("service() { root AND name = \"web\" }", "abcde");
    world.check("service(\"cart\") { root }", "");
    world.check("service() { name = \"db\" }", "e");
    world.check("name = \"db\"", "e");
    world.check("name != \"db\"", "abcd");
    world.check("type = \"remote\"", "be");
    world.check("edge(\"web\", \"cart\") { fault }", "ab");
    world.check("edge(\"web\", \"cart\") { inferred }", "bd");
    world.check("edge(, \"db\")", "e");
    world.check("edge(\"db\", )", "");
    world.check("edge(\"cart\", \"db\") { responsetime = 100ms AND name = \"db\" }", "e");
}

#[test]
fn what_is_missing_is_partial() {
    let world = World::drawn(
        "
        web        |----------|
          > cart     |-----|    mark=traced

        web        |----------|
          cart       |-----~

        web        |----------|
          > cart     |-----|    mark=traced
            cart      |---|

        work       |-----|      mark=orphan
          . part    |---|
        ",
    );
    world.check("partial", "abd");
    world.check("service(\"cart\") { partial }", "ab");
    world.check("service(\"web\") { partial }", "");
    world.check("service(\"work\") { partial }", "d");
    world.check("edge(\"web\", \"cart\") { partial }", "ab");
    world.check("edge(\"web\", \"cart\") { !partial }", "c");
}

#[test]
fn work_without_its_service_s_view_still_hits_the_service() {
    let mut drawing = drawing::store("web |--|\n").thaw();
    let lost = drawing.service("lost", "", "");
    let row = work(&mut drawing, 1, 7, 6, lost);
    drawing.push(row);
    let store = drawing.freeze();
    let world = World { index: Index::new(&store), store };
    world.check("service(\"lost\") { ok }", "a");
    world.check("edge(, \"lost\")", "");
}

#[test]
fn the_client_is_a_node_as_on_the_map() {
    let world = World::drawn(
        "
        web      |-E--|
          . work   |--|

        web      |----| mark=orphan

        cron     |----| account=1
        ",
    );
    world.check("service(id(type: \"client\"))", "ac");
    world.check("service(id(name: \"web\", type: \"client\"))", "a");
    world.check("edge(id(name: \"web\", type: \"client\"), \"web\") { error }", "a");
    world.check("edge(id(type: \"CLIENT\"), id(account.id: \"1\"))", "c");
    world.check("edge(id(type: \"client\", account.id: \"1\"), \"cron\")", "");
    world.check("service(id(account.id: \"1\"))", "c");
}

#[test]
fn a_message_connects_two_traces() {
    let mut drawing =
        drawing::store("sender |--|\n  > queue |-|\n\nother |--|\n\nreceiver |-F-|\n").thaw();
    let receiver = drawing.service("receiver", "", "");
    let trace = TraceKey::parse("1-00000000-000000000000000000000001").0;
    let row = work(&mut drawing, 3, 99, 4, receiver);
    drawing.push(row);
    drawing.link(Link {
        span: SpanId::NONE,
        kind: LinkKind::Parent,
        trace,
        id: 2,
        service: ServiceId::NONE,
    });
    let store = drawing.freeze();
    let world = World { index: Index::new(&store), store };
    let both = world.select("edge(\"queue\", \"receiver\")");
    assert_eq!(both.len(), 2);
    assert_eq!(world.select("service(\"sender\") OR service(\"receiver\")"), both);
    world.check("edge(\"sender\", \"receiver\")", "");
}

/// Local work in a drawn trace, by its number from 1.
fn work(
    drawing: &mut StoreBuilder,
    trace: u32,
    id: u64,
    parent: u64,
    service: ServiceId,
) -> SpanRow {
    let (trace, _) = drawing.trace(&format!("1-00000000-{trace:024x}"));
    SpanRow {
        trace,
        id,
        parent,
        start: Some(drawing::EPOCH),
        end: None,
        service,
        peer: ServiceId::NONE,
        name: StrId::EMPTY,
        flags: Flags::default(),
        record: RecordId::NONE,
    }
}
