//! What of the map is drawn, and how finely: focus, least traffic, groups; and always what is left out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model::MapModel;
use crate::engine::{FacetName, FacetQuery, Focus, Framing, GroupBy, Least, Reply, Request};
use crate::scene::fill;
use crate::scene::format::count;
use crate::state::Action;
use crate::view::glyph::{Glyph, glyph};

/// Requests that one can ask for at least.
const LEAST: [u64; 5] = [0, 10, 100, 1_000, 10_000];
/// Calls that a focus can reach over; none is any number.
const HOPS: [Option<u32>; 5] = [Some(0), Some(1), Some(2), Some(3), None];

fn change(map: MapModel, change: impl FnOnce(&mut Framing)) {
    let mut framing = map.ctx.state().with_untracked(|s| s.view.framing.clone());
    change(&mut framing);
    map.ctx.dispatch(Action::SetFraming(framing));
}

/// The choices, behind one button.
#[component]
pub fn FramingTools() -> impl IntoView {
    let map = MapModel::get();
    let keys = RwSignal::new(Vec::<String>::new());
    let opened = move |_| {
        spawn_local(async move {
            let request = Request::Facets(FacetQuery::default());
            if let Ok(Reply::Facets { facets, .. }) = map.ctx.ask(request).await {
                let name = |name| match name {
                    FacetName::Annotation(name) => Some(name),
                    _ => None,
                };
                keys.try_set(facets.into_iter().filter_map(|f| name(f.name)).collect());
            }
        });
    };
    view! {
        <details class="sm-columns" on:toggle=opened>
            <summary class=("sm-button", true) title=move || map.text().framing_hint>
                {glyph(Glyph::Graph)}
                <span class=("sm-map-word", true)>{move || map.text().framing}</span>
            </summary>
            <div class=("sm-popover", true)>
                <label class=("sm-form-field", true)>
                    {move || map.text().group_by}
                    {move || group_select(map, keys.get())}
                </label>
                <label class=("sm-form-field", true)>
                    {move || map.text().least}
                    {move || least_select(map)}
                </label>
            </div>
        </details>
    }
}

fn group_select(map: MapModel, keys: Vec<String>) -> impl IntoView {
    let text = map.text();
    let present = map.ctx.state().with(|s| s.view.framing.group.clone());
    let mut offered = vec![
        (None, text.group_none.to_owned()),
        (Some(GroupBy::Kind), text.group_kind.to_owned()),
        (Some(GroupBy::Prefix), text.group_prefix.to_owned()),
    ];
    offered.extend(keys.into_iter().map(|key| (Some(GroupBy::Annotation(key.clone())), key)));
    if !offered.iter().any(|(by, _)| *by == present)
        && let Some(GroupBy::Annotation(key)) = &present
    {
        offered.push((present.clone(), key.clone()));
    }
    let at = offered.iter().position(|(by, _)| *by == present).unwrap_or(0);
    let choices: Vec<Option<GroupBy>> = offered.iter().map(|(by, _)| by.clone()).collect();
    let names = offered.into_iter().map(|(_, name)| name);
    select(names.collect(), at, move |chosen| {
        let group = choices.get(chosen).cloned().flatten();
        change(map, |framing| {
            framing.group = group;
            framing.unfolded.clear();
        });
    })
}

fn least_select(map: MapModel) -> impl IntoView {
    let text = map.text();
    let name = |least: u64| match least {
        0 => text.least_any.to_owned(),
        least => fill(text.least_requests, &[&count(least)]),
    };
    let present = map.ctx.state().with(|s| s.view.framing.least);
    let mut names = vec![text.least_auto.to_owned()];
    names.extend(LEAST.map(name));
    let at = match present {
        Least::Auto => 0,
        Least::Requests(least) => LEAST.iter().position(|&l| l == least).map_or(0, |at| at + 1),
    };
    select(names, at, move |chosen| {
        let least = chosen.checked_sub(1).map_or(Least::Auto, |at| Least::Requests(LEAST[at]));
        change(map, |framing| framing.least = least);
    })
}

fn select(names: Vec<String>, present: usize, chosen: impl Fn(usize) + 'static) -> impl IntoView {
    let option = |(at, name): (usize, String)| {
        view! { <option value=at.to_string() selected=at == present>{name}</option> }
    };
    view! {
        <select
            class="sm-select"
            on:change=move |event| if let Ok(at) = event_target_value(&event).parse() { chosen(at) }
        >
            {names.into_iter().enumerate().map(option).collect_view()}
        </select>
    }
}

/// What is in force, each part with the way out of it; nothing where all is drawn one by one.
#[component]
pub fn FramingLine() -> impl IntoView {
    let map = MapModel::get();
    let framing = map.ctx.memo(|s| s.view.framing.clone());
    let hidden =
        Memo::new(move |_| map.ctx.overview().with(|o| (o.hidden_nodes, o.hidden_calls as u64)));
    let active = move || framing.get() != Framing::default() || hidden.get().0 > 0;
    let names = move |id: &str| {
        map.ctx.overview().with(|o| {
            o.nodes
                .iter()
                .find(|n| n.node.id == id)
                .map_or_else(|| id.to_owned(), |n| n.node.name.clone())
        })
    };
    view! {
        <Show when=active>
            <div class="sm-framing" role="status">
                {move || focus_chip(map, framing.get().focus, &names)}
                {move || groups(map, &framing.get())}
                {move || hidden_chip(map, hidden.get())}
            </div>
        </Show>
    }
}

