//! What can go wrong in the engine. Every text says what happened, where, and what to do.

/// An error of the engine, fit to be shown to a user as it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EngineError {
    /// Columns of one table must have one length.
    #[error(
        "column {column:?} has {found} rows where the table has {expected}; give every column the same number of rows"
    )]
    ColumnLength {
        /// The column at fault.
        column: String,
        /// Rows of the table.
        expected: usize,
        /// Rows of the column.
        found: usize,
    },
    /// Two columns share a name.
    #[error("two columns are named {column:?}; rename one of them")]
    DuplicateColumn {
        /// The shared name.
        column: String,
    },
    /// A column is asked for that the table lacks.
    #[error("there is no column {column:?}; the table has {}", crate::names::list(known))]
    NoSuchColumn {
        /// The name asked for.
        column: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A parameter is unknown, of the wrong kind, or out of its domain.
    #[error(transparent)]
    Param(#[from] crate::params::ParamError),
    /// The data cannot be used as the spec asks.
    #[error("{0}")]
    Data(String),
    /// The spec cannot be carried out, whatever the data.
    #[error("{0}")]
    Spec(String),
    /// A saved model or pipeline is damaged, tampered with, or of another version.
    #[error("this model file cannot be used: {0}; export it again")]
    Model(String),
    /// The job was cancelled between two units of work.
    #[error("stopped")]
    Stopped,
}
