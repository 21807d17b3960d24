//! Filters put together by clicking: one comparison more, or one less.

use crate::model::Nanos;

/// The filter that also asks for `clause`.
pub fn filter_by(filter: &str, clause: &str) -> String {
    let filter = filter.trim();
    if filter.is_empty() || filter == clause {
        clause.to_owned()
    } else if has_clause(filter, clause) {
        filter.to_owned()
    } else {
        format!("{} AND {clause}", guarded(filter))
    }
}

/// The filter that leaves out what `clause` selects.
pub fn exclude(filter: &str, clause: &str) -> String {
    filter_by(filter, &format!("!({clause})"))
}

/// Response times from `low` up to `high`, both included.
pub fn lengths(low: Nanos, high: Nanos) -> String {
    let seconds = |length: Nanos| length.0 as f64 / 1e9;
    format!("responsetime >= {} AND responsetime <= {}", seconds(low), seconds(high))
}

/// Whether the clause is already asked for, as one of the filter's last words.
fn has_clause(filter: &str, clause: &str) -> bool {
    filter.strip_suffix(clause).is_some_and(|rest| rest.ends_with(" AND "))
}

/// In brackets where a looser operator could tear the filter apart. Text in quotes may hold the
/// letters too; a pair of brackets too many does no harm.
fn guarded(filter: &str) -> String {
    let loose =
        filter.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("or"));
    if loose || filter.contains(['|', '\n']) { format!("({filter})") } else { filter.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_added_with_and() {
        let clause = r#"annotation.region = "eu""#;
        assert_eq!(filter_by("", clause), clause);
        assert_eq!(filter_by(clause, clause), clause);
        assert_eq!(filter_by("fault", clause), format!("fault AND {clause}"));
        assert_eq!(filter_by("fault OR error", clause), format!("(fault OR error) AND {clause}"));
        let both = format!("fault AND {clause}");
        assert_eq!(filter_by(&both, clause), both);
    }

    #[test]
    fn a_clause_is_left_out_with_not() {
        assert_eq!(exclude("", "a = 1"), "!(a = 1)");
        assert_eq!(exclude("fault", "a = 1"), "fault AND !(a = 1)");
    }
}
