//! Drawn traces to ask questions about.

use spanmap::model::{SpanStore, drawing};
use spanmap::query::Index;
use spanmap::query::filter::{Filter, Group};

/// Traces `a`, `b`, `c`...: a line without a bar begins the next one.
pub const WORLD: &str = r#"
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
g: a game fails where Auth reads an answer
  web              |---F---|  ms=5500 http.url=http://example/game http.status=500 user=alice
    > Auth          |--F--|
      Auth           |-F-|
        . deserialize |F|     exception="Access denied"
h: a request to `a` that never came there, slow at a table
  web              |-----------|  http.url=http://a/v2/y
    > traces        |---------|
      traces         |-------|
        > table       |------|  type=AWS::DynamoDB
i: a fault that seven services passed on
  n1               |--F----|
    n2              |--F--|
      n3            |--F--|
        n4          |--F--|
          n5        |--F--|
            n6      |--F--|
              n7    |--F--|
j: work of A that failed
  A                |--F--|
    . q             |-F|
"#;

/// Groups that filters name.
pub fn groups() -> Vec<Group> {
    let group = |name: &str, filter: &str| Group { name: name.into(), filter: filter.into() };
    vec![group("high_response_time", "responsetime > 5"), group("all", "")]
}

pub struct World {
    pub store: SpanStore,
    pub index: Index,
}

impl World {
    pub fn drawn(text: &str) -> Self {
        let store = drawing::store(text);
        let index = Index::new(&store);
        Self { store, index }
    }

    /// Letters of the traces that match.
    pub fn select(&self, expression: &str) -> String {
        let filter = Filter::parse_with(expression, &groups());
        let filter = filter.unwrap_or_else(|e| panic!("{expression}: {e}"));
        self.names(&filter)
    }

    pub fn names(&self, filter: &Filter) -> String {
        let found = filter.select(&self.store, &self.index);
        assert_eq!(found.len(), self.store.traces().len());
        found.ones().map(|at| char::from(b'a' + at as u8)).collect()
    }

    pub fn check(&self, expression: &str, expect: &str) {
        assert_eq!(self.select(expression), expect, "{expression}");
    }
}
