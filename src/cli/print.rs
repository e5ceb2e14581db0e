//! Text for a terminal.

use std::fmt::Write as _;
use std::io::Write as _;

/// A line on standard error.
pub(crate) fn note(text: &str) {
    // Notes are no part of the result.
    let _ = writeln!(std::io::stderr(), "{}", one_line(text));
}

/// The text with control characters written out, so that data cannot steer a terminal or break a line.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// A figure with four decimals, or in powers of ten where these say little.
pub(crate) fn figure(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-3..1e9).contains(&size) { format!("{value:.4}") } else { format!("{value:.4e}") }
}

/// A number, and its noun in the plural unless it is one.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Rows of cells under a heading: the first column flush left, the others flush right.
#[derive(Default)]
pub(crate) struct Grid {
    rows: Vec<Vec<String>>,
}

/// No cell is printed wider.
const WIDEST: usize = 40;

impl Grid {
    pub(crate) fn new<T: AsRef<str>>(heading: impl IntoIterator<Item = T>) -> Self {
        let mut grid = Self::default();
        grid.row(heading);
        grid
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(|cell| shortened(&one_line(cell.as_ref()))).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn print(&self, out: &mut String) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let _ =
                    if at == 0 { write!(line, "  {cell:<width$}") } else { write!(line, "  {cell:>width$}") };
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_lines_up_and_keeps_control_characters_out() {
        let mut grid = Grid::new(["name", "n"]);
        grid.row(["a\x1b[2Jb", "12"]);
        grid.row(["x".repeat(60).as_str(), "3"]);
        let mut out = String::new();
        grid.print(&mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[1].trim_end(), format!("  {:<40}  12", "a\\u{1b}[2Jb"));
        assert_eq!(lines[2].chars().count(), lines[1].chars().count());
        assert!(lines[2].contains('…'));
    }

    #[test]
    fn figures_say_something_at_every_size() {
        assert_eq!(figure(0.0), "0.0000");
        assert_eq!(figure(-12.34567), "-12.3457");
        assert_eq!(figure(0.000_012_3), "1.2300e-5");
        assert_eq!(figure(3.2e12), "3.2000e12");
    }
}
