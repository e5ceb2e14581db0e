//! The pipeline: what to do ([`PipelineSpec`]), what was learned ([`FittedPipeline`]), and what it
//! says of new rows ([`Prediction`]).

mod design;
mod fit;
mod fitted;
mod lesson;
mod preparing;
mod saved;
mod spec;
mod target;

pub use design::{Design, Levels};
pub use fit::{Fitting, Flow};
pub use fitted::{FittedPipeline, InputColumn, Prediction};
pub use lesson::Lesson;
pub use preparing::{Applied, Preparing, RowsAfter};
pub use saved::FORMAT;
pub use spec::{PipelineSpec, VERSION};
pub use target::{Labels, task_of};
