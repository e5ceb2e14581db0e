//! The stations, one folder or file each. They never import each other.

mod collect;
mod evaluate;
mod prepare;
mod split;
mod train;
mod tune;

pub(crate) use collect::Collect;
pub(crate) use evaluate::Evaluate;
pub(crate) use prepare::Prepare;
pub(crate) use split::Split;
pub(crate) use train::Train;
pub(crate) use tune::Tune;
