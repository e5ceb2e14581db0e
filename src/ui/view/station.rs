//! The stations of the line.

/// A station. Those not built yet are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Station {
    /// File to table.
    Collect,
    /// Table to recipe.
    Prepare,
    /// Table to parts.
    Split,
    /// Training rows to model.
    Train,
    /// Training rows to ranked settings.
    Tune,
    /// Model to report.
    Evaluate,
}

impl Station {
    /// Every station, in the order of the line.
    pub const ALL: [Self; 6] =
        [Self::Collect, Self::Prepare, Self::Split, Self::Train, Self::Tune, Self::Evaluate];

    /// Its name on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Collect => "Collect",
            Self::Prepare => "Prepare",
            Self::Split => "Split",
            Self::Train => "Train",
            Self::Tune => "Tune",
            Self::Evaluate => "Evaluate",
        }
    }

    /// Its name in the address.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Prepare => "prepare",
            Self::Split => "split",
            Self::Train => "train",
            Self::Tune => "tune",
            Self::Evaluate => "evaluate",
        }
    }

    /// The station of that name in the address.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|station| station.id() == id)
    }

    /// The station after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|station| *station != self).nth(1)
    }
}
