//! What is known of the learning that is watched: asked for in small pieces, and kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use engine::pipeline::PipelineSpec;
use engine::timeline::{Plane, Point, Subject, Surface, Timeline, View};
use job::{Event, JobId, Reply, Request};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::player::Player;

/// Moments asked for at a time.
const BATCH: usize = 6;

/// What is over a plane: the plane and its points, and the surfaces known so far.
#[derive(Clone, Default)]
pub(super) struct Scene {
    pub(super) ground: Option<(Plane, Vec<Point>)>,
    pub(super) surfaces: HashMap<usize, Arc<Surface>>,
}

/// One look at one model's learning; gone with the component that made it.
#[derive(Clone, Copy)]
pub(super) struct Session {
    context: Context,
    spec: StoredValue<PipelineSpec>,
    /// The timeline, once it is known.
    pub(super) timeline: RwSignal<Option<Arc<Timeline>>>,
    /// Finding it out.
    pub(super) job: RwSignal<Job>,
    job_id: StoredValue<JobId>,
    /// Where one is.
    pub(super) player: RwSignal<Player>,
    /// The plane looked at; none when there is none to look at.
    pub(super) view: RwSignal<Option<View>>,
    /// What is known over it.
    pub(super) scene: RwSignal<Scene>,
    /// Why the plane could not be filled.
    pub(super) fault: RwSignal<Option<String>>,
    /// Counts planes and subjects: answers to older questions are dropped.
    asked: StoredValue<u32>,
    waiting: RwSignal<bool>,
}

impl Session {
    pub(super) fn new(spec: PipelineSpec) -> Self {
        let session = Self {
            context: Context::get(),
            spec: StoredValue::new(spec),
            timeline: RwSignal::new(None),
            job: RwSignal::new(Job::Idle),
            job_id: StoredValue::new(0),
            player: RwSignal::new(Player::default()),
            view: RwSignal::new(None),
            scene: RwSignal::new(Scene::default()),
            fault: RwSignal::new(None),
            asked: StoredValue::new(0),
            waiting: RwSignal::new(false),
        };
        session.fetch_when_wanted();
        session.tick_while_playing();
        let Context { bench, .. } = session.context;
        let (job, job_id) = (session.job, session.job_id);
        on_cleanup(move || {
            if job.try_get_untracked().is_some_and(|job| job.is_running())
                && let Some(id) = job_id.try_get_value()
            {
                // Its worker ends with it, and with that the model it held.
                bench.model_held.set(false);
                bench.trainer.stop(id);
            }
        });
        session
    }

    /// Finds out how `subject` learned.
    pub(super) fn start(self, subject: Subject) {
        let Context { bench, .. } = self.context;
        self.forget();
        self.timeline.set(None);
        self.player.set(Player::default());
        self.view.set(None);
        if !state::hold_table(self.context) {
            return;
        }
        if self.job.with_untracked(Job::is_running) {
            bench.trainer.stop(self.job_id.get_value());
        }
        self.job.set(Job::started());
        let request = Request::Watch { spec: Box::new(self.spec.get_value()), subject };
        let id = bench.trainer.send(request, None, move |event| {
            // The section may be closed by now.
            if self.job.try_get_untracked().is_none() {
                return;
            }
            match event {
                Event::Progress { what, done, total } => self.job.set(Job::Running { what, done, total }),
                Event::Done(reply) => {
                    self.job.set(Job::Idle);
                    if let Reply::Watched(timeline) = *reply {
                        self.player.set(Player::new(timeline.moments.len()));
                        self.view.set(timeline.view.clone());
                        self.timeline.set(Some(Arc::from(timeline)));
                    }
                }
                Event::Failed(text) | Event::Lost(text) => self.job.set(Job::Failed(text)),
                Event::Hello { .. } => {}
            }
        });
        self.job_id.set_value(id);
    }

    /// Looks at another plane.
    pub(super) fn look_over(self, view: View) {
        self.forget();
        self.view.set(Some(view));
    }

    /// The surface of the moment of now, when it is known.
    pub(super) fn surface(self) -> Option<Arc<Surface>> {
        let at = self.player.with(Player::at);
        self.scene.with(|scene| scene.surfaces.get(&at).cloned())
    }

    fn forget(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.scene.set(Scene::default());
        self.fault.set(None);
        self.waiting.set(false);
    }

    /// Asks for the surfaces that the player needs next, one batch at a time.
    fn fetch_when_wanted(self) {
        Effect::new(move |_| {
            let player = self.player.get();
            let (view, waiting) = (self.view.get(), self.waiting.get());
            let Some(view) = view.filter(|_| !waiting && self.fault.with(Option::is_none)) else { return };
            let moments =
                self.scene.with(|scene| player.wanted(BATCH, |at| scene.surfaces.contains_key(&at)));
            if !moments.is_empty() {
                self.fetch(view, moments);
            }
        });
    }

    fn fetch(self, view: View, moments: Vec<usize>) {
        let asked = self.asked.get_value();
        self.waiting.set(true);
        self.context.bench.trainer.send(Request::Surfaces { view, moments }, None, move |event| {
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            match event {
                Event::Done(reply) => {
                    if let Reply::Surfaces(found) = *reply {
                        self.scene.update(|scene| {
                            scene.ground = Some((found.plane, found.points));
                            let surfaces = found.surfaces.into_iter();
                            scene
                                .surfaces
                                .extend(surfaces.map(|surface| (surface.moment, Arc::new(surface))));
                        });
                    }
                    self.waiting.set(false);
                }
                Event::Failed(text) | Event::Lost(text) => {
                    self.player.update(Player::pause);
                    self.fault.set(Some(text));
                    self.waiting.set(false);
                }
                Event::Hello { .. } | Event::Progress { .. } => {}
            }
        });
    }

    /// Moves on while playing, but never before the moment of now could be seen.
    fn tick_while_playing(self) {
        let pending = StoredValue::new(None::<TimeoutHandle>);
        let clear = move || {
            if let Some(Some(handle)) = pending.try_update_value(Option::take) {
                handle.clear();
            }
        };
        Effect::new(move |_| {
            let player = self.player.get();
            let seen = self.view.with(Option::is_none) || self.surface().is_some();
            clear();
            if player.is_playing() && seen {
                let wait = Duration::from_millis(player.speed.milliseconds());
                let tick = move || {
                    self.player.try_update(Player::tick);
                };
                pending.set_value(set_timeout_with_handle(tick, wait).ok());
            }
        });
        on_cleanup(clear);
    }
}
