// The Hielements kit for WebAssembly plugins in AssemblyScript: one file, beside the plugin's own. Needs no packages.
//
// A plugin names itself, adds its functions to the library, and exports what the host calls. The kit reads the request,
// calls the function, packs the result, and answers what the library is from those same declarations.
//
//     import { Call, check, library, Parameter, scope } from "./hielements";
//     export { alloc, initialize, library_call, library_check, library_metadata, library_doc } from "./hielements";
//     library("style", "0.1.0", "Rules about white space.");
//     check("no_tabs", "No line has a tab.", "", [new Parameter("files", "Scope", "The files to look at.")], noTabs);
//     function noTabs(call: Call): void { const files = call.scope(0); ... call.violation(path, line, column, "has a tab"); }
//
// A wrong argument or an unreadable file ends the call undecided, with a reason; so does call.undecided(reason). The language
// has no exceptions: a function goes on after that, and its result is dropped.

const DEEPEST = 100;

// ---- JSON ----

export enum Kind {
  Null,
  Bool,
  Int,
  Float,
  Text,
  List,
  Object,
}

/** A value of JSON. Members of an object are `get("key")`, items of a list `items`. */
export class Json {
  kind: Kind = Kind.Null;
  start: i32 = 0; // where it stands in the text that was read
  end: i32 = 0;
  text: string = "";
  integer: i64 = 0; // also of a Bool
  number: f64 = 0;
  keys: string[] = [];
  items: Json[] = [];

  get(key: string): Json | null {
    const at = this.keys.indexOf(key);
    return at < 0 ? null : this.items[at];
  }

  /** The text of a member; empty when there is none. */
  textOf(key: string): string {
    const found = this.get(key);
    return found ? found.text : "";
  }

  /** The items of a member that is a list; none when there is no such member. */
  itemsOf(key: string): Json[] {
    const found = this.get(key);
    return found ? found.items : [];
  }
}

class Reader {
  at: i32 = 0;
  bad: bool = false;
  constructor(public text: string) {}

  peek(): i32 {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : 0;
  }

  space(): void {
    for (let c = this.peek(); c == 32 || c == 9 || c == 10 || c == 13; c = this.peek()) this.at++;
  }

  take(word: string): bool {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  string(): string {
    let result = "";
    if (!this.take('"')) this.bad = true;
    while (!this.bad) {
      const start = this.at;
      let c = this.peek();
      while (c >= 32 && c != 34 && c != 92) {
        this.at++;
        c = this.peek();
      }
      result += this.text.substring(start, this.at);
      if (this.take('"')) return result;
      if (!this.take("\\")) {
        this.bad = true;
        return result;
      }
      c = this.peek();
      this.at++;
      if (c == 117) {
        const digits = this.text.substr(this.at, 4);
        let code = 0;
        for (let i = 0; i < 4; i++) {
          const digit = i < digits.length ? "0123456789abcdef".indexOf(digits.charAt(i).toLowerCase()) : -1;
          if (digit < 0) this.bad = true;
          code = code * 16 + digit;
        }
        this.at += 4;
        result += String.fromCharCode(code);
      } else {
        const known = '"\\/bfnrt'.indexOf(String.fromCharCode(c));
        if (known < 0) this.bad = true;
        else result += '"\\/\b\f\n\r\t'.charAt(known);
      }
    }
    return result;
  }

  value(depth: i32): Json {
    const value = new Json();
    this.space();
    value.start = this.at;
    const c = this.peek();
    if (depth > DEEPEST) {
      this.bad = true;
    } else if (c == 34) {
      value.kind = Kind.Text;
      value.text = this.string();
    } else if (c == 123 || c == 91) {
      const close = c == 123 ? "}" : "]";
      value.kind = c == 123 ? Kind.Object : Kind.List;
      this.at++;
      this.space();
      let more = !this.take(close);
      while (more && !this.bad) {
        this.space();
        if (c == 123) {
          value.keys.push(this.string());
          this.space();
          if (!this.take(":")) this.bad = true;
        }
        if (this.bad) break;
        value.items.push(this.value(depth + 1));
        this.space();
        more = this.take(",");
        if (!more && !this.take(close)) this.bad = true;
      }
    } else if (this.take("true") || this.take("false")) {
      value.kind = Kind.Bool;
      value.integer = c == 116 ? 1 : 0;
    } else if (!this.take("null")) {
      const start = this.at;
      while ("+-.eE0123456789".includes(String.fromCharCode(this.peek())) && this.peek()) this.at++;
      const digits = this.text.substring(start, this.at);
      const whole = !digits.includes(".") && !digits.toLowerCase().includes("e") && digits.length < 19;
      value.kind = whole ? Kind.Int : Kind.Float;
      if (whole) value.integer = I64.parseInt(digits);
      else value.number = F64.parseFloat(digits);
      if (!digits.length) this.bad = true;
    }
    value.end = this.at;
    return value;
  }
}

/** {"Int":3} and 3 are the same. */
function untagged(value: Json | null): Json | null {
  return value && value.kind == Kind.Object && value.items.length == 1 ? value.items[0] : value;
}

function parse(text: string): Json | null {
  const reader = new Reader(text);
  const value = reader.value(0);
  return reader.bad ? null : value;
}

/** A text as JSON. Half of a surrogate pair becomes the replacement character. */
export function quote(text: string): string {
  const parts: string[] = ['"'];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c == 34 || c == 92) parts.push("\\" + text.charAt(i));
    else if (c < 32) parts.push("\\u00" + (c < 16 ? "0" : "") + c.toString(16));
    else if (c >= 0xd800 && c < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) == 0xdc00) {
      parts.push(text.substr(i, 2));
      i++;
    } else parts.push(c >= 0xd800 && c < 0xe000 ? "\ufffd" : text.charAt(i));
  }
  parts.push('"');
  return parts.join("");
}

