//! Above the strip: ready-made ranges, one's own, the zone, and what the range leaves.

use leptos::prelude::*;

use super::Ctx;
use super::custom_range::CustomRange;
use super::few::{exactness, few};
use crate::model::Nanos;
use crate::scene::fill;
use crate::scene::format::{count, duration, percent};
use crate::scene::strip::Preset;
use crate::state::{Action, Zone, sampling_words};

#[component]
pub fn TimeRangeBar() -> impl IntoView {
    view! {
        <div class="sm-time-bar">
            <Presets/>
            <ZoneSwitch/>
            <Summary/>
        </div>
    }
}

#[component]
fn Presets() -> impl IntoView {
    let ctx = Ctx::get();
    let range = ctx.memo(|s| s.view.range);
    let extent = Memo::new(move |_| ctx.overview().with(|o| o.extent));
    let present = Memo::new(move |_| Preset::of(range.get(), extent.get()?));
    let custom_open = RwSignal::new(false);
    let origin = move || {
        let newest = extent.get().map(|e| ctx.clock().date_time_seconds(e.end.minus(Nanos(1))));
        fill(ctx.text().shell.presets_from, &[&newest.unwrap_or_default()])
    };
    let choose = move |preset: Preset| {
        if let Some(extent) = extent.get_untracked() {
            ctx.dispatch(Action::SetRange(preset.range(extent)));
        }
    };
    let button = move |preset: Preset| {
        let label = move || {
            let text = &ctx.text().shell;
            match preset {
                Preset::FiveMinutes => text.preset_five,
                Preset::Hour => text.preset_hour,
                Preset::All => text.preset_all,
            }
        };
        view! {
            <button
                type="button"
                class="sm-segment"
                title=origin
                aria-pressed=move || (present.get() == Some(preset)).to_string()
                on:click=move |_| choose(preset)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="sm-segments" role="group" aria-label=origin>
            {Preset::ALL.map(button).collect_view()}
            <button
                type="button"
                class="sm-segment"
                aria-pressed=move || present.get().is_none().to_string()
                aria-expanded=move || custom_open.get().to_string()
                on:click=move |_| custom_open.update(|open| *open = !*open)
            >
                {move || ctx.text().shell.preset_custom}
            </button>
        </div>
        <Show when=move || custom_open.get()>
            <CustomRange close=Callback::new(move |()| custom_open.set(false))/>
        </Show>
        <span class="sm-origin">{origin}</span>
    }
}

#[component]
fn ZoneSwitch() -> impl IntoView {
    let ctx = Ctx::get();
    let zone = ctx.memo(|s| s.zone);
    let hint = move || {
        let moment = ctx.overview().with(|o| o.extent.map(|e| e.end)).unwrap_or_default();
        fill(ctx.text().shell.zone_hint, &[&ctx.clock().zone_name(moment)])
    };
    let button = move |of: Zone| {
        let label = move || match of {
            Zone::Local => ctx.text().shell.zone_local,
            Zone::Utc => "UTC",
        };
        view! {
            <button
                type="button"
                class="sm-segment"
                title=hint
                aria-pressed=move || (zone.get() == of).to_string()
                on:click=move |_| ctx.dispatch(Action::SetZone(of))
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="sm-segments" role="group" aria-label=move || ctx.text().shell.zone>
            {[Zone::Local, Zone::Utc].map(button).collect_view()}
        </div>
    }
}

/// What filter and range leave, in three figures.
#[component]
fn Summary() -> impl IntoView {
    let ctx = Ctx::get();
    let figures =
        Memo::new(move |_| ctx.overview().with(|o| (o.summary, o.total_traces, o.imported)));
    let traces = move || {
        let (summary, total, _) = figures.get();
        let (shown, total) = (u64::from(summary.traces), u64::from(total));
        let text = &ctx.text().shell;
        match shown == total {
            true if total == 1 => fill(text.trace, &["1"]),
            true => fill(text.traces, &[&count(total)]),
            false => fill(text.traces_of, &[&count(shown), &count(total)]),
        }
    };
    let p95 = move || {
        let summary = figures.get().0;
        fill(ctx.text().shell.p95, &[&duration(Nanos::from_millis(summary.p95))])
    };
    let n = move || figures.get().0.traces;
    let p95_hint = move || {
        let hint = fill(ctx.text().shell.p95_hint, &[&count(n().into())]);
        format!("{hint}; {}", exactness(ctx, n(), false))
    };
    let fault_hint = move || format!("{} (n = {})", ctx.text().shell.fault_hint, count(n().into()));
    let faults =
        move || fill(ctx.text().shell.fault_share, &[&percent(figures.get().0.error_rate)]);
    let some = move || figures.get().0.traces > 0;
    let failing = move || figures.get().0.error_rate > 0.0;
    view! {
        <p class="sm-summary" role="status">
        <span class="sm-figure">{traces}</span>
        <Show when=some>
            <span class="sm-figure" title=p95_hint>{move || few(ctx, n())}{p95}</span>
            <span
                class="sm-figure"
                class:sm-text--fault=failing
                title=fault_hint
            >
                {move || few(ctx, n())}{faults}
            </span>
        </Show>
        <Sampled/>
        <Show when=move || figures.get().2>
            <span class="sm-figure" title=move || ctx.text().shell.imported_hint>
                {move || ctx.text().shell.imported}
            </span>
        </Show>
        </p>
    }
}

/// That the traces are a sample, where they say so.
#[component]
fn Sampled() -> impl IntoView {
    let ctx = Ctx::get();
    let facts =
        Memo::new(move |_| ctx.overview().with(|o| o.sampling.clone().zip(Some(o.total_traces))));
    let hint = move || {
        let told = facts.get();
        told.map(|(facts, total)| sampling_words(&facts, total, &ctx.text().shell))
    };
    view! {
        <Show when=move || facts.with(Option::is_some)>
            <span class="sm-figure sm-summary-note" title=hint>{move || ctx.text().shell.sampled}</span>
        </Show>
    }
}
