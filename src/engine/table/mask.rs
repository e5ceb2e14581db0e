/// Which cells of a column hold a value: one bit a cell, set when the cell is valid.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Mask {
    words: Vec<u64>,
    len: usize,
    valid: usize,
}

impl Mask {
    /// A mask of `len` cells, all valid.
    #[must_use]
    pub fn all_valid(len: usize) -> Self {
        let mut words = vec![u64::MAX; len / 64];
        if !len.is_multiple_of(64) {
            words.push((1 << (len % 64)) - 1);
        }
        Self { words, len, valid: len }
    }

    /// An empty mask with room for `capacity` cells.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { words: Vec::with_capacity(capacity.div_ceil(64)), len: 0, valid: 0 }
    }

    /// Adds one cell.
    #[inline]
    pub fn push(&mut self, valid: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        if let Some(word) = self.words.last_mut() {
            *word |= u64::from(valid) << (self.len % 64);
        }
        self.len += 1;
        self.valid += usize::from(valid);
    }

    /// Whether the cell at `index` holds a value. False past the end.
    #[inline]
    #[must_use]
    pub fn is_valid(&self, index: usize) -> bool {
        self.words.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Number of cells that hold a value.
    #[must_use]
    pub fn n_valid(&self) -> usize {
        self.valid
    }

    /// Number of cells that hold none.
    #[must_use]
    pub fn n_missing(&self) -> usize {
        self.len - self.valid
    }

    /// The validity of every cell, in order.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.len).map(|index| self.is_valid(index))
    }

    /// The cells at the given places, in the given order; one past the end is missing.
    #[must_use]
    pub fn take(&self, places: &[u32]) -> Self {
        let bits = |part: &[u32]| {
            part.iter()
                .enumerate()
                .fold(0, |word, (at, place)| word | u64::from(self.is_valid(*place as usize)) << at)
        };
        Self::from_words(places.chunks(64).map(bits).collect(), places.len())
    }

    /// A mask of its words; bits past `len` are zero.
    pub(crate) fn from_words(words: Vec<u64>, len: usize) -> Self {
        let valid = words.iter().map(|word| word.count_ones() as usize).sum();
        Self { words, len, valid }
    }

    /// Bits of 64 cells at a time, the first cell in the lowest.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().copied()
    }

    /// The mask without the cells whose value is not finite; every value that is then missing is made zero.
    pub(crate) fn keep_finite(&self, values: &mut [f64]) -> Self {
        let words = values.chunks_mut(64).zip(&self.words).map(|(values, word)| keep_finite(*word, values));
        Self::from_words(words.collect(), self.len)
    }

    /// Cells that are valid in both of two masks of one length.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self::from_words(self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect(), self.len)
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity() * 8
    }
}

/// The bits of up to 64 cells without those whose value is not finite; every value that is then missing is
/// made zero.
pub(crate) fn keep_finite(word: u64, values: &mut [f64]) -> u64 {
    let missing = !word & (u64::MAX >> (64 - values.len()));
    make_zero(missing, values);
    // Without branches in the loops, which the compiler can then do for several values at once.
    if values.iter().fold(0, |wrong, value| wrong | u64::from(!value.is_finite())) == 0 {
        return word;
    }
    let (mut finite, mut bit) = (0, 1_u64);
    for value in values {
        finite |= bit & u64::from(value.is_finite()).wrapping_neg();
        bit <<= 1;
        *value = if value.is_finite() { *value } else { 0.0 };
    }
    word & finite
}

/// Makes those of up to 64 values zero whose bit is set: seldom many.
fn make_zero(mut bits: u64, values: &mut [f64]) {
    while bits != 0 {
        if let Some(value) = values.get_mut(bits.trailing_zeros() as usize) {
            *value = 0.0;
        }
        bits &= bits - 1;
    }
}

impl FromIterator<bool> for Mask {
    fn from_iter<I: IntoIterator<Item = bool>>(iter: I) -> Self {
        let mut mask = Self::default();
        for valid in iter {
            mask.push(valid);
        }
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_is_missing_and_what_is_missing_is_zero() {
        for len in [0, 1, 63, 64, 65, 200] {
            let mask: Mask = (0..len).map(|i| i % 5 != 0).collect();
            let mut values: Vec<f64> = (0..len).map(|i| if i % 7 == 3 { f64::NAN } else { 1.0 }).collect();
            let kept = mask.keep_finite(&mut values);
            let expected: Vec<bool> = (0..len).map(|i| i % 5 != 0 && i % 7 != 3).collect();
            assert_eq!(kept, expected.iter().copied().collect::<Mask>());
            let zeros = expected.iter().map(|valid| f64::from(u8::from(*valid)));
            assert!(values.iter().copied().eq(zeros), "{values:?}");
        }
    }

    #[test]
    fn both_is_what_each_holds() {
        for len in [0, 1, 63, 64, 65, 200] {
            let (a, b) = ((0..len).map(|i| i % 5 != 0), (0..len).map(|i| i % 7 != 3));
            let both: Mask = a.clone().zip(b.clone()).map(|(a, b)| a && b).collect();
            assert_eq!(a.collect::<Mask>().and(&b.collect()), both);
        }
    }

    #[test]
    fn counts_and_reads_back_what_was_pushed() {
        for len in [0, 1, 63, 64, 65, 200] {
            let bits: Vec<bool> = (0..len).map(|i| i % 3 != 0).collect();
            let mask: Mask = bits.iter().copied().collect();
            assert_eq!(mask.iter().collect::<Vec<_>>(), bits);
            assert_eq!(mask.n_valid(), bits.iter().filter(|b| **b).count());
            assert!(!mask.is_valid(len));
        }
    }

    #[test]
    fn takes_places_in_any_order() {
        let mask: Mask = (0..200).map(|i| i % 3 != 0).collect();
        let places: Vec<u32> = (0..150).map(|i| i * 7 % 210).collect();
        let expected: Mask = places.iter().map(|place| *place < 200 && place % 3 != 0).collect();
        assert_eq!(mask.take(&places), expected);
        assert_eq!(mask.take(&[]), Mask::default());
    }

    #[test]
    fn all_valid_equals_pushing_true() {
        for len in [0, 1, 63, 64, 65, 200] {
            assert_eq!(Mask::all_valid(len), std::iter::repeat_n(true, len).collect());
        }
    }
}
