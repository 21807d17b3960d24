//! Everything that can happen to the state.

use super::FilterNote;
use super::{
    Finding, Language, Moments, Panel, Patch, Phase, Picking, Progress, Selection, Shown, SumView,
    Tab, Theme, UiState, Versus, Zone,
};
use crate::engine::{
    Framing, Picked, Range, SplitBy, TableOrder, Thresholds, Wanted, api::LoadReport,
};
use crate::query::filter::{Filter, Group};

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The filter as typed. One that is none leaves the last valid one in force.
    SetFilter(String),
    /// Named expressions; the filter is read anew, for it may name them.
    SetGroups(Vec<Group>),
    /// Puts a filter that was used before the others.
    Remember(String),
    /// The filters used before, last first.
    SetHistory(Vec<String>),
    SetRange(Option<Range>),
    SetThresholds(Thresholds),
    SetFraming(Framing),
    Select(Selection),
    /// Shows the waterfall of a trace.
    OpenTrace(String),
    CloseTrace,
    /// Shows a trace compared with another.
    Align {
        trace: String,
        other: String,
    },
    /// Shows only rows that differ, or sums in the place of the rows.
    ShowDiffering(bool),
    ShowAlignedSums(bool),
    /// Leaves the comparison for the first of its traces.
    CloseAlignment,
    /// Chooses two traces in the list.
    Pick(Picking),
    /// Shows traces with their clocks brought together, or as the file has them.
    AdjustClocks(bool),
    /// Looks for spans of the open trace.
    Want(Wanted),
    /// Gathers alike siblings into a row, or no longer.
    GatherAlike(bool),
    /// Shows a span of the open trace with all below it and nothing else, or everything.
    FocusSpan(Option<u32>),
    /// Shows the spans of the open trace, or of all filtered ones, one by one or summed up.
    ShowSums {
        all: bool,
        view: SumView,
    },
    OrderTable(TableOrder),
    /// Colours bars by something.
    Paint(SplitBy),
    ShowTab(Tab),
    ShowFinding(Finding),
    /// Shows what these traces share that the others do not.
    Compare(Picked),
    SetZone(Zone),
    SetTheme(Theme),
    SetLanguage(Language),
    /// Opens a panel, or closes it when it is open.
    TogglePanel(Panel),
    ClosePanel,
    /// What the embedding page, or an address, asks for.
    Apply(Box<Patch>),
    LoadStarted,
    LoadProgressed(Progress),
    /// `keep`: the data are in part those of before, so what is selected stays.
    Loaded {
        report: Box<LoadReport>,
        keep: bool,
    },
    /// The load was given up; what was there before is still there.
    LoadCancelled,
    /// The load failed; what was there before is still there.
    LoadFailed(String),
    DismissNotice,
    /// The engine stopped; all data are gone.
    Stopped {
        reason: String,
        retry: bool,
    },
    Cleared,
}

/// Filters that are remembered.
const MOST_HISTORY: usize = 30;

