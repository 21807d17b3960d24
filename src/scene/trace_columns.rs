//! Columns of the trace list: which are shown, and which of them fit.

use crate::engine::{SortColumn, TraceSort};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListColumn {
    Health,
    Start,
    Root,
    Duration,
    Response,
    Status,
    Errors,
    Spans,
    Services,
    Id,
    Annotation(String),
}

/// What a list has that nobody chose for.
pub const FIRST: [ListColumn; 10] = [
    ListColumn::Health,
    ListColumn::Start,
    ListColumn::Root,
    ListColumn::Duration,
    ListColumn::Response,
    ListColumn::Status,
    ListColumn::Errors,
    ListColumn::Spans,
    ListColumn::Services,
    ListColumn::Id,
];

/// From this width in px on, starts are told with their date.
const DATES: f64 = 800.0;
/// Least width of the column that takes what is left, and room at the sides.
const LEAST_ROOT: f64 = 130.0;
const SIDES: f64 = 8.0;

impl ListColumn {
    /// A list without it would be none, so it cannot be taken away.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Health | Self::Start | Self::Root | Self::Duration)
    }

    pub fn sort(&self) -> Option<SortColumn> {
        let fact = match self {
            Self::Start => TraceSort::Start,
            Self::Root => TraceSort::Root,
            Self::Duration => TraceSort::Duration,
            Self::Response => TraceSort::Response,
            Self::Status => TraceSort::Status,
            Self::Errors => TraceSort::Errors,
            Self::Spans => TraceSort::Spans,
            Self::Services => TraceSort::Services,
            Self::Annotation(name) => return Some(SortColumn::Annotation(name.clone())),
            Self::Health | Self::Id => return None,
        };
        Some(SortColumn::Fact(fact))
    }

    /// In px, in a list of this width.
    fn width(&self, list: f64) -> f64 {
        match self {
            Self::Health => 32.0,
            Self::Start if list < DATES => 116.0,
            Self::Start => 208.0,
            Self::Root => LEAST_ROOT,
            Self::Duration => 160.0,
            Self::Response => 84.0,
            Self::Status => 52.0,
            Self::Errors | Self::Spans => 64.0,
            Self::Services => 76.0,
            Self::Id | Self::Annotation(_) => 124.0,
        }
    }

    /// Which goes first where there is no room; what was asked for stays longest.
    fn rank(&self) -> u8 {
        match self {
            Self::Id => 0,
            Self::Response => 1,
            Self::Services => 2,
            Self::Spans => 3,
            Self::Errors => 4,
            Self::Status => 5,
            Self::Annotation(_) => 6,
            Self::Health | Self::Start | Self::Root | Self::Duration => 7,
        }
    }
}

/// Those of `wanted` that a list of this width has room for.
pub fn fitting(wanted: &[ListColumn], width: f64) -> Vec<ListColumn> {
    let mut fit = wanted.to_vec();
    while SIDES + fit.iter().map(|c| c.width(width)).sum::<f64>() > width {
        // Of equals the last.
        let least = fit.iter().enumerate().min_by_key(|&(at, c)| (c.rank(), usize::MAX - at));
        match least {
            Some((at, column)) if !column.is_fixed() => drop(fit.remove(at)),
            _ => break,
        }
    }
    fit
}

/// For `grid-template-columns`.
pub fn template(columns: &[ListColumn], width: f64) -> String {
    let track = |column: &ListColumn| match column {
        ListColumn::Root => format!("minmax({LEAST_ROOT}px, 1fr)"),
        column => format!("{}px", column.width(width)),
    };
    columns.iter().map(track).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(annotations: usize, width: f64, expect: &str) {
        let more = (0..annotations).map(|n| ListColumn::Annotation(n.to_string()));
        let wanted: Vec<_> = FIRST.into_iter().chain(more).collect();
        let fit: Vec<_> = fitting(&wanted, width).iter().map(|c| format!("{c:?}")).collect();
        assert_eq!(fit.join(" "), expect);
    }

    #[test]
    fn columns_give_way_in_order() {
        check(0, 1100.0, "Health Start Root Duration Response Status Errors Spans Services Id");
        check(0, 900.0, "Health Start Root Duration Response Status Errors Spans Services");
        check(0, 650.0, "Health Start Root Duration Status Errors Spans");
        check(1, 900.0, r#"Health Start Root Duration Status Errors Spans Annotation("0")"#);
        check(2, 600.0, r#"Health Start Root Duration Annotation("0")"#);
        check(0, 0.0, "Health Start Root Duration");
    }

    #[test]
    fn the_entry_takes_what_is_left() {
        let columns = [ListColumn::Health, ListColumn::Root];
        assert_eq!(template(&columns, 900.0), "32px minmax(130px, 1fr)");
    }
}
