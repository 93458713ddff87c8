//! The commands of docs/deploy.md, to be run as they stand there.

use meshwright_testkit::control_plane::{ControlPlane, Kubectl};

use crate::rendered::root;

/// The blocks of commands in a chapter, a command a line.
pub(crate) fn blocks(chapter: &str) -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(root().join("docs/deploy.md")).expect("the page");
    let head = format!("{chapter}\n");
    let chapter = page
        .split("\n## ")
        .find(|chapter| chapter.starts_with(&head))
        .expect("the page has the chapter");
    let blocks = chapter.split("```sh\n").skip(1);
    let inside = blocks.map(|block| block.split("```").next().unwrap_or_default());
    inside
        .map(|block| block.replace("\\\n", " "))
        .map(|block| block.lines().map(ToOwned::to_owned).collect())
        .collect()
}

/// A command, as a shell in a checkout reads it.
pub(crate) fn kubectl(plane: &ControlPlane, line: &str) -> Kubectl {
    let words = words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(words[0], "kubectl", "{line}");
    plane.kubectl(&words[1..]).directory(&root())
}

/// Parted at spaces, but not between single quotes.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let hidden: String = parts
        .map(|(index, part)| match index % 2 {
            0 => part.to_owned(),
            _ => part.replace(' ', "\0"),
        })
        .collect();
    let words = hidden.split_whitespace();
    words.map(|word| word.replace('\0', " ")).collect()
}
