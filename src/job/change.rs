//! What one step does to the training rows, cell by cell.

use engine::error::EngineError;
use engine::models::Task;
use engine::pipeline::{PipelineSpec, Preparing, RowsAfter, task_of};
use engine::split::Split;
use engine::table::{Column, DType, Table, Values};
use serde::{Deserialize, Serialize};

/// The most columns that are told of; those that the step touches come first.
pub const MOST_COLUMNS: usize = 40;

/// What one step does to the training rows, and some of them before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What becomes of the rows.
    pub rows: RowsChange,
    /// The columns: first those that the step changes, makes or removes.
    pub columns: Vec<ColumnChange>,
    /// Columns that are not told of, for want of room.
    pub columns_left_out: usize,
    /// Rows before the step.
    pub rows_before: usize,
    /// Rows after it.
    pub rows_after: usize,
    /// Rows in which a cell differs, or that are dropped or made.
    pub rows_changed: usize,
    /// The first row of the page, among those that were asked for.
    pub start: usize,
    /// How many there are of these.
    pub total: usize,
    /// The rows of the page.
    pub page: Vec<RowChange>,
}

/// What a step does to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowsChange {
    /// They stay as many as they are.
    Same,
    /// Some are dropped.
    Dropped,
    /// They stay, their cells were learned without the row itself, and there may be made ones after them.
    MadeBeside,
    /// Other rows stand in their place.
    MadeAnew,
}

/// What a step does to a column. The type is none where the column is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChange {
    /// Its name.
    pub name: String,
    /// Its type before the step.
    pub before: Option<DType>,
    /// Its type after it.
    pub after: Option<DType>,
    /// Cells that differ, of rows that are there before and after.
    pub cells: usize,
}

/// A row before and after a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    /// Its number, from 1, among the rows before the step; of a made row, among those after it.
    pub number: usize,
    /// What becomes of it.
    pub fate: RowFate,
    /// Its cells, in the order of [`Change::columns`].
    pub cells: Vec<CellChange>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFate {
    /// It is there before and after.
    Kept,
    /// It is there before the step alone.
    Dropped,
    /// It is there after the step alone.
    Made,
}

/// A cell before and after a step; the text is none where the cell is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellChange {
    /// It is the same.
    Same(Option<String>),
    /// It differs.
    Changed {
        /// Before.
        before: Option<String>,
        /// After.
        after: Option<String>,
    },
    /// Its row or column is there after the step alone.
    New(Option<String>),
    /// Its row or column is there before the step alone.
    Gone(Option<String>),
    /// It is neither before nor after: a made row has no cell in a column that is removed.
    Absent,
}

/// The training rows before and after one step, compared.
#[derive(Debug)]
pub(crate) struct Compared {
    before: Table,
    after: Table,
    rows: RowsChange,
    columns: Vec<ColumnChange>,
    columns_left_out: usize,
    places: Vec<Place>,
}

/// A row: its places before and after, and whether anything about it differs.
#[derive(Clone, Copy, Debug)]
struct Place {
    before: Option<usize>,
    after: Option<usize>,
    differs: bool,
}

impl Compared {
    /// Carries out `spec` on the training rows up to its step of that `index` and compares what that does.
    pub(crate) fn new(table: &Table, spec: &PipelineSpec, index: usize) -> Result<Self, EngineError> {
        spec.check(table)?;
        let step = spec.steps.get(index).filter(|step| step.enabled).ok_or_else(|| {
            EngineError::Spec(format!("step {} is not in use, so that it changes nothing", index + 1))
        })?;
        let target = table.column(&spec.target)?;
        let task = task_of(spec, target);
        let split = Split::new(&spec.split, table, target, task == Task::Classification)?;
        let mut rows = Preparing::of(spec, &split, table, task)?;
        for step in spec.steps.iter().take(index).filter(|step| step.enabled) {
            rows.apply(step)?;
        }
        let (before, answers) = (rows.features.clone(), rows.target.clone());
        let applied = rows.apply(step)?;
        let stay = rows.features.n_rows() >= before.n_rows() && begins_with(&rows.target, &answers);
        let (kind, mut places) = aligned(&applied.rows, before.n_rows(), rows.features.n_rows(), stay);
        let after = rows.features;
        let (columns, columns_left_out) = compare(&before, &after, &mut places);
        Ok(Self { before, after, rows: kind, columns, columns_left_out, places })
    }

    /// Some rows: all, or `only_changed` ones.
    pub(crate) fn page(&self, only_changed: bool, start: usize, count: usize) -> Change {
        let wanted = |place: &&Place| !only_changed || place.differs;
        let rows_changed = self.places.iter().filter(|place| place.differs).count();
        Change {
            rows: self.rows,
            columns: self.columns.clone(),
            columns_left_out: self.columns_left_out,
            rows_before: self.before.n_rows(),
            rows_after: self.after.n_rows(),
            rows_changed,
            start,
            total: if only_changed { rows_changed } else { self.places.len() },
            page: self.places.iter().filter(wanted).skip(start).take(count).map(|at| self.row(*at)).collect(),
        }
    }

