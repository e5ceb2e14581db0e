//! What must hold for any pattern and any form of dates on any texts.

use engine::error::EngineError;
use engine::models::Task;
use engine::params::ParamValue;
use engine::steps::{FittedStep, StepSpec};
use engine::table::read::DateFormat;
use engine::table::{Column, DType, Mask, Table, TextValues, Values, datetime};

/// Milliseconds of the first moment of the year 1 and of the last of the year 9999, and a day for offsets.
const READABLE: std::ops::Range<i64> = -62_135_683_200_000..253_402_387_200_000;

/// The first line as a pattern, the second as what replaces it, the others as texts: an error, or texts that
/// do not depend on the other rows.
pub fn replace(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let (pattern, put) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let table = column(lines);
    for kind in ["literal", "regex"] {
        for scope in ["part", "whole"] {
            let params = [("pattern", pattern), ("replacement", put), ("kind", kind), ("scope", scope)];
            let Some(step) = fitted("replace", &params, &table) else { continue };
            rows_stand_alone(&step, &table);
        }
    }
}

/// The first line as a form of dates, the others as texts: an error, or moments of four-digit years that do
/// not depend on the other rows and are read again when they are written.
pub fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let form = lines.next().unwrap_or_default();
    let table = column(lines);
    let Some(step) = fitted("parse_dates", &[("format", form)], &table) else { return };
    let out = step.transform(&table).expect("what was fitted transforms");
    let Some(Values::Datetime(moments)) = out.columns().first().map(Column::values) else {
        panic!("{form:?} makes no dates")
    };
    for moment in moments {
        assert!(READABLE.contains(moment), "{form:?}: {moment}");
        let written = datetime::format(*moment);
        let again = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]
            .iter()
            .find_map(|form| DateFormat::new(form).ok()?.parse(&written));
        // Years below 1 come from an offset alone.
        assert!(again.is_none_or(|again| again == *moment), "{form:?}: {written}");
    }
    rows_stand_alone(&step, &table);
}

/// A column of these texts.
fn column<'a>(cells: impl Iterator<Item = &'a str>) -> Table {
    let texts: TextValues = cells.collect();
    let mask: Mask = texts.iter().map(|text| !text.is_empty()).collect();
    Table::new(vec![Column::new("text", Values::Text(texts), mask)]).expect("one column")
}

/// The step, or nothing where it is refused in words.
fn fitted(id: &str, params: &[(&str, &str)], table: &Table) -> Option<FittedStep> {
    let params =
        params.iter().map(|(name, value)| ((*name).to_owned(), ParamValue::Text((*value).to_owned())));
    let spec = StepSpec { params: params.collect(), ..StepSpec::new(id) };
    let target = Column::numeric("target", (0..table.n_rows()).map(|row| Some(row as f64)));
    match spec.fit(table, &target, Task::Regression) {
        Ok(fit) => Some(fit.step),
        Err(EngineError::Spec(text) | EngineError::Data(text)) => {
            assert!(text.len() > 30, "{text}");
            None
        }
        Err(other) => panic!("{id}: {other}"),
    }
}

fn rows_stand_alone(step: &FittedStep, table: &Table) {
    let whole = step.transform(table).expect("what was fitted transforms");
    assert_eq!(whole.n_rows(), table.n_rows());
    assert!(table.columns().iter().all(|column| column.dtype() == DType::Text));
    for row in 0..u32::try_from(table.n_rows().min(8)).unwrap_or(0) {
        let alone = step.transform(&table.take(&[row])).expect("so does one row");
        assert!(alone == whole.take(&[row]), "row {row}");
    }
}
