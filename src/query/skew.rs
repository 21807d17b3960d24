//! Clock skew: how far the spans of a trace must be moved so that callees stand within their callers.
//!
//! After the adjuster of Jaeger's query service. A callee that does not fit into the call is put in its
//! middle, as if the way there took as long as the way back; what runs on the callee's clock moves with it.
//! A clock is that of a machine where spans name theirs, else of a service.

use super::selection::is_awaited;
use crate::model::{
    Field, Flags, Key, Nanos, ServiceId, SpanId, SpanStore, StrId, TraceId, Value, sort_by,
};

/// What is added to the clock of a service in one trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    pub service: ServiceId,
    /// The least and the most; the same, mostly.
    pub least: Nanos,
    pub most: Nanos,
    /// Spans that are moved.
    pub spans: u32,
}

/// By row, what is to be added to each start; empty where all is well.
pub fn clock_shifts(store: &SpanStore, trace: TraceId) -> Vec<Nanos> {
    let info = store.trace(trace);
    let slack = slack(store, trace);
    let mut clocks: Vec<Clock> = Vec::with_capacity(info.spans().len());
    let mut shifts: Vec<Nanos> = Vec::with_capacity(info.spans().len());
    // Parents stand before their children, so theirs are known.
    for span in info.spans() {
        let above = store.parent(span).map(|parent| (parent, info.row(parent)));
        let clock = Clock::of(store, span, above.map(|(parent, row)| (parent, clocks[row])));
        let shift = above.map_or(Nanos::ZERO, |(parent, row)| match clocks[row] == clock {
            true => shifts[row],
            false => shift_below(store, parent, shifts[row], span, slack),
        });
        clocks.push(clock);
        shifts.push(shift);
    }
    if shifts.iter().all(|&shift| shift == Nanos::ZERO) { Vec::new() } else { shifts }
}

/// For a span on another clock than its parent, which was moved by `moved`. A message may be taken long
/// after it was sent, but not before.
fn shift_below(
    store: &SpanStore,
    parent: SpanId,
    moved: Nanos,
    span: SpanId,
    slack: Nanos,
) -> Nanos {
    if !is_known(store, span) || !is_known(store, parent) {
        return Nanos::ZERO;
    }
    let caller = Times::of(store, parent).moved(moved);
    let times = Times::of(store, span);
    let early = caller.start.minus(times.start);
    match is_awaited(store, parent, span) {
        true => times.shift_into(caller, slack),
        false if early > slack => early,
        false => Nanos::ZERO,
    }
}

/// The offsets of a trace by service, the largest first.
pub fn offsets(store: &SpanStore, trace: TraceId, shifts: &[Nanos]) -> Vec<Offset> {
    let spans = store.trace(trace).spans();
    let moved = spans.zip(shifts).filter(|(_, shift)| **shift != Nanos::ZERO);
    let mut moved: Vec<(ServiceId, Nanos)> = moved.map(|(s, &by)| (store.service(s), by)).collect();
    sort_by(&mut moved, Ord::cmp);
    let offset = |of: &[(ServiceId, Nanos)]| Offset {
        service: of[0].0,
        least: of[0].1,
        most: of[of.len() - 1].1,
        spans: of.len() as u32,
    };
    let mut offsets: Vec<Offset> = moved.chunk_by(|a, b| a.0 == b.0).map(offset).collect();
    let size = |o: &Offset| o.most.0.unsigned_abs().max(o.least.0.unsigned_abs());
    sort_by(&mut offsets, |a, b| (size(b), a.service).cmp(&(size(a), b.service)));
    offsets
}

/// What a clock that tells whole milliseconds, or microseconds, may be off by.
fn slack(store: &SpanStore, trace: TraceId) -> Nanos {
    const MS: i64 = 1_000_000;
    let whole = |time: Nanos| time.0 % MS == 0;
    let coarse = store.trace(trace).spans().all(|s| whole(store.start(s)) && whole(store.end(s)));
    Nanos(if coarse { MS } else { 1_000 })
}

/// Whether start and length are as the file has them.
fn is_known(store: &SpanStore, span: SpanId) -> bool {
    let guessed = Flags::IN_PROGRESS.0 | Flags::BAD_TIME.0 | Flags::NO_START.0;
    store.flags(span).0 & guessed == 0
}

#[derive(Clone, Copy, PartialEq)]
enum Clock {
    Machine(StrId),
    Service(ServiceId),
}

