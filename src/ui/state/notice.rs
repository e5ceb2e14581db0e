//! Messages that are about the page as a whole.

use leptos::prelude::*;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// For information.
    Info,
    /// Something did not work.
    Bad,
}

/// A message, until it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Distinguishes it from others.
    pub(crate) id: u32,
    /// How much it matters.
    pub(crate) tone: Tone,
    /// What it says.
    pub(crate) text: String,
}

/// The open messages, oldest first.
#[derive(Clone, Copy)]
pub(crate) struct Notices {
    open: RwSignal<Vec<Notice>>,
    last: StoredValue<u32>,
}

impl Notices {
    pub(crate) fn new() -> Self {
        Self { open: RwSignal::new(Vec::new()), last: StoredValue::new(0) }
    }

    /// The open messages.
    pub(crate) fn open(self) -> Signal<Vec<Notice>> {
        self.open.into()
    }

    /// Says something, once: the same text does not stand there twice.
    pub(crate) fn say(self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        self.last.update_value(|last| *last += 1);
        let id = self.last.get_value();
        self.open.update(|open| {
            open.retain(|notice| notice.text != text);
            open.push(Notice { id, tone, text });
        });
    }

    /// Takes back what is no longer true.
    pub(crate) fn unsay(self, text: &str) {
        self.open.update(|open| open.retain(|notice| notice.text != text));
    }

    /// Takes a message away.
    pub(crate) fn close(self, id: u32) {
        self.open.update(|open| open.retain(|notice| notice.id != id));
    }
}
