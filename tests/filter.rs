//! The filter language: which traces an expression selects, what is wrong with one, and its laws.

use proptest::prelude::*;
use spanmap::model::{SpanStore, drawing};
use spanmap::query::Index;
use spanmap::query::filter::{Filter, FilterError};

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

#[test]
fn a_missing_value_compares_false() {
    let world = World::drawn(WORLD);
    world.check("age > 0 OR age <= 0", "abf");
    world.check("age != 20", "af");
    world.check("!(age = 20)", "acdef");
    world.check("nobody.has.this != 1", "");
    world.check("user != \"alice\"", "c");
    world.check("user != \"nobody\"", "ac");
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
    world.check("!beta", "bcdef");
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
fn a_message_connects_two_traces() {
    let mut drawing =
        drawing::store("sender |--|\n  > queue |-|\n\nother |--|\n\nreceiver |-F-|\n").thaw();
    let receiver = drawing.service("receiver", "", "");
    let trace = spanmap::model::TraceKey::parse("1-00000000-000000000000000000000001").0;
    let row = spanmap::model::SpanRow {
        trace: drawing.trace("1-00000000-000000000000000000000003").0,
        id: 99,
        parent: 4,
        start: Some(drawing::EPOCH),
        end: None,
        service: receiver,
        peer: spanmap::model::ServiceId::NONE,
        name: spanmap::model::StrId::EMPTY,
        flags: spanmap::model::Flags::default(),
        record: spanmap::model::RecordId::NONE,
    };
    drawing.push(row);
    drawing.link(spanmap::model::Link {
        span: spanmap::model::SpanId::NONE,
        kind: spanmap::model::LinkKind::Parent,
        trace,
        id: 2,
        service: spanmap::model::ServiceId::NONE,
    });
    let store = drawing.freeze();
    let world = World { index: Index::new(&store), store };
    let both = world.select("edge(\"queue\", \"receiver\")");
    assert_eq!(both.len(), 2);
    assert_eq!(world.select("service(\"sender\") OR service(\"receiver\")"), both);
    world.check("edge(\"sender\", \"receiver\")", "");
}

#[test]
fn an_empty_store_has_no_match() {
    let world = World::drawn("");
    world.check("", "");
    world.check("!ok", "");
    world.check("!service() { http.status > 0 }", "");
}

/// The expression, and under it marks where the error is, and what it says.
fn check_error(expression: &str, expect: &str) {
    let FilterError { message, start, end } =
        Filter::parse(expression).expect_err(&format!("{expression} is no error"));
    let line = expression[..start].rfind('\n').map_or(0, |n| n + 1);
    let column = expression[line..start].chars().count();
    let width = expression[start..end].chars().count().max(1);
    let shown = format!("{}{} {message}", " ".repeat(column), "^".repeat(width));
    assert_eq!(shown, expect, "{expression}");
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
            "rootcause.fault.service { name = \"x\" }",
            "^^^^^^^^^^^^^^^^^^^^^^^ `rootcause.fault.service` is not supported yet",
        ),
        (
            "group.name = \"slow\"",
            "^^^^^^^^^^ `group.name` is not supported: groups are kept by AWS, not in trace files",
        ),
        (
            "coverage > 0.5",
            "^^^^^^^^ `coverage` belongs in a rootcause block, which is not supported yet; \
             for an annotation of that name write annotation[coverage]",
        ),
        ("ok\nfault\n  AND )", "      ^ expected a condition, found `)`"),
    ] {
        check_error(expression, expect);
    }
}

