//! The open trace: what is on show, summed up, and compared, over drawn traces.

use spanmap::engine::{
    ClassName, Engine, EventMark, Fold, PathBox, Reply, Request, SpanRow, SpanTableRow, SplitBy,
    TableOrder, Tint, Tinted, Wanted,
};
use spanmap::model::{Nanos, Status, drawing};

/// A request with a call repeated, one of them slow and one failing, and work that goes on after it.
const SHOP: &str = "
    web            |------------------|
      > db           |-|                  tier=gold
      > db             |---|
      . render               |-|
      > db                       |F|      tier=gold
      > db                          |-|
        . parse                     |-|
      > db                             |-|
";

fn ms(length: i64) -> Nanos {
    Nanos(length * 1_000_000)
}

struct Desk(Engine);

impl Desk {
    /// The first trace of a drawing, opened.
    fn with(text: &str) -> Self {
        let store = drawing::store(text);
        let id = store.trace_text(store.trace_ids().next().expect("a trace")).to_owned();
        let mut desk = Self(Engine::of(store));
        assert!(matches!(desk.ask(Request::Open { id, adjusted: false }), Reply::Opened(_)));
        desk
    }

    fn ask(&mut self, request: Request) -> Reply {
        // As it arrives on the page.
        let bytes = postcard::to_allocvec(&self.0.handle(request, None)).expect("plain data");
        postcard::from_bytes(&bytes).expect("the same shape")
    }

    fn rows(&mut self) -> Vec<SpanRow> {
        let Reply::Rows { total, rows, .. } = self.ask(Request::Rows { offset: 0, limit: 100 })
        else {
            panic!()
        };
        assert_eq!(total as usize, rows.len());
        rows
    }

    /// Rows as `depth name`, groups with their number.
    fn drawn(&mut self) -> Vec<String> {
        let line = |row: &SpanRow| match &row.group {
            Some(group) => format!("{} {} ×{}", row.depth, row.name, group.count),
            None => format!("{} {}", row.depth, row.name),
        };
        self.rows().iter().map(line).collect()
    }

    /// Spans found, and rows then on show.
    fn find(&mut self, wanted: Wanted) -> (Vec<u32>, Vec<String>) {
        let Reply::Found { spans, total, visible } = self.ask(Request::Find(wanted)) else {
            panic!()
        };
        let drawn = self.drawn();
        assert_eq!((total as usize, visible as usize), (spans.len(), drawn.len()));
        (spans, drawn)
    }

    fn fold(&mut self, fold: Fold) -> (u32, Option<u32>, Option<u32>, u32) {
        let Reply::Folded { visible, row, trail, max_depth } = self.ask(Request::Fold(fold)) else {
            panic!()
        };
        (visible, row, trail.last().map(|crumb| crumb.span), max_depth)
    }
}

#[test]
fn what_is_wanted_is_marked_or_alone_on_show() {
    let check = |wanted: Wanted, spans: &[u32], rows: &[&str]| {
        let mut desk = Desk::with(SHOP);
        assert_eq!(desk.find(wanted.clone()).0, spans, "{wanted:?}");
        assert_eq!(desk.drawn().len(), 8, "a mark hides nothing");
        let (found, drawn) = desk.find(Wanted { hide: true, ..wanted.clone() });
        assert_eq!((found.as_slice(), drawn), (spans, rows.iter().map(|&r| r.into()).collect()));
        assert_eq!(desk.find(Wanted { hide: true, ..Wanted::default() }).1.len(), 8);
    };
    let text = |text: &str| Wanted { text: text.into(), ..Wanted::default() };
    check(text("PARSE"), &[6], &["0 web", "1 db", "2 parse"]);
    check(text("gold"), &[1, 4], &["0 web", "1 db", "1 db"]);
    check(text("nothing"), &[], &[]);
    check(Wanted { failed: true, ..Wanted::default() }, &[4], &["0 web", "1 db"]);
    check(Wanted { at_least: ms(4), ..Wanted::default() }, &[0, 2], &["0 web", "1 db"]);
    check(Wanted { at_least: ms(4), ..text("db") }, &[2], &["0 web", "1 db"]);
}

#[test]
fn what_is_gone_to_is_shown_though_it_is_left_out() {
    let mut desk = Desk::with(SHOP);
    desk.find(Wanted { failed: true, hide: true, ..Wanted::default() });
    assert_eq!(desk.fold(Fold::Reveal { span: 6 }), (4, Some(3), None, 2));
    assert_eq!(desk.drawn(), ["0 web", "1 db", "1 db", "2 parse"]);
}

