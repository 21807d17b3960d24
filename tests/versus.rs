//! Two traces compared, over drawn traces: rows, folds, what differs, sums, and whom to compare with.

use spanmap::engine::{
    Aligned, AlignedRow, AlignedSort, AlignedSums, Engine, Fold, Reply, Request, RivalSort, View,
};
use spanmap::model::{Nanos, drawing};

/// A cart that is slow for its database, and asks a cache that the quick one does without.
const CARTS: &str = "
    web            |---------|
      > auth        |-|
      > cart           |---|
        . sort          |-|
      > db                 |-|

    web            |-------------------|
      > auth        |-|
      > cache         |-|
        . read        |-|
      > cart             |---|
      > db                    |--------|

    web            |-----|

    api            |-|
";

struct Desk(Engine);

impl Desk {
    fn with(text: &str) -> Self {
        Self(Engine::of(drawing::store(text)))
    }

    fn ask(&mut self, request: Request) -> Reply {
        // As it arrives on the page.
        let bytes = postcard::to_allocvec(&self.0.handle(request, None)).expect("plain data");
        postcard::from_bytes(&bytes).expect("the same shape")
    }

    fn align(&mut self, a: u32, b: u32) -> Aligned {
        let request = Request::Align { ids: [id(a), id(b)], adjusted: false };
        let Reply::Aligned(head) = self.ask(request) else { panic!() };
        *head
    }

    fn page(&mut self, offset: u32, limit: u32) -> (u32, Vec<AlignedRow>) {
        let Reply::AlignedRows { total, rows, .. } =
            self.ask(Request::AlignedRows { offset, limit })
        else {
            panic!()
        };
        (total, rows)
    }

    /// Rows as `depth name difference`, `-` and `+` for what one trace has alone.
    fn drawn(&mut self) -> Vec<String> {
        let (total, rows) = self.page(0, 100);
        assert_eq!(total as usize, rows.len());
        rows.iter().map(line).collect()
    }

    fn folded(&mut self, request: Request) -> (u32, Option<u32>) {
        let Reply::Folded { visible, row, .. } = self.ask(request) else { panic!() };
        (visible, row)
    }

    fn sums(&mut self, sort: AlignedSort, descending: bool) -> Vec<String> {
        let Reply::AlignedSums { rows, more: 0 } =
            self.ask(Request::AlignedSums { sort, descending })
        else {
            panic!()
        };
        rows.iter().map(sum).collect()
    }

    fn rivals(&mut self, trace: u32, seen: &[u32]) -> (u32, Vec<String>) {
        let request =
            Request::Rivals { id: id(trace), seen: seen.iter().copied().map(id).collect() };
        let Reply::Rivals(found) = self.ask(request) else { panic!() };
        let line = |(why, trace): &(RivalSort, _)| {
            let trace: &spanmap::engine::TraceRow = trace;
            format!(
                "{why:?} {}",
                trace.summary.id.trim_start_matches("1-00000000-").trim_start_matches('0')
            )
        };
        (found.alike, found.list.iter().map(line).collect())
    }
}

fn id(trace: u32) -> String {
    format!("1-00000000-{trace:024x}")
}

fn ms(length: Nanos) -> i64 {
    length.0 / 1_000_000
}

fn line(row: &AlignedRow) -> String {
    let what = match row.spans {
        [Some(a), Some(b)] => ms(b.duration.minus(a.duration)).to_string(),
        [Some(_), None] => "-".to_owned(),
        _ => "+".to_owned(),
    };
    format!("{} {} {what}", row.depth, row.name)
}

fn sum(sums: &AlignedSums) -> String {
    let [a, b] = sums.sides;
    format!("{} {}→{} {}→{}", sums.name, a.count, b.count, ms(a.own), ms(b.own))
}

#[test]
fn two_traces_stand_side_by_side() {
    let mut desk = Desk::with(CARTS);
    let head = desk.align(1, 2);
    assert_eq!((head.matched, head.alone, head.visible, head.max_depth), (4, [1, 2], 7, 2));
    let lengths = head.traces.map(|trace| ms(trace.duration));
    assert_eq!(lengths, [10, 20]);
    let causes: Vec<_> = head.causes.iter().map(sum).collect();
    assert_eq!(
        causes,
        ["db 1→1 2→9", "cart 1→1 2→4", "read 0→1 0→2", "sort 1→0 2→0", "web 1→1 2→3"]
    );
    assert_eq!(head.causes[0].row, 6);
    assert_eq!(
        desk.drawn(),
        ["0 web 10", "1 auth 0", "1 cache +", "2 read +", "1 cart 0", "2 sort -", "1 db 7"]
    );
    let (total, rows) = desk.page(4, 2);
    assert_eq!(
        (total, rows.iter().map(line).collect::<Vec<_>>()),
        (7, vec!["1 cart 0".into(), "2 sort -".into()])
    );
    assert_eq!(desk.page(99, 5), (7, Vec::new()));
    let starts = rows[0].spans.map(|span| ms(span.expect("both have it").start));
    assert_eq!(starts, [4, 6], "each from the start of its trace");
}

