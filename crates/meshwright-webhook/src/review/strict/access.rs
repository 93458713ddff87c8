//! Open lists and objects. An object knows its keys: none may stand twice.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess};

use super::{Broken, Reader, Result};

/// Beyond so many keys an object gets an index.
const FEW: usize = 32;
/// So much of a key is shown.
const SHOWN: usize = 64;

/// An open list.
pub(super) struct List<'r, 'de> {
    reader: &'r mut Reader<'de>,
    begun: bool,
}

/// An open object.
pub(super) struct Object<'r, 'de> {
    reader: &'r mut Reader<'de>,
    begun: bool,
    /// Where its keys begin among those of all open objects.
    base: usize,
    /// Its keys, once there are many.
    many: BTreeSet<Cow<'de, str>>,
}

impl<'r, 'de> List<'r, 'de> {
    pub(super) const fn open(reader: &'r mut Reader<'de>) -> Self {
        Self {
            reader,
            begun: false,
        }
    }
}

impl<'r, 'de> Object<'r, 'de> {
    pub(super) const fn open(reader: &'r mut Reader<'de>) -> Self {
        Self {
            base: reader.keys.len(),
            reader,
            begun: false,
            many: BTreeSet::new(),
        }
    }

    /// Remembers a key; an error where it is there already.
    fn add(&mut self, key: Cow<'de, str>) -> Result<()> {
        let keys = &mut self.reader.keys;
        if self.many.is_empty() && keys.len() - self.base == FEW {
            self.many.extend(keys.drain(self.base..));
        }
        let own = keys.get(self.base..).unwrap_or_default();
        if own.contains(&key) || self.many.contains(&key) {
            let shown: String = key.chars().take(SHOWN).collect();
            let why = format_args!("the key {shown:?} stands twice in one object");
            return Err(self.reader.broken(why));
        }
        if self.many.is_empty() {
            keys.push(key);
        } else {
            self.many.insert(key);
        }
        Ok(())
    }
}

impl Drop for Object<'_, '_> {
    fn drop(&mut self) {
        self.reader.keys.truncate(self.base);
    }
}

/// Whether another element follows; its comma is taken.
fn follows(reader: &mut Reader<'_>, begun: &mut bool, close: u8) -> Result<bool> {
    if reader.peek() == Some(close) {
        return Ok(false);
    }
    if std::mem::replace(begun, true) {
        reader.expect(b',')?;
    }
    Ok(true)
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = Broken;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !follows(self.reader, &mut self.begun, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Object<'_, 'de> {
    type Error = Broken;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !follows(self.reader, &mut self.begun, b'}')? {
            return Ok(None);
        }
        self.reader.expect(b'"')?;
        let key = self.reader.string()?;
        self.add(key.clone())?;
        match key {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Cow::Owned(key) => seed.deserialize(key.into_deserializer()),
        }
        .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}
