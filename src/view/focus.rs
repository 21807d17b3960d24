//! The focus, when a pane takes the place of another.

use wasm_bindgen::JsCast;
use web_sys::ShadowRoot;

use super::Ctx;

/// Whether the pane that is about to go has the focus: then the one that comes should take it, or
/// the keyboard would be at the top of the page. A tab or a page that merely shows a pane keeps it.
pub fn pane_has_focus(ctx: Ctx) -> bool {
    let root = ctx.root().get_root_node().dyn_into::<ShadowRoot>();
    let focused = root.ok().and_then(|root| root.active_element());
    focused.is_some_and(|element| matches!(element.closest(".sm-panes"), Ok(Some(_))))
}