/// The only writer of [`UiState`].
pub fn reduce(state: &mut UiState, action: Action) {
    match action {
        Action::SetFilter(text) => set_filter(state, text),
        Action::SetGroups(groups) => {
            state.view.groups = groups;
            set_filter(state, state.filter_text.clone());
        }
        Action::Remember(filter) => remember(state, filter),
        Action::SetHistory(history) => state.history = history,
        Action::SetRange(range) => state.view.range = range.filter(|r| r.start < r.end),
        Action::SetThresholds(thresholds) => state.view.thresholds = thresholds,
        Action::SetFraming(framing) => state.view.framing = framing,
        Action::Select(selection) => state.selection = selection,
        Action::OpenTrace(id) => open_trace(state, id),
        Action::CloseTrace => close_trace(state),
        Action::Align { trace, other } => align(state, trace, other),
        Action::ShowDiffering(on) => {
            state.versus.iter_mut().for_each(|versus| versus.differing = on);
        }
        Action::ShowAlignedSums(on) => {
            state.versus.iter_mut().for_each(|versus| versus.sums = on);
        }
        Action::CloseAlignment => state.versus = None,
        Action::Pick(picking) => pick(state, picking),
        Action::AdjustClocks(on) => state.adjust_clocks = on,
        Action::Want(wanted) => state.fall.wanted = wanted,
        Action::GatherAlike(on) => state.fall.alike = on,
        Action::FocusSpan(span) => state.fall.root = span,
        Action::ShowSums { all: true, view } => state.fall.of_all = view,
        Action::ShowSums { all: false, view } => state.fall.of_one = view,
        Action::OrderTable(order) => state.fall.table = order,
        Action::Paint(by) => state.fall.paint = by,
        Action::ShowTab(tab) => state.tab = tab,
        Action::ShowFinding(finding) => state.finding = finding,
        Action::Compare(picked) => {
            state.picked = picked;
            state.finding = Finding::Share;
            state.tab = Tab::Analysis;
        }
        Action::SetZone(zone) => state.zone = zone,
        Action::SetTheme(theme) => state.theme = theme,
        Action::SetLanguage(language) => state.language = language,
        Action::TogglePanel(panel) => {
            state.panel = if state.panel == Some(panel) { None } else { Some(panel) };
        }
        Action::ClosePanel => state.panel = None,
        Action::Apply(patch) => apply(state, *patch),
        Action::LoadStarted => {
            state.phase = Phase::Loading(Progress::default());
            state.notice = None;
        }
        Action::LoadProgressed(progress) => state.phase = Phase::Loading(progress),
        Action::Loaded { report, keep } => loaded(state, *report, keep),
        Action::LoadCancelled => rest(state),
        Action::LoadFailed(reason) => {
            rest(state);
            state.notice = Some(reason);
        }
        Action::DismissNotice => state.notice = None,
        Action::Stopped { reason, retry } => {
            forget_data(state);
            state.phase = Phase::Stopped { reason, retry };
        }
        Action::Cleared => {
            forget_data(state);
            state.phase = Phase::Empty;
        }
    }
}

fn set_filter(state: &mut UiState, text: String) {
    match Filter::parse_with(&text, &state.view.groups) {
        Ok(filter) => {
            let hints = filter.hints().iter();
            state.filter_hints = hints.map(|hint| FilterNote::doubt(hint, &text)).collect();
            state.filter_error = None;
            state.view.filter.clone_from(&text);
        }
        Err(error) => {
            state.filter_hints = Vec::new();
            state.filter_error = Some(FilterNote::error(&error, &text));
        }
    }
    state.filter_text = text;
}

fn remember(state: &mut UiState, filter: String) {
    if filter.trim().is_empty() || state.history.first() == Some(&filter) {
        return;
    }
    state.history.retain(|before| *before != filter);
    state.history.insert(0, filter);
    state.history.truncate(MOST_HISTORY);
}

fn open_trace(state: &mut UiState, id: String) {
    if state.open_trace.as_ref() != Some(&id) {
        state.fall.root = None;
        state.selection = Selection::Trace { id: id.clone() };
    }
    state.open_trace = Some(id);
    state.tab = Tab::Traces;
    state.versus = None;
    state.picking = Picking::Off;
}

/// Another pair is looked at as the last one was.
fn align(state: &mut UiState, trace: String, other: String) {
    let look = state.versus.take().unwrap_or_default();
    open_trace(state, trace.clone());
    state.selection = Selection::Trace { id: trace };
    state.versus = Some(Versus { other, ..look });
}

/// Traces are chosen in their list, so that comes forward.
fn pick(state: &mut UiState, picking: Picking) {
    if picking.is_on() {
        close_trace(state);
        state.tab = Tab::Traces;
        state.fall.of_all = SumView::Rows;
    }
    state.picking = picking;
}

/// The trace stays selected in the list that comes back.
fn close_trace(state: &mut UiState) {
    if let Some(id) = state.open_trace.take() {
        state.selection = Selection::Trace { id };
    }
    state.versus = None;
}

