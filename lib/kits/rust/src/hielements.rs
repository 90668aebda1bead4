//! The Hielements kit for WebAssembly plugins in Rust: one module, beside the plugin's own. Needs `serde_json`.
//!
//! A plugin names its functions in a `LIBRARY`, and hands it to `crate::export!`. The kit reads the request, calls the
//! function, packs the result, and answers what the library is from that same value.
//!
//! ```ignore
//! mod hielements;
//! use hielements::*;
//! crate::export!(Library {
//!     name: "style", version: "0.1.0", doc: "Rules about white space.",
//!     functions: &[Function {
//!         name: "no_tabs", doc: "No line has a tab.", example: None, run: Run::Check(no_tabs),
//!         parameters: &[Parameter { name: "files", kind: "Scope", doc: "The files to look at.", default: None }],
//!     }],
//! });
//! fn no_tabs(call: &Call) -> Checked { for path in call.scope(0)? { .. } }
//! ```
//!
//! A wrong argument or an unreadable file ends the call undecided: the `Err` of a function is the reason.
#![allow(dead_code)]

pub use serde_json::json;
pub use serde_json::Value;
use serde_json::Map;
use std::{alloc, fs, slice, str};

/// What a selector gives, `scope(..)` or tagged JSON such as `json!({"Int": 3})`; or why it could not.
pub type Selected = Result<Value, String>;
/// The places that break a rule, none when it holds; or why that could not be decided.
pub type Checked = Result<Vec<Violation>, String>;

/// `kind` is one of Any Bool Int Float String Scope List. `default` is JSON, `None` when the argument must be given.
pub struct Parameter {
    pub name: &'static str,
    pub kind: &'static str,
    pub doc: &'static str,
    pub default: Option<&'static str>,
}

pub enum Run {
    /// A selector, with the type of what it gives.
    Select(&'static str, fn(&Call) -> Selected),
    Check(fn(&Call) -> Checked),
}

pub struct Function {
    pub name: &'static str,
    pub doc: &'static str,
    pub example: Option<&'static str>,
    pub run: Run,
    pub parameters: &'static [Parameter],
}

pub struct Library {
    pub name: &'static str,
    pub version: &'static str,
    pub doc: &'static str,
    pub functions: &'static [Function],
}

/// One place that breaks a rule. Line and column count from 1, `None` means the whole file; columns count characters.
#[derive(Default)]
pub struct Violation {
    pub path: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: String,
    pub evidence: Option<String>,
}

impl Violation {
    fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("path".into(), json!(self.path));
        members.insert("message".into(), json!(self.message));
        if let Some(line) = self.line {
            members.insert("line".into(), json!(line));
        }
        if let Some(column) = self.column {
            members.insert("column".into(), json!(column));
        }
        if let Some(evidence) = &self.evidence {
            members.insert("evidence".into(), json!(evidence));
        }
        Value::Object(members)
    }
}

/// One call of the host: arguments by position, with declared defaults where none was given.
pub struct Call {
    /// `/workspace`: paths below it name files of the checked project.
    pub workspace: String,
    arguments: Vec<Value>,
    function: &'static Function,
}

impl Call {
    fn argument(&self, index: usize) -> Value {
        let default = || self.function.parameters.get(index)?.default.and_then(|text| serde_json::from_str(text).ok());
        let value = self.arguments.get(index).cloned().or_else(default).unwrap_or(Value::Null);
        untagged(value)
    }

    fn wrong<T>(index: usize, noun: &str) -> Result<T, String> {
        Err(format!("argument {} is not {}", index + 1, noun))
    }

    pub fn string(&self, index: usize) -> Result<String, String> {
        match self.argument(index) {
            Value::String(text) => Ok(text),
            _ => Self::wrong(index, "a string"),
        }
    }

    pub fn int(&self, index: usize) -> Result<i64, String> {
        self.argument(index).as_i64().map_or_else(|| Self::wrong(index, "an integer"), Ok)
    }

