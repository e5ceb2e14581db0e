//! Play, pause, step, scrub, and the caption of the moment.

use leptos::prelude::*;

use super::session::Session;
use crate::view::player::{Player, Speed};
use crate::view::watch::caption;
use crate::widgets::Segmented;

/// Buttons, slider and caption.
#[component]
pub(super) fn Controls(session: Session) -> impl IntoView {
    let player = session.player;
    let reduced = browser::motion::is_reduced();
    let playing = Memo::new(move |_| player.with(Player::is_playing));
    let ended = Memo::new(move |_| player.with(Player::has_ended));
    let at = Memo::new(move |_| player.with(Player::at));
    let last = Memo::new(move |_| player.with(Player::last));
    let text = Memo::new(move |_| {
        session.timeline.with(|timeline| timeline.as_ref().map(|timeline| caption(timeline, at.get())))
    });
    let speed = Signal::derive(move || player.with(|player| player.speed.label().to_owned()));
    let choose = move |label: &'static str| {
        if let Some(speed) = Speed::ALL.into_iter().find(|speed| speed.label() == label) {
            player.update(|player| player.speed = speed);
        }
    };
    view! {
        <div class="player" role="group" aria-label="Player">
            {(!reduced).then(|| view! {
                <button class="primary" type="button" disabled=move || playing.get() || last.get() == 0
                    on:click=move |_| player.update(Player::play)>"Play"</button>
                <button class="secondary" type="button" disabled=move || !playing.get()
                    on:click=move |_| player.update(Player::pause)>"Pause"</button>
            })}
            <button class="secondary" type="button" disabled=move || at.get() == 0
                on:click=move |_| player.update(Player::back)>"Back"</button>
            <button class="secondary" type="button" disabled=move || ended.get()
                on:click=move |_| player.update(Player::step)>"Step"</button>
            <label class="slider moment">
                <span class="label">"Moment"</span>
                <input
                    type="range"
                    min="0"
                    max=move || last.get()
                    step="1"
                    aria-valuetext=move || text.get()
                    prop:value=move || at.get().to_string()
                    on:input=move |event| {
                        if let Ok(at) = event_target_value(&event).parse() {
                            player.update(|player| player.scrub(at));
                        }
                    }
                />
            </label>
        </div>
        <p class="moment-caption" role="status" aria-live=move || if playing.get() { "off" } else { "polite" }>
            {move || text.get()}
        </p>
        {if reduced {
            view! {
                <p class="hint">"Your system asks for less motion, so nothing plays by itself: go step by step, or move the slider."</p>
            }.into_any()
        } else {
            let options = Speed::ALL.map(|speed| (speed.label(), speed.label().to_owned())).to_vec();
            view! { <Segmented label="Speed" options value=speed choose /> }.into_any()
        }}
    }
}
