//! Split: which rows teach, which choose, which are sealed.

use engine::split::SplitMethod;
use job::Plan;
use leptos::prelude::*;
use plot::number::{count, percent};

use crate::form::{Range, Slider};
use crate::state::Context;
use crate::view::station::Station;
use crate::widgets::{Continue, Heading, NeedsData, Note, NoteTone, Segmented, Table, Workbench};

/// The station.
#[component]
pub(crate) fn Split() -> impl IntoView {
    let bench = Context::get().bench;
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! { <Show when=move || loaded.get()><Controls /></Show> }.into_any();
    view! {
        <Workbench station=Station::Split controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let spec = project.spec();
    let method = Signal::derive(move || spec.with(|spec| spec.split.method.name().to_owned()));
    let choose = move |method| {
        project.change(|spec| {
            spec.split.method =
                if method == "stratified" { SplitMethod::Stratified } else { SplitMethod::Random };
        });
    };
    let why_not =
        move || bench.plan.with(|plan| plan.as_ref().and_then(|plan| plan.split.why_not_stratified.clone()));
    let share = |max| Range { min: 0.0, max, whole: false, log: false };
    let to_cents = |share: f64| (share * 100.0).round() / 100.0;
    let set_validation = move |share: f64| {
        project.change(|spec| {
            let split = &mut spec.split;
            split.validation = to_cents(share).min(0.9);
            split.test = split.test.min(to_cents(0.95 - split.validation));
            split.train = to_cents(1.0 - split.validation - split.test);
        });
    };
    let set_test = move |share: f64| {
        project.change(|spec| {
            let split = &mut spec.split;
            split.test = to_cents(share).min(0.9);
            split.validation = split.validation.min(to_cents(0.95 - split.test));
            split.train = to_cents(1.0 - split.validation - split.test);
        });
    };
    view! {
        <Segmented label="How rows are dealt"
            options=vec![("random", "Random".to_owned()), ("stratified", "Stratified".to_owned())]
            value=method choose />
        {move || why_not().map(|text| view! { <p class="hint">{format!("Stratified is not possible: {text}.")}</p> })}
        <Slider label="Validation share" range=share(0.6) value=Signal::derive(move || spec.with(|s| s.split.validation))
            change=set_validation help="Rows that choices are made by: as often as you like." />
        <Slider label="Test share" range=share(0.6) value=Signal::derive(move || spec.with(|s| s.split.test))
            change=set_test help="Rows that stay sealed until the end." />
        <Slider label="Seed of the split" range=Range { min: 0.0, max: 100.0, whole: true, log: false }
            value=Signal::derive(move || spec.with(|s| f64::from(s.split.seed)))
            change=move |seed: f64| project.change(|spec| spec.split.seed = seed as u32)
            help="Another seed deals the rows another way. If the figures change much, there are too few rows." />
        <Continue from=Station::Split />
    }
}

#[component]
fn Stage() -> impl IntoView {
    let bench = Context::get().bench;
    let lede = Signal::derive(move || {
        bench.plan.with(|plan| match plan.as_ref().map(|plan| &plan.split.sizes) {
            Some(Ok(sizes)) => format!(
                "{} rows teach the model, {} are for choosing, {} stay sealed.",
                count(sizes.train as u64),
                count(sizes.validation as u64),
                count(sizes.test as u64)
            ),
            _ => String::new(),
        })
    });
    let error = move || {
        let failed = bench.planning.with(crate::view::job::Job::error_text);
        failed.or_else(|| {
            bench.plan.with(|plan| plan.as_ref().and_then(|plan| plan.split.sizes.as_ref().err().cloned()))
        })
    };
    view! {
        <Heading title="Which rows may the model see?" lede />
        {move || error().map(|text| view! { <Note tone=NoteTone::Bad title="Cannot split">{text}</Note> })}
        {move || bench.plan.get().map(|plan| view! { <Parts plan=(*plan).clone() /> })}
    }
}

#[component]
fn Parts(plan: Plan) -> impl IntoView {
    let sizes = plan.split.sizes.clone().ok()?;
    let total = (sizes.train + sizes.validation + sizes.test) as u64;
    let parts =
        [("Training", sizes.train, "c1"), ("Validation", sizes.validation, "c2"), ("Test", sizes.test, "c3")];
    let bar = parts.into_iter().filter(|(_, rows, _)| *rows > 0).map(|(name, rows, class)| {
        view! {
            <rect class=class x=offset(&parts, name) y="0" width=rows.to_string() height="1">
                <title>{format!("{name}: {rows} rows")}</title>
            </rect>
        }
    });
    let mut rows: Vec<Vec<String>> = parts
        .iter()
        .map(|(name, rows, _)| vec![(*name).to_owned(), count(*rows as u64), percent(*rows as u64, total)])
        .collect();
    if sizes.unlabelled > 0 {
        rows.push(vec![
            "In no part: the target is missing".to_owned(),
            count(sizes.unlabelled as u64),
            "–".to_owned(),
        ]);
    }
    let headers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let by_class: Vec<Vec<String>> = plan
        .classes
        .iter()
        .zip(&plan.split.by_class)
        .map(|((label, _), counts)| {
            let all: usize = counts.iter().sum();
            std::iter::once(label.clone())
                .chain(
                    counts
                        .iter()
                        .map(|n| format!("{} ({})", count(*n as u64), percent(*n as u64, all as u64))),
                )
                .collect()
        })
        .collect();
    Some(view! {
        <svg class="parts" viewBox=format!("0 0 {total} 1") preserveAspectRatio="none" role="img"
            aria-label="Shares of training, validation and test rows">{bar.collect_view()}</svg>
        <div class="legend" aria-hidden="true">
            <span class="c1">"Training"</span><span class="c2">"Validation"</span><span class="c3">"Test"</span>
        </div>
        <Table caption="Rows of each part" headers=headers(&["Part", "Rows", "Share"]) rows />
        {(!by_class.is_empty()).then(|| view! {
            <Table caption="Rows of each class" headers=headers(&["Class", "Training", "Validation", "Test"]) rows=by_class />
        })}
    })
}

fn offset(parts: &[(&str, usize, &str)], name: &str) -> String {
    parts.iter().take_while(|(part, ..)| *part != name).map(|(_, rows, _)| rows).sum::<usize>().to_string()
}
