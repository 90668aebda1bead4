//! Every service of the host, used once: the same plugin in every language that has a kit.

mod hielements;
use hielements::*;

fn echo(call: &Call) -> Selected {
    Ok(call.value(0))
}

fn size(call: &Call) -> Selected {
    Ok(json!({"Int": call.scope(0)?.len()}))
}

fn content(call: &Call) -> Selected {
    let path = call.string(0)?;
    call.log("warning", &format!("read {}", path))?;
    Ok(json!({"String": call.host_file(&format!("{}/{}", call.workspace, path))?}))
}

fn setting(call: &Call) -> Selected {
    let value = call.option(&call.string(0)?)?;
    Ok(json!({"String": value.as_str().unwrap_or("")}))
}

fn line(entry: &Value) -> Option<usize> {
    entry["line"].as_u64().map(|line| line as usize)
}

fn text(entry: &Value, key: &str) -> String {
    entry[key].as_str().unwrap_or("").to_string()
}

fn documented(call: &Call) -> Checked {
    let mut found = Vec::new();
    for file in call.facts(&call.scope(0)?)? {
        if file["error"].is_string() {
            return Err(text(&file, "error"));
        }
        for symbol in file["symbols"].as_array().into_iter().flatten() {
            if text(symbol, "docstring").is_empty() {
                let message = format!("`{}` has no docstring", text(symbol, "name"));
                found.push(Violation { path: text(&file, "path"), line: line(symbol), message, ..Default::default() });
            }
        }
    }
    Ok(found)
}

fn unused(call: &Call) -> Checked {
    let name = call.string(1)?;
    let mut found = Vec::new();
    for each in call.dependencies(&call.scope(0)?)? {
        if text(&each, "name") == name {
            let message = format!("depends on {}", name);
            found.push(Violation { path: text(&each, "path"), line: line(&each), message, ..Default::default() });
        }
    }
    Ok(found)
}

const fn parameter(name: &'static str, kind: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, kind, doc, default: None }
}

const FILES: Parameter = parameter("files", "Scope", "The files to look at.");

crate::export!(Library {
    name: "services",
    version: "0.1.0",
    doc: "What plugins ask of the host.",
    functions: &[
        Function {
            name: "echo",
            doc: "What it is given.",
            example: None,
            run: Run::Select("Any", echo),
            parameters: &[parameter("value", "Any", "Anything.")],
        },
        Function {
            name: "size",
            doc: "How many files there are.",
            example: None,
            run: Run::Select("Int", size),
            parameters: &[parameter("files", "Scope", "The files to count.")],
        },
        Function {
            name: "content",
            doc: "The text of a file.",
            example: None,
            run: Run::Select("String", content),
            parameters: &[parameter("path", "String", "The file.")],
        },
        Function {
            name: "setting",
            doc: "An option of the plugin.",
            example: None,
            run: Run::Select("String", setting),
            parameters: &[parameter("name", "String", "Its name.")],
        },
        Function {
            name: "documented",
            doc: "Every symbol says what it is.",
            example: None,
            run: Run::Check(documented),
            parameters: &[FILES],
        },
        Function {
            name: "unused",
            doc: "No file depends on a name.",
            example: None,
            run: Run::Check(unused),
            parameters: &[FILES, parameter("name", "String", "What must not be depended on.")],
        },
    ],
});
