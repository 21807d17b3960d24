//! Lists about a node or a line: neighbours, exceptions, operations, statuses, traces.

use std::sync::Arc;

use leptos::prelude::*;

use super::section;
use crate::engine::{Details, ExceptionGroup, Impact, Neighbour, OperationRow, TraceRow};
use crate::model::Nanos;
use crate::scene::fill;
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, Selection};
use crate::view::Ctx;
use crate::view::few::{few, percentile_hint};
use crate::view::glyph::{Glyph, glyph};
use crate::view::map::MapModel;
use crate::view::status_glyph::{status_glyph, status_of};

/// Callers or callees; most requests first.
#[component]
pub fn Neighbours(details: Arc<Details>, callers: bool) -> impl IntoView {
    let ctx = Ctx::get();
    let list = if callers { &details.callers } else { &details.callees };
    if list.is_empty() {
        return ().into_any();
    }
    let most = list.iter().map(|n| n.numbers.requests).max().unwrap_or(0);
    let row = |neighbour: &Neighbour| neighbour_row(&details.source, neighbour, callers, most);
    let rows = list.iter().map(row).collect_view();
    let title = move || {
        let text = &ctx.text().details;
        if callers { text.callers } else { text.callees }
    };
    let columns = move || {
        let text = &ctx.text().details;
        [text.faults_column, text.average_column, text.requests_column]
            .map(|name| view! { <span class=("sm-det-cell", true)>{name}</span> })
            .collect_view()
    };
    let list = view! {
        <div class="sm-det-columns" aria-hidden="true">{columns}</div>
        <ul class="sm-det-list">{rows}</ul>
    };
    section(title, list).into_any()
}

/// The services of a group, with what each has of its own.
#[component]
pub fn Members(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    let row = |member: &Neighbour| {
        let numbers = member.numbers;
        let average = numbers.average.map_or_else(|| "–".to_owned(), duration);
        view! {
            <li class="sm-det-row">
                <span class=("sm-det-row-name", true)>{member.name.clone()}</span>
                <span class=("sm-det-cell", true)>{few(ctx, numbers.timed)}{average}</span>
                <span class=("sm-det-cell", true)>{count(u64::from(numbers.requests))}</span>
            </li>
        }
    };
    let rows = details.members.iter().map(row).collect_view();
    (!details.members.is_empty()).then(|| {
        let list = view! { <ul class="sm-det-list">{rows}</ul> };
        section(move || ctx.text().details.members, list)
    })
}

/// What of the callers' requests passes here.
#[component]
pub fn Depending(details: Arc<Details>) -> impl IntoView {
    let map = MapModel::get();
    let row = |impact: &Impact| {
        let Impact { id, name, passing, traces } = impact.clone();
        let share = f64::from(passing) / f64::from(traces.max(1));
        let figures = [&name, &percent(share), &count(passing.into()), &count(traces.into())];
        let hint = fill(map.ctx.text().details.impact_hint, &figures.map(String::as_str));
        let select = move |_| {
            map.select(Selection::Node { id: id.clone() });
            map.reveal(&id, false);
        };
        view! {
            <li>
                <button type="button" class="sm-det-row" title=hint on:click=select>
                    <span class=("sm-det-share", true) style:width=format!("{:.1}%", share * 100.0)></span>
                    <span class=("sm-det-row-name", true)>{name}</span>
                    <span class=("sm-det-cell", true)>{few(map.ctx, traces)}{percent(share)}</span>
                    <span class=("sm-det-cell", true)>{count(traces.into())}</span>
                </button>
            </li>
        }
    };
    let rows = details.impact.iter().map(row).collect_view();
    (!details.impact.is_empty()).then(|| {
        let list = view! { <ul class="sm-det-list">{rows}</ul> };
        section(move || map.ctx.text().details.impact, list)
    })
}

