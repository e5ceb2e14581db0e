//! The line as it stands: what each station shows.

use engine::models::{self, ModelSpec};
use engine::pipeline::PipelineSpec;
use engine::run::RunReport;
use engine::tune::TuneReport;
use job::{Dataset, Plan};

use super::job::Job;
use super::station::Station;
use plot::number::{count, counted, score};

/// How a station stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Waits for the station before it.
    Empty,
    /// Could start.
    Ready,
    /// At work, with the share done where it is known.
    Running(Option<f64>),
    /// Done, but something before it has changed since.
    Stale,
    /// Done.
    Done,
    /// Done, and the steps learn from rows that are to be judged.
    Leaking,
    /// Could not be done.
    Failed,
}

impl State {
    /// The state in one word, for the page's style and for screen readers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Ready => "ready",
            Self::Running(_) => "running",
            Self::Stale => "stale",
            Self::Done => "done",
            Self::Leaking => "leaking",
            Self::Failed => "failed",
        }
    }
}

/// One station on the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Which.
    pub station: Station,
    /// How it stands.
    pub state: State,
    /// The figure that matters.
    pub figure: String,
    /// Rows that arrive on the belt before it.
    pub belt: String,
}

/// All that the line is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is to be done.
    pub spec: &'a PipelineSpec,
    /// The table.
    pub dataset: Option<&'a Dataset>,
    /// Reading it.
    pub opening: &'a Job,
    /// What split and steps would do.
    pub plan: Option<&'a Plan>,
    /// Finding that out.
    pub planning: &'a Job,
    /// The last run.
    pub report: Option<&'a RunReport>,
    /// The run under way.
    pub training: &'a Job,
    /// The search under way.
    pub tuning: &'a Job,
    /// What the last search found.
    pub tuned: Option<&'a TuneReport>,
}

/// Whether a run was made from another spec than `spec`. How settings are searched for changes no run.
#[must_use]
pub fn is_stale(report: &RunReport, spec: &PipelineSpec) -> bool {
    let without_search = |spec: &PipelineSpec| PipelineSpec { tune: None, ..spec.clone() };
    without_search(&report.spec) != without_search(spec)
}

/// Whether two specs differ at most in what a search changes: the model, the steps' settings, and how
/// it searches.
fn same_but_settings(a: &PipelineSpec, b: &PipelineSpec) -> bool {
    let rest = |spec: &PipelineSpec| {
        let names: Vec<String> = spec.steps.iter().map(|step| step.step.clone()).collect();
        let model = ModelSpec::new("");
        (names, PipelineSpec { tune: None, steps: Vec::new(), model, ..spec.clone() })
    };
    rest(a) == rest(b)
}

/// Every station as it stands.
#[must_use]
pub fn line(facts: &Facts) -> Vec<Stop> {
    vec![collect(facts), prepare(facts), split(facts), train(facts), tune(facts), evaluate(facts)]
}

fn collect(facts: &Facts) -> Stop {
    let (state, figure) = match (facts.opening, facts.dataset) {
        (Job::Running { .. }, _) => (State::Running(facts.opening.share()), "reading".to_owned()),
        (Job::Failed(_), None) => (State::Failed, "not read".to_owned()),
        (_, Some(data)) => {
            (State::Done, format!("{} × {}", count(data.rows as u64), count(data.columns.len() as u64)))
        }
        (Job::Idle, None) => (State::Ready, "no data".to_owned()),
    };
    Stop { station: Station::Collect, state, figure, belt: String::new() }
}

fn prepare(facts: &Facts) -> Stop {
    let active = facts.spec.steps.iter().filter(|step| step.enabled).count();
    let failed = facts.plan.is_some_and(|plan| plan.steps.iter().any(|step| step.outcome.is_err()));
    let state = match (facts.dataset, facts.planning) {
        (None, _) => State::Empty,
        _ if failed => State::Failed,
        _ if active == 0 => State::Ready,
        (_, Job::Running { .. }) => State::Running(None),
        _ if facts.spec.leak => State::Leaking,
        _ => State::Done,
    };
    let steps = if active == 0 { "no steps".to_owned() } else { counted(active as u64, "step", "steps") };
    let figure = if facts.spec.leak { "⚠ leak".to_owned() } else { steps };
    let belt = facts.dataset.map_or_else(String::new, |data| count(data.rows as u64));
    Stop { station: Station::Prepare, state, figure, belt }
}

fn split(facts: &Facts) -> Stop {
    let sizes = facts.plan.map(|plan| &plan.split.sizes);
    let (state, figure) = match (facts.dataset, sizes, facts.planning) {
        (None, ..) => (State::Empty, String::new()),
        (_, _, Job::Failed(_)) | (_, Some(Err(_)), _) => (State::Failed, "not possible".to_owned()),
        (_, Some(Ok(sizes)), _) => {
            (State::Done, format!("{}·{}·{}", sizes.train, sizes.validation, sizes.test))
        }
        (_, None, _) => (State::Ready, String::new()),
    };
    let belt = facts.dataset.map_or_else(String::new, |data| count(data.rows as u64));
    Stop { station: Station::Split, state, figure, belt }
}

