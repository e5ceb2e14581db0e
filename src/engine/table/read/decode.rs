//! Bytes in any of the encodings to UTF-8, chunk by chunk.

use super::{Encoding, ReadError};

const BOM: char = '\u{FEFF}';

/// What Windows-1252 has at 0x80 to 0x9F; the five unused places keep their control characters, as in
/// the WHATWG Encoding Standard.
const HIGH_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// A decoder that resumes where the bytes so far ended.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: Encoding,
    /// Whether an invalid sequence is an error; else it is replaced and counted.
    strict: bool,
    /// The start of a character whose rest is in the next chunk.
    pending: Vec<u8>,
    started: bool,
    bytes: u64,
    lines: u64,
    pub(super) replaced: u64,
    /// Characters of more than one byte, in UTF-8.
    pub(super) multibyte: u64,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding, strict: bool) -> Self {
        Self {
            encoding,
            strict,
            pending: Vec::new(),
            started: false,
            bytes: 0,
            lines: 1,
            replaced: 0,
            multibyte: 0,
        }
    }

    /// Appends the characters of `chunk` to `text`.
    pub(super) fn push(&mut self, chunk: &[u8], text: &mut String) -> Result<(), ReadError> {
        let before = text.len();
        match self.encoding {
            Encoding::Utf8 => self.utf8(chunk, text)?,
            Encoding::Windows1252 => text.extend(chunk.iter().map(|byte| match byte {
                0x80..=0x9F => HIGH_CONTROLS.get(usize::from(byte - 0x80)).copied().unwrap_or(BOM),
                _ => char::from(*byte),
            })),
            Encoding::Utf16Le => self.utf16(chunk, text, u16::from_le_bytes)?,
            Encoding::Utf16Be => self.utf16(chunk, text, u16::from_be_bytes)?,
        }
        if !self.started && text.len() > before {
            self.started = true;
            if self.encoding != Encoding::Windows1252
                && text.get(before..).is_some_and(|t| t.starts_with(BOM))
            {
                text.replace_range(before..before + BOM.len_utf8(), "");
            }
        }
        Ok(())
    }

    /// Says what to do with a character that the end of the bytes cut off.
    pub(super) fn finish(&mut self, text: &mut String) -> Result<(), ReadError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let cut = std::mem::take(&mut self.pending);
        self.invalid(&cut, text)
    }

    fn utf8(&mut self, chunk: &[u8], text: &mut String) -> Result<(), ReadError> {
        let mut rest = chunk;
        while !self.pending.is_empty() {
            let Some((first, after)) = rest.split_first() else { return Ok(()) };
            let mut start = std::mem::take(&mut self.pending);
            start.push(*first);
            match std::str::from_utf8(&start) {
                Ok(whole) => {
                    self.accept(whole, text);
                    rest = after;
                }
                Err(error) if error.error_len().is_none() => {
                    self.pending = start;
                    rest = after;
                }
                Err(_) => {
                    start.pop();
                    self.invalid(&start, text)?;
                }
            }
        }
        loop {
            match std::str::from_utf8(rest) {
                Ok(whole) => {
                    self.accept(whole, text);
                    return Ok(());
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    self.accept(std::str::from_utf8(valid).unwrap_or(""), text);
                    let Some(length) = error.error_len() else {
                        self.pending = after.to_vec();
                        return Ok(());
                    };
                    let (wrong, after) = after.split_at(length);
                    self.invalid(wrong, text)?;
                    rest = after;
                }
            }
        }
    }

    fn utf16(&mut self, chunk: &[u8], text: &mut String, unit: fn([u8; 2]) -> u16) -> Result<(), ReadError> {
        let mut bytes = std::mem::take(&mut self.pending);
        bytes.extend_from_slice(chunk);
        let (pairs, odd) = bytes.as_chunks::<2>();
        let mut rest = pairs;
        while let Some((pair, after)) = rest.split_first() {
            let first = unit(*pair);
            let high = (0xD800..0xDC00).contains(&first);
            let Some(second) = (if high { after.first() } else { None }) else {
                if high {
                    break;
                }
                match char::from_u32(u32::from(first)) {
                    Some(letter) => {
                        self.bytes += 2;
                        text.push(letter);
                        self.lines += u64::from(letter == '\n' && self.strict);
                    }
                    None => self.invalid(pair, text)?,
                }
                rest = after;
                continue;
            };
            match char::decode_utf16([first, unit(*second)]).next() {
                Some(Ok(letter)) => {
                    self.bytes += 4;
                    text.push(letter);
                    rest = after.get(1..).unwrap_or(&[]);
                }
                _ => {
                    self.invalid(pair, text)?;
                    rest = after;
                }
            }
        }
        self.pending = rest.concat();
        self.pending.extend_from_slice(odd);
        Ok(())
    }

    fn accept(&mut self, valid: &str, text: &mut String) {
        if !valid.is_ascii() {
            self.multibyte += count(valid, |byte| byte >= 0xC0);
        }
        if self.strict {
            self.lines += count(valid, |byte| byte == b'\n');
        }
        self.bytes += valid.len() as u64;
        text.push_str(valid);
    }

    fn invalid(&mut self, wrong: &[u8], text: &mut String) -> Result<(), ReadError> {
        if self.strict {
            return Err(ReadError::Encoding { encoding: self.encoding, line: self.lines, byte: self.bytes });
        }
        self.bytes += wrong.len() as u64;
        self.replaced += 1;
        text.push(char::REPLACEMENT_CHARACTER);
        Ok(())
    }
}

/// How many bytes are such; summed in bytes, which compilers turn into vector instructions.
fn count(text: &str, is_such: impl Fn(u8) -> bool) -> u64 {
    let chunks = text.as_bytes().chunks(usize::from(u8::MAX));
    chunks.map(|chunk| u64::from(chunk.iter().map(|byte| u8::from(is_such(*byte))).sum::<u8>())).sum()
}

/// The encoding that a sample is most likely in: by its byte order mark; UTF-16 by where its zero
/// bytes are; UTF-8 when it is valid, or has more characters of several bytes than invalid places.
pub(super) fn detect(sample: &[u8]) -> Encoding {
    if sample.starts_with(b"\xEF\xBB\xBF") {
        return Encoding::Utf8;
    }
    if sample.starts_with(b"\xFF\xFE") {
        return Encoding::Utf16Le;
    }
    if sample.starts_with(b"\xFE\xFF") {
        return Encoding::Utf16Be;
    }
    let (pairs, _) = sample.get(..4096).unwrap_or(sample).as_chunks::<2>();
    let zeros = |index: usize| pairs.iter().filter(|pair| pair.get(index) == Some(&0)).count();
    let (even, odd) = (zeros(0), zeros(1));
    if !pairs.is_empty() && odd * 10 >= pairs.len() * 4 && even * 10 < pairs.len() {
        return Encoding::Utf16Le;
    }
    if !pairs.is_empty() && even * 10 >= pairs.len() * 4 && odd * 10 < pairs.len() {
        return Encoding::Utf16Be;
    }
    let mut decoder = Decoder::new(Encoding::Utf8, false);
    let mut text = String::new();
    let lossy = decoder.push(sample, &mut text);
    if lossy.is_ok() && !decoder.is_rather_single_byte() { Encoding::Utf8 } else { Encoding::Windows1252 }
}

impl Decoder {
    /// Whether bytes taken for UTF-8 are more likely Windows-1252.
    pub(super) fn is_rather_single_byte(&self) -> bool {
        self.encoding == Encoding::Utf8 && self.replaced > self.multibyte
    }
}
