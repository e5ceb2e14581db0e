//! Neural networks of full layers: products of matrices, the gradient, and its descent. Training is
//! in single precision, answers are in double.

mod descent;
mod gradient;
mod product;
mod shape;
mod training;

pub use descent::Solver;
pub use shape::{Activation, Head, Shape};
pub use training::{Answers, History, Settings, train};
