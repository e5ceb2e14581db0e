//! `profile`: what is in a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::document;
use engine::profile::{self, Alert, ColumnProfile, Profile, Severity, Summary};
use engine::table::read::{Dialect, ReadReport};
use engine::table::{Role, datetime};
use serde::Serialize;

use crate::args::ProfileArgs;
use crate::error::CliError;
use crate::print::{Grid, counted, figure, one_line};
use crate::{input, output};

/// Levels that are listed of a column.
const TOP: usize = 3;

/// What `--json` prints.
#[derive(Serialize)]
struct Description {
    dialect: Dialect,
    report: ReadReport,
    profile: Profile,
    alerts: Vec<Alert>,
    roles: BTreeMap<String, Role>,
}

pub(crate) fn profile(args: &ProfileArgs) -> Result<(), CliError> {
    let ingested = input::table(&args.file, &args.read.with_types(&args.types))?;
    if let Some(target) = &args.target {
        ingested.table.column(target).map_err(CliError::file(&args.file))?;
    }
    let profile = profile::profile(&ingested.table);
    let description = Description {
        alerts: profile::alerts(&ingested.table, &profile, args.target.as_deref()),
        roles: profile::guess_roles(&profile),
        dialect: ingested.dialect,
        report: ingested.report,
        profile,
    };
    if !args.json {
        return output::stdout(&text(&description));
    }
    output::stdout(&document::json("profile", &description)?)
}

fn text(description: &Description) -> String {
    let Description { dialect, report, profile, .. } = description;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} × {}; {}, cells between {:?}, {}, decimal {}",
        counted(profile.rows, "row"),
        counted(profile.columns.len(), "column"),
        dialect.encoding.name(),
        dialect.delimiter,
        if dialect.header { "with a header" } else { "without a header" },
        if dialect.decimal_comma { "comma" } else { "point" },
    );
    for line in input::remarks(report) {
        let _ = writeln!(out, "Reading: {}", one_line(&line));
    }
    out.push_str("\nColumns\n");
    let mut grid =
        Grid::new(["", "type", "missing", "distinct", "mean", "sd", "least", "median", "greatest"]);
    for column in &profile.columns {
        grid.row(columns(column));
    }
    grid.print(&mut out);
    levels(profile, &mut out);
    if !description.alerts.is_empty() {
        out.push_str("\nAlerts\n");
    }
    for alert in &description.alerts {
        let severity = match alert.severity {
            Severity::Info => "note",
            Severity::Warning => "warning",
            Severity::Problem => "problem",
        };
        let _ = writeln!(out, "  {severity}: {}", one_line(&alert.message));
    }
    out
}

fn columns(column: &ColumnProfile) -> Vec<String> {
    let distinct = format!("{}{}", column.distinct.count, if column.distinct.more { "+" } else { "" });
    let mut cells =
        vec![column.name.clone(), column.dtype.name().to_owned(), column.missing.to_string(), distinct];
    match &column.summary {
        Summary::Numeric(numbers) => {
            let sd = numbers.sd.map_or_else(|| "–".to_owned(), figure);
            cells.extend([figure(numbers.mean), sd]);
            cells.extend([numbers.min, numbers.quantiles.p50, numbers.max].map(figure));
        }
        Summary::Datetime(moments) => {
            let of = datetime::format;
            cells.extend([String::new(), String::new(), of(moments.min), String::new(), of(moments.max)]);
        }
        Summary::Levels(_) | Summary::Empty => {}
    }
    cells
}

fn levels(profile: &Profile, out: &mut String) {
    let mut grid = Grid::default();
    for column in &profile.columns {
        if let Summary::Levels(levels) = &column.summary {
            let top = levels.top.iter().take(TOP).map(|top| format!("{} ({})", top.level, top.count));
            grid.row(std::iter::once(column.name.clone()).chain(top));
        }
    }
    if !grid.is_empty() {
        out.push_str("\nMost common values\n");
        grid.print(out);
    }
}
