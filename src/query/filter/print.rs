//! The canonical text of an expression: what parses back to the same one.

use std::fmt::{Display, Formatter, Result, Write};

use super::ast::{Check, Expr, Literal, Operand, Scope, Selector, Test};
use super::parser::cause_name;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Expr::All(parts) => joined(f, parts, " AND ", |p| matches!(p, Expr::Any(_))),
            Expr::Any(parts) => joined(f, parts, " OR ", |_| false),
            Expr::Not(inner) => {
                f.write_char('!')?;
                part(f, inner, matches!(**inner, Expr::All(_) | Expr::Any(_)))
            }
            Expr::Test(test) => test.fmt(f),
            Expr::Within(scope, block) => {
                scope.fmt(f)?;
                block.as_deref().map_or(Ok(()), |block| write!(f, " {{ {block} }}"))
            }
            Expr::CauseLike(json) => write!(f, "rootcause.json = #{json}"),
            Expr::Group(group, _) => {
                f.write_str(if group.by_arn { "group.arn = " } else { "group.name = " })?;
                quoted(f, &group.text)
            }
        }
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Scope::Service(node) => write!(f, "service({node})"),
            Scope::Edge(source, target) => write!(f, "edge({source}, {target})"),
            Scope::Span => f.write_str("span()"),
            Scope::RootCause(cause, part) => f.write_str(&cause_name(*cause, *part)),
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.operand.fmt(f)?;
        match &self.check {
            Check::Holds => Ok(()),
            Check::Compare(comparison, literal) => write!(f, " {} {literal}", comparison.symbol()),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Operand::Keyword(keyword) => f.write_str(keyword.name()),
            Operand::Annotation(key) => write!(f, "annotation[{}]", key_text(key)),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Literal::Flag(on) => on.fmt(f),
            // `Display` alone would write 1e300 with all its zeros.
            Literal::Number(n) if *n == 0.0 || (1e-7..1e15).contains(&n.abs()) => n.fmt(f),
            Literal::Number(n) => write!(f, "{n:e}"),
            Literal::Text(text) => quoted(f, text),
        }
    }
}

impl Display for Selector {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if let Selector { name: Some(name), kind: None, account: None } = self {
            return quoted(f, name);
        }
        let Selector { name, kind, account } = self;
        let named = [("name", name), ("type", kind), ("account.id", account)];
        let mut open = "id(";
        for (key, value) in named.into_iter().filter_map(|(k, v)| Some((k, v.as_ref()?))) {
            write!(f, "{open}{key}: ")?;
            quoted(f, value)?;
            open = ", ";
        }
        if self.is_any() { Ok(()) } else { f.write_char(')') }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    parts: &[Expr],
    between: &str,
    wrapped: impl Fn(&Expr) -> bool,
) -> Result {
    for (at, expr) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { between })?;
        part(f, expr, wrapped(expr))?;
    }
    Ok(())
}

fn part(f: &mut Formatter<'_>, expr: &Expr, wrapped: bool) -> Result {
    if wrapped { write!(f, "({expr})") } else { expr.fmt(f) }
}

/// A text as an expression has it.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// The key of an annotation between its brackets.
pub fn key_text(key: &str) -> String {
    if is_plain(key) { key.to_owned() } else { quote(key) }
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_str(&quote(text))
}

/// A key that needs no quotes between brackets.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-/:@$".contains(&b))
}
