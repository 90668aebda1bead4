//! Conventions: rules about files of any language. The same plugin exists in every language that has a kit.

mod hielements;
use hielements::*;

/// The lines of a text without their ends; an empty text has none.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.strip_suffix('\n').unwrap_or(text);
    let count = if text.is_empty() { 0 } else { usize::MAX };
    whole.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).take(count)
}

fn sources(call: &Call) -> Selected {
    let (folder, suffix) = (call.string(0)?, call.string(1)?);
    let mut paths = call.files_below(&folder)?;
    paths.retain(|path| path.ends_with(&suffix));
    Ok(scope("Folder", &folder, paths))
}

fn count(call: &Call) -> Selected {
    Ok(json!({"Int": call.scope(0)?.len()}))
}

fn comments(call: &Call) -> Checked {
    let (files, share, marks) = (call.scope(0)?, call.float(1)?, call.strings(2)?);
    let mut found = Vec::new();
    for path in files {
        let text = call.read_file(&path)?;
        let filled: Vec<&str> = lines(&text)
            .map(|line| line.trim_start_matches(&[' ', '\t'][..]))
            .filter(|line| !line.is_empty())
            .collect();
        let count = filled.iter().filter(|line| marks.iter().any(|mark| line.starts_with(mark.as_str()))).count();
        if (count as f64) < share * filled.len() as f64 {
            let message = format!("{} of {} lines are comments", count, filled.len());
            found.push(Violation { path, message, ..Default::default() });
        }
    }
    Ok(found)
}

fn starts_with(call: &Call) -> Checked {
    let (files, text) = (call.scope(0)?, call.string(1)?);
    let mut found = Vec::new();
    for path in files {
        let content = call.read_file(&path)?;
        let first = lines(&content).next().unwrap_or("").to_string();
        if !first.starts_with(&text) {
            let message = format!("does not start with `{}`", text);
            found.push(Violation { path, line: Some(1), column: Some(1), message, evidence: Some(first) });
        }
    }
    Ok(found)
}

fn max_lines(call: &Call) -> Checked {
    let (files, limit) = (call.scope(0)?, call.int(1)?);
    let mut found = Vec::new();
    for path in files {
        let count = lines(&call.read_file(&path)?).count() as i64;
        if count > limit {
            let message = format!("{} lines, allowed are {}", count, limit);
            found.push(Violation { path, line: Some((limit + 1).max(1) as usize), message, ..Default::default() });
        }
    }
    Ok(found)
}

fn no_text(call: &Call) -> Checked {
    let (files, text) = (call.scope(0)?, call.string(1)?);
    if text.is_empty() {
        return Err("the text to look for is empty".into());
    }
    let mut found = Vec::new();
    for path in files {
        for (index, line) in lines(&call.read_file(&path)?).enumerate() {
            if let Some(at) = line.find(&text) {
                found.push(Violation {
                    path: path.clone(),
                    line: Some(index + 1),
                    column: Some(column(line, at)),
                    message: format!("has `{}`", text),
                    evidence: Some(line.to_string()),
                });
            }
        }
    }
    Ok(found)
}

fn file_names(call: &Call) -> Checked {
    let (files, style) = (call.scope(0)?, call.string(1)?);
    let separator = match &style[..] {
        "snake_case" => '_',
        "kebab-case" => '-',
        _ => return Err(format!("there is no style `{}`", style)),
    };
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator;
    let mut found = Vec::new();
    for path in files {
        let name = path.rsplit('/').next().unwrap_or("");
        let rest = name.trim_start_matches(fits);
        if !(rest.is_empty() || rest.starts_with('.')) {
            let message = format!("`{}` is not {}", name, style);
            found.push(Violation { path, message, ..Default::default() });
        }
    }
    Ok(found)
}

const FILES: Parameter = Parameter { name: "files", kind: "Scope", doc: "The files to look at.", default: None };

crate::export!(Library {
    name: "conventions",
    version: "0.1.0",
    doc: "Rules about files of any language: how they start, how long they are, what they are called.",
    functions: &[
        Function {
            name: "sources",
            doc: "Every file below a folder, without hidden ones.",
            example: Some("scope src = conventions.sources('src', '.py')"),
            run: Run::Select("Scope", sources),
            parameters: &[
                Parameter { name: "folder", kind: "String", doc: "The folder, relative to the workspace.", default: None },
                Parameter {
                    name: "suffix",
                    kind: "String",
                    doc: "Only files whose names end with it.",
                    default: Some(r#"{"String":""}"#),
                },
            ],
        },
        Function {
            name: "count",
            doc: "How many files there are.",
            example: Some("check conventions.count(src) <= 40"),
            run: Run::Select("Int", count),
            parameters: &[Parameter { name: "files", kind: "Scope", doc: "The files to count.", default: None }],
        },
        Function {
            name: "comments",
            doc: "At least a share of the lines that are not blank are comments.",
            example: Some("check conventions.comments(src, 0.2, ['--'])"),
            run: Run::Check(comments),
            parameters: &[
                FILES,
                Parameter {
                    name: "share",
                    kind: "Float",
                    doc: "The least share, from 0 to 1.",
                    default: Some(r#"{"Float":0.1}"#),
                },
                Parameter {
                    name: "marks",
                    kind: "List[String]",
                    doc: "What comments start with.",
                    default: Some(r##"{"List":[{"String":"#"},{"String":"//"}]}"##),
                },
            ],
        },
        Function {
            name: "starts_with",
            doc: "Each file starts with a text, such as a licence line.",
            example: Some("check conventions.starts_with(src, '# Copyright')"),
            run: Run::Check(starts_with),
            parameters: &[
                FILES,
                Parameter { name: "text", kind: "String", doc: "What the first line starts with.", default: None },
            ],
        },
        Function {
            name: "max_lines",
            doc: "No file has more lines than allowed.",
            example: Some("check conventions.max_lines(src, 400)"),
            run: Run::Check(max_lines),
            parameters: &[
                FILES,
                Parameter {
                    name: "limit",
                    kind: "Int",
                    doc: "The most lines a file may have.",
                    default: Some(r#"{"Int":300}"#),
                },
            ],
        },
        Function {
            name: "no_text",
            doc: "No line of any file has a text, such as a forbidden word.",
            example: Some("check conventions.no_text(src, 'FIXME')"),
            run: Run::Check(no_text),
            parameters: &[FILES, Parameter { name: "text", kind: "String", doc: "The text to look for.", default: None }],
        },
        Function {
            name: "file_names",
            doc: "Files are named in one style. Needs no access to files.",
            example: Some("check conventions.file_names(src, 'kebab-case')"),
            run: Run::Check(file_names),
            parameters: &[
                FILES,
                Parameter {
                    name: "style",
                    kind: "String",
                    doc: "`snake_case` or `kebab-case`.",
                    default: Some(r#"{"String":"snake_case"}"#),
                },
            ],
        },
    ],
});
