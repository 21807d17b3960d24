//! The trace list: pages of it for the screen, all of it as a file.

use std::fmt::Write;

use super::overview::failed_spans;
use super::{Engine, ListOrder, Reply, SortColumn, TracePage, TraceRow};
use crate::model::{Nanos, StrId, TraceId, date_of_day};
use crate::query::{self, Column, Order};

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// In the order of [`line`].
const HEAD: &str = "trace,start,root,outcome,http_status,duration_ms,response_ms,spans,errors,\
                    services,partial";

impl Engine {
    pub(super) fn trace_rows(&mut self, page: &TracePage) -> Reply {
        let (total, traces) = self.trace_page(page);
        let names = self.names(&page.annotations);
        let rows = traces.into_iter().map(|t| self.trace_row_with(t, &names)).collect();
        Reply::Traces { total, offset: page.offset.min(total), rows }
    }

    /// All selected traces counted, and the page of them.
    pub(super) fn trace_page(&mut self, page: &TracePage) -> (u32, Vec<TraceId>) {
        let order = match self.list.take() {
            Some((orders, order)) if orders == page.orders => order,
            _ => self.ordered(&page.orders),
        };
        let first = (page.offset as usize).min(order.len());
        let limit = if page.limit == 0 { usize::MAX } else { page.limit as usize };
        let end = first.saturating_add(limit).min(order.len());
        let found = (order.len() as u32, order[first..end].to_vec());
        self.list = Some((page.orders.clone(), order));
        found
    }

    pub(super) fn trace_table(&self, orders: &[ListOrder], annotations: &[String]) -> Reply {
        let names = self.names(annotations);
        let mut text = HEAD.to_owned();
        for name in annotations {
            text.push(',');
            cell(&mut text, name);
        }
        text.push_str("\r\n");
        for trace in self.ordered(orders) {
            line(&mut text, &self.trace_row_with(trace, &names));
        }
        Reply::Table { text }
    }

    pub(super) fn trace_row(&self, trace: TraceId) -> TraceRow {
        self.trace_row_with(trace, &[])
    }

    fn trace_row_with(&self, trace: TraceId, names: &[StrId]) -> TraceRow {
        let row = query::row(&self.store, &self.index, trace);
        let told = |&name: &StrId| {
            let value = query::annotation(&self.store, trace, name);
            value.map(|value| self.store.value_text(value)).unwrap_or_default()
        };
        TraceRow {
            start_time: row.start,
            duration: row.duration,
            response: row.response,
            errors: failed_spans(&self.store, trace),
            summary_only: row.summary_only,
            annotations: names.iter().map(told).collect(),
            summary: super::export::trace_summary(row),
        }
    }

    fn ordered(&self, orders: &[ListOrder]) -> Vec<TraceId> {
        let order = |order: &ListOrder| Order {
            column: match &order.column {
                SortColumn::Fact(sort) => Column::Fact(*sort),
                SortColumn::Annotation(name) => Column::Annotation(self.name(name)),
            },
            descending: order.descending,
        };
        let orders: Vec<Order> = orders.iter().map(order).collect();
        query::list(&self.store, &self.index, &self.selected, &orders)
    }

    fn names(&self, annotations: &[String]) -> Vec<StrId> {
        annotations.iter().map(|name| self.name(name)).collect()
    }

    /// No annotation has the name that is no string of the store.
    fn name(&self, text: &str) -> StrId {
        self.store.strings.find(text).unwrap_or(StrId::NONE)
    }
}

fn line(text: &mut String, row: &TraceRow) {
    let summary = &row.summary;
    cell(text, &summary.id);
    write!(text, ",{},", iso(row.start_time)).ok();
    cell(text, &summary.root);
    let status = summary.status.map(|status| status.to_string()).unwrap_or_default();
    let (duration, response) = (row.duration.millis(), row.response.millis());
    let (health, spans, errors, services) =
        (&summary.health, summary.spans, row.errors, summary.services);
    write!(text, ",{health},{status},{duration},{response},{spans},{errors},{services}").ok();
    write!(text, ",{}", summary.partial).ok();
    for value in &row.annotations {
        text.push(',');
        cell(text, value);
    }
    text.push_str("\r\n");
}

/// A text as RFC 4180 writes it. A sheet would take one that begins like a formula for one, and run it:
/// an apostrophe keeps it a text.
fn cell(out: &mut String, text: &str) {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let guard = if formula { "'" } else { "" };
    if formula || text.contains([',', '"', '\n', '\r']) {
        write!(out, "\"{guard}{}\"", text.replace('"', "\"\"")).ok();
    } else {
        out.push_str(text);
    }
}

/// `2023-11-14T22:13:20.000000000Z`, as every sheet reads it.
fn iso(moment: Nanos) -> String {
    let (days, rest) = (moment.0.div_euclid(DAY), moment.0.rem_euclid(DAY));
    let (year, month, day) = date_of_day(days);
    let (seconds, nanos) = (rest / SECOND, rest % SECOND);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_kept_from_running() {
        let check = |text: &str, expect: &str| {
            let mut out = String::new();
            cell(&mut out, text);
            assert_eq!(out, expect);
        };
        check("plain", "plain");
        check("", "");
        check("a,b", "\"a,b\"");
        check("say \"hi\"\n", "\"say \"\"hi\"\"\n\"");
        check("=cmd|'/c calc'!A0", "\"'=cmd|'/c calc'!A0\"");
        check("-12.5", "-12.5");
        check("-x", "\"'-x\"");
    }

    #[test]
    fn moments_to_the_nanosecond() {
        assert_eq!(iso(Nanos(1_700_000_000_000_000_001)), "2023-11-14T22:13:20.000000001Z");
        assert_eq!(iso(Nanos(-1)), "1969-12-31T23:59:59.999999999Z");
    }
}