    /// A number, also one without a fraction.
    pub fn float(&self, index: usize) -> Result<f64, String> {
        self.argument(index).as_f64().map_or_else(|| Self::wrong(index, "a number"), Ok)
    }

    /// The texts of an argument that is a list of strings.
    pub fn strings(&self, index: usize) -> Result<Vec<String>, String> {
        let items = match self.argument(index) {
            Value::Array(items) => items,
            _ => return Self::wrong(index, "a list"),
        };
        let texts = items.into_iter().map(|item| match untagged(item) {
            Value::String(text) => Ok(text),
            _ => Self::wrong(index, "a list of strings"),
        });
        texts.collect()
    }

    pub fn boolean(&self, index: usize) -> Result<bool, String> {
        self.argument(index).as_bool().map_or_else(|| Self::wrong(index, "a boolean"), Ok)
    }

    /// An argument as JSON, as the host sent it: for values that this kit has no type for.
    pub fn value(&self, index: usize) -> Value {
        self.arguments.get(index).cloned().unwrap_or(Value::Null)
    }

    /// The files of an argument that is a scope, in the order of the host. Those of a large one are fetched.
    pub fn scope(&self, index: usize) -> Result<Vec<String>, String> {
        let scope = match self.argument(index) {
            Value::Object(members) => members,
            _ => return Self::wrong(index, "a scope"),
        };
        let mut paths = texts(scope.get("paths").unwrap_or(&Value::Null));
        let mut more = scope.get("handle").is_some();
        while more {
            let params = json!({"handle": scope["handle"], "offset": paths.len()});
            let page = ask(services::scope_paths, params)?;
            paths.extend(texts(&page["paths"]));
            more = page["next"].is_number();
        }
        Ok(paths)
    }

    // Services of the host. A service that is called is imported, and the host loads a plugin only with imports that
    // hielements.toml grants: facts, dependencies and host_file need `filesystem = ["read"]`, the others nothing. What is
    // never called is not imported. Answers are JSON, as docs/plugin-protocol.md tells; a refusal of the host is an `Err`.

    /// What the host knows of source files, as it parsed them: for each file its `path`, `language`, `imports`, `symbols`,
    /// `docstring`, or an `error`.
    pub fn facts(&self, files: &[String]) -> Result<Vec<Value>, String> {
        ask_about(services::facts, files, "files")
    }

    /// What the files depend on: `path`, `line`, `column`, `name`, `targets`, `external` of each use.
    pub fn dependencies(&self, files: &[String]) -> Result<Vec<Value>, String> {
        ask_about(services::dependencies, files, "dependencies")
    }

    /// The text of a file as the host sees it: what the workspace ignores is not there, and an editor may hold a newer text.
    pub fn host_file(&self, path: &str) -> Result<String, String> {
        match &ask(services::read_file, json!({ "path": path }))?["text"] {
            Value::String(text) => Ok(text.clone()),
            _ => Err(format!("{} is not UTF-8 text", path)),
        }
    }

    /// An option of the plugin, from `options` of its entry in hielements.toml; null when it is not set.
    pub fn option(&self, name: &str) -> Result<Value, String> {
        Ok(ask(services::config, json!({}))?["options"][name].clone())
    }

    /// A remark in the notes of the run. `level` is debug, info, warning or error.
    pub fn log(&self, level: &str, message: &str) -> Result<(), String> {
        ask(services::log, json!({"level": level, "message": message})).map(|_| ())
    }

