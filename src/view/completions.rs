//! What can stand at the caret of the filter, as a list under it to choose from.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::Ctx;
use super::turns::Turns;
use crate::engine::{Completion, CompletionSort, Completions, Reply, Request};
use crate::scene::fill;
use crate::scene::format::count;
use crate::state::AskText;

/// Filters of the history that are shown at a time.
const MOST_PAST: usize = 12;

/// The list, open while it has lines.
#[derive(Clone, Copy)]
pub struct Completing {
    ctx: Ctx,
    element: NodeRef<Textarea>,
    found: RwSignal<Completions>,
    /// The line that Enter takes.
    pub active: RwSignal<Option<usize>>,
    turns: Turns,
    /// UTF-16 units of the text that the last question was about, and of the one that the list is about.
    asked: StoredValue<usize>,
    about: StoredValue<usize>,
}

impl Completing {
    pub fn new(ctx: Ctx, element: NodeRef<Textarea>) -> Self {
        Self {
            ctx,
            element,
            found: RwSignal::new(Completions::default()),
            active: RwSignal::new(None),
            turns: Turns::new(),
            asked: StoredValue::new(0),
            about: StoredValue::new(0),
        }
    }

    pub fn is_open(self) -> bool {
        self.found.with(|found| !found.list.is_empty())
    }

    pub fn is_open_untracked(self) -> bool {
        untrack(|| self.is_open())
    }

    pub fn close(self) {
        self.turns.forget();
        self.show(Completions::default());
    }

    /// The id of the active line.
    pub fn active_id(self) -> Option<String> {
        self.active.get().map(|at| format!("sm-completion-{at}"))
    }

    /// Asks for what can stand at the caret.
    pub fn ask(self) {
        let request = move || {
            let (text, caret) = self.place()?;
            self.asked.set_value(text.encode_utf16().count());
            Some(Request::Complete { text, caret })
        };
        self.turns.ask(self.ctx, request, move |reply| {
            if let Reply::Completions(found) = reply {
                self.about.set_value(self.asked.get_value());
                self.show(found);
            }
        });
    }

    /// Whether something was typed since the list came.
    pub fn is_late(self) -> bool {
        let length = self.place().map(|(text, _)| text.encode_utf16().count());
        length.is_some_and(|length| length != self.about.get_value())
    }

    /// Shows the list for what stands there now; false where it is empty, or typing went on.
    pub async fn renew(self) -> bool {
        let Some((text, caret)) = self.place() else { return false };
        let request = Request::Complete { text: text.clone(), caret };
        let Ok(Reply::Completions(found)) = self.ctx.ask(request).await else { return false };
        if self.place().is_none_or(|now| now != (text.clone(), caret)) {
            return false;
        }
        let is_any = !found.list.is_empty();
        self.about.set_value(text.encode_utf16().count());
        self.show(found);
        is_any
    }

    /// Shows the filters used before instead, the last one chosen.
    pub fn show_history(self) {
        let history = self.ctx.state().with_untracked(|s| s.history.clone());
        let end = self.place().map_or(0, |(text, _)| text.encode_utf16().count() as u32);
        let more = history.len().saturating_sub(MOST_PAST) as u32;
        let list = history.into_iter().take(MOST_PAST).map(|filter| Completion {
            label: filter.clone(),
            insert: filter,
            sort: CompletionSort::Past,
            traces: None,
        });
        let list: Vec<_> = list.collect();
        let first = (!list.is_empty()).then_some(0);
        self.about.set_value(end as usize);
        self.show(Completions { start: 0, end, list, more });
        self.active.set(first);
    }

    pub fn step(self, by: isize) {
        let count = self.found.with_untracked(|found| found.list.len()) as isize;
        let next = match self.active.get_untracked() {
            Some(at) => (at as isize + by).rem_euclid(count.max(1)),
            None if by > 0 => 0,
            None => count - 1,
        };
        self.active.set(Some(next as usize));
    }

    /// Puts a line into the text; the new text, and whether it is a whole filter.
    pub fn take(self, at: usize) -> Option<(String, bool)> {
        let chosen = self.found.with_untracked(|found| {
            let line = found.list.get(at)?;
            Some((found.start as usize, found.end as usize, line.clone()))
        });
        let (start, end, line) = chosen?;
        let element = self.element.get_untracked()?;
        let units: Vec<u16> = element.value().encode_utf16().collect();
        let part = |range: &[u16]| String::from_utf16_lossy(range);
        // What was typed since the list came stands at its end.
        let end = (end + units.len()).saturating_sub(self.about.get_value()).max(start);
        let before = part(units.get(..start)?);
        let mut after = part(units.get(end..)?);
        if line.insert.ends_with(' ') {
            after = after.trim_start().to_owned();
        }
        let text = format!("{before}{}{after}", line.insert);
        let caret = start + line.insert.encode_utf16().count();
        element.set_value(&text);
        element.set_selection_range(caret as u32, caret as u32).ok();
        self.close();
        Some((text, line.sort == CompletionSort::Past))
    }

    fn show(self, found: Completions) {
        self.active.try_set(None);
        self.found.try_set(found);
    }

    /// The text, and the caret in UTF-16 units.
    fn place(self) -> Option<(String, u32)> {
        let element = self.element.try_get_untracked()??;
        let caret = element.selection_start().ok()??;
        Some((element.value(), caret))
    }
}

/// `take` puts a line into the text.
pub fn completion_list(
    list: Completing,
    take: impl Fn(usize) + Copy + Send + 'static,
) -> impl IntoView {
    let ctx = list.ctx;
    let rows = move || {
        let found = list.found.get();
        let row = |(at, line): (usize, Completion)| completion_row(list, take, at, line);
        let more = (found.more > 0).then(|| {
            let more = fill(ctx.text().ask.more, &[&count(found.more.into())]);
            view! { <li class="sm-completion-more" role="presentation">{more}</li> }
        });
        view! {
            {found.list.into_iter().enumerate().map(row).collect_view()}
            {more}
        }
    };
    view! {
        <ul
            class="sm-completions"
            id="sm-completions"
            role="listbox"
            aria-label=move || ctx.text().ask.completions
            hidden=move || !list.is_open()
        >
            {rows}
        </ul>
    }
}

fn completion_row(
    list: Completing,
    take: impl Fn(usize) + Copy + Send + 'static,
    at: usize,
    line: Completion,
) -> impl IntoView {
    let text = &list.ctx.text().ask;
    let traces = line.traces.map(|n| fill(text.in_traces, &[&count(n.into())]));
    let is_active = move || list.active.get() == Some(at);
    view! {
        <li
            id=format!("sm-completion-{at}")
            class="sm-completion"
            role="option"
            aria-selected=move || is_active().to_string()
            // Before the field loses the focus, which closes the list.
            on:pointerdown=move |event| {
                event.prevent_default();
                take(at);
            }
        >
            <span class=("sm-completion-label", true)>{line.label}</span>
            <span class=("sm-muted", true)>{sort_word(text, line.sort)}</span>
            <span class=("sm-muted", true)>{traces}</span>
        </li>
    }
}

fn sort_word(text: &AskText, sort: CompletionSort) -> &'static str {
    match sort {
        CompletionSort::Keyword => text.keyword,
        CompletionSort::Extension => text.extension,
        CompletionSort::Operator => text.operator,
        CompletionSort::Annotation => text.annotation,
        CompletionSort::Service => text.service,
        CompletionSort::Value => text.value,
        CompletionSort::Group => text.group,
        CompletionSort::Past => text.past,
    }
}
