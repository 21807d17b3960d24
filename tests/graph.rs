//! Service maps of drawn traces, as text.

use fixedbitset::FixedBitSet;
use spanmap::model::{SpanStore, drawing};
use spanmap::query::{Index, ServiceGraph, service_graph};

fn map(store: &SpanStore) -> ServiceGraph {
    let mut all = FixedBitSet::with_capacity(store.traces().len());
    all.insert_range(..);
    service_graph(store, &Index::new(store), &all)
}

fn drawn(text: &str) -> String {
    map(&drawing::store(text)).to_string()
}

#[test]
fn callers_callees_and_the_client() {
    let map = drawn(
        "
        web        |--------------------|
          > auth     |----|
            auth      |--|
          > db              |---F----|

        web        |----------E|
          > auth     |--------~
        ",
    );
    insta::assert_snapshot!(map, @r"
    web (client) 0
      -> web 2 (1 error) 16.5 ms
    auth 1 3 ms path 9%
    auth (remote) 1 path 30% inferred
    db 1 (1 fault) 9 ms path 27% inferred
    web 2 (1 error) 16.5 ms path 33%
      -> auth 1 5 ms
      -> auth (remote) 1
      -> db 1 (1 fault) 9 ms
    ");
}

#[test]
fn circles_and_calls_to_itself_stay() {
    let map = drawn(
        "
        a             |------------------|
          > b          |--------------|
            b           |------------|
              > b         |---|
                b         |---|
              > a              |--|
                a              |--|
        ",
    );
    insta::assert_snapshot!(map, @r"
    a (client) 0
      -> a 1 19 ms
    a 2 11 ms path 47%
      -> b 1 15 ms
    b 2 8.5 ms path 53%
      -> a 1 3 ms
      -> b 1 4 ms
    ");
}

#[test]
fn a_database_is_shared() {
    let map = drawn(
        "
        a          |------|
          > db       |--|

        b          |------|
          > db       |T-|
        ",
    );
    insta::assert_snapshot!(map, @r"
    a (client) 0
      -> a 1 7 ms
    b (client) 0
      -> b 1 7 ms
    a 1 7 ms path 29%
      -> db 1 3 ms
    b 1 7 ms path 29%
      -> db 1 (1 throttle) 3 ms
    db 2 (1 throttle) 3 ms path 43% inferred
    ");
}

#[test]
fn a_service_right_under_another_was_called_by_it() {
    let map = drawn(
        "
        api          |--------|
          > fn        |------|
            fn        |------|
              handler   |--E|
                . work   |-|
        ",
    );
    insta::assert_snapshot!(map, @r"
    api (client) 0
      -> api 1 9 ms
    api 1 9 ms path 22%
      -> fn 1 7 ms
    fn 1 7 ms path 33%
      -> handler 1 (1 error) 4 ms
    handler 1 (1 error) 4 ms path 44%
    ");
}
