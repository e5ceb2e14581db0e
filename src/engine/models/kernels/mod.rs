//! Our own numeric kernels: fixed order of sums, no machine-dependent mathematics, no randomness of
//! their own. They expect what [`ModelKind::fit`](super::ModelKind::fit) has validated.

pub(super) mod boost;
pub(super) mod calibration;
pub(crate) mod cholesky;
pub(super) mod coordinates;
pub(super) mod covariance;
pub(crate) mod design;
pub(crate) mod eigen;
pub(crate) mod exp;
pub(crate) mod gram;
pub(crate) mod k_means;
pub(super) mod least_squares;
pub(crate) mod line_groups;
pub(super) mod logistic;
pub(crate) mod neighbours;
pub(super) mod network;
pub(super) mod newton;
pub(super) mod normal;
pub(crate) mod power;
pub(super) mod refine;
pub(super) mod root;
pub(super) mod screen;
pub(super) mod svm;
pub(super) mod tree;
pub(crate) mod vector;
pub(super) mod whitening;
