//! The numbers of a node or a line, each with what it counts.

use leptos::prelude::*;

use super::section;
use crate::engine::Numbers;
use crate::model::{Nanos, Status};
use crate::scene::fill;
use crate::scene::format::{count, duration, percent, rate};
use crate::state::DetailsText;
use crate::view::Ctx;
use crate::view::few::{few, percentile_hint};
use crate::view::map::status_word;

#[component]
pub fn Figures(numbers: Numbers, imported: bool) -> impl IntoView {
    let ctx = Ctx::get();
    let text = move || &ctx.text().details;
    let n = move || count(u64::from(numbers.timed));
    let percentile =
        move |percent: &'static str| percentile_hint(ctx, percent, numbers.timed, imported);
    let (of, of_timed) = (numbers.requests, numbers.timed);
    let time = |time: Option<Nanos>| time.map_or_else(|| "–".to_owned(), duration);
    let timed = (numbers.timed < numbers.requests).then(|| {
        let (timed, all) = (numbers.timed, numbers.requests);
        let words = move || match timed {
            0 => text().no_latency.to_owned(),
            _ => fill(
                text().timed_hint,
                &[timed, all].map(|n| count(u64::from(n))).each_ref().map(String::as_str),
            ),
        };
        view! { <p class="sm-det-note">{words}</p> }
    });
    let rate_hint = move || {
        let hint = fill(text().rate_hint, &[&count(of.into())]);
        match ctx.overview().with(|o| o.sampling.is_some()) {
            true => format!("{hint}. {}", ctx.text().shell.sampled_rates),
            false => hint,
        }
    };
    view! {
        <dl class="sm-det-figures">
            {figure(move || text().requests, count(u64::from(numbers.requests)), move || text().requests_hint.to_owned(), 0)}
            {figure(move || text().per_minute, rate(numbers.requests_per_minute), rate_hint, of)}
            {figure(move || text().average, time(numbers.average), move || fill(text().average_hint, &[&n()]), of_timed)}
            {figure(|| "p50", time(numbers.p50), move || percentile("50"), of_timed)}
            {figure(|| "p95", time(numbers.p95), move || percentile("95"), of_timed)}
            {figure(|| "p99", time(numbers.p99), move || percentile("99"), of_timed)}
            {figure(move || text().longest, time(numbers.max), move || fill(text().longest_hint, &[&n()]), 0)}
        </dl>
        {timed}
    }
}

/// A figure under its name, from `n` requests; 0 for what does not turn on their number.
pub fn figure(
    name: impl Fn() -> &'static str + Send + 'static,
    value: String,
    hint: impl Fn() -> String + Clone + Send + Sync + 'static,
    n: u32,
) -> impl IntoView {
    let ctx = Ctx::get();
    view! {
        <div class="sm-det-figure" title=hint>
            <dt class=("sm-det-figure-name", true)>{name}</dt>
            <dd class=("sm-det-figure-value", true)>{few(ctx, n)}{value}</dd>
        </div>
    }
}

/// A text in whatever language is spoken.
type Word = fn(&DetailsText) -> &'static str;

/// How requests ended: a bar, and the same in figures.
#[component]
pub fn Outcome(numbers: Numbers) -> impl IntoView {
    let ctx = Ctx::get();
    let classes: [(Status, u32, Word); 4] = [
        (Status::Fault, numbers.faults, |text| text.faults),
        (Status::Throttle, numbers.throttles, |text| text.throttles),
        (Status::Error, numbers.errors, |text| text.errors),
        (Status::Ok, numbers.ok, |text| text.ok),
    ];
    let total: f64 = classes.iter().map(|class| f64::from(class.1)).sum();
    if total == 0.0 {
        return ().into_any();
    }
    let all = numbers.requests;
    let seen = move || classes.into_iter().filter(|class| class.1 > 0);
    let parts = seen().map(|(status, n, _)| {
        let class = format!("sm-det-part sm-is-{}", status_word(status));
        // A rare class is a sliver, but there.
        view! { <span class=class style:flex-grow=(f64::from(n) / total).max(0.01).to_string()></span> }
    });
    let lines = classes.into_iter().map(|(status, n, name)| {
        let share = percent(f64::from(n) / total);
        view! {
            <div class="sm-det-outcome" class:sm-det-none=n == 0>
                <dt class=("sm-det-outcome-name", true)>
                    <span class=format!("sm-det-swatch sm-is-{}", status_word(status))></span>
                    {move || name(&ctx.text().details)}
                </dt>
                <dd class=("sm-det-outcome-count", true)>{count(u64::from(n))}</dd>
                <dd class=("sm-det-outcome-share", true)>{few(ctx, if n > 0 { all } else { 0 })}{share}</dd>
            </div>
        }
    });
    section(
        move || ctx.text().details.outcome,
        view! {
            <div class="sm-det-bar" aria-hidden="true">{parts.collect_view()}</div>
            <dl class="sm-det-outcomes">{lines.collect_view()}</dl>
        },
    )
    .into_any()
}
