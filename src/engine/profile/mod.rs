//! What is in a table: a summary of every column, alerts about its quality, and a first guess of what
//! each column is for.

mod alert;
mod alerts;
mod duplicates;
mod histogram;
mod leak;
mod numeric;
mod roles;
mod suggest;
mod summary;

pub use alert::{Alert, AlertKind, Severity};
pub use alerts::alerts;
pub(crate) use duplicates::row_hashes;
pub use histogram::Histogram;
pub(crate) use leak::Target as GivenAway;
pub use numeric::{NumericSummary, Quantiles};
pub use roles::guess_roles;
pub use suggest::{Suggestion, WIDTHS_LOOK, suggestions};
pub use summary::{
    ColumnProfile, DISTINCT_CAP, DatetimeSummary, Distinct, LevelCount, LevelSummary, Profile, Summary,
    profile,
};
