//! What tells the traces under the filter apart, and how their times spread.

mod facets;
mod scatter;
mod spread;

use leptos::prelude::*;

use self::facets::Facets;
use self::spread::SpreadSection;
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
                <SpreadSection/>
            </div>
        </div>
    }
}
