//! The filter language: which traces an expression selects, what is wrong with one, and its laws.

use spanmap::model::{SpanStore, drawing};
use spanmap::query::Index;
use spanmap::query::filter::Filter;

/// Traces `a`, `b`, `c`...: a line without a bar begins the next one.
const WORLD: &str = r#"
a: all is well
  api.example.com  |-----|  ms=300 http.url=https://shop.example/api/game/pay http.method=POST http.status=200 http.useragent=curl/8.1 http.clientip=203.0.113.9 gameid=817DL6VO account=111122223333
    > cart           |---|  ms=200
      cart            |-|   ms=150 user=alice age=30 beta=true tenant.id=t-7 aws.local.operation="POST /checkout"
b: the client's mistake
  api.example.com  |--E--|  ms=6000 http.url=http://a/v2/x http.method=GET http.status=404 age=20 beta=false
    > a              |-|    type=remote
c: a fault downstream that nobody above noticed
  web              |-----|  ms=7000 http.status=200 availabilityzone=eu-west-1a instance.id=i-0abc
    > cart           |-F-|  ms=2700
      cart            |-F|  ms=2600 exception="Access denied" user=bob foo=bar
d: throttled at the table, which the caller reports as a fault
  data-plane       |--F--|  ms=400 http.status=503 account=444455556666
    > orders         |-T-|  type=AWS::DynamoDB::Table operation=GetItem
e: still running, behind a canary
  www              |-----|  type=client::Synthetics ms=90
    www              |---~  type=AWS::ElasticBeanstalk::Environment
f: functions
  web              |-----|  ms=250
    random-name      |-E-|  type=AWS::Lambda::Function resource.arn=arn:aws:lambda:eu-west-1:1:function:pay http.status=400
    cart                |-|  ms=1100 account=444455556666 age=29 exception="Slow down"
"#;

struct World {
    store: SpanStore,
    index: Index,
}

impl World {
    fn drawn(text: &str) -> Self {
        let store = drawing::store(text);
        let index = Index::new(&store);
        Self { store, index }
    }

    /// Letters of the traces that match.
    fn select(&self, expression: &str) -> String {
        let filter = Filter::parse(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
        self.names(&filter)
    }

    fn names(&self, filter: &Filter) -> String {
        let found = filter.select(&self.store, &self.index);
        assert_eq!(found.len(), self.store.traces().len());
        found.ones().map(|at| char::from(b'a' + at as u8)).collect()
    }

    fn check(&self, expression: &str, expect: &str) {
        assert_eq!(self.select(expression), expect, "{expression}");
    }
}

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