fn apply(state: &mut UiState, patch: Patch) {
    let Patch {
        filter,
        time_range,
        thresholds,
        view,
        trace,
        selection,
        theme,
        lang,
        chrome,
        zone,
        sample,
        finding,
        framing,
        versus,
    } = patch;
    if let Some(framing) = framing {
        state.view.framing = framing;
    }
    state.finding = finding.unwrap_or(state.finding);
    if let Some(text) = filter {
        reduce(state, Action::SetFilter(text));
    }
    if let Some(range) = time_range {
        reduce(state, Action::SetRange(range.and_then(Moments::range)));
    }
    if let Some(thresholds) = thresholds {
        state.view.thresholds = thresholds;
    }
    match trace {
        Some(Some(id)) => open_trace(state, id),
        Some(None) => close_trace(state),
        None => {}
    }
    match view {
        Some(Shown::Map) => state.tab = Tab::Map,
        Some(Shown::Traces) => {
            close_trace(state);
            state.tab = Tab::Traces;
        }
        Some(Shown::Trace) => state.tab = Tab::Traces,
        Some(Shown::Analysis) => state.tab = Tab::Analysis,
        None => {}
    }
    if let Some(selection) = selection {
        select(state, selection.unwrap_or_default());
    }
    if state.open_trace.is_some() && versus.is_some() {
        state.versus = versus;
    }
    state.theme = theme.unwrap_or(state.theme);
    state.language = lang.unwrap_or(state.language);
    state.chrome = chrome.unwrap_or(state.chrome);
    state.zone = zone.unwrap_or(state.zone);
    state.sample = sample.unwrap_or(state.sample);
}

/// A page that names something wants it seen: the tab that shows it comes forward.
fn select(state: &mut UiState, selection: Selection) {
    match &selection {
        Selection::Node { .. } | Selection::Edge { .. } => state.tab = Tab::Map,
        Selection::Trace { id } | Selection::Span { trace: id, .. } => {
            open_trace(state, id.clone());
        }
        Selection::None => {}
    }
    state.selection = selection;
}

/// A first load keeps what an address or the page asked for before; a later one, of other data, does not.
fn loaded(state: &mut UiState, report: LoadReport, keep: bool) {
    let replaces = state.report.is_some() && !keep;
    state.report = Some(report);
    state.phase = Phase::Ready;
    if replaces {
        state.selection = Selection::None;
        state.open_trace = None;
        state.versus = None;
        state.picking = Picking::Off;
        state.fall.root = None;
        state.view.range = None;
        state.view.framing = Framing::default();
        state.picked = Picked::default();
    }
}

/// No load is under way any more.
fn rest(state: &mut UiState) {
    state.phase = if state.has_data() { Phase::Ready } else { Phase::Empty };
}

