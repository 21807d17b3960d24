//! What tells the traces under the filter apart, and how their times spread.

mod compare;
mod facets;
mod failures;
mod findings;
mod path;
mod scatter;
mod spread;
mod waste;

use leptos::prelude::*;

use self::facets::Facets;
use self::findings::Findings;
use super::Ctx;

/// A side bar of facets; beside it pictures of all traces.
#[component]
pub fn AnalysisPane() -> impl IntoView {
    let ctx = Ctx::get();
    view! {
        <div class="sm-analysis">
            <aside class="sm-facets" aria-label=move || ctx.text().analysis.facets>
                <Facets/>
            </aside>
            <div class="sm-analysis-main">
                <Findings/>
            </div>
        </div>
    }
}
