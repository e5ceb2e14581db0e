//! Learning in the open: the moments that a model goes through while it learns, as data, and what the
//! model of each moment says.
//!
//! ```text
//! fitted pipeline + training rows → Watched: Timeline (what happened when)
//!                                          → model of a moment → Surface (what it says, on a plane)
//! ```
//!
//! A moment's model is exact, not an imitation: the model of the last moment is the fitted one, and
//! that of moment `k` is what a fit that ends after `k` steps gives. Where the fitted model holds its
//! past (the questions of a tree, the trees of a forest, the rounds of boosting) it is cut off there.
//! Where it does not, the fit is done again: with an [`Observer`](crate::progress::Observer) that
//! keeps weights, or, for support vector machines, with a limit on the steps. Nothing here runs, and
//! no state is kept, unless somebody watches.

mod clusters;
mod diagram;
mod moment;
mod past;
mod plane;
mod recorder;
mod surface;
mod watched;

pub use diagram::{Layer, Network, TreeFacts, TreeNode};
pub use moment::{MOST_MOMENTS, Moment, Timeline};
pub use plane::{Plane, View};
pub use surface::{Answers, GRID, MOST_POINTS, Point, Surface, Surfaces};
pub use watched::{Subject, Watched};
