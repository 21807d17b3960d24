//! Service maps of drawn traces and of real files, as text.

use std::path::Path;

use fixedbitset::FixedBitSet;
use spanmap::ingest::ingest;
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

/// The map of a corpus file; `None` where the corpus is not at hand.
fn corpus(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    Some(map(&ingest(file, &bytes).0).to_string())
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

/// As the console of X-Ray draws it: the bucket keeps its requests, the function hangs on the uploader.
#[test]
fn what_a_bucket_sets_off_does_not_stand_for_the_bucket() {
    let map = drawn(
        "
        upload      |---------|                type=AWS::Lambda::Function
          > photos   |--|                      type=AWS::S3::Bucket
            resize         |------------|      type=AWS::Lambda
        ",
    );
    insta::assert_snapshot!(map, @r"
    upload (client) 0
      -> upload 1 10 ms
    photos 1 3 ms path 30% inferred
    resize 1 13 ms
    upload 1 10 ms path 70%
      -> photos 1 3 ms
      -> resize 1 13 ms
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

#[test]
fn the_sample_of_the_x_ray_guide() {
    let Some(map) =
        corpus("xray/awsdocs__aws-xray-developer-guide__gettingdata-03-batchgettraces-output.json")
    else {
        return;
    };
    insta::assert_snapshot!(map, @r"
    Scorekeep (client) 0
      -> Scorekeep 1 3232 ms
    Scorekeep 1 3232 ms path 8%
      -> random-name (AWS::Lambda) 1 2943 ms
      -> scorekeep-user 1 79 ms
    awseb-e-ruag3jyweb-stack-NotificationTopic-6B829NT9V5O9 1 959 ms inferred
    random-name (AWS::Lambda) 1 2895 ms path 36%
      -> random-name (AWS::Lambda::Function) 1 1740 ms
    random-name (AWS::Lambda::Function) 1 1740 ms path 54%
      -> awseb-e-ruag3jyweb-stack-NotificationTopic-6B829NT9V5O9 1 959 ms
    scorekeep-user 1 79 ms path 2% inferred
    ");
}

#[test]
fn a_trace_whose_root_is_missing() {
    let Some(map) = corpus("xray/joe4dev__trigger-bench__thumbnail_app_missing_root.traces.json")
    else {
        return;
    };
    insta::assert_snapshot!(map, @r"
    thumbgen-images-sb-4362 2 48 ms path 85% inferred
    thumbgen-thumbnails-sb-4362 1 40 ms inferred
    thumbnail-generator-dev-thumbnail-generator (AWS::Lambda) 1 9 ms
      -> thumbnail-generator-dev-thumbnail-generator (AWS::Lambda::Function) 1 184 ms
    thumbnail-generator-dev-thumbnail-generator (AWS::Lambda::Function) 1 184 ms
      -> thumbgen-images-sb-4362 1 24 ms
      -> thumbgen-thumbnails-sb-4362 1 40 ms
    thumbnail-generator-dev-upload (AWS::Lambda) 1 85 ms path 11% missing callers 1
      -> thumbnail-generator-dev-upload (AWS::Lambda::Function) 1 76 ms
    thumbnail-generator-dev-upload (AWS::Lambda::Function) 1 76 ms path 5%
      -> thumbgen-images-sb-4362 1 72 ms
      -> thumbnail-generator-dev-thumbnail-generator (AWS::Lambda) 1 9 ms
    ");
}

#[test]
fn failures_of_many_traces() {
    let Some(map) = corpus("generated/xray-node.segments.jsonl") else { return };
    insta::assert_snapshot!(map, @r"
    gateway.shop.local (client) 0
      -> gateway.shop.local 599 (40 fault) 7.041736 ms
    gateway.shop.local 839 (40 fault) 16.058402 ms path 72%
      -> gateway.shop.local 240 50.445833 ms
      -> inventory.shop.local 320 (36 fault) 27.9875 ms
      -> nowhere.shop.local 40 (40 fault) 4.8 ms
      -> orders.shop.local 479 (40 error, 40 throttle, 78 fault) 106.070981 ms
      -> payments.shop.local 40 12.575 ms
    hot 38 (38 fault) 477.394736 ms path 4% inferred
    inventory.shop.local 480 (48 fault) 11.458333 ms path 0%
      -> shop@db.internal 480 11.135416 ms
    nowhere.shop.local 40 (40 fault) 4.8 ms path 5% inferred
    orders 40 17.875 ms path 4% inferred
    orders.shop.local 479 (40 error, 40 throttle, 78 fault) 96.513569 ms path 12%
      -> hot 38 (38 fault) 477.394736 ms
      -> inventory.shop.local 160 (12 fault) 13.45625 ms
      -> orders 40 17.875 ms
      -> payments.shop.local 160 20.9625 ms
      -> shop@db.internal 240 10.108333 ms
    payments.shop.local 200 10.65 ms
    shop@db.internal 720 10.793055 ms path 3% inferred
    ");
}