#[test]
fn depth_has_a_limit_and_length_has_none() {
    let nested = |depth: usize| format!("{}ok{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Filter::parse(&nested(100)).is_ok());
    let error = Filter::parse(&nested(10_000)).unwrap_err();
    assert_eq!(error.message, "more than 100 parentheses within each other");
    assert_eq!((error.start, error.end), (100, 101));

    let world = World::drawn(WORLD);
    world.check(&format!("{}ok", "!".repeat(100_001)), "bd");
    world.check(&"ok ".repeat(10_000), "acef");
    world.check(&vec!["fault"; 10_000].join(" OR "), "d");
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
        ("status = 500", "status -> http.status"),
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
    let filter = Filter::parse("responsetme > 1").unwrap();
    assert_eq!(
        filter.hints()[0].message,
        "`responsetme` is no keyword, so it means the annotation; did you mean `responsetime`?"
    );
}

#[test]
fn the_canonical_text() {
    for (expression, expect) in [
        ("", ""),
        ("Ok fault", "ok AND fault"),
        ("(a = 1 OR b) c", "(annotation[a] = 1 OR annotation[b]) AND annotation[c]"),
        ("not (ok or error)", "!(ok OR error)"),
        ("!!ok", "ok"),
        ("!service(x){!ok}", "!service(\"x\") { !ok }"),
        (
            "a or (b or c) and (d)",
            "annotation[a] OR (annotation[b] OR annotation[c]) AND annotation[d]",
        ),
        ("responsetime > 250ms", "responsetime > 0.25"),
        (
            "x = 1e300 y = -2.50 z = 1e-9",
            "annotation[x] = 1e300 AND annotation[y] = -2.5 AND annotation[z] = 1e-9",
        ),
        ("k = 'say \"hi\" \\\\'", "annotation[k] = \"say \\\"hi\\\" \\\\\""),
        ("path = \"C:\\temp\"", "annotation[path] = \"C:\\\\temp\""),
        ("annotation[\"a]b\"]", "annotation[\"a]b\"]"),
        ("user contains ''", "user CONTAINS \"\""),
        ("service()", "service()"),
        ("edge(,id(name=\"b\")) { ok }", "edge(, \"b\") { ok }"),
        ("service(id(type: T, account.id: 1))", "service(id(type: \"T\", account.id: \"1\"))"),
        ("error = TRUE ok <> false", "error = true AND ok != false"),
    ] {
        assert_eq!(Filter::parse(expression).unwrap().to_string(), expect);
    }
}

/// Expressions as text, in all the ways of writing them.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "ok",
            "error",
            "throttle",
            "fault",
            "partial",
            "inferred",
            "fault = true",
            "ok != true",
            "responsetime > 5",
            "duration <= 300ms",
            "http.status != 200",
            "http.status",
            "user",
            "user CONTAINS \"\"",
            "http.url CONTAINS '/v2/'",
            "age > 20",
            "age = 29",
            "beta",
            "age != 30",
            "annotation[tenant.id] = t-7",
            "name = \"cart\"",
            "type = remote",
            "message CONTAINS 'd'",
            "service(\"cart\")",
            "service() { fault OR responsetime > 1 }",
            "service(cart) { !ok age }",
            "edge(,) { !ok }",
            "edge(web, \"cart\") { fault }",
            "service(id(type: client))",
        ])
        .prop_map(str::to_owned),
        ("[a-z]{1,3}", "[ -~]{0,4}").prop_map(|(k, v)| {
            format!("annotation[{k}] = \"{}\"", v.replace('\\', "\\\\").replace('"', "\\\""))
        }),
        (-1e6..1e6f64).prop_map(|n| format!("age >= {n}")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) AND {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}\n{b})")),
        ]
    })
}

proptest! {
    #[test]
    fn boolean_laws(a in expressions(), b in expressions()) {
        let world = World::drawn(WORLD);
        let set = |text: String| -> std::collections::BTreeSet<char> {
            world.select(&text).chars().collect()
        };
        let (in_a, in_b, all) = (set(a.clone()), set(b.clone()), set(String::new()));
        prop_assert_eq!(set(format!("!({a})")), &all - &in_a);
        prop_assert_eq!(set(format!("!!({a})")), in_a.clone());
        prop_assert_eq!(set(format!("({a}) AND ({b})")), &in_a & &in_b);
        prop_assert_eq!(set(format!("({a}) OR ({b})")), &in_a | &in_b);
        prop_assert_eq!(set(format!("({a})({b})")), &in_a & &in_b);
        prop_assert_eq!(set(format!("{a}\n{b}")), &in_a & &in_b);
    }

    #[test]
    fn printed_text_parses_to_the_same(a in expressions()) {
        let filter = Filter::parse(&a).unwrap();
        let printed = filter.to_string();
        let again = Filter::parse(&printed).unwrap();
        prop_assert_eq!(filter.expr(), again.expr());
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn any_text_is_a_filter_or_an_error_within_it(text in any::<String>()) {
        total(&text)?;
    }

    #[test]
    fn so_is_any_text_of_the_language(parts in prop::collection::vec(prop::sample::select(vec![
        "ok", "service", "edge", "id", "annotation", "http.status", "name", "key", "and", "or", "not", "CONTAINS",
        "(", ")", "{", "}", "[", "]", ",", ":", "!", "=", "!=", "<", ">=", "\"", "'", "“", "”", "\\", "5", "2ms",
        "true", " ", "\n", "é", "\u{feff}",
    ]), 0..24)) {
        total(&parts.concat())?;
    }
}

fn total(text: &str) -> Result<(), TestCaseError> {
    match Filter::parse(text) {
        Ok(filter) => {
            let again = Filter::parse(&filter.to_string()).unwrap();
            prop_assert_eq!(filter.expr(), again.expr());
            prop_assert!(filter.hints().iter().all(|h| text.get(h.start..h.end).is_some()));
        }
        Err(error) => {
            prop_assert!(error.start <= error.end && text.get(error.start..error.end).is_some());
            prop_assert!(!error.message.is_empty());
            let (start, end) = error.utf16(text);
            prop_assert!(start <= end && end <= text.encode_utf16().count());
        }
    }
    Ok(())
}