fn neighbour_row(
    own: &str,
    neighbour: &Neighbour,
    caller: bool,
    most: u32,
) -> impl IntoView + use<> {
    let map = MapModel::get();
    let Neighbour { id, name, numbers } = neighbour.clone();
    let (source, target) =
        if caller { (id.clone(), own.to_owned()) } else { (own.to_owned(), id.clone()) };
    let faults = f64::from(numbers.faults) / f64::from(numbers.requests.max(1));
    let average = numbers.average.map_or_else(|| "–".to_owned(), duration);
    let sentence = {
        let (name, average, share) = (name.clone(), average.clone(), percent(faults));
        move || {
            let figures = [&name, &count(u64::from(numbers.requests)), &average, &share];
            fill(map.ctx.text().details.edge_to, &figures.map(String::as_str))
        }
    };
    let select = move |_| {
        map.select(Selection::Node { id: id.clone() });
        map.reveal(&id, false);
    };
    let edge =
        move |_| map.select(Selection::Edge { source: source.clone(), target: target.clone() });
    let share = f64::from(numbers.requests) / f64::from(most.max(1));
    let is_faulty = numbers.faults > 0;
    let faulty = if is_faulty { "sm-det-cell sm-is-fault" } else { "sm-det-cell" };
    let faults = if is_faulty { percent(faults) } else { "–".to_owned() };
    view! {
        <li class="sm-det-neighbour">
            <button type="button" class="sm-det-row" title=sentence on:click=select>
                <span class=("sm-det-share", true) style:width=format!("{:.1}%", share * 100.0)></span>
                <span class=("sm-det-row-name", true)>{name}</span>
                <span class=faulty>{few(map.ctx, if is_faulty { numbers.requests } else { 0 })}{faults}</span>
                <span class=("sm-det-cell", true)>{few(map.ctx, numbers.timed)}{average}</span>
                <span class=("sm-det-cell", true)>{count(u64::from(numbers.requests))}</span>
            </button>
            <button
                type="button"
                class="sm-icon-button"
                title=move || map.ctx.text().details.call
                aria-label=move || map.ctx.text().details.call
                on:click=edge
            >
                {glyph(Glyph::Arrow)}
            </button>
        </li>
    }
}

#[component]
pub fn Exceptions(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    if details.exceptions.is_empty() {
        return ().into_any();
    }
    let row = |group: &ExceptionGroup| {
        let ExceptionGroup { kind, message, count: n, trace } = group.clone();
        let label = {
            let trace = trace.clone();
            move || fill(ctx.text().details.open_trace, &[&trace])
        };
        let whole = message.clone();
        let times = fill(ctx.text().details.times, &[&count(u64::from(n))]);
        view! {
            <li class="sm-det-exception">
                <button
                    type="button"
                    class="sm-det-row sm-det-row-tall"
                    title=label
                    on:click=move |_| ctx.dispatch(Action::OpenTrace(trace.clone()))
                >
                    <span class=("sm-det-row-name", true)>
                        <strong class=("sm-det-kind-name", true)>{kind}</strong>
                        <span class=("sm-det-message", true) title=whole>{message}</span>
                    </span>
                    <span class=("sm-det-cell", true)>{times}</span>
                </button>
            </li>
        }
    };
    let rows = details.exceptions.iter().map(row).collect_view();
    section(move || ctx.text().details.exceptions, view! { <ul class="sm-det-list">{rows}</ul> })
        .into_any()
}

