//! The classes that a model has seen.

use ndarray::ArrayViewMut1;
use serde::{Deserialize, Serialize};

/// The classes that occurred in training, among all there are; the others have probability zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenClasses {
    n_classes: usize,
    /// Ascending.
    seen: Vec<u32>,
}

impl SeenClasses {
    /// Those among `codes`, which are below `n_classes`.
    pub(super) fn new(codes: &[u32], n_classes: usize) -> Self {
        let mut seen = codes.to_vec();
        seen.sort_unstable();
        seen.dedup();
        Self { n_classes, seen }
    }

    /// How many occurred.
    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    /// Those that occurred, ascending.
    pub(super) fn codes(&self) -> &[u32] {
        &self.seen
    }

    /// How many there are.
    pub(super) fn all(&self) -> usize {
        self.n_classes
    }

    /// The codes counted among the seen classes only: 0 for the first seen, and so on.
    pub(super) fn compact(&self, codes: &[u32]) -> Vec<u32> {
        let mut place = vec![0_u32; self.n_classes];
        for (index, code) in (0..).zip(&self.seen) {
            place[*code as usize] = index;
        }
        codes.iter().map(|code| place[*code as usize]).collect()
    }

    /// Writes the seen classes' probabilities to their places among all.
    pub(super) fn spread(&self, of_seen: &[f64], mut out: ArrayViewMut1<f64>) {
        for (class, probability) in self.seen.iter().zip(of_seen) {
            out[*class as usize] = *probability;
        }
    }

    /// Two or more, ascending, and as many in all as the target has.
    ///
    /// # Errors
    /// The fault in words.
    pub(super) fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if n_classes != Some(self.n_classes) {
            return Err(format!("it knows {} classes, which are not those of the target", self.n_classes));
        }
        let ascending = self.seen.windows(2).all(|pair| pair[0] < pair[1]);
        if self.seen.len() < 2 || !ascending || self.seen.iter().any(|c| *c as usize >= self.n_classes) {
            return Err("its list of classes is damaged".to_owned());
        }
        Ok(())
    }
}