function member(key: string, text: string): string {
  return quote(key) + ":" + quote(text);
}

// ---- what a plugin declares ----

/** `type` is one of Any Bool Int Float String Scope List. `fallback` is the default as tagged JSON (`{"Int":300}`), empty when
 * the argument must be given. */
export class Parameter {
  constructor(
    public name: string,
    public type: string,
    public doc: string,
    public fallback: string = "",
  ) {}
}

class Declared {
  constructor(
    public name: string,
    public returns: string, // empty for a check
    public doc: string,
    public example: string,
    public parameters: Parameter[],
    public run: (call: Call) => void,
  ) {}
}

let libraryName = "";
let libraryVersion = "";
let libraryDoc = "";
const functions: Declared[] = [];

/** Names the plugin. */
export function library(name: string, version: string, doc: string): void {
  libraryName = name;
  libraryVersion = version;
  libraryDoc = doc;
}

/** Declares a function that gives a value of the type `returns`: see giveScope, giveString, giveInt, giveBool. */
export function selector(
  name: string,
  returns: string,
  doc: string,
  example: string,
  parameters: Parameter[],
  run: (call: Call) => void,
): void {
  functions.push(new Declared(name, returns, doc, example, parameters, run));
}

/** Declares a function that reports the places that break a rule; none when it holds. */
export function check(name: string, doc: string, example: string, parameters: Parameter[], run: (call: Call) => void): void {
  functions.push(new Declared(name, "", doc, example, parameters, run));
}

// ---- a call: arguments and result ----

/** One call of the host: arguments by position, with declared defaults where none was given. */
export class Call {
  /** `/workspace`: paths below it name files of the checked project. */
  workspace: string = "";
  value: string = "null";
  reason: string = "";
  violations: string[] = [];
  firstMessage: string = "";
  arguments: Json[] = [];
  text: string = "";

  constructor(public declared: Declared) {}

  /** Ends the call: neither passed nor failed. The first reason stands. */
  undecided(reason: string): void {
    if (!this.reason.length) this.reason = reason;
  }

  find(index: i32): Json | null {
    let found: Json | null = null;
    if (index < this.arguments.length) found = this.arguments[index];
    else if (this.declared.parameters[index].fallback.length) found = parse(this.declared.parameters[index].fallback);
    return untagged(found);
  }

  argument(index: i32, kind: Kind, noun: string): Json {
    const found = this.find(index);
    if (found && found.kind == kind) return found;
    this.undecided("argument " + (index + 1).toString() + " is not " + noun);
    return new Json();
  }