#[component]
pub fn Operations(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    if details.operations.is_empty() {
        return ().into_any();
    }
    let whole: f64 = details.operations.iter().map(|o| o.total.0 as f64).sum();
    let row = |operation: &OperationRow| {
        let OperationRow { name, count: n, total, p95, failed } = operation.clone();
        let share = if whole > 0.0 { total.0 as f64 / whole } else { 0.0 };
        view! {
            <tr class="sm-det-operation">
                <th scope="row" class=("sm-det-statement", true) title=name.clone()>
                    <span class=("sm-det-share", true) style:width=format!("{:.1}%", share * 100.0)></span>
                    <span class=("sm-det-statement-text", true)>{name.clone()}</span>
                </th>
                <td class=("sm-det-number", true)>{count(u64::from(n))}</td>
                <td class=("sm-det-number", true) title=percentile_hint(ctx, "95", n, false)>
                    {few(ctx, n)}{p95.map_or_else(|| "–".to_owned(), duration)}
                </td>
                <td class=("sm-det-number", true)>{duration(total)}</td>
                <td class="sm-det-number" class:sm-is-fault=failed != 0>{count(u64::from(failed))}</td>
            </tr>
        }
    };
    let rows = details.operations.iter().map(row).collect_view();
    let heads: [fn(Ctx) -> &'static str; 5] = [
        |ctx| ctx.text().details.operation,
        |ctx| ctx.text().details.count,
        |ctx| ctx.text().details.p95,
        |ctx| ctx.text().details.total,
        |ctx| ctx.text().details.failed,
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" class=("sm-det-col", true)>{move || head(ctx)}</th> });
    let table = view! {
        <table class="sm-det-operations">
            <thead class=("sm-det-thead", true)><tr class=("sm-det-tr", true)>{heads.collect_view()}</tr></thead>
            <tbody class=("sm-det-tbody", true)>{rows}</tbody>
        </table>
    };
    section(move || ctx.text().details.operations, table).into_any()
}

#[component]
pub fn Statuses(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    if details.http_statuses.is_empty() {
        return ().into_any();
    }
    let chip = |&(status, n): &(u16, u32)| {
        let role = match status {
            429 => "throttle",
            400..500 => "error",
            500.. => "fault",
            _ => "ok",
        };
        view! {
            <li class=format!("sm-det-status sm-is-{role}")>
                <strong class=("sm-det-status-code", true)>{status}</strong>
                <span class=("sm-det-status-count", true)>{count(u64::from(n))}</span>
            </li>
        }
    };
    let chips = details.http_statuses.iter().map(chip).collect_view();
    section(move || ctx.text().details.statuses, view! { <ul class="sm-det-statuses">{chips}</ul> })
        .into_any()
}

#[component]
pub fn Slowest(details: Arc<Details>) -> impl IntoView {
    let ctx = Ctx::get();
    if details.slowest.is_empty() {
        return ().into_any();
    }
    let longest = details.slowest.first().map_or(Nanos::ZERO, |slow| slow.1);
    let rows = details.slowest.iter().map(|slow| trace_row(ctx, slow, longest)).collect_view();
    section(move || ctx.text().details.slowest, view! { <ul class="sm-det-list">{rows}</ul> })
        .into_any()
}

/// With the time that was spent here, not that of the whole trace, which the tooltip tells.
fn trace_row(ctx: Ctx, (row, time): &(TraceRow, Nanos), longest: Nanos) -> impl IntoView + use<> {
    let (id, start) = (row.summary.id.clone(), row.start_time);
    let label = {
        let (id, whole) = (id.clone(), duration(row.response));
        move || fill(ctx.text().details.open_trace, &[&id, &whole])
    };
    let share = time.0 as f64 / (longest.0 as f64).max(1.0);
    view! {
        <li class="sm-det-trace">
            <button
                type="button"
                class="sm-det-row"
                title=label
                on:click=move |_| ctx.dispatch(Action::OpenTrace(id.clone()))
            >
                <span class=("sm-det-share", true) style:width=format!("{:.1}%", share * 100.0)></span>
                {status_glyph(&ctx.text().trace, status_of(&row.summary.health))}
                <span class=("sm-det-row-name", true)>{row.summary.root.clone()}</span>
                <span class="sm-det-cell sm-det-when">{move || ctx.clock().time_seconds(start)}</span>
                <span class=("sm-det-cell", true)>{duration(*time)}</span>
            </button>
        </li>
    }
}
