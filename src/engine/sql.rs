//! A SQL statement over several lines: each clause on a line of its own. It changes white space only.

/// Words that begin a line; the second of a pair stays with the first.
const CLAUSES: [&str; 22] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "INSERT INTO",
    "VALUES",
    "UPDATE",
    "SET",
    "DELETE FROM",
    "LEFT JOIN",
    "RIGHT JOIN",
    "INNER JOIN",
    "FULL JOIN",
    "CROSS JOIN",
    "JOIN",
    "UNION",
    "RETURNING",
    "ON CONFLICT",
];
/// Words that begin an indented line.
const CONDITIONS: [&str; 2] = ["AND", "OR"];

/// The statement with its clauses on lines of their own. Quoted text and what stands in parentheses
/// stays as it is.
pub fn format(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len() + 32);
    let mut depth = 0usize;
    let tokens = tokens(statement);
    for (at, token) in tokens.iter().enumerate() {
        let token = *token;
        if token.trim().is_empty() {
            if !out.ends_with(['\n', ' ']) && !out.is_empty() {
                out.push(' ');
            }
            continue;
        }
        if depth == 0 && !out.is_empty() {
            if starts(&tokens[at..], &CLAUSES) && !continues(&out) {
                break_line(&mut out, "");
            } else if starts(&tokens[at..], &CONDITIONS) {
                break_line(&mut out, "  ");
            }
        }
        match token {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        out.push_str(token);
    }
    out.truncate(out.trim_end().len());
    out
}

fn break_line(out: &mut String, indent: &str) {
    out.truncate(out.trim_end().len());
    out.push('\n');
    out.push_str(indent);
}

/// The last word already began the clause: `LEFT` before `JOIN`, `DELETE` before `FROM`.
fn continues(out: &str) -> bool {
    let word = out.trim_end().rsplit([' ', '\n', '(']).next().unwrap_or("");
    let word = word.to_ascii_uppercase();
    CLAUSES.iter().any(|c| c.split_once(' ').is_some_and(|(first, _)| first == word))
}

/// Whether the tokens begin with one of the phrases.
fn starts(tokens: &[&str], phrases: &[&str]) -> bool {
    let mut words = tokens.iter().filter(|t| !t.trim().is_empty());
    let (first, second) =
        (words.next().copied().unwrap_or(""), words.next().copied().unwrap_or(""));
    phrases.iter().any(|phrase| match phrase.split_once(' ') {
        Some((a, b)) => first.eq_ignore_ascii_case(a) && second.eq_ignore_ascii_case(b),
        None => first.eq_ignore_ascii_case(phrase),
    })
}

/// Words, runs of white space, quoted texts, and single other characters.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        let length = match first {
            '\'' | '"' | '`' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, tail) = rest.split_at(length);
        tokens.push(token);
        rest = tail;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::format;

    fn check(statement: &str, expect: &str) {
        assert_eq!(format(statement), expect);
        let squeeze = |s: &str| s.split_whitespace().collect::<String>();
        assert_eq!(squeeze(&format(statement)), squeeze(statement), "only white space may change");
    }

    #[test]
    fn clauses_begin_lines() {
        check(
            "SELECT a, b FROM t LEFT JOIN u ON u.id = t.id WHERE x = ? AND y IN (SELECT y FROM v WHERE z) ORDER BY a LIMIT 5",
            "SELECT a, b\nFROM t\nLEFT JOIN u ON u.id = t.id\nWHERE x = ?\n  AND y IN (SELECT y FROM v WHERE z)\nORDER BY a\nLIMIT 5",
        );
        check("delete from t where id = ?", "delete from t\nwhere id = ?");
        check("INSERT INTO t (a) VALUES (?)", "INSERT INTO t (a)\nVALUES (?)");
    }

    #[test]
    fn quotes_are_left_alone() {
        check("SELECT 'a FROM b' FROM t", "SELECT 'a FROM b'\nFROM t");
        check("SELECT 'open", "SELECT 'open");
        check("", "");
        check("가 SELECT", "가\nSELECT");
    }
}
