//! A filter as AWS wants it: for its command line and its console.

use super::format::Clock;
use super::percent::percent_encoded;
use crate::model::Nanos;

/// The console shows six hours at most.
const CONSOLE_NANOS: i64 = 6 * 3600 * 1_000_000_000;
/// Of the name of a group.
const NAME_CHARS: usize = 32;

/// Moments from `start` up to, not including, `end`.
pub type Span = (Nanos, Nanos);

/// The command that lists the traces of a filter; times are whole seconds since 1970.
pub fn summaries_command(filter: &str, (start, end): Span) -> String {
    let seconds = |n: Nanos| n.0.div_euclid(1_000_000_000);
    let last = seconds(Nanos(end.0.saturating_sub(1))) + 1;
    format!(
        "aws xray get-trace-summaries --start-time {} --end-time {last}{}",
        seconds(start),
        option("filter-expression", filter)
    )
}

/// The command that makes a group of a filter.
pub fn group_command(name: &str, filter: &str) -> String {
    let name = option("group-name", &group_name(name));
    format!("aws xray create-group{name}{}", option("filter-expression", filter))
}

/// A name with what X-Ray allows in the name of a group: letters, digits and dashes, 32 at most.
pub fn group_name(text: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = text.trim().chars().map(allowed).take(NAME_CHARS).collect();
    if name.trim_matches('-').is_empty() { "spanmap".to_owned() } else { name }
}

/// The list of traces in the console of X-Ray, of the last six hours of the time.
pub fn console_link(filter: &str, (start, end): Span) -> String {
    let start = start.max(Nanos(end.0.saturating_sub(CONSOLE_NANOS)));
    let mut link = "https://console.aws.amazon.com/xray/home#/traces?".to_owned();
    if !filter.is_empty() {
        link += &format!("filter={}&", percent_encoded(filter, b""));
    }
    let [from, until] = [start, end.plus(Nanos(999_999_999))].map(|at| Clock::UTC.field(at));
    link + &format!("timeRange={from}~{until}")
}

/// ` --name 'text'`, or nothing for no text.
fn option(name: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" --{name} {}", shell_quoted(text)) }
}

/// One word of a POSIX shell, whatever is in it.
fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILTER: &str = r#"annotation[it's] = "a \"b\" $c `d`" AND fault"#;
    const HOUR: Span = (Nanos(1_700_000_000_500_000_000), Nanos(1_700_003_600_500_000_001));

    #[test]
    fn commands_are_quoted_for_the_shell() {
        assert_eq!(
            summaries_command(FILTER, HOUR),
            "aws xray get-trace-summaries --start-time 1700000000 --end-time 1700003601 \
             --filter-expression 'annotation[it'\\''s] = \"a \\\"b\\\" $c `d`\" AND fault'"
        );
        assert_eq!(
            summaries_command("", (Nanos(0), Nanos(1_000_000_000))),
            "aws xray get-trace-summaries --start-time 0 --end-time 1"
        );
        assert_eq!(
            group_command("Slow & 느린 ones", "fault"),
            "aws xray create-group --group-name 'Slow------ones' --filter-expression 'fault'"
        );
        assert_eq!(group_name(" "), "spanmap");
        assert_eq!(group_name(&"x".repeat(40)).len(), 32);
    }

    #[test]
    fn the_console_gets_six_hours_at_most() {
        assert_eq!(
            console_link("service(\"a b\") { fault }", HOUR),
            "https://console.aws.amazon.com/xray/home#/traces?\
             filter=service%28%22a%20b%22%29%20%7B%20fault%20%7D&\
             timeRange=2023-11-14T22:13:20~2023-11-14T23:13:21"
        );
        let day = (Nanos(0), Nanos(86_400_000_000_000));
        assert_eq!(
            console_link("", day),
            "https://console.aws.amazon.com/xray/home#/traces?\
             timeRange=1970-01-01T18:00:00~1970-01-02T00:00:00"
        );
    }
}
