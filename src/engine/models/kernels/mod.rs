//! Our own numeric kernels: fixed order of sums, no machine-dependent mathematics, no randomness of
//! their own. They expect what [`ModelKind::fit`](super::ModelKind::fit) has validated.

pub(super) mod boost;
pub(super) mod cholesky;
pub(super) mod design;
pub(super) mod least_squares;
pub(super) mod logistic;
pub(super) mod neighbours;
pub(super) mod newton;
pub(super) mod tree;
pub(super) mod vector;
