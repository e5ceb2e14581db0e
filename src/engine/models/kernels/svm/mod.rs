//! Support vector machines: kernel functions, and the solver of their quadratic problem.

mod cache;
mod function;
mod lesson;
mod machines;
mod select;
mod solver;
mod votes;

pub use function::Function;
pub use lesson::Lesson;
pub use machines::{Course, Kernel, Machines, scale_gamma};
pub use solver::Settings;
pub use votes::{class_scores, votes};
