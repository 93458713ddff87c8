//! The fixes' part in a run.

use super::Sheet;
use crate::discover::{Place, Source};
use crate::outcome::{Change, Fault};
use crate::page::{Judge, Page};
use crate::settings::Fixing;
use crate::text::Text;
use crate::{files, fix};

/// Mends a text and writes it; a text that is no UTF-8 is left alone.
pub(super) fn mended(
    source: &Source<'_>,
    bytes: &[u8],
    page: Page,
    fixing: Fixing,
    judge: &Judge<'_>,
) -> Sheet {
    let Ok(before) = std::str::from_utf8(bytes) else {
        return Sheet {
            page,
            read: true,
            ..Sheet::default()
        };
    };
    if fixing.diff {
        return previewed(source, before, page, fixing, judge);
    }
    let after = fix::mend(&source.name, before.to_owned(), page, fixing, judge);
    let written = match &source.place {
        Place::File(path) if after.changed => files::replace(path, after.text.as_bytes()),
        Place::File(_) | Place::Text(_) | Place::Stdin => Ok(()),
    };
    let is_text = !matches!(source.place, Place::File(_));
    Sheet {
        fault: written
            .err()
            .map(|error| Fault::unreadable(source.name.clone(), &error)),
        read: true,
        fixed: after.fixed,
        change: (after.changed || is_text).then(|| Change {
            file: source.name.clone(),
            is_text,
            diff: None,
            text: after.text.into_bytes(),
        }),
        page: after.page,
    }
}

/// Tells what fixes would change; the findings stay those of the text as it is.
fn previewed(
    source: &Source<'_>,
    before: &str,
    page: Page,
    fixing: Fixing,
    judge: &Judge<'_>,
) -> Sheet {
    let again = judge.page(&Text::new(&source.name, before.as_bytes()));
    let after = fix::mend(&source.name, before.to_owned(), again, fixing, judge);
    Sheet {
        page,
        read: true,
        change: after.changed.then(|| Change {
            file: source.name.clone(),
            is_text: !matches!(source.place, Place::File(_)),
            diff: Some(fix::diff(&source.name, before, &after.text)),
            text: after.text.into_bytes(),
        }),
        ..Sheet::default()
    }
}
