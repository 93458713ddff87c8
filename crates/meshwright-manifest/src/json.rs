//! JSON.

/// Whether all of the bytes read as JSON values.
pub(crate) fn is_stream(bytes: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(bytes)
        .into_iter::<serde::de::IgnoredAny>()
        .all(|value| value.is_ok())
}
