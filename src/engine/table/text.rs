/// Strings of one column, laid end to end.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TextValues {
    bytes: String,
    ends: Vec<u32>,
}

impl TextValues {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a string. Returns false, and adds an empty one, when the column would exceed 4 GiB.
    pub fn push(&mut self, text: &str) -> bool {
        let fits = u32::try_from(self.bytes.len() + text.len()).is_ok();
        if fits {
            self.bytes.push_str(text);
        }
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        fits
    }

    /// The string at `index`; empty past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or(0) };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or("")
    }

    /// Number of strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The strings, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4
    }
}

impl<'a> FromIterator<&'a str> for TextValues {
    fn from_iter<I: IntoIterator<Item = &'a str>>(iter: I) -> Self {
        let mut values = Self::new();
        for text in iter {
            values.push(text);
        }
        values
    }
}
