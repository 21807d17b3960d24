//! What some of the traces have that the others have not.

use leptos::html::Input;
use leptos::prelude::*;

use super::findings::{answer, hint, note, refine, section};
use crate::engine::{
    AspectName, Compared, Difference, Method, NumberSpread, Picked, Reply, Request, Role,
    ValueShare,
};
use crate::model::Nanos;
use crate::scene::fill;
use crate::scene::findings::{bars, likelihood, number, seconds};
use crate::scene::format::{count, duration, percent};
use crate::state::{Action, Finding, FindingsText};
use crate::view::Ctx;

/// Less likely differences than this are no chance.
const CHANCE: f64 = 0.05;
/// In px: each half of the picture of two distributions.
const HALF: (f64, f64) = (320.0, 40.0);

#[component]
pub fn ShareSection() -> impl IntoView {
    let ctx = Ctx::get();
    let picked = ctx.memo(|s| s.picked.clone());
    let found = answer(ctx, move || Request::Compare { picked: picked.get() });
    view! {
        {section(ctx, Finding::Share, found, move |reply| match reply {
            Reply::Compared(compared) => {
                view! { {chooser(ctx, picked, compared.above)} {body(ctx, compared)} }.into_any()
            }
            _ => ().into_any(),
        })}
        {move || found.with(|f| matches!(f, Some(Err(_)))).then(|| chooser(ctx, picked, None))}
    }
}

/// Which traces are compared, and a field for others.
fn chooser(ctx: Ctx, picked: Memo<Picked>, above: Option<Nanos>) -> impl IntoView {
    let text = &ctx.text().findings;
    let present = picked.get_untracked();
    let is_default = present == Picked::Faults;
    let input = NodeRef::<Input>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = input.get().map(|i| i.value()).unwrap_or_default();
        if !text.trim().is_empty() {
            ctx.dispatch(Action::Compare(Picked::Filter { text }));
        }
    };
    let back = move |_| ctx.dispatch(Action::Compare(Picked::Faults));
    view! {
        <div class="sm-share-picked">
            <strong class="sm-share-what">{sentence(text, &present, above)}</strong>
            {(!is_default).then(|| view! {
                <button type="button" class="sm-button" on:click=back>{text.back_to_faults}</button>
            })}
            <form class="sm-share-form" on:submit=submit>
                <input
                    node_ref=input
                    class="sm-facet-search"
                    aria-label=text.filter_label
                    placeholder=text.filter_placeholder
                />
                <button type="submit" class="sm-button">{text.compare}</button>
            </form>
        </div>
    }
}

fn sentence(text: &FindingsText, picked: &Picked, above: Option<Nanos>) -> String {
    match picked {
        Picked::Faults => text.faults.to_owned(),
        Picked::Filter { text: filter } => fill(text.picked_filter, &[filter]),
        Picked::Box(_) => text.picked_box.to_owned(),
        Picked::Failure(name) => {
            let parts = [name.kind.as_str(), name.shape.as_str()];
            let told: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
            fill(text.picked_failure, &[&told.join(": ")])
        }
        Picked::Slow { node, .. } => match above {
            Some(time) => fill(text.picked_slow, &[node, &duration(time)]),
            None => fill(text.picked_slowest, &[node]),
        },
    }
}

fn body(ctx: Ctx, found: &Compared) -> AnyView {
    let text = &ctx.text().findings;
    let sides = [count(found.selected.into()), count(found.rest.into())];
    let sides = sides.each_ref().map(String::as_str);
    if found.selected == 0 || found.rest == 0 {
        return note(fill(text.one_group, &sides));
    }
    let mut rest = Vec::new();
    if found.alike > 0 {
        rest.push(fill(text.alike, &[&count(found.alike.into())]));
    }
    if !found.ids.is_empty() {
        let names: Vec<_> = found.ids.iter().map(|id| name(text, id)).collect();
        rest.push(fill(text.ids, &[&names.join(", ")]));
    }
    let list = |outcomes: bool| {
        let of_role = found.differences.iter().filter(|d| (d.role == Role::Outcome) == outcomes);
        of_role.map(|d| difference(ctx, found, d)).collect_view()
    };
    let ended = found.differences.iter().any(|d| d.role == Role::Outcome);
    view! {
        {hint(fill(text.groups, &sides))}
        {found.differences.is_empty().then(|| note(text.no_difference.to_owned()))}
        <ol class="sm-find-list sm-share-list">{list(false)}</ol>
        {ended.then(|| view! {
            <h3 class="sm-det-title">{text.outcomes}</h3>
            <ol class="sm-find-list sm-share-list">{list(true)}</ol>
        })}
        {(!rest.is_empty()).then(|| hint(rest.join(" ")))}
    }
    .into_any()
}