fn focus_chip(
    map: MapModel,
    focus: Option<Focus>,
    name: &dyn Fn(&str) -> String,
) -> Option<AnyView> {
    let text = map.text();
    let drop = move |_| change(map, |framing| framing.focus = None);
    let out = view! {
        <button type="button" class="sm-icon-button" title=text.focus_drop aria-label=text.focus_drop on:click=drop>
            {glyph(Glyph::Close)}
        </button>
    };
    Some(match focus? {
        Focus::Between { from, to } => {
            let line = fill(text.focus_between, &[&name(&from), &name(&to)]);
            view! { <span class="sm-chip-line">{line} {out}</span> }.into_any()
        }
        Focus::Around { node, callers, callees } => {
            let line = fill(text.focus_around, &[&name(&node)]);
            let hops = move |label: &'static str, present: Option<u32>, up: bool| {
                let told = |hops: Option<u32>| {
                    hops.map_or_else(|| text.hops_all.to_owned(), |n| n.to_string())
                };
                let at = HOPS.iter().position(|&h| h == present).unwrap_or(HOPS.len() - 1);
                let set = move |chosen: usize| {
                    change(map, |framing| {
                        if let Some(Focus::Around { callers, callees, .. }) = &mut framing.focus {
                            *(if up { callers } else { callees }) = HOPS[chosen];
                        }
                    })
                };
                view! { <label class="sm-hops">{label} " " {select(HOPS.map(told).to_vec(), at, set)}</label> }
            };
            view! {
                <span class="sm-chip-line">
                    {line}
                    {hops(text.hops_callers, callers, true)}
                    {hops(text.hops_callees, callees, false)}
                    {out}
                </span>
            }
            .into_any()
        }
    })
}

/// Draws the services of a group as one again.
pub fn fold_group(map: MapModel, name: &str) {
    change(map, |framing| framing.unfolded.retain(|unfolded| unfolded != name));
}

/// How the services are grouped; the way into all groups and out of them.
fn groups(map: MapModel, framing: &Framing) -> Option<impl IntoView + use<>> {
    let by = framing.group.clone()?;
    let text = map.text();
    let by = match by {
        GroupBy::Kind => text.group_kind.to_owned(),
        GroupBy::Prefix => text.group_prefix.to_owned(),
        GroupBy::Annotation(key) => key,
    };
    let number = map.ctx.overview().with(|o| o.groups.len() as u64);
    let line = fill(text.grouped, &[&by, &count(number)]);
    let unfolded = framing.unfolded.len() as u64;
    let unfold_all = move |_| {
        let names = map.ctx.overview().with(|o| o.groups.iter().map(|g| g.0.clone()).collect());
        change(map, |framing| framing.unfolded = names);
    };
    let fold_all = move |_| change(map, |framing| framing.unfolded.clear());
    let drop = move |_| {
        change(map, |framing| {
            framing.group = None;
            framing.unfolded.clear();
        })
    };
    Some(view! {
        <span class="sm-chip-line">
            {line}
            {(unfolded < number).then(|| view! {
                <button type="button" class="sm-button" on:click=unfold_all>{text.unfold_all_groups}</button>
            })}
            {(unfolded > 0).then(|| view! {
                <button type="button" class="sm-button" on:click=fold_all>{text.fold_all_groups}</button>
            })}
            <button type="button" class="sm-icon-button" title=text.ungroup aria-label=text.ungroup on:click=drop>
                {glyph(Glyph::Close)}
            </button>
        </span>
    })
}

fn hidden_chip(map: MapModel, (nodes, calls): (u32, u64)) -> Option<impl IntoView> {
    let text = map.text();
    let line = fill(text.hidden, &[&count(nodes.into()), &count(calls)]);
    let all = move |_| {
        change(map, |framing| {
            framing.focus = None;
            framing.least = Least::Requests(0);
        })
    };
    (nodes > 0).then(|| {
        view! {
            <span class="sm-chip-line">
                {line}
                <button type="button" class="sm-button" on:click=all>{text.show_all_services}</button>
            </span>
        }
    })
}

/// What a node's details offer: to look at what is near it, or at the ways to another.
pub fn node_actions(map: MapModel, id: &str) -> impl IntoView + use<> {
    let text = map.text();
    let (node, from) = (id.to_owned(), id.to_owned());
    let focus = move |_| {
        let focus = Focus::Around { node: node.clone(), callers: None, callees: None };
        change(map, |framing| framing.focus = Some(focus));
    };
    let mut others: Vec<(String, String)> = map.ctx.overview().with_untracked(|o| {
        let others = o.nodes.iter().filter(|n| n.node.id != from && n.members == 0);
        others.map(|n| (n.node.name.clone(), n.node.id.clone())).collect()
    });
    crate::model::sort(&mut others);
    let ids: Vec<String> = others.iter().map(|(_, id)| id.clone()).collect();
    let names = std::iter::once(text.ways_to.to_owned());
    let names = names.chain(others.into_iter().map(|(_, id)| id)).collect();
    let ways = move |chosen: usize| {
        let Some(to) = chosen.checked_sub(1).and_then(|at| ids.get(at)).cloned() else { return };
        let focus = Focus::Between { from: from.clone(), to };
        change(map, |framing| framing.focus = Some(focus));
    };
    view! {
        <button type="button" class="sm-button" title=text.focus_hint on:click=focus>{text.focus}</button>
        <span class="sm-ways" title=text.ways_hint>{select(names, 0, ways)}</span>
    }
}

/// The way into a group.
pub fn unfold_action(map: MapModel, id: &str) -> impl IntoView + use<> {
    let name = id.split_once(':').map_or(id, |(_, name)| name).to_owned();
    let unfold = move |_| change(map, |framing| framing.unfolded.push(name.clone()));
    view! {
        <button type="button" class="sm-button sm-button--main" on:click=unfold>{map.text().unfold_group}</button>
    }
}