impl Clock {
    /// An inferred span was drawn up from its caller's times; a part of a service's work need not name
    /// the machine again.
    fn of(store: &SpanStore, span: SpanId, above: Option<(SpanId, Clock)>) -> Self {
        let service = store.service(span);
        if let Some(Value::Text(machine)) =
            store.attributes.values(span, Key::Field(Field::InstanceId)).next()
        {
            return Clock::Machine(machine);
        }
        let inferred = store.flags(span).has(Flags::INFERRED);
        let shared = above.filter(|&(parent, _)| inferred || store.service(parent) == service);
        shared.map_or(Clock::Service(service), |(_, clock)| clock)
    }
}

#[derive(Clone, Copy)]
struct Times {
    start: Nanos,
    end: Nanos,
}

impl Times {
    fn of(store: &SpanStore, span: SpanId) -> Self {
        Self { start: store.start(span), end: store.end(span) }
    }

    fn moved(self, by: Nanos) -> Self {
        Self { start: self.start.plus(by), end: self.end.plus(by) }
    }

    fn length(self) -> Nanos {
        self.end.minus(self.start)
    }

    /// What brings these times into those of a parent; nothing where they fit.
    fn shift_into(self, parent: Self, slack: Nanos) -> Nanos {
        let early = parent.start.minus(self.start);
        let late = self.end.minus(parent.end);
        let room = parent.length().minus(self.length());
        if room < Nanos::ZERO {
            if early > slack { early } else { Nanos::ZERO }
        } else if early > slack || late > slack {
            early.plus(Nanos(room.0 / 2))
        } else {
            Nanos::ZERO
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    /// Spans as lines; in the times given one unit is a microsecond, in the shifts expected too.
    #[track_caller]
    fn check(tree: &str, expect: &[i64]) {
        let shifts = clock_shifts(&scaled(tree), TraceId(0));
        assert_eq!(shifts.iter().map(|s| s.0 / SCALE).collect::<Vec<_>>(), expect, "{tree}");
    }

    /// No whole number of milliseconds, and far more than the slack.
    const SCALE: i64 = 10_007;

    fn scaled(tree: &str) -> SpanStore {
        let number = |word: &str| word.parse::<i64>().map(|n| (n * SCALE).to_string());
        let word = |word: &str| number(word).unwrap_or_else(|_| word.to_owned());
        let line = |line: &str| {
            let indent = &line[..line.len() - line.trim_start().len()];
            let words: Vec<_> = line.split_whitespace().map(word).collect();
            format!("{indent}{}", words.join(" "))
        };
        testing::store(&tree.lines().map(line).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_callee_that_fits_stays() {
        check("A 100 200 entry\n B 120 180 entry", &[]);
        check("A 100 200 entry\n B 150 300 entry", &[]);
        check("A 100 200 entry\n b 40 100", &[]);
    }

    #[test]
    fn a_callee_that_does_not_fit_is_put_in_the_middle() {
        check("A 100 200 entry\n B 150 210 entry", &[0, -30]);
        check("A 100 200 entry\n B 40 100 entry", &[0, 80]);
        check("A 1000 1100 entry\n B 2000 2040 entry", &[0, -970]);
    }

    #[test]
    fn a_callee_longer_than_the_call_begins_with_it() {
        check("A 100 200 entry\n B 60 180 entry", &[0, 40]);
    }

    #[test]
    fn what_runs_on_one_clock_moves_together() {
        check(
            "A 100 200 entry\n B 40 100 entry\n  b 50 90\n   C 140 160 entry\n    A 0 10 entry",
            &[0, 80, 80, 0, 145],
        );
    }

    #[test]
    fn services_of_one_machine_share_its_clock() {
        check("A 100 200 entry machine=m\n a 110 190\n  B 40 100 entry machine=m", &[]);
        check("A 100 200 entry machine=m\n a 110 190\n  A 40 100 entry machine=n", &[0, 0, 80]);
    }

    #[test]
    fn a_message_is_moved_only_to_after_it_was_sent() {
        check("A 100 200 entry\n s 110 120 producer\n  B 150 300 consumer entry", &[]);
        check("A 100 200 entry\n s 110 120 producer\n  B 90 95 consumer entry", &[0, 0, 20]);
    }

    #[test]
    fn guessed_times_move_nothing() {
        check("A 100 200 entry\n B 300 400 entry open", &[]);
    }

    #[test]
    fn offsets_are_told_by_service() {
        let store =
            scaled("A 0 100 entry\n B -50 0 entry\n  b -40 -10\n B 20 90 entry\n C 95 105 entry");
        let shifts = clock_shifts(&store, TraceId(0));
        let said = |o: &Offset| {
            let ms = |n: Nanos| n.0 / SCALE;
            format!("{} {}..{} {}", store.service_name(o.service), ms(o.least), ms(o.most), o.spans)
        };
        let told: Vec<_> = offsets(&store, TraceId(0), &shifts).iter().map(said).collect();
        assert_eq!(told, ["B 75..75 2", "C -50..-50 1"]);
    }
}