    /// The path as users write it: relative to the workspace.
    pub fn relative<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&self.workspace).and_then(|inside| inside.strip_prefix('/')).unwrap_or(path)
    }

    /// The text of a file, where hielements.toml grants `filesystem = ["read"]`.
    pub fn read_file(&self, path: &str) -> Result<String, String> {
        let content = fs::read(path).map_err(|_| format!("cannot read {}", self.relative(path)))?;
        match String::from_utf8(content) {
            Ok(text) if !text.contains('\0') => Ok(text),
            _ => Err(format!("{} is not UTF-8 text", self.relative(path))),
        }
    }

    /// Every file below a folder of the workspace, sorted. Names that start with a dot and symbolic links are left out.
    pub fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        let mut waiting = vec![format!("{}/{}", self.workspace, folder).trim_end_matches('/').to_string()];
        while let Some(here) = waiting.pop() {
            let unreadable = |_| format!("cannot read {}", self.relative(&here));
            for entry in fs::read_dir(&here).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let (name, kind) = (entry.file_name(), entry.file_type().map_err(unreadable)?);
                let path = format!("{}/{}", here, name.to_string_lossy());
                match name.to_string_lossy().starts_with('.') {
                    true => {}
                    false if kind.is_dir() => waiting.push(path),
                    false if kind.is_file() => found.push(path),
                    false => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

mod services {
    #[link(wasm_import_module = "hielements_host")]
    extern "C" {
        pub fn config(params: *const u8, length: usize) -> u64;
        pub fn dependencies(params: *const u8, length: usize) -> u64;
        pub fn facts(params: *const u8, length: usize) -> u64;
        pub fn log(params: *const u8, length: usize) -> u64;
        pub fn read_file(params: *const u8, length: usize) -> u64;
        pub fn scope_paths(params: *const u8, length: usize) -> u64;
    }
}

type Service = unsafe extern "C" fn(*const u8, usize) -> u64;

fn ask(service: Service, params: Value) -> Result<Value, String> {
    let text = params.to_string();
    let answered = unsafe { service(text.as_ptr(), text.len()) };
    let answer = take((answered >> 32) as usize as *mut u8, answered as u32 as usize);
    let mut whole: Value = serde_json::from_slice(&answer).map_err(|_| "the host gave no answer")?;
    match whole.get_mut("result") {
        Some(result) => Ok(result.take()),
        None => Err(whole["error"]["message"].as_str().unwrap_or("the host gave no answer").into()),
    }
}

/// Asks about files, some at a time: all that the answers have under `key`.
fn ask_about(service: Service, files: &[String], key: &str) -> Result<Vec<Value>, String> {
    let mut found = Vec::new();
    for portion in files.chunks(1000) {
        let mut answer = ask(service, json!({ "paths": portion }))?;
        if let Some(problem) = answer["failures"].get(0) {
            return Err(problem["message"].as_str().unwrap_or("the host could not tell").into());
        }
        if let Value::Array(items) = answer[key].take() {
            found.extend(items);
        }
    }
    Ok(found)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(String::from)).collect()
}

/// {"Int":3} and 3 are the same.
fn untagged(value: Value) -> Value {
    match value {
        Value::Object(members) if members.len() == 1 => members.into_iter().next().unwrap().1,
        other => other,
    }
}

/// The value of a selector. `kind` is File, Folder or Glob; `selected` what the specification asked for.
pub fn scope(kind: &str, selected: &str, paths: Vec<String>) -> Value {
    json!({"Scope": {"kind": {kind: selected}, "paths": paths, "resolved": true}})
}

/// The column of a byte of a line, in characters from 1.
pub fn column(line: &str, at: usize) -> usize {
    line[..at].chars().count() + 1
}

/// Makes the functions that the host calls.
#[macro_export]
macro_rules! export {
    ($library:expr) => {
        static LIBRARY: $crate::hielements::Library = $library;

        #[no_mangle]
        pub extern "C" fn library_call(input: *mut u8, length: usize) -> u64 {
            $crate::hielements::answer(&LIBRARY, input, length, false)
        }

        #[no_mangle]
        pub extern "C" fn library_check(input: *mut u8, length: usize) -> u64 {
            $crate::hielements::answer(&LIBRARY, input, length, true)
        }

        /// Large scopes come by a handle, because the kit says that it can fetch them.
        #[no_mangle]
        pub extern "C" fn initialize(input: *mut u8, length: usize) -> u64 {
            $crate::hielements::initialize(input, length)
        }

        #[no_mangle]
        pub extern "C" fn library_metadata(input: *mut u8, length: usize) -> u64 {
            $crate::hielements::describe(&LIBRARY, input, length, false)
        }

        #[no_mangle]
        pub extern "C" fn library_doc(input: *mut u8, length: usize) -> u64 {
            $crate::hielements::describe(&LIBRARY, input, length, true)
        }
    };
}

fn layout(size: usize) -> alloc::Layout {
    alloc::Layout::from_size_align(size.max(1), 1).expect("a size that fits into memory")
}

#[no_mangle]
pub extern "C" fn alloc(size: usize) -> *mut u8 {
    unsafe { alloc::alloc(layout(size)) }
}

/// What the host will read lives until the next call.
static mut OUTPUT: Vec<u8> = Vec::new();

/// Where the answer stands and how long it is, in the one number that every compiler can return.
fn packed(value: Value) -> u64 {
    let text = value.to_string().into_bytes();
    let (at, length) = (text.as_ptr() as u64, text.len() as u64);
    unsafe { OUTPUT = text };
    at << 32 | length
}

/// Takes over what the host wrote.
fn take(input: *mut u8, length: usize) -> Vec<u8> {
    let text = unsafe { slice::from_raw_parts(input, length) }.to_vec();
    unsafe { alloc::dealloc(input, layout(length)) };
    text
}

pub fn answer(library: &'static Library, input: *mut u8, length: usize, check: bool) -> u64 {
    let text = take(input, length);
    packed(respond(library, &text, check).unwrap_or_else(|reason| json!({ "Error": reason })))
}

fn respond(library: &'static Library, text: &[u8], check: bool) -> Result<Value, String> {
    let request: Value = serde_json::from_slice(text).map_err(|_| "the request is not valid")?;
    let name = request["function"].as_str().ok_or("the request is not valid")?;
    let fits = |each: &&Function| each.name == name && matches!(each.run, Run::Check(_)) == check;
    let function = library.functions.iter().find(fits).ok_or_else(|| {
        format!("there is no {} `{}`", if check { "check" } else { "selector" }, name)
    })?;
    let call = Call {
        workspace: request["workspace"].as_str().unwrap_or("").to_string(),
        arguments: request["args"].as_array().cloned().unwrap_or_default(),
        function,
    };
    match function.run {
        Run::Select(_, select) => select(&call),
        Run::Check(check) => Ok(verdict(check(&call)?)),
    }
}

fn verdict(found: Vec<Violation>) -> Value {
    let message = match &found[..] {
        [] => return json!({ "Pass": null }),
        [one] => one.message.clone(),
        more => format!("{} violations", more.len()),
    };
    let violations: Vec<Value> = found.iter().map(Violation::to_json).collect();
    json!({"Fail": {"message": message, "violations": violations}})
}

pub fn initialize(input: *mut u8, length: usize) -> u64 {
    take(input, length);
    packed(json!({"protocolVersion": "1.0", "capabilities": {"scopeHandles": true}}))
}

pub fn describe(library: &Library, input: *mut u8, length: usize, whole: bool) -> u64 {
    take(input, length);
    let (checks, selectors): (Vec<_>, Vec<_>) =
        library.functions.iter().partition(|each| matches!(each.run, Run::Check(_)));
    let listed = |functions: Vec<&Function>| -> Vec<Value> {
        functions.into_iter().map(|each| if whole { described(each) } else { json!(each.name) }).collect()
    };
    packed(json!({
        "name": library.name, "version": library.version, "description": library.doc,
        "functions": listed(selectors), "checks": listed(checks),
    }))
}

fn described(function: &Function) -> Value {
    let parameters: Vec<Value> = function.parameters.iter().map(|each| {
        let mut entry = json!({"name": each.name, "type": each.kind, "description": each.doc});
        if let Some(default) = each.default {
            entry["default"] = serde_json::from_str(default).expect("the default is JSON");
        }
        entry
    }).collect();
    let mut entry = json!({"name": function.name, "description": function.doc, "parameters": parameters});
    if let Run::Select(returns, _) = function.run {
        entry["return_type"] = json!(returns);
    }
    if let Some(example) = function.example {
        entry["example"] = json!(example);
    }
    entry
}