#[test]
fn alike_siblings_fold_into_one_row_with_its_spread() {
    let mut desk = Desk::with(SHOP);
    assert_eq!(desk.fold(Fold::Alike { on: true }).0, 3);
    assert_eq!(desk.drawn(), ["0 web", "1 db ×5", "1 render"]);
    let rows = desk.rows();
    let row = &rows[1];
    let group = row.group.as_ref().expect("a group");
    assert_eq!((group.failed, group.total), (1, ms(12)));
    assert_eq!((group.least, group.median, group.most), (ms(2), ms(2), ms(4)));
    assert_eq!((row.start, row.duration, row.folded, row.hidden), (ms(2), ms(20), true, 6));
    assert_eq!(group.stretches.len(), 4, "the first two touch");
    assert_eq!(desk.fold(Fold::Group { span: row.span }), (9, Some(1), None, 2));
    let open = ["0 web", "1 db ×5", "2 db", "2 db", "2 db", "2 db", "3 parse", "2 db", "1 render"];
    assert_eq!(desk.drawn(), open);
    assert_eq!(desk.fold(Fold::Alike { on: false }).0, 8);
}

#[test]
fn a_span_can_be_the_root_for_a_while() {
    let mut desk = Desk::with(SHOP);
    assert_eq!(desk.fold(Fold::Root { span: Some(5) }), (2, Some(0), Some(5), 1));
    assert_eq!(desk.drawn(), ["0 db", "1 parse"]);
    assert_eq!(desk.fold(Fold::Reveal { span: 1 }), (8, Some(1), None, 2));
    assert_eq!(desk.fold(Fold::Root { span: None }).0, 8);
}

/// Rows of a table as `service name: spans in traces, total own p50 p95 failed`, in milliseconds.
fn table(desk: &mut Desk, by: SplitBy, all: bool) -> Vec<String> {
    let order = TableOrder { by, ..TableOrder::default() };
    let Reply::SpanTable(table) = desk.ask(Request::SpanTable { order, all }) else { panic!() };
    let line = |row: &SpanTableRow| {
        let name = [row.name.service.as_str(), &row.name.name].join(" ");
        let times = [row.total, row.own, row.p50, row.p95].map(|t| (t.0 / 1_000_000).to_string());
        let (count, traces) = (row.count, row.traces);
        format!("{}: {count} in {traces}, {} {}", name.trim(), times.join(" "), row.failed)
    };
    table.rows.iter().map(line).collect()
}

/// Boxes as `depth name left+width ×spans`, in percent.
fn flame(desk: &mut Desk, root: Option<u32>, all: bool) -> Vec<String> {
    let Reply::Flame(flame) = desk.ask(Request::Flame { root, all }) else { panic!() };
    let line = |spot: &PathBox| {
        let (left, width) = (spot.left * 100.0, spot.width * 100.0);
        format!("{} {} {left:.0}+{width:.0} ×{}", spot.depth, spot.name, spot.count)
    };
    flame.boxes.iter().map(line).collect()
}

const TWICE: &str = "
    web          |---------|     tier=gold
      > db         |-F-|
      > db             |-|       tier=gold

    web          |---------|
      > db         |-|
";

#[test]
fn spans_of_a_trace_or_of_all_are_summed_up() {
    let mut desk = Desk::with(TWICE);
    let one = ["web web: 1 in 1, 10 4 10 10 0", "web db: 2 in 1, 6 6 2 4 1"];
    assert_eq!(table(&mut desk, SplitBy::Operation, false), one);
    let all = ["web web: 2 in 2, 20 12 10 10 0", "web db: 3 in 2, 8 8 2 4 1"];
    assert_eq!(table(&mut desk, SplitBy::Operation, true), all);
    let tier = SplitBy::Attribute("tier".into());
    assert_eq!(table(&mut desk, tier, true), ["gold: 2 in 1, 12 6 2 10 0"]);
    assert_eq!(desk.ask(Request::SpanKeys { all: false }), Reply::SpanKeys(vec!["tier".into()]));
}

#[test]
fn a_row_of_the_table_finds_its_spans() {
    let mut desk = Desk::with(TWICE);
    let name = ClassName { service: "web".into(), name: "db".into() };
    let wanted = Wanted { class: Some((SplitBy::Operation, name)), ..Wanted::default() };
    assert_eq!(desk.find(wanted).0, [1, 2]);
}