  string(index: i32): string {
    return this.argument(index, Kind.Text, "a string").text;
  }

  int(index: i32): i64 {
    return this.argument(index, Kind.Int, "an integer").integer;
  }

  /** A number, also one without a fraction. */
  float(index: i32): f64 {
    const found = this.find(index);
    if (found && found.kind == Kind.Int) return <f64>found.integer;
    return this.argument(index, Kind.Float, "a number").number;
  }

  /** The texts of an argument that is a list of strings. */
  strings(index: i32): string[] {
    const texts: string[] = [];
    const items = this.argument(index, Kind.List, "a list").items;
    for (let i = 0; i < items.length; i++) {
      const text = untagged(items[i]);
      if (text && text.kind == Kind.Text) texts.push(text.text);
      else this.undecided("argument " + (index + 1).toString() + " is not a list of strings");
    }
    return texts;
  }

  bool(index: i32): bool {
    return this.argument(index, Kind.Bool, "a boolean").integer != 0;
  }

  /** An argument as JSON, just as the host sent it, for values that this kit has no type for; `value` gives such a value. */
  raw(index: i32): string {
    return index < this.arguments.length ? this.text.substring(this.arguments[index].start, this.arguments[index].end) : "null";
  }

  /** The files of an argument that is a scope, in the order of the host. Those of a large one are fetched. */
  scope(index: i32): string[] {
    const paths: string[] = [];
    const scope = this.argument(index, Kind.Object, "a scope");
    addTexts(paths, scope.itemsOf("paths"));
    const handle = scope.textOf("handle");
    for (let more = handle.length > 0; more; ) {
      const page = this.ask(host_scope_paths, "{" + member("handle", handle) + ',"offset":' + paths.length.toString() + "}");
      addTexts(paths, page.itemsOf("paths"));
      const next = page.get("next");
      more = next !== null && next.kind == Kind.Int;
    }
    return paths;
  }

  // Services of the host. A service that is called is imported, and the host loads a plugin only with imports that
  // hielements.toml grants: facts, dependencies and hostFile need `filesystem = ["read"]`, the others nothing. What is never
  // called is not imported. Answers are JSON, as docs/plugin-protocol.md tells. When the host refuses, the call ends
  // undecided with its reason, and the result is empty.

  /** What the host knows of source files, as it parsed them: for each file its `path`, `language`, `imports`, `symbols`,
   * `docstring`, or an `error`. */
  facts(files: string[]): Json[] {
    return this.askAbout(host_facts, files, "files");
  }

  /** What the files depend on: `path`, `line`, `column`, `name`, `targets`, `external` of each use. */
  dependencies(files: string[]): Json[] {
    return this.askAbout(host_dependencies, files, "dependencies");
  }

  /** The text of a file as the host sees it: what the workspace ignores is not there, and an editor may hold a newer text. */
  hostFile(path: string): string {
    const text = this.ask(host_read_file, "{" + member("path", path) + "}").get("text");
    if (!text) this.undecided(path + " is not UTF-8 text");
    return text ? text.text : "";
  }

  /** An option of the plugin, from `options` of its entry in hielements.toml; null when it is not set. */
  option(name: string): Json | null {
    const options = this.ask(host_config, "{}").get("options");
    return options ? options.get(name) : null;
  }

  /** A remark in the notes of the run. `level` is debug, info, warning or error. */
  log(level: string, message: string): void {
    this.ask(host_log, "{" + member("level", level) + "," + member("message", message) + "}");
  }

  ask(service: (parameters: usize, length: i32) => u64, parameters: string): Json {
    const asked = String.UTF8.encode(parameters);
    const answered = service(changetype<usize>(asked), asked.byteLength);
    const whole = parse(take(<usize>(answered >> 32), <i32>(answered & 0xffffffff)));
    const result = whole ? whole.get("result") : null;
    if (result) return result;
    const error = whole ? whole.get("error") : null;
    this.undecided(error ? error.textOf("message") : "the host gave no answer");
    return new Json();
  }

