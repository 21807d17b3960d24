//! The mark on figures from few requests.

use leptos::prelude::*;

use super::Ctx;
use crate::scene::few::{FEW_MARK, is_few, percentile_error};
use crate::scene::fill;
use crate::scene::format::count;

/// Stands before a figure that comes from so many requests, if they are few.
pub fn few(ctx: Ctx, n: u32) -> Option<impl IntoView> {
    is_few(n).then(|| {
        let said = fill(ctx.text().map.few, &[&n.to_string()]);
        view! {
            <span class="sm-few" role="img" aria-label=said title=few_hint(ctx, n)>
                {FEW_MARK}
            </span>
        }
    })
}

/// What the mark means; for a line of figures that has it inside.
pub fn few_hint(ctx: Ctx, n: u32) -> Option<String> {
    let said = || fill(ctx.text().map.few, &[&n.to_string()]);
    is_few(n).then(|| format!("{}. {}", said(), ctx.text().details.few_hint))
}

/// How exact a percentile of so many requests is; `imported`: read ready-made.
pub fn exactness(ctx: Ctx, n: u32, imported: bool) -> String {
    let text = &ctx.text().details;
    match percentile_error(n) {
        _ if imported => text.percentile_imported.to_owned(),
        Some(error) => fill(text.percentile_error, &[&error]),
        None => text.percentile_exact.to_owned(),
    }
}

/// What a percentile is, of how many, and how exact.
pub fn percentile_hint(ctx: Ctx, percent: &str, n: u32, imported: bool) -> String {
    let what = fill(ctx.text().details.percentile_hint, &[percent, &count(n.into())]);
    format!("{what}; {}", exactness(ctx, n, imported))
}