#[test]
fn call_paths_of_a_trace_or_of_all_are_boxes() {
    let mut desk = Desk::with(TWICE);
    assert_eq!(flame(&mut desk, None, false), ["0 web 0+100 ×1", "1 db 0+60 ×2"]);
    assert_eq!(flame(&mut desk, None, true), ["0 web 0+100 ×2", "1 db 0+40 ×3"]);
    assert_eq!(flame(&mut desk, Some(1), true), ["0 web 0+100 ×2", "1 db 0+100 ×3"]);
}

#[test]
fn without_an_open_trace_there_is_nothing_to_sum_up() {
    let mut desk = Desk(Engine::of(drawing::store(TWICE)));
    assert!(table(&mut desk, SplitBy::Service, false).is_empty());
    assert!(flame(&mut desk, None, false).is_empty());
    assert_eq!(table(&mut desk, SplitBy::Service, true).len(), 1);
}

#[test]
fn bars_are_coloured_by_what_is_chosen() {
    let check = |by: SplitBy, legend: &[(&str, u32)], tints: &[Tint]| {
        let mut desk = Desk::with(TWICE);
        let Reply::Painted(painted) = desk.ask(Request::Paint { by }) else { panic!() };
        let words = |t: &Tinted| (t.name.name.clone(), t.spans);
        let painted: Vec<_> = painted.iter().map(words).collect();
        let painted: Vec<_> = painted.iter().map(|p| (p.0.as_str(), p.1)).collect();
        assert_eq!(painted, legend);
        let rows: Vec<_> = desk.rows().iter().map(|row| row.tint).collect();
        assert_eq!(rows, tints);
    };
    let [first, second] = [0, 1].map(Tint::Category);
    check(SplitBy::Operation, &[("db", 2), ("web", 1)], &[second, first, first]);
    check(SplitBy::Attribute("tier".into()), &[("gold", 2)], &[first, Tint::Rest, first]);
    let [ok, fault] = [Status::Ok, Status::Fault].map(Tint::Status);
    check(SplitBy::Status, &[("ok", 2), ("fault", 1)], &[ok, fault, ok]);
}

#[test]
fn events_stand_on_their_rows() {
    let mut desk = Desk::with(
        r#"
        web            |----------|   event="2 start" event="2 !Timeout" event="never"
          > db           |-|          event="-1 early"
          > db              |-|       event="1 retry" event="1 retry"
        "#,
    );
    let told = |row: &SpanRow| {
        let mark = |m: &EventMark| (m.first, m.count, m.exceptions, m.name.clone());
        (row.event_count, row.events.iter().map(mark).collect::<Vec<_>>())
    };
    let rows: Vec<_> = desk.rows().iter().map(told).collect();
    let mark = |at, count, thrown, name: &str| (ms(at), count, thrown, name.to_owned());
    assert_eq!(rows[0], (3, vec![mark(2, 1, 0, "start"), mark(2, 1, 1, "Timeout")]));
    assert_eq!(rows[1], (1, vec![mark(1, 1, 0, "early")]));
    assert_eq!(rows[2], (2, vec![mark(6, 1, 0, "retry"), mark(6, 1, 0, "retry")]));
}

#[test]
fn many_events_are_a_bounded_number_of_marks() {
    let events: String =
        (0..100_000).map(|i| format!(" event=\"{} e{}\"", i / 10, i % 7)).collect();
    let mut desk = Desk::with(&format!("web |-| ms=10000{events} event=\"5000 !Boom\""));
    let row = desk.rows().remove(0);
    assert_eq!(row.event_count, 100_001);
    assert!(row.events.len() <= 400, "{}", row.events.len());
    assert_eq!(row.events.iter().map(|m| m.count).sum::<u32>(), 100_001);
    assert_eq!(row.events.iter().map(|m| m.exceptions).sum::<u32>(), 1);
    assert!(row.events.windows(2).all(|pair| pair[0].last < pair[1].first));
}

#[test]
fn a_group_has_the_events_of_its_spans() {
    let call = "  > db           |-|          event=\"1 retry\"\n";
    let mut desk = Desk::with(&format!("web            |----|\n{}", call.repeat(5)));
    desk.fold(Fold::Alike { on: true });
    let rows = desk.rows();
    assert_eq!((rows.len(), rows[1].event_count, rows[1].events.len()), (2, 5, 5));
}
