//! Damage to saved values.

use serde_json::Value;

/// Puts something else in the place of the `at`th value, counted from the outermost. Whether there is
/// one.
pub fn mutate(value: &mut Value, at: &mut usize, how: usize) -> bool {
    if *at == 0 {
        let numbers = [0.0, -1.0, 1.0, 2.5, 1e18, 4_294_967_295.0, 1e308, -1e308, 5e-324, 7.0];
        match value {
            Value::Array(items) => match how % 6 {
                0 => items.clear(),
                1 => drop(items.pop()),
                2 => items.extend(items.last().cloned()),
                3 => items.reverse(),
                4 => items.extend(items.clone()),
                _ => drop(items.drain(..items.len() / 2)),
            },
            Value::Number(_) if how.is_multiple_of(2) => *value = Value::from(numbers[how / 2 % 10] as i64),
            Value::Number(_) => *value = Value::from(numbers[how / 2 % 10]),
            Value::String(text) => *text = ["", "numeric", "0", "low", "numeric_missing"][how % 5].to_owned(),
            Value::Bool(truth) => *truth = !*truth,
            Value::Object(fields) => {
                let name = fields.keys().nth(how % fields.len().max(1)).cloned().unwrap_or_default();
                fields.remove(&name);
            }
            Value::Null => *value = Value::from(numbers[how % 10]),
        }
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| mutate(item, at, how)),
        Value::Object(fields) => fields.values_mut().any(|item| mutate(item, at, how)),
        _ => false,
    }
}

/// The values in a value, itself among them.
pub fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}
