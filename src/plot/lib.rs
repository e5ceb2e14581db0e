//! The plot room.
