//! The editor of the limits from which on something is a warning or critical.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::model::MapModel;
use crate::engine::{Limits, ServiceThresholds, Thresholds};
use crate::model::sort;
use crate::scene::fill;
use crate::state::Action;
use crate::view::glyph::{Glyph, glyph};

/// Which number a field edits.
#[derive(Clone, Copy, PartialEq)]
enum Figure {
    Latency,
    ErrorRate,
}

#[derive(Clone, Copy, PartialEq)]
enum Degree {
    Warning,
    Critical,
}

#[component]
pub fn ThresholdsPanel() -> impl IntoView {
    let map = MapModel::get();
    let services = Memo::new(move |_| {
        map.thresholds.with(|limits| limits.services.keys().cloned().collect::<Vec<_>>())
    });
    let close = move || map.ctx.dispatch(Action::ClosePanel);
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
    };
    view! {
        <section class="sm-limits" role="dialog" aria-label=move || map.text().thresholds on:keydown=keydown>
            <header class=("sm-limits-head", true)>
                <h2 class=("sm-limits-title", true)>{move || map.text().thresholds}</h2>
                <button type="button" class="sm-icon-button" aria-label=move || map.text().close on:click=move |_| close()>
                    {glyph(Glyph::Close)}
                </button>
            </header>
            <p class=("sm-limits-hint", true)>{move || map.text().thresholds_hint}</p>
            <Fields service=None/>
            <For each=move || services.get() key=String::clone let:service>
                <Fields service=Some(service)/>
            </For>
            <footer class=("sm-limits-foot", true)>
                <AddService/>
                <button
                    type="button"
                    class="sm-button"
                    on:click=move |_| map.ctx.dispatch(Action::SetThresholds(Thresholds::default()))
                >
                    {move || map.text().defaults}
                </button>
            </footer>
        </section>
    }
}

/// The limits of all services, or of one.
#[component]
fn Fields(service: Option<String>) -> impl IntoView {
    let map = MapModel::get();
    let service = StoredValue::new(service);
    let title = move || service.get_value().unwrap_or_else(|| map.text().all_services.to_owned());
    let remove = service.get_value().map(|name| {
        let label = {
            let name = name.clone();
            move || fill(map.text().remove, &[&name])
        };
        view! {
            <button
                type="button"
                class="sm-icon-button"
                title=label.clone()
                aria-label=label
                on:click=move |_| change(map, |limits| { limits.services.remove(&name); })
            >
                {glyph(Glyph::Close)}
            </button>
        }
    });
    let inverted = move || {
        map.thresholds.with(|limits| {
            let service = service.get_value();
            [Figure::Latency, Figure::ErrorRate].iter().any(|&figure| {
                let Limits { warning, critical } = in_force(limits, service.as_deref(), figure);
                critical < warning
            })
        })
    };
    view! {
        <fieldset class="sm-limits-group">
            <legend class=("sm-limits-name", true)>{title}</legend>
            {remove}
            <div class=("sm-limits-grid", true)>
                <span class=("sm-limits-corner", true)></span>
                <span class="sm-limits-col sm-is-warning">{move || map.text().warning}</span>
                <span class="sm-limits-col sm-is-critical">{move || map.text().critical}</span>
                {line(map, service, Figure::Latency)}
                {line(map, service, Figure::ErrorRate)}
            </div>
            <Show when=inverted>
                <p class=("sm-limits-note", true) role="status">{move || map.text().limit_order}</p>
            </Show>
        </fieldset>
    }
}

fn line(map: MapModel, service: StoredValue<Option<String>>, figure: Figure) -> impl IntoView {
    let name = move || match figure {
        Figure::Latency => map.text().latency,
        Figure::ErrorRate => map.text().fault_rate,
    };
    view! {
        <span class="sm-limits-figure">{name}</span>
        {field(map, service, figure, Degree::Warning, name)}
        {field(map, service, figure, Degree::Critical, name)}
    }
}