    fn row(&self, place: Place) -> RowChange {
        let (number, fate) = match (place.before, place.after) {
            (Some(before), Some(_)) => (before + 1, RowFate::Kept),
            (Some(before), None) => (before + 1, RowFate::Dropped),
            (None, after) => (after.unwrap_or_default() + 1, RowFate::Made),
        };
        let text = |column: &Column, row: usize| column.cell(row).map(|text| text.into_owned());
        let cell = |column: &ColumnChange| {
            let before = self.before.get(&column.name).zip(place.before);
            let after = self.after.get(&column.name).zip(place.after);
            match (before, after) {
                (Some((a, row)), Some((b, other))) if differs(a, row, b, other) => {
                    CellChange::Changed { before: text(a, row), after: text(b, other) }
                }
                (Some(_), Some((b, row))) => CellChange::Same(text(b, row)),
                (None, Some((b, row))) => CellChange::New(text(b, row)),
                (Some((a, row)), None) => CellChange::Gone(text(a, row)),
                (None, None) => CellChange::Absent,
            }
        };
        RowChange { number, fate, cells: self.columns.iter().map(cell).collect() }
    }
}

/// Whether the first cells of `target` are those of `answers`.
fn begins_with(target: &Column, answers: &Column) -> bool {
    (0..answers.len()).all(|row| !differs(answers, row, target, row))
}

/// Which row before is which row after. `stay` says whether rows of a step's own making begin with those
/// that there were.
fn aligned(rows: &RowsAfter, before: usize, after: usize, stay: bool) -> (RowsChange, Vec<Place>) {
    let both = |row| Place { before: Some(row), after: Some(row), differs: false };
    let made = |row| Place { before: None, after: Some(row), differs: true };
    match rows {
        RowsAfter::Same => (RowsChange::Same, (0..before).map(both).collect()),
        RowsAfter::Kept(keep) => {
            let mut places: Vec<Place> =
                (0..before).map(|row| Place { before: Some(row), after: None, differs: true }).collect();
            for (after, row) in keep.iter().enumerate() {
                if let Some(place) = places.get_mut(*row as usize) {
                    *place = Place { after: Some(after), differs: false, ..*place };
                }
            }
            (RowsChange::Dropped, places)
        }
        RowsAfter::Made if stay => {
            (RowsChange::MadeBeside, (0..before).map(both).chain((before..after).map(made)).collect())
        }
        RowsAfter::Made => (RowsChange::MadeAnew, (0..after).map(made).collect()),
    }
}

/// Every column with what becomes of it, those that are touched first; marks the places that differ.
fn compare(before: &Table, after: &Table, places: &mut [Place]) -> (Vec<ColumnChange>, usize) {
    let of_before =
        before.columns().iter().map(|column| (column.name(), Some(column), after.get(column.name())));
    let new = after.columns().iter().filter(|column| before.get(column.name()).is_none());
    let of_after = new.map(|column| (column.name(), None, Some(column)));
    let (mut touched, mut same) = (Vec::new(), Vec::new());
    for (name, a, b) in of_before.chain(of_after) {
        let cells = match (a, b) {
            (Some(a), Some(b)) if a != b => mark(a, b, places),
            _ => 0,
        };
        let change = ColumnChange {
            name: name.to_owned(),
            before: a.map(Column::dtype),
            after: b.map(Column::dtype),
            cells,
        };
        let is_same = cells == 0 && change.before == change.after;
        if is_same { &mut same } else { &mut touched }.push(change);
    }
    touched.append(&mut same);
    let left_out = touched.len().saturating_sub(MOST_COLUMNS);
    touched.truncate(MOST_COLUMNS);
    (touched, left_out)
}

/// Marks the places at which two columns differ, and counts them.
fn mark(before: &Column, after: &Column, places: &mut [Place]) -> usize {
    let mut count = 0;
    for place in places {
        if let (Some(row), Some(other)) = (place.before, place.after)
            && differs(before, row, after, other)
        {
            place.differs = true;
            count += 1;
        }
    }
    count
}

/// Whether two cells differ for a person who reads them: in their value, or in being missing.
pub(crate) fn differs(before: &Column, row: usize, after: &Column, other: usize) -> bool {
    match (before.mask().is_valid(row), after.mask().is_valid(other)) {
        (false, false) => return false,
        (true, true) => {}
        _ => return true,
    }
    match (before.values(), after.values()) {
        (Values::Numeric(a), Values::Numeric(b)) => a.get(row) != b.get(other),
        (Values::Boolean(a), Values::Boolean(b)) => a.get(row) != b.get(other),
        (Values::Datetime(a), Values::Datetime(b)) => a.get(row) != b.get(other),
        _ => before.cell(row) != after.cell(other),
    }
}
