//! What the two traces are, by how much they differ, and what makes the difference.

use std::sync::Arc;

use leptos::prelude::*;

use super::Comparison;
use crate::engine::{Aligned, AlignedSums, TraceRow};
use crate::model::Nanos;
use crate::scene::fill;
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, VersusText};
use crate::view::glyph::{Glyph, glyph};
use crate::view::status_glyph::{status_glyph, status_of};
use crate::view::waterfall::{CATEGORIES, back_to_list, signed};

/// What the two traces are called on the screen.
pub const LETTERS: [&str; 2] = ["A", "B"];

pub fn head(comparison: Comparison) -> impl IntoView {
    let ctx = comparison.ctx;
    let traces = Memo::new(move |_| comparison.head.get());
    view! {
        <header class="sm-trace-head">
            <div class="sm-trace-title">
                {back_to_list(ctx)}
                <h2>{move || ctx.text().versus.title}</h2>
                <span class=("sm-fill", true)></span>
                {icon(comparison, Glyph::Swap, |t| t.swap, |comparison| comparison.swap())}
                {icon(comparison, Glyph::Close, |t| t.close, |comparison| {
                    comparison.ctx.dispatch(Action::CloseAlignment);
                })}
            </div>
            {move || traces.get().map(|head| facts(comparison, &head))}
        </header>
    }
}

fn icon(
    comparison: Comparison,
    icon: Glyph,
    label: fn(&VersusText) -> &'static str,
    act: fn(Comparison),
) -> impl IntoView {
    let label = move || label(&comparison.ctx.text().versus);
    view! {
        <button
            type="button"
            class="sm-icon-button"
            title=label
            aria-label=label
            on:click=move |_| act(comparison)
        >
            {glyph(icon)}
        </button>
    }
}

fn facts(comparison: Comparison, head: &Arc<Aligned>) -> impl IntoView + use<> {
    let text = &comparison.ctx.text().versus;
    let [a, b] = &head.traces;
    let spans = |template: &str, n: u32| fill(template, &[&count(n.into())]);
    let alone = [0, 1].map(|side| {
        let line = spans(text.alone[side], head.alone[side]);
        (head.alone[side] > 0).then(|| view! { <span class="sm-tag">{line}</span> })
    });
    view! {
        <ol class=("sm-sides", true)>{trace(comparison, 0, a)} {trace(comparison, 1, b)}</ol>
        <p class="sm-versus-sum">
            <b class=tone(a.duration, b.duration, Nanos::ZERO)>{said(text, a.duration, b.duration)}</b>
            <span class=("sm-muted", true)>{spans(text.matched, head.matched)}</span>
            {alone}
        </p>
        {(!head.causes.is_empty()).then(|| causes(comparison, &head.causes))}
    }
}

fn trace(comparison: Comparison, side: usize, trace: &TraceRow) -> impl IntoView + use<> {
    let ctx = comparison.ctx;
    let text = &ctx.text().trace;
    let clock = ctx.clock();
    let start = clock.date_time(trace.start_time);
    let id = trace.summary.id.clone();
    let title = trace.summary.root.clone();
    let spans = format!("{} {}", count(trace.summary.spans.into()), text.unit_spans);
    view! {
        <li class=("sm-side-line", true)>
            <b class=letter_class(side)>{LETTERS[side]}</b>
            {status_glyph(text, status_of(&trace.summary.health))}
            <button
                type="button"
                class="sm-link sm-side-name"
                title=ctx.text().versus.open
                on:click=move |_| comparison.open_trace(side)
            >
                {title}
            </button>
            <b class=("sm-side-length", true)>{duration(trace.duration)}</b>
            {trace.summary.partial.then(|| view! { <span class="sm-tag sm-tag--warning">{text.partial}</span> })}
            <span class=("sm-muted", true)>{spans}</span>
            <span class="sm-muted sm-side-start">{start}</span>
            <code title=id.clone()>{id.clone()}</code>
        </li>
    }
}

pub fn letter_class(side: usize) -> &'static str {
    if side == 0 { "sm-letter sm-letter--a" } else { "sm-letter" }
}

/// `B takes 420 ms longer (+35 %)`.
fn said(text: &VersusText, a: Nanos, b: Nanos) -> String {
    let difference = b.minus(a);
    let share = difference.seconds().abs() / a.seconds().max(1e-9);
    let (template, sign) = match difference.0 {
        0 => return text.as_long.to_owned(),
        1.. => (text.longer, "+"),
        _ => (text.shorter, "−"),
    };
    let length = duration(Nanos(difference.0.saturating_abs()));
    fill(template, &[&length, &format!("{sign}{}", percent(share))])
}

/// The class of a difference: `least` is the smallest that stands out.
pub fn tone(a: Nanos, b: Nanos, least: Nanos) -> &'static str {
    let difference = b.minus(a);
    match difference {
        d if d > Nanos::ZERO && d >= least => "sm-slower",
        d if d < Nanos::ZERO && d.0 <= -least.0 => "sm-faster",
        _ => "sm-alike-time",
    }
}

/// What differs most, in words; a click shows where.
fn causes(comparison: Comparison, causes: &[AlignedSums]) -> impl IntoView + use<> {
    let text = &comparison.ctx.text().versus;
    let cause = |sums: &AlignedSums| {
        let (row, [a, b]) = (sums.row, sums.sides);
        let aside = (sums.service != sums.name).then(|| sums.service.clone());
        view! {
            <li>
                <button
                    type="button"
                    class="sm-cause"
                    title=text.causes_hint
                    on:click=move |_| show_row(comparison, row)
                >
                    <i class=chip(sums.service_index) aria-hidden="true"></i>
                    {aside.map(|service| view! { <span class="sm-muted">{service}</span> })}
                    <span class=("sm-cause__name", true)>{sums.name.clone()}</span>
                    <b class=tone(a.own, b.own, Nanos::ZERO)>{signed(b.own.minus(a.own))}</b>
                    <span class=("sm-muted", true)>{text.own}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="sm-causes">
            <span class="sm-muted" title=text.causes_hint>{text.causes}</span>
            <ul>{causes.iter().map(cause).collect_view()}</ul>
        </div>
    }
}

/// Shows a row in the tree, with the focus there.
pub fn show_row(comparison: Comparison, row: u32) {
    comparison.ctx.dispatch(Action::ShowAlignedSums(false));
    comparison.rows.focus();
    comparison.go_to(row);
}

pub fn chip(service: u32) -> String {
    format!("sm-chip sm-cat-{}", service % CATEGORIES)
}