#[test]
fn rows_fold_and_narrow() {
    let mut desk = Desk::with(CARTS);
    desk.align(1, 2);
    assert_eq!(desk.folded(Request::AlignedFold(Fold::Toggle { span: 2 })), (6, Some(2)));
    assert_eq!(desk.folded(Request::AlignedFold(Fold::Level { level: Some(0) })), (1, None));
    assert_eq!(desk.folded(Request::AlignedFold(Fold::Reveal { span: 5 })), (6, Some(4)));
    assert_eq!(
        desk.folded(Request::AlignedFold(Fold::Subtree { span: 0, folded: false })),
        (7, Some(0))
    );
    assert_eq!(desk.folded(Request::AlignedNarrow { differing: true }).0, 6);
    assert_eq!(
        desk.drawn(),
        ["0 web 10", "1 cache +", "2 read +", "1 cart 0", "2 sort -", "1 db 7"]
    );
    assert_eq!(desk.folded(Request::AlignedNarrow { differing: false }).0, 7);
}

#[test]
fn sums_differ_by_what_they_are_sorted_by() {
    let mut desk = Desk::with(CARTS);
    desk.align(1, 2);
    let own = desk.sums(AlignedSort::Own, true);
    assert_eq!((own.len(), own[0].as_str()), (7, "db 1→1 2→9"));
    assert_eq!(desk.sums(AlignedSort::Total, true)[0], "web 1→1 2→3");
    assert_eq!(desk.sums(AlignedSort::Name, false)[0], "auth 1→1 2→2");
    assert_eq!(desk.sums(AlignedSort::Count, true)[0], "cache 0→1 0→0");
}

#[test]
fn a_trace_compared_with_itself_does_not_differ() {
    let mut desk = Desk::with(CARTS);
    let head = desk.align(2, 2);
    assert_eq!((head.matched, head.alone, head.causes), (6, [0, 0], Vec::new()));
    assert_eq!(desk.folded(Request::AlignedNarrow { differing: true }).0, 0);
}

#[test]
fn whom_to_compare_with() {
    let mut desk = Desk::with(CARTS);
    assert_eq!(desk.rivals(1, &[]), (2, vec!["Fastest 3".into(), "Slowest 2".into()]));
    let seen = (2, vec!["Fastest 3".into(), "Slowest 2".into(), "Seen 4".into()]);
    assert_eq!(desk.rivals(1, &[1, 2, 4, 4, 99]), seen);
    assert_eq!(desk.rivals(4, &[]), (0, Vec::new()));
    desk.ask(Request::View(View { filter: "duration > 0.015".into(), ..View::default() }));
    assert_eq!(desk.rivals(1, &[]), (1, vec!["Fastest 2".into()]));
    let unknown = desk.ask(Request::Rivals { id: id(99), seen: Vec::new() });
    assert!(matches!(unknown, Reply::Failed { .. }));
}

#[test]
fn who_is_not_over_is_not_the_fastest() {
    let mut desk = Desk::with("\nweb |---|\n\nweb |-~\n\nweb |--|\n\nweb |-----|\n");
    assert_eq!(desk.rivals(1, &[]), (3, vec!["Fastest 3".into(), "Slowest 4".into()]));
    let mut desk = Desk::with("\nweb |---|\n\nweb |-~\n");
    assert_eq!(desk.rivals(1, &[]), (1, vec!["Fastest 2".into()]));
}

#[test]
fn a_comparison_goes_with_the_data_and_with_another_trace() {
    let rows = Request::AlignedRows { offset: 0, limit: 9 };
    let mut desk = Desk::with(CARTS);
    assert!(matches!(desk.ask(rows.clone()), Reply::Failed { .. }), "there is none yet");
    for other in [
        Request::Open { id: id(3), adjusted: false },
        Request::Clear,
        Request::Align { ids: [id(1), id(99)], adjusted: false },
    ] {
        let mut desk = Desk::with(CARTS);
        desk.align(1, 2);
        desk.ask(other);
        assert!(matches!(desk.ask(rows.clone()), Reply::Failed { .. }));
    }
}

#[test]
fn a_hundred_thousand_spans_each_are_aligned_at_once() {
    let mut text = String::new();
    for every in [100, 99] {
        text.push_str("\nweb |--|\n");
        let name = |at| if at % every == 0 { "flush" } else { "put" };
        (0..100_000).for_each(|at| text.push_str(&format!("  > {} |-|\n", name(at))));
    }
    let mut desk = Desk::with(&text);
    let head = desk.align(1, 2);
    assert_eq!((head.matched, head.alone), (99_990, [11, 11]));
    let (total, rows) = desk.page(100_000, 50);
    assert_eq!((total, rows.len()), (100_012, 12));
}
