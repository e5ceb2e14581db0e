//! Train: a model, its settings, and what they do at once.

use engine::models::{self, ModelKind, Task};
use engine::params::{ParamValue, Params};
use engine::run::RunReport;
use leptos::prelude::*;
use plot::number::score;
use plot::{Feature, Importance};

use crate::form::{ParamForm, Range, Select, Slider, Toggle};
use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::line::is_stale;
use crate::view::station::Station;
use crate::widgets::{Continue, Figure, Heading, NeedsData, Note, NoteTone, ProgressBar, Table, Workbench};

/// The station.
#[component]
pub(crate) fn Train() -> impl IntoView {
    let bench = Context::get().bench;
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! { <Show when=move || loaded.get()><Controls /></Show> }.into_any();
    view! {
        <Workbench station=Station::Train controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}

/// What the target asks for; classes until that is known.
fn task_signal() -> Memo<Task> {
    let bench = Context::get().bench;
    Memo::new(move |_| bench.plan.with(|plan| plan.as_ref().map_or(Task::Classification, |plan| plan.task)))
}

#[component]
fn Controls() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let task = task_signal();
    let kind_id = Memo::new(move |_| project.spec().with(|spec| spec.model.kind.clone()));
    let options = Signal::derive(move || {
        let able = models::CATALOGUE.iter().filter(|kind| kind.tasks.contains(&task.get()));
        able.map(|kind| (kind.id.to_owned(), kind.label.to_owned())).collect()
    });
    let choose = move |id: String| {
        project.change(|spec| {
            spec.model.kind = id;
            spec.model.params = Params::new();
        });
    };
    let kind = Memo::new(move |_| Chosen(models::kind(&kind_id.get()).ok()));
    let values = Signal::derive(move || project.spec().with(|spec| spec.model.params.clone()));
    let set = move |(name, value): (&'static str, ParamValue)| {
        project.change(|spec| {
            spec.model.params.insert(name.to_owned(), value);
        });
    };
    let running = Memo::new(move |_| bench.training.with(Job::is_running));
    view! {
        <Select label="Model" options value=kind_id choose />
        {move || kind.get().0.map(|kind| view! { <p class="hint">{kind.help}</p> })}
        <div class="run">
            <button class="primary" type="button" disabled=move || running.get()
                on:click=move |_| state::train(context)>"Train"</button>
            <button class="secondary" type="button" disabled=move || !running.get()
                on:click=move |_| state::stop(context)>"Stop"</button>
        </div>
        <Toggle label="Train again on every change" value=bench.retrain
            change=move |on| bench.retrain.set(on) />
        {move || kind.get().0.map(|kind| {
            view! { <ParamForm specs=kind.params(task.get()) values change=set /> }
        })}
        <Slider label="Seed of the model" range=Range { min: 0.0, max: 100.0, whole: true, log: false }
            value=Signal::derive(move || project.spec().with(|spec| f64::from(spec.model.seed)))
            change=move |seed: f64| project.change(|spec| spec.model.seed = seed as u32)
            help="Another seed gives another model of the same kind, where it draws at random." />
        <Continue from=Station::Train />
    }
}

/// A kind of model, compared by its id.
#[derive(Clone, Copy)]
struct Chosen(Option<&'static ModelKind>);

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.0.map(|kind| kind.id) == other.0.map(|kind| kind.id)
    }
}

#[component]
fn Stage() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let lede = Signal::derive(move || {
        let rows = bench.plan.with(|plan| {
            plan.as_ref().and_then(|plan| plan.split.sizes.as_ref().ok().map(|sizes| sizes.train))
        });
        let target = project.spec().with(|spec| spec.target.clone());
        match rows {
            Some(rows) if !target.is_empty() => {
                format!(
                    "The model looks at {} and learns to tell {target}.",
                    plot::number::counted(rows as u64, "training row", "training rows")
                )
            }
            _ => "Choose a column to predict at Collect first.".to_owned(),
        }
    });
    let trained = move || bench.report.with(Option::is_some);
    view! {
        <Heading title="What can be learned from the training rows?" lede />
        <ProgressBar job=bench.training.into() label="Training" />
        {move || bench.training.with(Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Not trained">{text}</Note> }
        })}
        <Show when=move || !trained() && bench.training.with(|job| *job == Job::Idle)>
            <div class="empty">
                <p class="lede">"Nothing is trained yet."</p>
                <button class="primary" type="button" on:click=move |_| state::train(context)>"Train the model"</button>
            </div>
        </Show>
        {move || bench.report.get().map(|report| {
            let stale = Memo::new({
                let report = report.clone();
                move |_| project.spec().with(|spec| is_stale(&report, spec))
            });
            view! {
                <Show when=move || stale.get() && !bench.training.with(Job::is_running)>
                    <Note tone=NoteTone::Warn title="Stale">
                        "Something has changed since this model was trained. Train again to bring the figures up to date."
                    </Note>
                </Show>
                <Result report=(*report).clone() />
            }
        })}
    }
}

#[component]
fn Result(report: RunReport) -> impl IntoView {
    let headline = report.evaluation.headline().map(|headline| headline.metric.name.clone());
    let cards = headline
        .iter()
        .flat_map(|name| {
            report.evaluation.parts().filter_map(move |(part, judged)| {
                let metric = judged.model.metric(name)?;
                let base = judged.baseline.iter().find(|m| m.name == *name).and_then(|m| m.value);
                let title = match part {
                    engine::evaluate::PartName::Train => "Training rows",
                    engine::evaluate::PartName::Validation => "Validation rows",
                    engine::evaluate::PartName::Test => "Test rows",
                };
                Some(view! {
                    <div class="score">
                        <span>{format!("{}, {}", metric.label, title.to_lowercase())}</span>
                        <b>{metric.value.map_or_else(|| "–".to_owned(), score)}</b>
                        <small>{format!("baseline {}", base.map_or_else(|| "–".to_owned(), score))}</small>
                    </div>
                })
            })
        })
        .collect_view();
    let importances = report.importances.as_ref().map(|importances| Importance {
        title: "What the model looks at".to_owned(),
        measure: "Share of the model's improvement".to_owned(),
        features: importances
            .iter()
            .map(|i| Feature { name: i.feature.clone(), value: i.share, spread: None })
            .collect(),
    });
    let flow: Vec<Vec<String>> = report
        .flow
        .iter()
        .map(|flow| vec![flow.stage.clone(), flow.rows.to_string(), flow.columns.to_string()])
        .collect();
    let headers = ["After", "Rows", "Features"].map(str::to_owned).to_vec();
    view! {
        <div class="scores">{cards}</div>
        {report.warning.clone().map(|text| view! { <Note tone=NoteTone::Warn title="Look closer">{text}</Note> })}
        {importances.map(|chart| view! {
            <Figure id="importance" note="longest bar: matters most" chart />
        })}
        <details class="block more">
            <summary>"How the training rows came to the model"</summary>
            <Table caption="How the training rows came to the model" headers rows=flow />
        </details>
        <ExportModel />
    }
}

#[component]
fn ExportModel() -> impl IntoView {
    let context = Context::get();
    let held = context.bench.model_held;
    let hint = move || match held.get() {
        true => {
            "A file that the command line scores new rows with: pipeline-playground score MODEL --data FILE --out FILE."
        }
        false => {
            "The model itself is not kept after Stop or between visits, only its report. Train again to save it."
        }
    };
    view! {
        <div>
            <button class="secondary" type="button" disabled=move || !held.get()
                on:click=move |_| state::export_model(context)>"Save the model"</button>
            <p class="hint">{hint}</p>
        </div>
    }
}