  /** Asks about files, some at a time: all that the answers have under `key`. */
  askAbout(service: (parameters: usize, length: i32) => u64, files: string[], key: string): Json[] {
    let found: Json[] = [];
    for (let start = 0; start < files.length; start += 1000) {
      const quoted = files.slice(start, start + 1000).map<string>((path) => quote(path));
      const answer = this.ask(service, '{"paths":[' + quoted.join(",") + "]}");
      const failures = answer.itemsOf("failures");
      if (failures.length) this.undecided(failures[0].textOf("message"));
      found = found.concat(answer.itemsOf(key));
    }
    return found;
  }

  /** The path as users write it: relative to the workspace. */
  relative(path: string): string {
    return path.startsWith(this.workspace + "/") ? path.substring(this.workspace.length + 1) : path;
  }

  /** One place that breaks the rule. Line and column count from 1, 0 means the whole file; columns count characters. */
  violation(path: string, line: i64, column: i64, message: string, evidence: string | null = null): void {
    let text = "{" + member("path", path) + "," + member("message", message);
    if (line > 0) text += ',"line":' + line.toString();
    if (column > 0) text += ',"column":' + column.toString();
    if (evidence !== null) text += "," + member("evidence", evidence);
    if (!this.violations.length) this.firstMessage = message;
    this.violations.push(text + "}");
  }

  /** What a selector gives. `kind` is File, Folder or Glob; `selected` what the specification asked for. */
  giveScope(kind: string, selected: string, paths: string[]): void {
    const quoted: string[] = [];
    for (let i = 0; i < paths.length; i++) quoted.push(quote(paths[i]));
    this.value = '{"Scope":{"kind":{' + member(kind, selected) + '},"paths":[' + quoted.join(",") + '],"resolved":true}}';
  }

  giveString(text: string): void {
    this.value = "{" + member("String", text) + "}";
  }

  giveInt(number: i64): void {
    this.value = '{"Int":' + number.toString() + "}";
  }

  giveBool(truth: bool): void {
    this.value = truth ? '{"Bool":true}' : '{"Bool":false}';
  }

  /** The text of a file, where hielements.toml grants `filesystem = ["read"]`; empty when the call ends undecided. */
  readFile(path: string): string {
    const file = open(path, 0);
    const bytes: u8[] = [];
    let status = file < 0 ? 1 : 0;
    while (!status) {
      store<u32>(scratch, changetype<u32>(part));
      store<u32>(scratch + 4, part.byteLength);
      status = fd_read(file, scratch, 1, scratch + 8);
      const count = load<u32>(scratch + 8);
      if (status || !count) break;
      const length = bytes.length;
      bytes.length = length + count;
      memory.copy(bytes.dataStart + length, changetype<usize>(part), count);
    }
    if (file >= 0) fd_close(file);
    if (status) {
      this.undecided("cannot read " + this.relative(path));
      return "";
    }
    if (!isUtf8(bytes)) {
      this.undecided(this.relative(path) + " is not UTF-8 text");
      return "";
    }
    return String.UTF8.decodeUnsafe(bytes.dataStart, bytes.length);
  }

  /** Every file below a folder of the workspace, sorted. Names that start with a dot and symbolic links are left out. */
  filesBelow(folder: string): string[] {
    const found: string[] = [];
    let start = this.workspace + "/" + folder;
    while (start.endsWith("/")) start = start.substring(0, start.length - 1);
    this.walk(start, found);
    return found.sort(comparePaths);
  }

  private walk(folder: string, found: string[]): void {
    const handle = open(folder, 2);
    let cookie: u64 = 0;
    let used: u32 = part.byteLength;
    // Entries are copied out before a folder is entered: the buffer is shared.
    const folders: string[] = [];
    let status = handle < 0 ? 1 : 0;
    while (!status && used == <u32>part.byteLength) {
      const start = changetype<usize>(part);
      status = fd_readdir(handle, start, part.byteLength, cookie, scratch);
      used = load<u32>(scratch);
      // An entry that was cut off by the end of the buffer is read again from its cookie.
      for (let at: u32 = 0; !status && used - at >= 24; ) {
        const length = load<u32>(start + at, 16);
        if (used - at < 24 + length) break;
        const kind = load<u8>(start + at, 20);
        const name = String.UTF8.decodeUnsafe(start + at + 24, length);
        cookie = load<u64>(start + at);
        at += 24 + length;
        if (name.startsWith(".")) continue;
        if (kind == 3) folders.push(folder + "/" + name);
        if (kind == 4) found.push(folder + "/" + name);
      }
    }
    if (handle >= 0) fd_close(handle);
    if (status) this.undecided("cannot read " + this.relative(folder));
    for (let i = 0; i < folders.length; i++) this.walk(folders[i], found);
  }
}

