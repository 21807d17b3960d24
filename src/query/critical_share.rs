//! The bottleneck explained: whose time on the critical paths it is, by service, by what the service
//! was asked for, and by statement.

use fixedbitset::FixedBitSet;

use crate::model::{Nanos, ServiceId, SpanStore, TraceId};

use super::Index;
use super::critical_path::{critical_times, responsible};
use super::pile::{Pile, Piles, Stay};
use super::shape::Shapes;

/// Time that answers waited for one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeShare {
    pub service: ServiceId,
    /// Shape of what was asked for; empty for the service as a whole.
    pub name: String,
    /// Spans that were on a critical path.
    pub count: u64,
    pub traces: u64,
    pub total: Nanos,
    /// Of all time on critical paths, 0 to 1.
    pub share: f64,
    /// The traces that waited longest for it, longest first.
    pub slowest: Vec<Stay>,
}

/// Time on the critical paths of some traces, cut up in three ways; each list by time, longest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeShares {
    pub total: Nanos,
    pub traces: u64,
    pub services: Vec<TimeShare>,
    pub operations: Vec<TimeShare>,
    /// Those operations that are statements of SQL.
    pub statements: Vec<TimeShare>,
}

/// Where the time of the selected traces went.
pub fn time_shares(store: &SpanStore, index: &Index, selected: &FixedBitSet) -> TimeShares {
    let mut shapes = Shapes::default();
    let (mut services, mut operations) = (Piles::default(), Piles::default());
    let (mut total, mut traces, mut last) = (Nanos::ZERO, 0, TraceId::NONE);
    critical_times(store, index, selected, &mut |trace, span, time| {
        let service = responsible(store, span);
        let stay = Stay { trace, span, time };
        services.add((service.0, u32::MAX), stay);
        operations.add((service.0, shapes.of(store, span)), stay);
        total = total.plus(time);
        traces += u64::from(std::mem::replace(&mut last, trace) != trace);
    });
    let operations = listed(operations, &shapes, total);
    let is_statement = |share: &(u32, TimeShare)| shapes.is_statement(share.0);
    let statements = operations.iter().filter(|s| is_statement(s)).cloned();
    TimeShares {
        total,
        traces,
        statements: statements.map(|s| s.1).collect(),
        services: listed(services, &shapes, total).into_iter().map(|s| s.1).collect(),
        operations: operations.into_iter().map(|s| s.1).collect(),
    }
}

fn listed(piles: Piles, shapes: &Shapes, all: Nanos) -> Vec<(u32, TimeShare)> {
    let share = |pile: Pile| {
        let (service, shape) = pile.key;
        let share = TimeShare {
            service: ServiceId(service),
            name: shapes.text(shape).to_owned(),
            count: pile.count,
            traces: pile.traces,
            total: pile.total,
            share: pile.total.0 as f64 / all.0.max(1) as f64,
            slowest: pile.slowest,
        };
        (shape, share)
    };
    piles.finish().into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing;

    /// Lines of each list as `service name count/traces total share slowest`, lists after one another.
    fn check(text: &str, expect: &[&str]) {
        let store = testing::store(text);
        let found = time_shares(&store, &Index::new(&store), &testing::all(&store));
        let line = |s: &TimeShare| {
            let stay = |s: &Stay| format!("{}:{}={}", s.trace.0, store.name(s.span), s.time.0);
            let slowest: Vec<_> = s.slowest.iter().map(stay).collect();
            let (service, slowest) = (store.service_name(s.service), slowest.join(","));
            let numbers = format!("{}/{} {} {:.2}", s.count, s.traces, s.total.0, s.share);
            format!("{service} [{}] {numbers} {slowest}", s.name)
        };
        let lists = [&found.services, &found.operations, &found.statements];
        let lines: Vec<_> = lists.into_iter().flatten().map(line).collect();
        assert_eq!(lines, expect);
        for list in [&found.services, &found.operations] {
            let sum = list.iter().map(|s| s.total.0).sum::<i64>();
            assert_eq!(sum, found.total.0, "each list is all of the time");
        }
    }

    #[test]
    fn time_is_told_by_service_operation_and_statement() {
        check(
            "web 0 100 entry method=GET url=/cart/1\n q 10 30 call=db sql=id=7\n q 30 90 call=db sql=id=8\n\
             --\nweb 200 250 entry method=GET url=/cart/2\n q 200 240 call=db sql=INSERT",
            &[
                "db [] 3/2 120 0.80 0:q=80,1:q=40",
                "web [] 2/2 30 0.20 0:web=20,1:web=10",
                "db [id=?] 2/1 80 0.53 0:q=80",
                "db [INSERT] 1/1 40 0.27 1:q=40",
                "web [GET /cart/<n>] 2/2 30 0.20 0:web=20,1:web=10",
                "db [id=?] 2/1 80 0.53 0:q=80",
                "db [INSERT] 1/1 40 0.27 1:q=40",
            ],
        );
    }

    #[test]
    fn the_three_slowest_are_kept() {
        let trace = |n: i64| format!("a {} {} entry\n--\n", n * 100, n * 100 + n * 7 % 10);
        let text: String = (1..8).map(trace).collect();
        check(
            &text,
            &["a [] 7/7 36 1.00 6:a=9,3:a=8,0:a=7", "a [a] 7/7 36 1.00 6:a=9,3:a=8,0:a=7"],
        );
    }

    #[test]
    fn nothing_has_no_time() {
        check("", &[]);
    }
}
