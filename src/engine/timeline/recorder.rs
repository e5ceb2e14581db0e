use super::moment::MOST_MOMENTS;
use crate::error::EngineError;
use crate::progress::{Observer, Progress, Seen};

/// Numbers kept at most, which are 32 MB: a network of many weights has fewer moments.
const MOST_NUMBERS: usize = 4_000_000;
/// States kept at least.
const LEAST: usize = 8;

/// A state that was seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Snapshot {
    pub step: usize,
    pub parameters: Vec<f64>,
    pub train: Option<f64>,
    pub validation: Option<f64>,
}

/// Keeps states at even distances, however many there will be: when there are too many, every second
/// is dropped and from then on only every second is taken. The last is always kept.
#[derive(Debug)]
pub(super) struct Recorder {
    kept: Vec<Snapshot>,
    last: Option<Snapshot>,
    /// Steps from one kept state to the next.
    stride: usize,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self { kept: Vec::new(), last: None, stride: 1 }
    }

    /// The states in order, and the distance from one to the next.
    pub(super) fn finish(mut self) -> (Vec<Snapshot>, usize) {
        let is_kept = |last: &Snapshot| self.kept.last().is_some_and(|kept| kept.step == last.step);
        if let Some(last) = self.last.take().filter(|last| !is_kept(last)) {
            self.kept.push(last);
        }
        (self.kept, self.stride)
    }
}

impl Observer for Recorder {
    fn see(&mut self, seen: Seen) {
        let snapshot = Snapshot {
            step: seen.step,
            parameters: seen.parameters.to_vec(),
            train: seen.train,
            validation: seen.validation,
        };
        if seen.step.is_multiple_of(self.stride) {
            let most = (MOST_NUMBERS / seen.parameters.len().max(1)).clamp(LEAST, MOST_MOMENTS - 1);
            if self.kept.len() >= most {
                self.stride *= 2;
                let stride = self.stride;
                self.kept.retain(|kept| kept.step.is_multiple_of(stride));
            }
            if seen.step.is_multiple_of(self.stride) {
                self.kept.push(snapshot.clone());
            }
        }
        self.last = Some(snapshot);
    }
}

/// Progress whose work is watched.
pub(super) struct Watching<'a> {
    pub progress: &'a mut dyn Progress,
    pub recorder: Recorder,
}

impl Progress for Watching<'_> {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        self.progress.advance(what, done, total)
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        Some(&mut self.recorder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(n: usize, size: usize) -> (Vec<usize>, usize) {
        let mut recorder = Recorder::new();
        let parameters = vec![0.5; size];
        for step in 0..=n {
            recorder.see(Seen { step, parameters: &parameters, train: None, validation: None });
        }
        let (kept, stride) = recorder.finish();
        (kept.iter().map(|kept| kept.step).collect(), stride)
    }

    #[test]
    fn states_lie_at_even_distances_and_the_last_is_kept() {
        assert_eq!(steps(5, 1), ((0..=5).collect(), 1));
        for n in [98, 99, 100, 555, 1000, 9_999] {
            let (kept, stride) = steps(n, 1);
            assert!(kept.len() > MOST_MOMENTS / 3 && kept.len() <= MOST_MOMENTS, "{n}: {}", kept.len());
            assert_eq!((kept[0], kept[kept.len() - 1]), (0, n));
            let even = kept.windows(2).take(kept.len() - 2).all(|pair| pair[1] - pair[0] == stride);
            assert!(even, "{n}: {kept:?}");
        }
    }

    #[test]
    fn large_states_are_fewer() {
        assert!(steps(200, MOST_NUMBERS / 10).0.len() <= 11);
    }
}