function addTexts(texts: string[], items: Json[]): void {
  for (let i = 0; i < items.length; i++) if (items[i].kind == Kind.Text) texts.push(items[i].text);
}

/** The column of a position in a line, in characters from 1: a pair of surrogates is one. */
export function column(line: string, at: i32): i64 {
  let count: i64 = 1;
  for (let i = 0; i < at; i++) if ((line.charCodeAt(i) & 0xfc00) != 0xdc00) count++;
  return count;
}

/** Orders texts by code points, as other languages do by bytes, and not by units of UTF-16. */
function comparePaths(a: string, b: string): i32 {
  const length = min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const c = a.charCodeAt(i);
    const d = b.charCodeAt(i);
    if (c != d) return rank(c) - rank(d);
  }
  return a.length - b.length;
}

function rank(c: i32): i32 {
  return c >= 0xe000 ? c - 0x800 : c >= 0xd800 ? c + 0x2000 : c;
}

function isUtf8(bytes: u8[]): bool {
  for (let i = 0; i < bytes.length; ) {
    const c = bytes[i++];
    const more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
    if (more < 0 || !c || bytes.length - i < more) return false;
    if (more) {
      const second = bytes[i];
      if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f)) return false;
      if ((c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f)) return false;
    }
    for (let k = 0; k < more; k++) if ((bytes[i++] & 0xc0) != 0x80) return false;
  }
  return true;
}

// ---- services of the host: docs/wasm-plugins.md ----

@external("hielements_host", "config")
declare function host_config(parameters: usize, length: i32): u64;
@external("hielements_host", "dependencies")
declare function host_dependencies(parameters: usize, length: i32): u64;
@external("hielements_host", "facts")
declare function host_facts(parameters: usize, length: i32): u64;
@external("hielements_host", "log")
declare function host_log(parameters: usize, length: i32): u64;
@external("hielements_host", "read_file")
declare function host_read_file(parameters: usize, length: i32): u64;
@external("hielements_host", "scope_paths")
declare function host_scope_paths(parameters: usize, length: i32): u64;

// ---- WASI preview 1, as far as it is needed: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md ----

@external("wasi_snapshot_preview1", "fd_read")
declare function fd_read(fd: i32, buffers: usize, count: usize, read: usize): i32;
@external("wasi_snapshot_preview1", "fd_readdir")
declare function fd_readdir(fd: i32, buffer: usize, length: usize, cookie: u64, used: usize): i32;
@external("wasi_snapshot_preview1", "fd_close")
declare function fd_close(fd: i32): i32;
@external("wasi_snapshot_preview1", "fd_prestat_get")
declare function fd_prestat_get(fd: i32, prestat: usize): i32;
@external("wasi_snapshot_preview1", "fd_prestat_dir_name")
declare function fd_prestat_dir_name(fd: i32, name: usize, length: usize): i32;
@external("wasi_snapshot_preview1", "path_open")
declare function path_open(fd: i32, lookup: i32, path: usize, length: usize, how: i32, rights: u64, inherited: u64, flags: i32, opened: usize): i32;

const scratch = memory.data(16);
const part = new ArrayBuffer(16384);
const READ: u64 = (1 << 1) | (1 << 14); // fd_read, fd_readdir

