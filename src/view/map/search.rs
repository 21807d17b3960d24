//! Finding a service by its name.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::model::MapModel;
use crate::model::sort;
use crate::scene::find_folded;
use crate::state::Selection;

/// Longer lists are not read but narrowed down.
const MOST: usize = 8;

#[component]
pub fn Search() -> impl IntoView {
    let map = MapModel::get();
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(0usize);
    let input = NodeRef::<leptos::html::Input>::new();
    let found =
        Memo::new(move |_| map.laid.with(|sheet| typed.with(|typed| matches(sheet, typed))));
    map.ctx.on_search(move || {
        if let Some(input) = input.get_untracked() {
            // A field that is on the screen can be focused.
            input.focus().ok();
            input.select();
        }
    });
    let go = move |at: usize| {
        let Some(id) = found.with(|found| found.get(at).cloned()) else { return };
        map.select(Selection::Node { id: id.clone() });
        map.reveal(&id, true);
        map.walk_to.set(Some(id));
        typed.set(String::new());
        open.set(false);
    };
    let keydown = move |event: KeyboardEvent| {
        // Enter that ends the writing of a syllable chooses nothing.
        if event.is_composing() {
            return;
        }
        let count = found.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => chosen.update(|at| *at = (*at + count - 1) % count),
            "Enter" => go(chosen.get_untracked()),
            "Escape" if !typed.with(String::is_empty) => typed.set(String::new()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let is_open = move || open.get() && typed.with(|typed| !typed.trim().is_empty());
    let options = move || {
        let row = |(at, name): (usize, String)| {
            view! {
                <li
                    id=format!("sm-found-{at}")
                    class="sm-map-search-row"
                    role="option"
                    aria-selected=move || (chosen.get() == at).to_string()
                    // Before the field loses the focus, which closes the list.
                    on:pointerdown=move |event| {
                        event.prevent_default();
                        go(at);
                    }
                >
                    {name}
                </li>
            }
        };
        found.get().into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="sm-map-search">
            <input
                node_ref=input
                class="sm-map-search-field"
                type="search"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-controls="sm-map-search-list"
                aria-expanded=move || is_open().to_string()
                aria-activedescendant=move || is_open().then(|| format!("sm-found-{}", chosen.get()))
                aria-label=move || map.text().search
                placeholder=move || map.text().search
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    chosen.set(0);
                    open.set(true);
                }
                on:focus=move |_| open.set(true)
                on:blur=move |_| open.set(false)
                on:keydown=keydown
            />
            <Show when=is_open>
                <ul class="sm-map-search-list" id="sm-map-search-list" role="listbox" aria-label=move || map.text().search>
                    {options}
                    <Show when=move || found.with(Vec::is_empty)>
                        <li class=("sm-map-search-none", true)>{move || map.text().search_none}</li>
                    </Show>
                </ul>
            </Show>
        </div>
    }
}

/// Ids of services that have the text in their name, at its beginning first. The id is the name,
/// made unique where names are alike.
fn matches(sheet: &crate::scene::Sheet, typed: &str) -> Vec<String> {
    let typed = typed.trim();
    let mut found: Vec<_> = sheet
        .cards
        .iter()
        .filter_map(|card| {
            let at = find_folded(&card.node.node.name, typed)?;
            Some((at.start, card.id().to_owned()))
        })
        .collect();
    sort(&mut found);
    found.truncate(MOST);
    found.into_iter().map(|(_, id)| id).collect()
}
