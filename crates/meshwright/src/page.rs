//! Markdown for a terminal: heads without their marks, tables with their columns aligned, blocks indented.
//!
//! It knows the Markdown that `meshwright-schema` writes, and no other.

/// Turns a page into plain text.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut block = false;
    for line in markdown.lines() {
        if line.starts_with('|') {
            rows.extend(row(line));
            continue;
        }
        out.push_str(&columns(&std::mem::take(&mut rows)));
        if line.starts_with("```") {
            block = !block;
        } else if block {
            out.extend(["    ", line, "\n"]);
        } else if !line.starts_with("<!--") {
            out.extend([head(line).as_str(), "\n"]);
        }
    }
    out.push_str(&columns(&rows));
    format!("{}\n", out.trim_matches('\n'))
}

fn head(line: &str) -> String {
    match line.strip_prefix("## ") {
        Some(title) => title.to_uppercase(),
        None => line.trim_start_matches("# ").to_owned(),
    }
}

/// The cells of a line of a table; nothing for the line below the head, nor for the head of a table that
/// explains itself.
fn row(line: &str) -> Option<Vec<String>> {
    let inner = line.trim_matches('|').replace("\\|", "\u{0}");
    let cells: Vec<String> = inner
        .split('|')
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect();
    let is_rule = cells.iter().all(|cell| cell.chars().all(|c| c == '-'));
    let is_head = cells == ["what", "value"] || cells == ["point", "how closely", "why"];
    (!is_rule && !is_head).then_some(cells)
}

/// Rows with their columns aligned, indented.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..rows.iter().map(Vec::len).max().unwrap_or_default())
        .map(width)
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}  "));
        format!("  {}\n", cells.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tables_and_blocks_lose_their_marks() {
        let page = "<!-- made -->\n\n# A: b\n\nText.\n\n## Why\n\n| what | value |\n|---|---|\n| a | b\\|c |\n| long | d |\n\n```yaml\nx: 1\n```\n";
        let text = "A: b\n\nText.\n\nWHY\n\n  a     b|c\n  long  d\n\n    x: 1\n";
        assert_eq!(plain(page), text);
    }
}
