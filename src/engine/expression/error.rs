/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: found {found} where {expected} was expected{}", after(hint))]
pub struct ExpressionError {
    /// The place in the text, in characters; the first is 1.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// What would be right there.
    pub expected: String,
    /// What to do, where there is more to say; else empty.
    pub hint: String,
}

fn after(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!("; {hint}") }
}

impl ExpressionError {
    pub(super) fn new(column: usize, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { column, found: found.into(), expected: expected.into(), hint: String::new() }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}
