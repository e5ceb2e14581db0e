use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ReadError;
use crate::table::DType;

/// How to read. What is left out is detected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReadOptions {
    /// How the bytes stand for characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// The character between cells: one ASCII character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The character around cells that hold a delimiter or a line end: one ASCII character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// Whether the first row holds the names of the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Whether numbers are written `1.234,5` and not `1,234.5`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal_comma: Option<bool>,
    /// The texts that mean "missing", in place of the default markers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<String>>,
    /// The type of columns by name, in place of the guess.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, DType>,
}

/// How bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, low byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, of which the printable part of Latin-1 is a part.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// Every encoding, in the order menus show them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// The name used in specs and on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// How a file is written: every option as detected or given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// How the bytes stand for characters.
    pub encoding: Encoding,
    /// The character between cells.
    pub delimiter: char,
    /// The character around cells.
    pub quote: char,
    /// Whether the first row holds the names of the columns.
    pub header: bool,
    /// Whether numbers have a decimal comma.
    pub decimal_comma: bool,
    /// The texts that mean "missing".
    pub missing: Vec<String>,
}

impl ReadOptions {
    /// Whether everything is detected.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what can be checked without data.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        for (what, value) in [("delimiter", self.delimiter), ("quote", self.quote)] {
            if let Some(found) = value.filter(|c| !c.is_ascii() || matches!(c, '\0' | '\r' | '\n')) {
                return Err(ReadError::Separator { what, found });
            }
        }
        match self.delimiter {
            Some(found) if self.quote == Some(found) => Err(ReadError::SameSeparators { found }),
            _ => Ok(()),
        }
    }
}
