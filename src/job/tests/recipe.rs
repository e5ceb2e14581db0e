//! What the page is told of a recipe: which columns go through its steps, what these do to the real rows,
//! and where a step could be done that cannot be done where it stands.
#![allow(clippy::unwrap_used, clippy::panic)]

use engine::params::ParamValue;
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::steps::{Keyword, Selector, StepSpec};
use engine::table::DType;
use engine::table::read::{ReadOptions, read_all};
use job::{CellChange, Change, Plan, Reply, Request, RowFate, RowsChange, Runner};

/// 12 rows: a number with gaps, a colour, a number, a row twice.
const CSV: &str = "a,colour,b,y\n1,red,10,0\n,blue,20,1\n3,red,30,0\n4,green,40,1\n5,red,50,0\n5,red,50,0\n,red,60,1\n8,blue,70,0\n9,blue,80,1\n10,red,90,0\n11,green,95,1\n12,red,99,1\n";

fn opened() -> Runner {
    let mut runner = Runner::new();
    runner.open(read_all(CSV.as_bytes(), &ReadOptions::default()).unwrap(), 1.0);
    runner
}

fn named(step: &str, columns: &[&str]) -> StepSpec {
    let columns = Selector::Names(columns.iter().map(|name| (*name).to_owned()).collect());
    StepSpec { columns, ..StepSpec::new(step) }
}

/// All rows teach, in the order of the file.
fn spec(steps: Vec<StepSpec>) -> PipelineSpec {
    let mut spec = PipelineSpec { steps, ..PipelineSpec::new("y", "decision_tree") };
    (spec.split.train, spec.split.validation, spec.split.test) = (1.0, 0.0, 0.0);
    spec
}

fn plan(spec: PipelineSpec) -> Plan {
    match opened().handle(Request::Plan { spec }, &mut Silent) {
        Ok(Reply::Planned(plan)) => *plan,
        other => panic!("{other:?}"),
    }
}

fn change(spec: PipelineSpec, step: usize, only_changed: bool) -> Change {
    let request = Request::Change { spec: Box::new(spec), step, only_changed, start: 0, count: 100 };
    match opened().handle(request, &mut Silent) {
        Ok(Reply::Changed(change)) => *change,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plan_names_the_columns_that_go_through_a_step() {
    let mut one_hot = StepSpec::new("one_hot");
    one_hot.columns = Selector::Kind(Keyword::Categorical);
    let off = StepSpec { enabled: false, ..StepSpec::new("scale") };
    let plan = plan(spec(vec![StepSpec::new("impute"), off, one_hot]));
    let names =
        |columns: &[(String, DType)]| columns.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&plan.columns), ["a", "colour", "b"]);
    let [impute, one_hot] = &plan.steps[..] else { panic!("{:?}", plan.steps) };
    assert_eq!((impute.index, one_hot.index), (0, 2));
    assert_eq!(impute.through.takes, ["a", "b"]);
    assert_eq!(impute.through.changes, ["a"], "b has no gaps");
    assert!(impute.through.makes.is_empty() && impute.through.removes.is_empty());
    assert_eq!(one_hot.through.takes, ["colour"]);
    assert_eq!(one_hot.through.removes, ["colour"]);
    assert_eq!(one_hot.through.makes.len(), 3);
    assert_eq!(names(&one_hot.columns).len(), 5);
    assert_eq!(one_hot.rows, 12);
}

#[test]
fn filled_cells_are_marked_and_others_are_not() {
    let recipe = spec(vec![StepSpec::new("impute")]);
    let all = change(recipe.clone(), 0, false);
    assert_eq!((all.rows, all.total, all.rows_changed), (RowsChange::Same, 12, 2));
    let names: Vec<&str> = all.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["a", "colour", "b"]);
    assert_eq!(all.columns.iter().map(|column| column.cells).collect::<Vec<_>>(), [2, 0, 0]);
    assert_eq!(all.page[0].cells[0], CellChange::Same(Some("1".to_owned())));
    let filled = CellChange::Changed { before: None, after: Some("6.5".to_owned()) };
    let changed = change(recipe, 0, true);
    assert_eq!(changed.total, 2);
    assert_eq!(changed.page.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 7]);
    for row in changed.page {
        assert_eq!((row.fate, &row.cells[0]), (RowFate::Kept, &filled));
    }
}