fn field(
    map: MapModel,
    service: StoredValue<Option<String>>,
    figure: Figure,
    degree: Degree,
    name: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let value = Memo::new(move |_| {
        let limits =
            map.thresholds.with(|limits| in_force(limits, service.get_value().as_deref(), figure));
        let value = if degree == Degree::Warning { limits.warning } else { limits.critical };
        // Shares are typed as percentages; a trillionth of one is an accident of arithmetic.
        let value = if figure == Figure::ErrorRate { value * 100.0 } else { value };
        (value * 1e9).round() / 1e9
    });
    let (unit, step) = match figure {
        Figure::Latency => ("ms", "any"),
        Figure::ErrorRate => ("%", "any"),
    };
    let label = move || {
        let degree =
            if degree == Degree::Warning { map.text().warning } else { map.text().critical };
        let service = service.get_value().unwrap_or_else(|| map.text().all_services.to_owned());
        format!("{service}: {}, {degree} ({unit})", name())
    };
    let input = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        // A half-typed number is no number yet.
        let Ok(typed) = input.value().trim().parse::<f64>() else { return };
        if typed.is_finite() && typed >= 0.0 {
            set(map, service.get_value(), figure, degree, typed);
        }
    };
    view! {
        <label class="sm-limits-field">
            <input
                class="sm-limits-input"
                type="number"
                min="0"
                step=step
                inputmode="decimal"
                aria-label=label
                // What is being typed is not written over by what it means.
                prop:value=move || value.get().to_string()
                on:input=input
            />
            <span class=("sm-limits-unit", true) aria-hidden="true">{unit}</span>
        </label>
    }
}

#[component]
fn AddService() -> impl IntoView {
    let map = MapModel::get();
    let names = Memo::new(move |_| {
        let mut names: Vec<String> = map
            .laid
            .with(|sheet| sheet.cards.iter().map(|card| card.node.node.name.clone()).collect());
        map.thresholds.with(|limits| names.retain(|name| !limits.services.contains_key(name)));
        sort(&mut names);
        names.dedup();
        names
    });
    let add = move |event: web_sys::Event| {
        let Some(field) = event.target().and_then(|t| t.dyn_into::<HtmlSelectElement>().ok())
        else {
            return;
        };
        let name = field.value();
        // Back to its title: it is a list of what can be added, not a choice that stays.
        field.set_value("");
        if !name.is_empty() {
            change(map, |limits| {
                let own = ServiceThresholds {
                    latency: Some(limits.latency),
                    error_rate: Some(limits.error_rate),
                };
                limits.services.insert(name, own);
            });
        }
    };
    let options = move || {
        let option = |name: String| view! { <option value=name.clone()>{name.clone()}</option> };
        names.get().into_iter().map(option).collect_view()
    };
    view! {
        <select class="sm-select" aria-label=move || map.text().add_service on:change=add>
            <option value=String::new>{move || map.text().add_service}</option>
            {options}
        </select>
    }
}

fn in_force(limits: &Thresholds, service: Option<&str>, figure: Figure) -> Limits {
    let own = service.and_then(|name| limits.services.get(name));
    match figure {
        Figure::Latency => own.and_then(|own| own.latency).unwrap_or(limits.latency),
        Figure::ErrorRate => own.and_then(|own| own.error_rate).unwrap_or(limits.error_rate),
    }
}

fn set(map: MapModel, service: Option<String>, figure: Figure, degree: Degree, typed: f64) {
    let value = if figure == Figure::ErrorRate { typed / 100.0 } else { typed };
    change(map, |limits| {
        let mut wanted = in_force(limits, service.as_deref(), figure);
        match degree {
            Degree::Warning => wanted.warning = value,
            Degree::Critical => wanted.critical = value,
        }
        let own = service.and_then(|name| limits.services.get_mut(&name));
        match (own, figure) {
            (Some(own), Figure::Latency) => own.latency = Some(wanted),
            (Some(own), Figure::ErrorRate) => own.error_rate = Some(wanted),
            (None, Figure::Latency) => limits.latency = wanted,
            (None, Figure::ErrorRate) => limits.error_rate = wanted,
        }
    });
}

fn change(map: MapModel, edit: impl FnOnce(&mut Thresholds)) {
    let mut limits = map.thresholds.get_untracked();
    edit(&mut limits);
    map.ctx.dispatch(Action::SetThresholds(limits));
}
