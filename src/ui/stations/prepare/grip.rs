//! The handle by which a step is dragged, or moved with the arrow keys.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::order::{Dragged, Order, focus_grip};

/// Pixels from the edge of what is in sight in which dragging scrolls, and by how much at a time.
const EDGE: f64 = 48.0;
const SCROLL: f64 = 14.0;

/// The handle of the step at a place.
#[component]
pub(super) fn Grip(at: usize, label: String) -> impl IntoView {
    let order = Order::get();
    let take = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(grip) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            // Without the capture the pointer is followed as long as it stays on the grip.
            let _ = grip.set_pointer_capture(event.pointer_id());
        }
        order.dragged.set(Some(Dragged { from: at, gap: at }));
    };
    let follow = move |event: PointerEvent| {
        if order.dragged.with_untracked(Option::is_none) {
            return;
        }
        let y = f64::from(event.client_y());
        order.dragged.set(Some(Dragged { from: at, gap: gap_at(y, order.len()) }));
        scroll_near_edge(y);
    };
    let let_go = move |_: PointerEvent| {
        let Some(Dragged { from, gap }) = order.dragged.get_untracked() else { return };
        order.dragged.set(None);
        order.move_to(from, if gap > from { gap - 1 } else { gap });
    };
    let press = move |event: KeyboardEvent| {
        let last = order.len().saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowUp" => at.saturating_sub(1),
            "ArrowDown" => (at + 1).min(last),
            "Home" => 0,
            "End" => last,
            "Escape" => return order.dragged.set(None),
            _ => return,
        };
        event.prevent_default();
        order.move_to(at, to);
        focus_grip(to);
    };
    view! {
        <button class="grip" type="button" id=format!("grip-{at}") aria-describedby="grip-help"
            aria-label=format!("Move step {}, {label}", at + 1) title="Drag, or use the arrow keys"
            on:pointerdown=take on:pointermove=follow on:pointerup=let_go
            on:pointercancel=move |_| order.dragged.set(None) on:keydown=press>
            <svg viewBox="0 0 10 16" aria-hidden="true">
                <path d="M3 3h.01M7 3h.01M3 8h.01M7 8h.01M3 13h.01M7 13h.01" />
            </svg>
        </button>
    }
}

/// The gap, of those between `steps` steps, that is nearest to a height in the window.
fn gap_at(y: f64, steps: usize) -> usize {
    let is_above = |at: &usize| {
        let grip = document().get_element_by_id(&format!("grip-{at}"));
        let step = grip.and_then(|grip| grip.closest("li").ok().flatten());
        step.is_some_and(|step| {
            let place = step.get_bounding_client_rect();
            place.top() + place.height() / 2.0 < y
        })
    };
    (0..steps).filter(is_above).count()
}

fn scroll_near_edge(y: f64) {
    // The line stays at the top, before the list.
    let line = document().query_selector(".line").ok().flatten();
    let top = line.map_or(0.0, |line| line.get_bounding_client_rect().bottom().max(0.0));
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let by = if y < top + EDGE {
        -SCROLL
    } else if y > height - EDGE {
        SCROLL
    } else {
        return;
    };
    window().scroll_by_with_x_and_y(0.0, by);
}