fn difference(ctx: Ctx, groups: &Compared, found: &Difference) -> impl IntoView + use<> {
    let text = &ctx.text().findings;
    let unsure = found.likelihood > CHANCE;
    let class = if found.small || unsure { "sm-find sm-find--weak" } else { "sm-find" };
    let marks = [(found.small, text.few), (unsure, text.chance)];
    let marks = marks.into_iter().filter(|m| m.0).map(|(_, mark)| {
        view! { <span class="sm-tag">{mark}</span> }
    });
    let picture = match &found.numbers {
        Some(numbers) => spread(text, numbers, found.name == AspectName::ResponseTime),
        None => {
            let row = |v: &ValueShare| value(ctx, groups, v);
            let rows = found.values.iter().map(row).collect_view();
            let more = (found.more > 0)
                .then(|| note(fill(text.values_more, &[&count(found.more.into())])));
            view! { <ul class="sm-share-values">{rows}</ul> {more} }.into_any()
        }
    };
    let names: Vec<_> = found.same.iter().map(|aspect| name(text, aspect)).collect();
    let same = (!names.is_empty()).then(|| fill(text.same_traces, &[&names.join(", ")]));
    view! {
        <li class=class>
            <div class="sm-find-head">
                <strong class="sm-find-name">{name(text, &found.name)}</strong>
                {marks.collect_view()}
                <span class="sm-find-size">{fill(text.points, &[&number((found.size * 100.0).round())])}</span>
            </div>
            {picture}
            {same.map(|line| view! { <p class="sm-find-figures">{line}</p> })}
            <p class="sm-find-figures">{test(text, groups, found)}</p>
        </li>
    }
}

/// Numbers are compared among the traces that have any; all else among all.
fn test(text: &FindingsText, groups: &Compared, found: &Difference) -> String {
    let method = match found.method {
        Method::ChiSquared => text.chi_squared,
        Method::Fisher => text.fisher,
        Method::KolmogorovSmirnov => text.kolmogorov_smirnov,
    };
    let (selected, rest) = match found.method {
        Method::KolmogorovSmirnov => (found.selected, found.rest),
        Method::ChiSquared | Method::Fisher => (groups.selected, groups.rest),
    };
    let n = [selected, rest].map(|n| count(n.into()));
    fill(text.test, &[method, &n[0], &n[1], &likelihood(found.likelihood)])
}

/// A value with its share on both sides, one bar above the other.
fn value(ctx: Ctx, groups: &Compared, found: &ValueShare) -> impl IntoView + use<> {
    let text = &ctx.text().findings;
    let clause = found.filter.clone();
    let name = if found.text.is_empty() { text.empty.to_owned() } else { found.text.clone() };
    let hint = fill(text.filter_by, &[&name]);
    let bar = |class: &'static str, side: &'static str, n: u32, of: u32| {
        let share = f64::from(n) / f64::from(of.max(1));
        view! {
            <span class="sm-share-side">
                <span class="sm-share-label">{side}</span>
                <span class=("sm-share-track", true)>
                    <span class=class style:width=format!("{:.2}%", share * 100.0)></span>
                </span>
                <span class="sm-share-number">{format!("{} ({})", percent(share), count(n.into()))}</span>
            </span>
        }
    };
    let bars = view! {
        <span class=("sm-share-sides", true)>
            {bar("sm-share-bar sm-share-bar--these", text.these, found.selected, groups.selected)}
            {bar("sm-share-bar", text.others, found.rest, groups.rest)}
        </span>
    };
    let name = view! { <span class="sm-share-value-name" title=name.clone()>{name.clone()}</span> };
    match clause.is_empty() {
        true => view! { <li class="sm-share-value">{name} {bars}</li> }.into_any(),
        false => view! {
            <li class=("sm-share-value", true)>
                <button
                    type="button"
                    class="sm-share-button"
                    title=hint
                    on:click=move |_| refine(ctx, &clause)
                >
                    {name} {bars}
                </button>
            </li>
        }
        .into_any(),
    }
}

/// Two distributions over one axis: these upwards, the others downwards, each as high as its own most.
fn spread(text: &FindingsText, found: &NumberSpread, time: bool) -> AnyView {
    let (width, height) = HALF;
    let figure = |value: f64| if time { seconds(value) } else { number(value) };
    let side =
        |label: &str, median: f64| format!("{label}: {}", fill(text.median, &[&figure(median)]));
    let (these, others) =
        (side(text.these, found.selected_median), side(text.others, found.rest_median));
    let label = format!("{these}; {others}");
    view! {
        <div class="sm-share-spread">
            <p class="sm-find-figures sm-share-these">{these}</p>
            <svg
                viewBox=format!("0 0 {width} {}", height * 2.0 + 1.0)
                class="sm-share-picture"
                role="img"
                aria-label=label
                preserveAspectRatio="none"
            >
                <path class="sm-share-fill--these" d=bars(&found.selected, width, height, false)/>
                <line class="sm-hist-base" x1=0 x2=width y1=height y2=height/>
                <path
                    class="sm-share-fill"
                    d=bars(&found.rest, width, height, true)
                    transform=format!("translate(0 {})", height + 1.0)
                />
            </svg>
            <p class="sm-find-figures sm-share-ends">
                <span class=("sm-share-end", true)>{figure(found.low)}</span>
                <span class=("sm-share-end", true)>{others}</span>
                <span class=("sm-share-end", true)>{figure(found.high)}</span>
            </p>
        </div>
    }
    .into_any()
}

fn name(text: &FindingsText, aspect: &AspectName) -> String {
    match aspect {
        AspectName::Service => text.service.to_owned(),
        AspectName::Operation => text.operation.to_owned(),
        AspectName::Exception => text.exception.to_owned(),
        AspectName::ResponseTime => text.response_time.to_owned(),
        AspectName::Named(name) => name.clone(),
    }
}
