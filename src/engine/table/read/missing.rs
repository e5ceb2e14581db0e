/// The texts that mean "missing" unless the options say otherwise.
pub const DEFAULT_MISSING: [&str; 15] =
    ["", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "Null", "null", "None", "?", "-", "."];

/// The markers of a reading.
#[derive(Clone, Debug)]
pub(super) struct Markers {
    texts: Vec<String>,
    longest: usize,
    numeric: bool,
    empty: bool,
}

impl Markers {
    pub(super) fn new(texts: &[String]) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
        Self {
            longest: texts.iter().map(String::len).max().unwrap_or(0),
            numeric: texts.iter().any(|text| text.bytes().any(|byte| byte.is_ascii_digit())),
            empty: texts.iter().any(String::is_empty),
            texts,
        }
    }

    /// Whether a cell means "missing".
    #[inline]
    pub(super) fn contains(&self, cell: &str) -> bool {
        if cell.is_empty() {
            return self.empty;
        }
        let blank = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ');
        let bytes = cell.as_bytes();
        if cell.len() > self.longest && !blank(bytes.first()) && !blank(bytes.last()) {
            return false;
        }
        let cell = cell.trim();
        self.texts.iter().any(|text| text == cell)
    }

    /// Whether some marker could be read as a number, such as `-999`.
    pub(super) fn has_numeric(&self) -> bool {
        self.numeric
    }

    /// Whether the empty cell means "missing".
    pub(super) fn has_empty(&self) -> bool {
        self.empty
    }
}