/** Opens a file, or with `how` 2 a folder, below a folder that the host opened for the plugin; -1 when there is none. */
function open(path: string, how: i32): i32 {
  for (let granted = 3; !fd_prestat_get(granted, scratch); granted++) {
    const name = new ArrayBuffer(load<u32>(scratch + 4));
    fd_prestat_dir_name(granted, changetype<usize>(name), name.byteLength);
    const root = String.UTF8.decode(name);
    if (!path.startsWith(root)) continue;
    let inside = path.substring(root.length);
    while (inside.startsWith("/")) inside = inside.substring(1);
    const target = String.UTF8.encode(inside.length ? inside : ".");
    const status = path_open(granted, 1, changetype<usize>(target), target.byteLength, how, READ, READ, 0, scratch);
    return status ? -1 : load<i32>(scratch);
  }
  return -1;
}

// ---- exports: an answer is one number, where it stands and how long it is ----

let output = new ArrayBuffer(0);

function packed(text: string): u64 {
  output = String.UTF8.encode(text);
  return ((<u64>changetype<usize>(output)) << 32) | output.byteLength;
}

export function alloc(size: i32): usize {
  return heap.alloc(max(size, 1));
}

function take(input: usize, length: i32): string {
  const text = String.UTF8.decodeUnsafe(input, length);
  heap.free(input);
  return text;
}

function answer(input: usize, length: i32, isCheck: bool): string {
  const text = take(input, length);
  const request = parse(text);
  const name = request ? request.get("function") : null;
  if (!request || !name || name.kind != Kind.Text) return '{"Error":"the request is not valid"}';
  for (let i = 0; i < functions.length; i++) {
    if (functions[i].name != name.text || !functions[i].returns.length != isCheck) continue;
    const call = new Call(functions[i]);
    call.text = text;
    const workspace = request.get("workspace");
    const given = request.get("args");
    if (workspace) call.workspace = workspace.text;
    if (given) call.arguments = given.items;
    functions[i].run(call);
    if (call.reason.length) return "{" + member("Error", call.reason) + "}";
    return isCheck ? verdict(call) : call.value;
  }
  const noun = isCheck ? "check" : "selector";
  return "{" + member("Error", "there is no " + noun + " `" + name.text + "`") + "}";
}

function verdict(call: Call): string {
  const count = call.violations.length;
  if (!count) return '{"Pass":null}';
  const message = count == 1 ? call.firstMessage : count.toString() + " violations";
  return '{"Fail":{' + member("message", message) + ',"violations":[' + call.violations.join(",") + "]}}";
}

export function library_call(input: usize, length: i32): u64 {
  return packed(answer(input, length, false));
}

export function library_check(input: usize, length: i32): u64 {
  return packed(answer(input, length, true));
}

function described(declared: Declared): string {
  const parameters: string[] = [];
  for (let i = 0; i < declared.parameters.length; i++) {
    const each = declared.parameters[i];
    const fallback = each.fallback.length ? ',"default":' + each.fallback : "";
    parameters.push("{" + member("name", each.name) + "," + member("type", each.type) + "," + member("description", each.doc) + fallback + "}");
  }
  let text = "{" + member("name", declared.name) + "," + member("description", declared.doc);
  text += ',"parameters":[' + parameters.join(",") + "]";
  if (declared.returns.length) text += "," + member("return_type", declared.returns);
  if (declared.example.length) text += "," + member("example", declared.example);
  return text + "}";
}

function listed(checks: bool, whole: bool): string {
  const parts: string[] = [];
  for (let i = 0; i < functions.length; i++) {
    if (!functions[i].returns.length != checks) continue;
    parts.push(whole ? described(functions[i]) : quote(functions[i].name));
  }
  return "[" + parts.join(",") + "]";
}

function description(input: usize, length: i32, whole: bool): u64 {
  take(input, length);
  const head = member("name", libraryName) + "," + member("version", libraryVersion) + "," + member("description", libraryDoc);
  return packed("{" + head + ',"functions":' + listed(false, whole) + ',"checks":' + listed(true, whole) + "}");
}

/** Large scopes come by a handle, because the kit says that it can fetch them. */
export function initialize(input: usize, length: i32): u64 {
  take(input, length);
  return packed('{"protocolVersion":"1.0","capabilities":{"scopeHandles":true}}');
}

export function library_metadata(input: usize, length: i32): u64 {
  return description(input, length, false);
}

export function library_doc(input: usize, length: i32): u64 {
  return description(input, length, true);
}
