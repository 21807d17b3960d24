//! The side bar: keys and their values, with the number of traces that have each.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::{Facet, FacetName, FacetQuery, FacetValue, Reply, Request};
use crate::scene::format::count;
use crate::scene::{exclude, fill, filter_by};
use crate::state::{Action, AnalysisText};
use crate::view::Ctx;
use crate::view::glyph::{Glyph, glyph};
use crate::view::status_glyph::{status_glyph, status_name, status_of};
use crate::view::turns::Turns;

/// What the engine told last.
#[derive(Clone, Default, PartialEq)]
struct Found {
    facets: Vec<Arc<Facet>>,
    /// Keys left out.
    more: u32,
}

/// What the side bar shows and how.
#[derive(Clone, Copy)]
struct Bar {
    ctx: Ctx,
    found: RwSignal<Option<Found>>,
    /// Facets whose values are wanted all.
    opened: RwSignal<Vec<FacetName>>,
    /// A part of the name of a key or a value.
    sought: RwSignal<String>,
    turns: Turns,
}

#[component]
pub fn Facets() -> impl IntoView {
    let ctx = Ctx::get();
    let (opened, sought) = (RwSignal::new(Vec::new()), RwSignal::new(String::new()));
    let bar = Bar { ctx, found: RwSignal::new(None), opened, sought, turns: Turns::new() };
    bar.follow_data();
    view! {
        <h2 class="sm-analysis-title" title=move || ctx.text().analysis.facets_hint>
            {move || ctx.text().analysis.facets}
        </h2>
        <input
            type="search"
            class="sm-facet-search"
            placeholder=move || ctx.text().analysis.search_facets
            aria-label=move || ctx.text().analysis.search_facets
            on:input=move |event| sought.set(event_target_value(&event))
        />
        {move || bar.list()}
    }
}

/// Facets with titles in the person's language.
const TITLED: [FacetName; 4] =
    [FacetName::Outcome, FacetName::Service, FacetName::Operation, FacetName::Exception];

impl Bar {
    fn follow_data(self) {
        Effect::new(move || {
            self.ctx.data_generation().track();
            self.opened.track();
            self.sought.track();
            self.ask();
        });
    }

    fn ask(self) {
        let request = move || Some(Request::Facets(self.wanted()));
        self.turns.ask(self.ctx, request, move |reply| {
            if let Reply::Facets { facets, more } = reply {
                let facets = facets.into_iter().map(Arc::new).collect();
                self.found.set(Some(Found { facets, more }));
            }
        });
    }

    fn wanted(self) -> FacetQuery {
        let sought = self.sought.get_untracked();
        let low = sought.to_lowercase();
        let text = untrack(|| &self.ctx.text().analysis);
        let has =
            |name: &FacetName| !low.is_empty() && title(text, name).to_lowercase().contains(&low);
        FacetQuery {
            opened: self.opened.get_untracked(),
            sought,
            titled: TITLED.into_iter().filter(has).collect(),
        }
    }

    fn list(self) -> impl IntoView {
        let text = &self.ctx.text().analysis;
        let Found { facets, more } = self.found.get()?;
        let is_sought = self.sought.with_untracked(|sought| !sought.is_empty());
        let words = if is_sought { text.no_facets } else { text.nothing };
        let none = facets.is_empty().then(|| view! { <p class="sm-det-text">{words}</p> });
        let left = (more > 0).then(|| {
            view! { <p class="sm-det-text">{fill(text.keys_left, &[&count(more.into())])}</p> }
        });
        let sections: Vec<_> = facets.into_iter().map(|facet| self.facet(text, &facet)).collect();
        Some(view! { {sections} {none} {left} })
    }

