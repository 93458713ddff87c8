//! The trace that a request belongs to (W3C `traceparent`), so that our log lines can be joined to it.

use http::HeaderMap;

/// The ids of a trace and of the caller's span in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parent<'h> {
    pub(crate) trace: &'h str,
    pub(crate) span: &'h str,
}

/// The trace of a request, if it names one.
pub(crate) fn parent(headers: &HeaderMap) -> Option<Parent<'_>> {
    let mut parts = headers.get("traceparent")?.to_str().ok()?.split('-');
    let (version, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
    let flags = parts.next()?;
    let sound = is_id(version, 2)
        && version != "ff"
        && is_id(trace, 32)
        && is_id(span, 16)
        && is_id(flags, 2);
    let named = [trace, span]
        .iter()
        .all(|id| id.bytes().any(|byte| byte != b'0'));
    (sound && named).then_some(Parent { trace, span })
}

fn is_id(text: &str, length: usize) -> bool {
    text.len() == length
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_trace_is_read_only_where_it_is_sound() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", HeaderValue::from_str(text).unwrap());
            parent(&headers).map(|parent| (parent.trace.to_owned(), parent.span.to_owned()))
        };
        let (trace, span) = of(good).unwrap();
        assert_eq!(trace, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(span, "00f067aa0ba902b7");
        for bad in [
            "",
            "00",
            "00-x-y-01",
            &good.to_uppercase(),
            &good.replace("00f067aa0ba902b7", "0000000000000000"),
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
