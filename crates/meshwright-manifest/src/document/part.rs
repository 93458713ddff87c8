//! Where a long text can be parted, so that not all of it has to be in memory.

use super::{BYTE_ORDER_MARK, Documents, documents};
use crate::{Syntax, yaml};

/// The places at which a text that begins with `window` can be parted, whatever follows: what stands
/// before such a place reads as if the text ended there, what stands behind it as if it began there.
///
/// Each place follows a line end, so that lines can be counted on; [`Documents::behind`] counts the
/// documents on. A JSON text has no such places.
///
/// ```
/// use meshwright_manifest::{Syntax, partings};
///
/// let window = b"a: 1\n---\nb: 2\n---\nc:";
/// assert_eq!(partings(window, Syntax::Yaml).collect::<Vec<_>>(), [5, 14]);
/// assert_eq!(partings(b"{}\n[]\n{\"a\"", Syntax::NdJson).collect::<Vec<_>>(), [3, 6]);
/// ```
pub fn partings(window: &[u8], syntax: Syntax) -> impl Iterator<Item = usize> {
    let mut stream = documents(window, syntax);
    std::iter::from_fn(move || stream.certain_end()).filter(|&at| is_parting(window, at))
}

fn is_parting(window: &[u8], at: usize) -> bool {
    let (before, behind) = window.split_at(at);
    before.ends_with(b"\n") && !behind.starts_with(BYTE_ORDER_MARK)
}

impl Documents<'_> {
    /// Where the next document, or what comes before one, certainly ends.
    fn certain_end(&mut self) -> Option<usize> {
        self.at = match self.syntax {
            Syntax::Yaml => {
                let piece = yaml::cut::next(self.bytes, self.at).filter(|piece| piece.ended)?;
                piece.range.end
            }
            Syntax::NdJson => {
                let rest = self.bytes.get(self.at..)?;
                self.at + memchr::memchr(b'\n', rest)? + 1
            }
            Syntax::Json => return None,
        };
        Some(self.at)
    }
}