    fn facet(self, text: &'static AnalysisText, facet: &Facet) -> AnyView {
        let title = title(text, &facet.name);
        let values: Vec<_> =
            facet.values.iter().map(|value| self.value(text, facet, value)).collect();
        let name = facet.name.clone();
        let is_open = self.opened.with_untracked(|opened| opened.contains(&name));
        let left = facet.found.saturating_sub(facet.values.len() as u32);
        let toggle = move |_| {
            self.opened.update(|opened| match opened.iter().position(|n| *n == name) {
                Some(at) => drop(opened.remove(at)),
                None => opened.push(name.clone()),
            });
        };
        let label = match is_open {
            true => text.fewer_values.to_owned(),
            false => fill(text.more_values, &[&count(left.into())]),
        };
        view! {
            <section class="sm-facet">
                <h3 class="sm-facet-name" title=title.clone()>
                    {title.clone()} " " <span class="sm-facet-distinct">{count(facet.distinct.into())}</span>
                </h3>
                <ul class="sm-facet-values">{values}</ul>
                {(is_open && left > 0).then(|| fill(text.values_left, &[&count(left.into())]))}
                {(is_open || left > 0).then(|| view! {
                    <button type="button" class="sm-facet-more" on:click=toggle>{label}</button>
                })}
            </section>
        }
        .into_any()
    }

    fn value(self, text: &'static AnalysisText, facet: &Facet, value: &FacetValue) -> AnyView {
        let FacetValue { text: raw, traces, faults, filter } = value.clone();
        let outcome = (facet.name == FacetName::Outcome).then(|| status_of(&raw));
        let words = &self.ctx.text().trace;
        let name = match outcome {
            Some(status) => status_name(words, status).to_owned(),
            None if raw.is_empty() => text.no_value.to_owned(),
            None => raw,
        };
        let share =
            |n: u32| format!("{:.1}%", 100.0 * f64::from(n) / f64::from(facet.traces.max(1)));
        let hint = fill(text.value_hint, &[&count(traces.into()), &count(faults.into())]);
        // A value that nothing can be compared with, such as NaN.
        let no_filter = filter.is_empty();
        let (add, not, only) = (filter.clone(), filter.clone(), filter);
        let named = |template| fill(template, &[&name]);
        view! {
            <li class="sm-facet-value">
                <button
                    type="button"
                    class="sm-facet-add"
                    title=format!("{} — {hint}", named(text.add))
                    disabled=no_filter
                    on:click=move |_| self.refine(|now| filter_by(now, &add))
                >
                    <span class="sm-facet-share" style:width=share(traces)></span>
                    <span class="sm-facet-share sm-facet-share--fault" style:width=share(faults)></span>
                    {outcome.map(|status| status_glyph(words, status))}
                    <span class="sm-facet-text">{name.clone()}</span>
                    <span class="sm-facet-count">{count(traces.into())}</span>
                </button>
                <button
                    type="button"
                    class="sm-icon-button"
                    disabled=no_filter
                    title=named(text.exclude)
                    aria-label=named(text.exclude)
                    on:click=move |_| self.refine(|now| exclude(now, &not))
                >
                    {glyph(Glyph::Minus)}
                </button>
                <button
                    type="button"
                    class="sm-icon-button sm-facet-only"
                    disabled=no_filter
                    title=text.only_hint
                    aria-label=named(text.only)
                    on:click=move |_| self.refine(|_| only.clone())
                >
                    {glyph(Glyph::Filter)}
                </button>
            </li>
        }
        .into_any()
    }

    fn refine(self, change: impl FnOnce(&str) -> String) {
        let now = self.ctx.state().with_untracked(|s| s.view.filter.clone());
        self.ctx.dispatch(Action::SetFilter(change(&now)));
    }
}

fn title(text: &AnalysisText, name: &FacetName) -> String {
    match name {
        FacetName::Outcome => text.outcome.to_owned(),
        FacetName::Service => text.services.to_owned(),
        FacetName::Operation => text.operations.to_owned(),
        FacetName::Exception => text.exceptions.to_owned(),
        FacetName::Field(field) if field == "http.status" => text.http_status.to_owned(),
        FacetName::Field(name) | FacetName::Annotation(name) => name.clone(),
    }
}
