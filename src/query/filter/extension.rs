//! What of an expression X-Ray does not know.

use super::ast::{Expr, Operand, Scope};

/// Words of ours in an expression, each once, in its order.
pub(super) fn extensions(expr: &Expr, out: &mut Vec<&'static str>) {
    let mut add = |word| {
        if !out.contains(&word) {
            out.push(word);
        }
    };
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| extensions(part, out)),
        Expr::Not(inner) => extensions(inner, out),
        Expr::Test(test) => {
            if let Operand::Keyword(keyword) = test.operand
                && !keyword.is_xray()
            {
                add(keyword.name());
            }
        }
        Expr::Within(scope, block) => {
            if *scope == Scope::Span {
                add("span()");
            }
            block.iter().for_each(|block| extensions(block, out));
        }
        // A group of this browser is none of the account's, whatever is in it.
        Expr::Group(group, _) => add(if group.by_arn { "group.arn" } else { "group.name" }),
        Expr::CauseLike(_) => {}
    }
}