fn train(facts: &Facts) -> Stop {
    let label = models::kind(&facts.spec.model.kind).map_or("", |kind| kind.label);
    let state = match (facts.dataset, facts.training, facts.report) {
        (None, ..) => State::Empty,
        (_, Job::Running { .. }, _) => State::Running(facts.training.share()),
        (_, Job::Failed(_), _) => State::Failed,
        (_, Job::Idle, Some(report)) if is_stale(report, facts.spec) => State::Stale,
        (_, Job::Idle, Some(_)) => State::Done,
        (_, Job::Idle, None) => State::Ready,
    };
    let figure = if facts.dataset.is_some() { label.to_lowercase() } else { String::new() };
    let belt = match facts.plan.map(|plan| &plan.split.sizes) {
        Some(Ok(sizes)) => count(sizes.train as u64),
        _ => String::new(),
    };
    Stop { station: Station::Train, state, figure, belt }
}

fn tune(facts: &Facts) -> Stop {
    let state = match (facts.dataset, facts.tuning, facts.tuned) {
        (None, ..) => State::Empty,
        (_, Job::Running { .. }, _) => State::Running(facts.tuning.share()),
        (_, Job::Failed(_), _) => State::Failed,
        (_, Job::Idle, Some(found)) if !same_but_settings(&found.spec, facts.spec) => State::Stale,
        (_, Job::Idle, Some(_)) => State::Done,
        (_, Job::Idle, None) => State::Ready,
    };
    let best = facts.tuned.and_then(|found| found.trial(found.best?)?.mean);
    let figure = match (facts.dataset, best) {
        (None, _) => String::new(),
        (_, Some(best)) => format!("{} in folds", score(best)),
        (_, None) => "not searched".to_owned(),
    };
    let belt = match facts.plan.map(|plan| &plan.split.sizes) {
        Some(Ok(sizes)) => count(sizes.train as u64),
        _ => String::new(),
    };
    Stop { station: Station::Tune, state, figure, belt }
}

fn evaluate(facts: &Facts) -> Stop {
    let state = match facts.report {
        None => State::Empty,
        Some(report) if is_stale(report, facts.spec) => State::Stale,
        Some(_) => State::Done,
    };
    let headline = facts.report.and_then(|report| report.evaluation.headline());
    let figure = headline.map_or_else(String::new, |headline| {
        let name = if headline.metric.name == "r2" { "R²" } else { "F1" };
        headline.metric.value.map_or_else(|| format!("no {name}"), |value| format!("{} {name}", score(value)))
    });
    let belt = facts.report.map_or_else(String::new, |report| count(report.sizes.validation as u64));
    Stop { station: Station::Evaluate, state, figure, belt }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::table::read::{Ingested, ReadOptions, read_all};

    fn states(opening: &Job, training: &Job) -> Vec<State> {
        let spec = PipelineSpec::new("y", "dummy");
        let facts = Facts {
            spec: &spec,
            dataset: None,
            opening,
            plan: None,
            planning: &Job::Idle,
            report: None,
            training,
            tuning: &Job::Idle,
            tuned: None,
        };
        let stops = line(&facts);
        assert_eq!(stops.iter().map(|stop| stop.station).collect::<Vec<_>>(), Station::ALL);
        stops.into_iter().map(|stop| stop.state).collect()
    }

    #[test]
    fn without_data_only_collect_can_start() {
        let rest = [State::Empty; 5];
        assert_eq!(states(&Job::Idle, &Job::Idle), [&[State::Ready], &rest[..]].concat());
        let failed = Job::Failed("the file is empty".to_owned());
        assert_eq!(states(&failed, &Job::Idle), [&[State::Failed], &rest[..]].concat());
    }

    #[test]
    fn a_leak_stands_on_the_line_in_words() {
        let steps = vec![engine::steps::StepSpec::new("scale")];
        let mut spec = PipelineSpec { leak: true, steps, ..PipelineSpec::new("y", "dummy") };
        let ingested = read_all(b"a,y\n1,x\n", &ReadOptions::default());
        let Ok(Ingested { dialect, report, .. }) = ingested else { return assert!(ingested.is_ok()) };
        let dataset = Dataset {
            rows: 1,
            columns: Vec::new(),
            dialect,
            report,
            roles: std::collections::BTreeMap::new(),
            bytes: 0,
            milliseconds: 0.0,
        };
        let stop = |spec: &PipelineSpec| {
            let facts = Facts {
                spec,
                dataset: Some(&dataset),
                opening: &Job::Idle,
                plan: None,
                planning: &Job::Idle,
                report: None,
                training: &Job::Idle,
                tuning: &Job::Idle,
                tuned: None,
            };
            let stop = prepare(&facts);
            (stop.state.name(), stop.figure)
        };
        assert_eq!(stop(&spec), ("leaking", "⚠ leak".to_owned()));
        spec.leak = false;
        assert_eq!(stop(&spec), ("done", "1 step".to_owned()));
    }

    #[test]
    fn a_job_under_way_tells_its_share() {
        let half = Job::Running { what: "reading".to_owned(), done: 5.0, total: 10.0 };
        assert_eq!(states(&half, &Job::Idle).first(), Some(&State::Running(Some(0.5))));
        assert_eq!(states(&Job::started(), &Job::Idle).first(), Some(&State::Running(None)));
    }
}