fn forget_data(state: &mut UiState) {
    state.report = None;
    state.selection = Selection::None;
    state.open_trace = None;
    state.versus = None;
    state.picking = Picking::Off;
    state.view.range = None;
    state.picked = Picked::default();
    state.panel = state.panel.filter(|p| !matches!(p, Panel::Files | Panel::Problems));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Nanos;
    use crate::state::Fall;

    fn after(actions: impl IntoIterator<Item = Action>) -> UiState {
        let mut state = UiState::default();
        for action in actions {
            reduce(&mut state, action);
        }
        state
    }

    fn load(keep: bool) -> Action {
        Action::Loaded { report: Box::default(), keep }
    }

    fn range(start: i64, end: i64) -> Option<Range> {
        Some(Range { start: Nanos(start), end: Nanos(end) })
    }

    #[test]
    fn comparing_shows_where_it_is_answered() {
        let picked = Picked::Slow { node: "db".to_owned(), above: None };
        let state = after([Action::Compare(picked.clone())]);
        assert_eq!(
            (state.tab, state.finding, &state.picked),
            (Tab::Analysis, Finding::Share, &picked)
        );
        let state = after([Action::Compare(picked), Action::Cleared]);
        assert_eq!(state.picked, Picked::Faults, "a node of data that are gone");
    }

    #[test]
    fn a_trace_opens_in_its_tab_and_stays_selected_when_closed() {
        let state = after([Action::OpenTrace("t".into())]);
        assert_eq!((state.tab, state.open_trace.as_deref()), (Tab::Traces, Some("t")));
        let state = after([
            Action::OpenTrace("t".into()),
            Action::Select(Selection::Span { trace: "t".into(), span: 1 }),
            Action::CloseTrace,
        ]);
        assert_eq!(state.open_trace, None);
        assert_eq!(state.selection, Selection::Trace { id: "t".into() });
    }

    fn aligned(state: &UiState) -> Option<(&str, &str)> {
        state.open_trace.as_deref().zip(state.versus.as_ref().map(|versus| versus.other.as_str()))
    }

    #[test]
    fn a_comparison_is_of_the_open_trace_and_goes_with_it() {
        let align = || Action::Align { trace: "a".into(), other: "b".into() };
        let state = after([align(), Action::ShowDiffering(true)]);
        assert_eq!((aligned(&state), state.tab), (Some(("a", "b")), Tab::Traces));
        let mut turned = state.clone();
        reduce(&mut turned, Action::Align { trace: "b".into(), other: "a".into() });
        assert_eq!(aligned(&turned), Some(("b", "a")));
        assert!(turned.versus.is_some_and(|versus| versus.differing), "it is looked at as before");
        for leave in [
            Action::CloseAlignment,
            Action::CloseTrace,
            Action::OpenTrace("a".into()),
            Action::Pick(Picking::First),
            Action::Cleared,
        ] {
            let mut left = state.clone();
            reduce(&mut left, leave);
            assert_eq!(left.versus, None);
        }
    }

    #[test]
    fn two_traces_are_picked_in_the_list() {
        let state =
            after([Action::OpenTrace("a".into()), Action::Pick(Picking::Second("a".into()))]);
        assert_eq!((state.open_trace.is_none(), state.tab), (true, Tab::Traces));
        let mut aligned = state;
        reduce(&mut aligned, Action::Align { trace: "a".into(), other: "b".into() });
        assert_eq!(aligned.picking, Picking::Off);
    }

    #[test]
    fn clocks_are_as_the_file_has_them_until_asked() {
        assert!(!after([Action::OpenTrace("t".into())]).adjust_clocks);
        let state = after([Action::AdjustClocks(true), Action::OpenTrace("t".into())]);
        assert!(state.adjust_clocks, "and stay so from trace to trace");
    }

    #[test]
    fn what_is_looked_for_stays_from_trace_to_trace_and_the_root_does_not() {
        let wanted = Wanted { failed: true, ..Wanted::default() };
        let state = after([
            Action::OpenTrace("t".into()),
            Action::Want(wanted.clone()),
            Action::GatherAlike(true),
            Action::FocusSpan(Some(7)),
            Action::OpenTrace("t".into()),
        ]);
        assert_eq!(state.fall.root, Some(7));
        let mut other = state;
        reduce(&mut other, Action::OpenTrace("u".into()));
        assert_eq!(other.fall, Fall { wanted, alike: true, ..Fall::default() });
    }

    #[test]
    fn opening_the_open_trace_keeps_its_span() {
        let span = Selection::Span { trace: "t".into(), span: 1 };
        let state = after([
            Action::OpenTrace("t".into()),
            Action::Select(span.clone()),
            Action::OpenTrace("t".into()),
        ]);
        assert_eq!(state.selection, span);
    }

    #[test]
    fn what_was_asked_before_the_first_load_survives_it_but_not_other_data() {
        let asked = [Action::SetRange(range(1, 2)), Action::OpenTrace("t".into())];
        let state = after(asked.clone().into_iter().chain([load(false)]));
        assert_eq!((state.view.range, state.open_trace.is_some()), (range(1, 2), true));
        let state = after([load(false)].into_iter().chain(asked.clone()).chain([load(true)]));
        assert_eq!((state.view.range, state.open_trace.is_some()), (range(1, 2), true));
        let state = after([load(false)].into_iter().chain(asked).chain([load(false)]));
        assert_eq!((state.view.range, state.open_trace.is_some()), (None, false));
    }

    #[test]
    fn a_cancelled_load_leaves_what_there_was() {
        assert_eq!(after([Action::LoadStarted, Action::LoadCancelled]).phase, Phase::Empty);
        let state = after([load(false), Action::LoadStarted, Action::LoadCancelled]);
        assert_eq!((state.phase.clone(), state.has_data()), (Phase::Ready, true));
    }

    #[test]
    fn a_stopped_engine_loses_the_data_but_not_the_question() {
        let stopped = Action::Stopped { reason: "x".into(), retry: true };
        let state = after([Action::SetFilter("fault".into()), load(false), stopped]);
        assert_eq!(state.phase, Phase::Stopped { reason: "x".into(), retry: true });
        assert!(!state.has_data());
        assert_eq!(state.view.filter, "fault");
    }

    #[test]
    fn a_failed_load_leaves_what_there_was_and_says_why() {
        let failed = Action::LoadFailed("404".into());
        let state = after([load(false), Action::LoadStarted, failed.clone()]);
        assert_eq!((state.phase.clone(), state.notice.as_deref()), (Phase::Ready, Some("404")));
        let state = after([failed, Action::LoadStarted]);
        assert_eq!((state.has_data(), state.notice), (false, None));
    }

    #[test]
    fn a_bad_filter_leaves_the_last_good_one_in_force() {
        let state = after(["fault", "fault = "].map(|text| Action::SetFilter(text.into())));
        assert_eq!((state.view.filter.as_str(), state.filter_text.as_str()), ("fault", "fault = "));
        assert!(state.filter_error.is_some());
        let state = after(["fault = ", ""].map(|text| Action::SetFilter(text.into())));
        assert_eq!((state.view.filter.as_str(), state.filter_error), ("", None));
    }

    #[test]
    fn a_filter_may_name_a_group_that_comes_later() {
        let group = Group { name: "slow".into(), filter: "duration > 1".into() };
        let named = Action::SetFilter("group.name = slow".into());
        let state = after([named.clone()]);
        assert!(state.filter_error.is_some());
        let state = after([named, Action::SetGroups(vec![group])]);
        assert_eq!((state.filter_error, state.view.filter.as_str()), (None, "group.name = slow"));
    }

    #[test]
    fn filters_are_remembered_once_last_first() {
        let used = ["a", "b", " ", "a", "a"].map(|text| Action::Remember(text.into()));
        assert_eq!(after(used).history, ["a", "b"]);
        let many = (0..100).map(|n| Action::Remember(n.to_string()));
        assert_eq!(after(many).history.len(), MOST_HISTORY);
    }

    #[test]
    fn places_in_a_filter_are_counted_as_javascript_does() {
        let state = after([Action::SetFilter("name = \"😀\" AND )".into())]);
        let error = state.filter_error.unwrap();
        assert_eq!((error.start, error.end), (16, 17));
    }

    #[test]
    fn a_range_that_is_none_clears() {
        let set = Action::SetRange(range(1, 2));
        assert_eq!(after([set.clone(), Action::SetRange(range(2, 2))]).view.range, None);
        assert_eq!(after([set, Action::SetRange(None)]).view.range, None);
    }

    #[test]
    fn a_page_that_selects_wants_it_seen() {
        let apply = |selection| {
            Action::Apply(Box::new(Patch { selection: Some(selection), ..Patch::default() }))
        };
        let node = Selection::Node { id: "n".into() };
        let state = after([Action::ShowTab(Tab::Traces), apply(Some(node.clone()))]);
        assert_eq!((state.tab, state.selection), (Tab::Map, node));
        let span = Selection::Span { trace: "t".into(), span: 3 };
        let state = after([apply(Some(span.clone()))]);
        assert_eq!((state.open_trace.as_deref(), state.selection), (Some("t"), span));
        assert_eq!(after([apply(None)]), UiState::default());
    }
}
