//! What each column is and what it is for.

use engine::models::Task;
use engine::profile::{ColumnProfile, Profile, Summary};
use engine::table::{DType, Role};
use job::ColumnFacts;
use leptos::prelude::*;
use plot::number::{count, percent, short};
use plot::{Bars, Frame, Histogram};

use crate::form::Select;
use crate::state::{Context, change_roles, reread};

/// Columns of a page.
const SHOWN: usize = 40;
/// Size of a column's small chart.
const SPARK: u32 = 120;

/// The column to predict, and as what.
#[component]
pub(super) fn TargetField() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let options = Signal::derive(move || {
        let none = ("".to_owned(), "Choose a column".to_owned());
        let able = bench.dataset.with(|data| {
            let columns = data.iter().flat_map(|data| data.columns.iter());
            columns.filter(|c| c.task.is_some()).map(|c| (c.name.clone(), c.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(none).chain(able).collect()
    });
    let target = Signal::derive(move || project.spec().with(|spec| spec.target.clone()));
    let choose = move |name: String| {
        change_roles(context, |spec| {
            spec.roles.remove(&name);
            spec.target = name;
            spec.task = None;
        });
    };
    let numeric = Memo::new(move |_| {
        let name = target.get();
        bench.dataset.with(|data| {
            let columns = data.iter().flat_map(|data| data.columns.iter());
            columns.filter(|c| c.name == name && c.dtype == DType::Numeric).find_map(|c| c.task)
        })
    });
    let task = Signal::derive(move || {
        let asked = project.spec().with(|spec| spec.task);
        asked.or(numeric.get()).map_or("", Task::name).to_owned()
    });
    let tasks = Signal::stored(
        [(Task::Classification, "Classes"), (Task::Regression, "Numbers")]
            .map(|(task, text)| (task.name().to_owned(), text.to_owned()))
            .to_vec(),
    );
    let choose_task = move |name: String| {
        project.change(|spec| spec.task = Task::ALL.into_iter().find(|task| task.name() == name));
    };
    view! {
        <Select label="Column to predict" options value=target choose />
        <Show when=move || numeric.get().is_some()>
            <Select label="Predict it as" options=tasks value=task choose=choose_task
                help="Numbers with few distinct values may be codes of classes." />
        </Show>
    }
}

/// The table of columns.
#[component]
pub(super) fn Columns() -> impl IntoView {
    let bench = Context::get().bench;
    let search = RwSignal::new(String::new());
    let limit = RwSignal::new(SHOWN);
    let found = Memo::new(move |_| {
        let wanted = search.get().to_lowercase();
        bench.dataset.with(|data| {
            let columns = data.iter().flat_map(|data| data.columns.iter());
            columns.filter(|c| c.name.to_lowercase().contains(&wanted)).cloned().collect::<Vec<_>>()
        })
    });
    let shown = move || found.with(|found| found.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let left_out = move || found.with(Vec::len).saturating_sub(limit.get());
    view! {
        <section class="block">
            <div class="block-head">
                <h3>"Columns"</h3>
                <input class="search" type="search" placeholder="Find a column" aria-label="Find a column"
                    on:input=move |event| search.set(event_target_value(&event)) />
            </div>
            <div class="table-wrap" tabindex="0" role="group" aria-label="Columns">
                <table class="table columns">
                    <caption class="quiet">"Columns"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Type"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Missing"</th>
                            <th scope="col">"Distinct"</th>
                            <th scope="col">"Distribution"</th>
                            <th scope="col">"Summary"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=shown key=|c| (c.name.clone(), c.dtype, c.missing) children=|column| view! { <ColumnRow column /> } />
                    </tbody>
                </table>
            </div>
            <Show when=move || left_out() != 0>
                <button class="ghost" type="button" on:click=move |_| limit.update(|limit| *limit += SHOWN)>
                    {move || format!("Show more: {} columns are left", left_out())}
                </button>
            </Show>
        </section>
    }
}

#[component]
fn ColumnRow(column: ColumnFacts) -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let name = StoredValue::new(column.name.clone());
    let dtypes = Signal::stored(DType::ALL.map(|d| (d.name().to_owned(), d.name().to_owned())).to_vec());
    let roles = Signal::stored(Role::ALL.map(|r| (r.name().to_owned(), r.name().to_owned())).to_vec());
    let dtype = column.dtype;
    let role =
        Signal::derive(move || name.with_value(|name| project.spec().read().role(name)).name().to_owned());
    let set_dtype = move |text: String| {
        let chosen = DType::ALL.into_iter().find(|dtype| dtype.name() == text);
        project.change(|spec| {
            if let Some(dtype) = chosen {
                spec.read.types.insert(name.get_value(), dtype);
            }
        });
        reread(context);
    };
    let set_role = move |text: String| {
        let Some(role) = Role::ALL.into_iter().find(|role| role.name() == text) else { return };
        let name = name.get_value();
        change_roles(context, |spec| match role {
            Role::Target => {
                spec.roles.remove(&name);
                spec.target = name;
                spec.task = None;
            }
            Role::Feature | Role::Id | Role::Ignored => {
                if spec.target == name {
                    spec.target = String::new();
                }
                spec.roles.remove(&name);
                if role != Role::Feature {
                    spec.roles.insert(name, role);
                }
            }
        });
    };
    // A profile of another reading of the file may have other columns.
    let profile = Memo::new(move |_| {
        let find = |profile: &Profile| {
            let found = profile.columns.iter().find(|c| name.with_value(|name| c.name == *name))?;
            (found.dtype == dtype).then(|| found.clone())
        };
        bench.profile.with(|described| described.as_ref().and_then(|described| find(&described.0)))
    });
    let missing = match bench.dataset.with_untracked(|data| data.as_ref().map_or(0, |data| data.rows)) {
        _ if column.missing == 0 => "0".to_owned(),
        rows => format!("{} ({})", count(column.missing as u64), percent(column.missing as u64, rows as u64)),
    };
    view! {
        <tr>
            <th scope="row">{column.name.clone()}</th>
            <td>
                <Select quiet=true label=format!("Type of {}", column.name) options=dtypes
                    value=Signal::stored(dtype.name().to_owned()) choose=set_dtype />
            </td>
            <td><Select quiet=true label=format!("Role of {}", column.name) options=roles value=role choose=set_role /></td>
            <td class="number">{missing}</td>
            <td class="number">{move || profile.get().map(|p| {
                format!("{}{}", if p.distinct.more { "over " } else { "" }, count(p.distinct.count as u64))
            })}</td>
            <td class="spark" inner_html=move || profile.get().map(|p| spark(&p)).unwrap_or_default()></td>
            <td class="summary-text">{move || profile.get().map(|p| in_words(&p))}</td>
        </tr>
    }
}

/// A small chart of a column.
fn spark(column: &ColumnProfile) -> String {
    let frame = Frame::new(&format!("spark-{}", column.name), SPARK);
    let edges = |edges: &[f64], counts: &[usize]| {
        Histogram {
            title: format!("Distribution of {}", column.name),
            x_label: column.name.clone(),
            edges: edges.to_vec(),
            counts: counts.iter().map(|count| *count as u64).collect(),
        }
        .tiny(&frame)
    };
    match &column.summary {
        Summary::Empty => String::new(),
        Summary::Numeric(numbers) => edges(&numbers.histogram.edges, &numbers.histogram.counts),
        Summary::Datetime(moments) => edges(&moments.histogram.edges, &moments.histogram.counts),
        Summary::Levels(levels) => Bars {
            title: format!("Levels of {}", column.name),
            level_label: column.name.clone(),
            levels: levels.top.iter().map(|l| (l.level.clone(), l.count as u64)).collect(),
        }
        .tiny(&frame),
    }
}

fn in_words(column: &ColumnProfile) -> String {
    match &column.summary {
        Summary::Empty => "no value".to_owned(),
        Summary::Numeric(numbers) => {
            let spread = numbers.sd.map_or_else(String::new, |sd| format!(" ± {}", short(sd)));
            let (low, high) = (short(numbers.min), short(numbers.max));
            format!(
                "mean {}{spread}, median {}, {low} to {high}",
                short(numbers.mean),
                short(numbers.quantiles.p50)
            )
        }
        Summary::Datetime(moments) => {
            let format = engine::table::datetime::format;
            format!("{} to {}", format(moments.min), format(moments.max))
        }
        Summary::Levels(levels) => {
            let top = levels.top.iter().take(3).map(|l| format!("{} {}", l.level, count(l.count as u64)));
            top.collect::<Vec<_>>().join(", ")
        }
    }
}
