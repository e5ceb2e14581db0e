//! What the model of the moment says over a plane, how its loss went, and what it looks like inside.

use engine::timeline::View;
use leptos::prelude::*;
use plot::{Boundary, NetworkDiagram, TreeDiagram};

use super::session::Session;
use crate::form::Select;
use crate::view::player::Player;
use crate::view::watch::{added, boundary, curve, growing, network};
use crate::widgets::{LiveFigure, Segmented};

/// The boundary, and what it is drawn over.
#[component]
pub(super) fn Over(session: Session, target: String) -> impl IntoView {
    let target = StoredValue::new(target);
    let chart = Memo::new(move |before: Option<&Option<Boundary>>| {
        let timeline = session.timeline.get()?;
        let surface = session.surface();
        let drawn = session.scene.with(|scene| {
            let ((plane, points), surface) = (scene.ground.as_ref()?, surface?);
            Some(target.with_value(|target| boundary(&timeline, target, plane, points, &surface)))
        });
        // Until a moment is there, the one before stays in sight; not so on another plane.
        let is_same = session.scene.with(|scene| scene.ground.is_some());
        drawn.or_else(|| before.cloned().flatten().filter(|_| is_same))
    });
    let none = move || session.timeline.with(|t| t.as_ref().is_some_and(|t| t.view.is_none()));
    view! {
        <Show when=none>
            <p class="hint">"A boundary needs two features of numbers that differ; this model has fewer."</p>
        </Show>
        <Show when=move || !none()><Planes session /></Show>
        {move || session.fault.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
        <Shown chart id="watch-boundary" note="colour: what the model says; shapes: training rows" />
    }
}

/// The choice of the plane.
#[component]
fn Planes(session: Session) -> impl IntoView {
    let axes =
        Memo::new(move |_| session.timeline.with(|t| t.as_ref().map_or_else(Vec::new, |t| t.axes.clone())));
    let options = Signal::derive(move || {
        axes.get().into_iter().map(|name| (name.clone(), name)).collect::<Vec<(String, String)>>()
    });
    let first = Memo::new(move |_| session.timeline.with(|t| t.as_ref().and_then(|t| t.view.clone())));
    let features = Memo::new(move |before: Option<&Option<(String, String)>>| match session.view.get() {
        Some(View::Features(a, b)) => Some((a, b)),
        _ => before.cloned().flatten(),
    });
    let over = Signal::derive(move || {
        if session.view.get() == Some(View::Components) { "components" } else { "features" }.to_owned()
    });
    let choose = move |over: &'static str| {
        let features = features.get_untracked().map(|(a, b)| View::Features(a, b));
        let view =
            if over == "components" { Some(View::Components) } else { features.or(first.get_untracked()) };
        if let Some(view) = view {
            session.look_over(view);
        }
    };
    let side = move |up: bool| {
        Signal::derive(move || features.get().map_or_else(String::new, |(a, b)| if up { b } else { a }))
    };
    let take = move |up: bool, name: String| {
        if let Some((a, b)) = features.get_untracked() {
            // Choosing the other side's feature exchanges the two.
            let (a, b) = match (up, name == a, name == b) {
                (false, _, true) | (true, true, _) => (b, a),
                (false, ..) => (name, b),
                (true, ..) => (a, name),
            };
            session.look_over(View::Features(a, b));
        }
    };
    let choices =
        vec![("features", "Two features".to_owned()), ("components", "Principal components".to_owned())];
    view! {
        <div class="planes">
            <Segmented label="Seen over" options=choices value=over choose />
            <Show when=move || over.get() == "features">
                <Select label="Across" options value=side(false) choose=move |name| take(false, name) />
                <Select label="Upwards" options value=side(true) choose=move |name| take(true, name) />
            </Show>
        </div>
    }
}

/// The loss curve, and the tree or the network.
#[component]
pub(super) fn Inside(session: Session) -> impl IntoView {
    let at = Memo::new(move |_| session.player.with(Player::at));
    let lines = Memo::new(move |_| session.timeline.get().and_then(|timeline| curve(&timeline, at.get())));
    let tree = Memo::new(move |before: Option<&Option<TreeDiagram>>| {
        let timeline = session.timeline.get()?;
        if let Some(facts) = &timeline.tree {
            return Some(growing(&timeline, facts, timeline.moments.get(at.get())?.step));
        }
        let surface = session.surface();
        let drawn = surface.and_then(|surface| surface.tree.as_ref().map(|facts| added(&timeline, facts)));
        drawn.or_else(|| before.cloned().flatten().filter(|_| session.surface().is_none()))
    });
    let units = Memo::new(move |before: Option<&Option<NetworkDiagram>>| {
        let surface = session.surface();
        let drawn = surface.and_then(|surface| surface.network.as_ref().map(network));
        drawn.or_else(|| before.cloned().flatten().filter(|_| session.surface().is_none()))
    });
    view! {
        <Shown chart=lines id="watch-curve" note="the upright line is this moment" />
        <Shown chart=tree id="watch-tree" note="each box is a question or an answer" />
        <Shown chart=units id="watch-network" note="point at a line to read its weight" />
    }
}

/// A figure that is there while its chart is.
#[component]
fn Shown<C: plot::Chart + Clone + PartialEq + Send + Sync + 'static>(
    chart: Memo<Option<C>>,
    id: &'static str,
    note: &'static str,
) -> impl IntoView {
    let there = Memo::new(move |_| chart.with(Option::is_some));
    move || {
        there.get().then(|| chart.get_untracked()).flatten().map(|first| {
            // When the chart goes, so does the figure; what it shows until then is the last one.
            let last = Memo::new(move |before: Option<&C>| {
                chart.get().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            view! { <LiveFigure id note chart=Signal::derive(move || last.get()) /> }
        })
    }
}
