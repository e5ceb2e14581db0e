use std::collections::{BTreeMap, HashMap};

use super::{Column, Values};

/// The rows of every distinct value, ascending, under the value's text; missing cells are in none.
/// A value is written out once, not once a row.
#[must_use]
pub fn groups(column: &Column) -> BTreeMap<String, Vec<u32>> {
    let mut by_key: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut by_text: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let rows = (0..column.len()).filter(|row| column.mask().is_valid(*row));
    for row in rows {
        let Ok(at) = u32::try_from(row) else { break };
        let key = match column.values() {
            Values::Categorical { codes, .. } => codes.get(row).map(|code| u64::from(*code)),
            Values::Numeric(values) => values.get(row).map(|value| value.to_bits()),
            Values::Boolean(values) => values.get(row).map(|value| u64::from(*value)),
            Values::Datetime(values) => values.get(row).map(|value| value.cast_unsigned()),
            Values::Text(values) => {
                match by_text.get_mut(values.get(row)) {
                    Some(group) => group.push(at),
                    None => {
                        by_text.insert(values.get(row).to_owned(), vec![at]);
                    }
                }
                None
            }
        };
        if let Some(key) = key {
            by_key.entry(key).or_default().push(at);
        }
    }
    for rows in by_key.into_values() {
        if let Some(text) = rows.first().and_then(|row| column.cell(*row as usize)) {
            by_text.insert(text.into_owned(), rows);
        }
    }
    by_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_valid_row_is_in_the_group_of_its_text() {
        let texts = ["b", "a", "", "b", "c", "a"];
        let columns = [
            Column::categorical("c", texts.map(|t| (!t.is_empty()).then_some(t))),
            Column::numeric("n", [Some(1.5), Some(-0.0), None, Some(0.0), Some(1.5), Some(2.0)]),
            Column::new(
                "t",
                Values::Text(texts.into_iter().collect()),
                texts.iter().map(|t| !t.is_empty()).collect(),
            ),
        ];
        for column in columns {
            let groups = groups(&column);
            let mut rows: Vec<u32> = groups.values().flatten().copied().collect();
            rows.sort_unstable();
            assert_eq!(rows, [0, 1, 3, 4, 5]);
            for (text, rows) in groups {
                assert!(rows.is_sorted());
                for row in rows {
                    assert_eq!(column.cell(row as usize).as_deref(), Some(text.as_str()));
                }
            }
        }
    }
}
