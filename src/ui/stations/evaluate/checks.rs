//! What could be wrong with a run.

use engine::checks::Check;
use leptos::prelude::*;

use crate::view::checks::{class, gravest_first, in_a_sentence, verdict};

/// Every check with its verdict, what it found, what that means and what to do.
#[component]
pub(super) fn Checks(
    /// The checks of the run.
    checks: Vec<Check>,
) -> impl IntoView {
    if checks.is_empty() {
        return view! { <p>"This run was made before there were checks. Train again to see them."</p> }
            .into_any();
    }
    let items = gravest_first(&checks)
        .into_iter()
        .map(|check| {
            let (sign, word) = verdict(check.verdict);
            view! {
                <li>
                    <span class=class(check.verdict)><span aria-hidden="true">{sign}</span>" "{word}</span>
                    <div>
                        <h3>{check.label}</h3>
                        <p>{check.found}</p>
                        {(!check.advice.is_empty()).then(|| view! { <p>{check.advice}</p> })}
                        <details><summary>"What it means"</summary><p>{check.meaning}</p></details>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="lede">{in_a_sentence(&checks)}</p>
        <ul class="checks" aria-label="Checks">{items}</ul>
    }
    .into_any()
}
