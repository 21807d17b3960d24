//! What shapes, colours and lines mean.

use leptos::prelude::*;

use super::model::MapModel;
use super::node::{health_glyph, status_word};
use crate::model::{Nanos, Status};
use crate::query::Sketch;
use crate::scene::few::{FEW, FEW_MARK};
use crate::scene::format::{duration, percent};
use crate::scene::{Health, fill};

#[component]
pub fn Legend() -> impl IntoView {
    let map = MapModel::get();
    let open = RwSignal::new(false);
    view! {
        <section class="sm-legend">
            <button
                type="button"
                class="sm-button"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || map.text().legend}
            </button>
            <Show when=move || open.get()>
                <div class=("sm-legend-body", true)>{move || body(map)}</div>
            </Show>
        </section>
    }
}

fn body(map: MapModel) -> impl IntoView {
    let text = map.text();
    let healths = [Health::Ok, Health::Warning, Health::Critical];
    let healths =
        healths.map(|health| row(sample_glyph(health), limits(map, health))).collect_view();
    let statuses = [
        (Status::Ok, text.ring_ok),
        (Status::Error, text.ring_error),
        (Status::Throttle, text.ring_throttle),
        (Status::Fault, text.ring_fault),
    ];
    let ring = |(status, words): (Status, &'static str)| row(sample_arc(status), words.to_owned());
    let lines = [
        ("sm-legend-wide", text.line_width),
        ("sm-legend-dashed", text.line_dashed),
        ("sm-legend-inferred", text.card_dashed),
        ("sm-legend-imported", text.card_imported),
        ("sm-legend-bottleneck", text.card_bottleneck),
    ];
    let line = |(class, words): (&'static str, &'static str)| {
        row(view! { <span class=class></span> }.into_any(), words.to_owned())
    };
    let mark = view! { <span class="sm-few">{FEW_MARK}</span> }.into_any();
    let few = row(mark, fill(text.legend_few, &[&FEW.to_string()]));
    let percentiles =
        fill(text.legend_percentiles, &[&Sketch::EXACT.to_string(), &percent(Sketch::ERROR)]);
    view! {
        <h3 class=("sm-legend-head", true)>{text.legend_health}</h3>
        <ul class=("sm-legend-list", true)>{healths}</ul>
        <h3 class=("sm-legend-head", true)>{text.legend_ring}</h3>
        <ul class=("sm-legend-list", true)>{statuses.map(ring).collect_view()}</ul>
        <h3 class=("sm-legend-head", true)>{text.legend_lines}</h3>
        <ul class=("sm-legend-list", true)>{lines.map(line).collect_view()}{few}</ul>
        <p class="sm-legend-note">{percentiles}</p>
    }
}

fn row(sample: AnyView, words: String) -> impl IntoView {
    view! {
        <li class="sm-legend-row">
            <span class=("sm-legend-sample", true) aria-hidden="true">{sample}</span>
            {words}
        </li>
    }
}

fn limits(map: MapModel, health: Health) -> String {
    let text = map.text();
    map.thresholds.with(|thresholds| {
        let (latency, faults) = (thresholds.latency, thresholds.error_rate);
        let with = |template: &str, ms: f64, share: f64| {
            fill(template, &[&duration(Nanos::from_millis(ms)), &percent(share)])
        };
        match health {
            Health::Warning => with(text.legend_warning, latency.warning, faults.warning),
            Health::Critical => with(text.legend_critical, latency.critical, faults.critical),
            Health::Ok | Health::Unknown => text.legend_ok.to_owned(),
        }
    })
}

fn sample_glyph(health: Health) -> AnyView {
    view! { <svg viewBox="0 0 16 16" width=16 height=16>{health_glyph(health, 0.0, 0.0, 1.0)}</svg> }
        .into_any()
}

fn sample_arc(status: Status) -> AnyView {
    view! {
        <svg viewBox="0 0 16 16" width=16 height=16>
            <path class=format!("sm-arc sm-arc-{}", status_word(status)) stroke-width=4 d="M2 14A12 12 0 0 1 14 2"/>
        </svg>
    }
    .into_any()
}
