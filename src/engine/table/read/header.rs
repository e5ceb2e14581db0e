use std::collections::HashSet;

use super::Renamed;

/// Distinct names from a header: blanks around are cut, an empty one becomes `column_3`, and a
/// repeated one `name_2`.
pub(super) fn names<'a>(header: impl IntoIterator<Item = &'a str>) -> (Vec<String>, Vec<Renamed>) {
    let header: Vec<&str> = header.into_iter().collect();
    // A suffix must not take the name of a later column.
    let given: HashSet<&str> = header.iter().map(|name| name.trim()).collect();
    let mut used: HashSet<String> = HashSet::with_capacity(header.len());
    let mut next = std::collections::HashMap::new();
    let mut renamed = Vec::new();
    for (index, from) in header.iter().enumerate() {
        let wanted = from.trim();
        let base = if wanted.is_empty() { format!("column_{}", index + 1) } else { wanted.to_owned() };
        let mut name = base.clone();
        let number = next.entry(base.clone()).or_insert(2_usize);
        while used.contains(&name) || (name != wanted && given.contains(name.as_str())) {
            name = format!("{base}_{number}");
            *number += 1;
        }
        if name != *from {
            renamed.push(Renamed { column: index + 1, from: (*from).to_owned(), to: name.clone() });
        }
        used.insert(name);
    }
    (header_order(&header, &renamed), renamed)
}

fn header_order(header: &[&str], renamed: &[Renamed]) -> Vec<String> {
    let mut names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    for change in renamed {
        if let Some(name) = names.get_mut(change.column - 1) {
            change.to.clone_into(name);
        }
    }
    names
}
