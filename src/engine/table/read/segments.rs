/// A list that grows in pieces, so that growing never holds the cells twice.
#[derive(Debug)]
pub(super) struct Segments<T> {
    full: Vec<Vec<T>>,
    last: Vec<T>,
}

impl<T: Copy> Segments<T> {
    const LENGTH: usize = 1 << 16;

    pub(super) fn new() -> Self {
        Self { full: Vec::new(), last: Vec::new() }
    }

    pub(super) fn filled(value: T, len: usize) -> Self {
        let mut list = Self::new();
        for _ in 0..len {
            list.push(value);
        }
        list
    }

    #[inline]
    pub(super) fn push(&mut self, value: T) {
        if self.last.len() == Self::LENGTH {
            self.full.push(std::mem::take(&mut self.last));
            self.last.reserve_exact(Self::LENGTH);
        }
        self.last.push(value);
    }

    pub(super) fn len(&self) -> usize {
        self.full.len() * Self::LENGTH + self.last.len()
    }

    /// The values in order. The pieces are copied into one list and freed.
    pub(super) fn into_vec(self) -> Vec<T> {
        if self.full.is_empty() {
            let mut last = self.last;
            last.shrink_to_fit();
            return last;
        }
        let mut all = Vec::with_capacity(self.len());
        for piece in self.full {
            all.extend_from_slice(&piece);
        }
        all.extend_from_slice(&self.last);
        all
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.full.iter().flatten().chain(&self.last).copied()
    }
}