#[test]
fn columns_that_come_and_go_stand_first() {
    let change = change(spec(vec![StepSpec::new("one_hot")]), 0, false);
    let fates: Vec<_> = change.columns.iter().map(|c| (c.before.is_some(), c.after.is_some())).collect();
    assert_eq!(
        fates,
        [(true, false), (false, true), (false, true), (false, true), (true, true), (true, true)]
    );
    assert_eq!(change.columns[0].name, "colour");
    assert_eq!(change.rows_changed, 0, "no cell of a column that stays differs");
    assert_eq!(change.page[0].cells[0], CellChange::Gone(Some("red".to_owned())));
    assert!(matches!(change.page[0].cells[1], CellChange::New(Some(_))));
}

#[test]
fn dropped_rows_stand_where_they_were() {
    let dropped =
        change(spec(vec![StepSpec::new("drop_missing"), StepSpec::new("drop_duplicates")]), 0, false);
    assert_eq!((dropped.rows, dropped.rows_before, dropped.rows_after), (RowsChange::Dropped, 12, 10));
    let fates: Vec<_> = dropped.page.iter().filter(|row| row.fate == RowFate::Dropped).collect();
    assert_eq!(fates.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 7]);
    assert_eq!(fates[0].cells[0], CellChange::Gone(None));
    assert_eq!(dropped.page[2].cells[0], CellChange::Same(Some("3".to_owned())));
    let recipe = spec(vec![StepSpec::new("drop_missing"), StepSpec::new("drop_duplicates")]);
    assert_eq!(change(recipe, 1, true).page.len(), 1);
}

#[test]
fn pages_are_cut_from_the_rows_that_were_asked_for() {
    let mut runner = opened();
    let mut ask = |start, only_changed| {
        let spec = Box::new(spec(vec![StepSpec::new("impute")]));
        let request = Request::Change { spec, step: 0, only_changed, start, count: 5 };
        let Ok(Reply::Changed(change)) = runner.handle(request, &mut Silent) else { panic!("no change") };
        change.page.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(ask(5, false), [6, 7, 8, 9, 10]);
    assert_eq!(ask(1, true), [7]);
    assert!(ask(100, false).is_empty());
}

#[test]
fn a_step_that_is_off_or_not_there_changes_nothing() {
    let off = StepSpec { enabled: false, ..StepSpec::new("scale") };
    for step in [0, 1] {
        let spec = Box::new(spec(vec![off.clone()]));
        let request = Request::Change { spec, step, only_changed: false, start: 0, count: 5 };
        assert!(opened().handle(request, &mut Silent).is_err());
    }
}

#[test]
fn a_step_that_comes_too_late_could_be_done_earlier() {
    let mut fill = named("impute", &["colour"]);
    fill.params.insert("strategy".to_owned(), ParamValue::Text("most_frequent".to_owned()));
    let plan = plan(spec(vec![StepSpec::new("scale"), StepSpec::new("one_hot"), fill]));
    let failed = plan.steps.last().unwrap();
    assert_eq!(failed.index, 2);
    assert!(failed.outcome.as_ref().unwrap_err().contains("no column \"colour\""));
    assert_eq!(
        failed.elsewhere.map(|elsewhere| elsewhere.to),
        Some(1),
        "the nearest place is before one_hot"
    );
    assert_eq!(failed.through.takes, Vec::<String>::new());
    assert_eq!(failed.columns, plan.steps[1].columns);
}

#[test]
fn a_step_that_comes_too_early_could_be_done_later() {
    let off = StepSpec { enabled: false, ..StepSpec::new("scale") };
    let recipe = vec![named("scale", &["pca_1"]), off, StepSpec::new("impute"), StepSpec::new("pca")];
    let plan = plan(spec(recipe));
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].elsewhere.map(|elsewhere| elsewhere.to), Some(3));
}

#[test]
fn a_step_that_can_be_done_nowhere_is_not_sent_anywhere() {
    let plan = plan(spec(vec![StepSpec::new("impute"), named("scale", &["no such column"])]));
    assert_eq!(plan.steps[1].elsewhere, None);
}

#[test]
fn with_the_leak_the_plan_learns_from_all_rows() {
    let of = |leak| {
        let mut spec = PipelineSpec { leak, ..spec(vec![StepSpec::new("impute")]) };
        (spec.split.train, spec.split.validation) = (0.5, 0.5);
        plan(spec).steps[0].outcome.as_ref().unwrap().1.learned[0].value.clone()
    };
    assert_ne!(of(false), of(true));
    assert_eq!(of(true), "6.5", "the median of all rows");
}
