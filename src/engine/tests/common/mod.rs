//! Tables that hold every type of column, with missing cells.

use engine::rng::Rng;
use engine::table::{Column, DType, Mask, Table, TextValues, Values};

const LEVELS: [&str; 4] = ["red", "light green", "blue", "\"><script>"];

/// `rows` rows with two columns of every type: one with missing cells and one, named with a `full_`,
/// without.
pub fn mixed(rows: usize, seed: u64) -> Table {
    let mut columns = Vec::new();
    for dtype in DType::ALL {
        for name in [dtype.name().to_owned(), format!("full_{}", dtype.name())] {
            let mut rng = Rng::new(seed, &name);
            let share = if name.starts_with("full_") { 1.0 } else { 0.8 };
            columns.push(random(&name, dtype, rows, share, &mut rng));
        }
    }
    Table::new(columns).unwrap()
}

/// A column of random cells, of which about `share` hold a value.
pub fn random(name: &str, dtype: DType, rows: usize, share: f64, rng: &mut Rng) -> Column {
    let known: Vec<bool> = (0..rows).map(|_| rng.unit() < share).collect();
    let cells: Vec<Option<u32>> = known.iter().map(|known| known.then(|| rng.below(1000))).collect();
    match dtype {
        DType::Numeric => {
            Column::numeric(name, cells.iter().map(|cell| cell.map(|cell| f64::from(cell) / 8.0 - 60.0)))
        }
        DType::Categorical => {
            Column::categorical(name, cells.iter().map(|cell| cell.map(|cell| LEVELS[cell as usize % 4])))
        }
        _ => {
            let cells = cells.into_iter().map(Option::unwrap_or_default);
            let values = match dtype {
                DType::Boolean => {
                    Values::Boolean(cells.zip(&known).map(|(cell, known)| *known && cell < 400).collect())
                }
                DType::Datetime => Values::Datetime(cells.map(|cell| i64::from(cell) * 86_400_000).collect()),
                _ => Values::Text(
                    cells
                        .zip(&known)
                        .map(
                            |(cell, known)| {
                                if *known { format!("note {}", cell % 50) } else { String::new() }
                            },
                        )
                        .collect::<Vec<_>>()
                        .iter()
                        .map(String::as_str)
                        .collect::<TextValues>(),
                ),
            };
            Column::new(name, values, known.into_iter().collect::<Mask>())
        }
    }
}
