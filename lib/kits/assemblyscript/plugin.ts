// Conventions: rules about files of any language. The same plugin exists in every language that has a kit.
import { Call, check, column, library, Parameter, selector } from "./hielements";
export { alloc, initialize, library_call, library_check, library_doc, library_metadata } from "./hielements";

/** A text as lines, without their ends. */
function lines(text: string): string[] {
  if (!text.length) return [];
  const all = (text.endsWith("\n") ? text.substring(0, text.length - 1) : text).split("\n");
  for (let i = 0; i < all.length; i++) if (all[i].endsWith("\r")) all[i] = all[i].substring(0, all[i].length - 1);
  return all;
}

function sources(call: Call): void {
  const folder = call.string(0);
  const suffix = call.string(1);
  const all = call.filesBelow(folder);
  const chosen: string[] = [];
  for (let i = 0; i < all.length; i++) if (all[i].endsWith(suffix)) chosen.push(all[i]);
  call.giveScope("Folder", folder, chosen);
}

function count(call: Call): void {
  call.giveInt(call.scope(0).length);
}

function comments(call: Call): void {
  const files = call.scope(0);
  const share = call.float(1);
  const marks = call.strings(2);
  for (let i = 0; i < files.length; i++) {
    const all = lines(call.readFile(files[i]));
    let found = 0;
    let filled = 0;
    for (let number = 0; number < all.length; number++) {
      let start = 0;
      while (start < all[number].length && " \t".includes(all[number].charAt(start))) start++;
      if (start == all[number].length) continue;
      filled++;
      let comment = false;
      for (let k = 0; k < marks.length; k++) if (all[number].startsWith(marks[k], start)) comment = true;
      if (comment) found++;
    }
    const message = found.toString() + " of " + filled.toString() + " lines are comments";
    if (<f64>found < share * <f64>filled) call.violation(files[i], 0, 0, message);
  }
}

function startsWith(call: Call): void {
  const files = call.scope(0);
  const text = call.string(1);
  for (let i = 0; i < files.length; i++) {
    const all = lines(call.readFile(files[i]));
    const first = all.length ? all[0] : "";
    if (!first.startsWith(text)) call.violation(files[i], 1, 1, "does not start with `" + text + "`", first);
  }
}

function maxLines(call: Call): void {
  const files = call.scope(0);
  const limit = call.int(1);
  for (let i = 0; i < files.length; i++) {
    const count = lines(call.readFile(files[i])).length;
    const message = count.toString() + " lines, allowed are " + limit.toString();
    if (count > limit) call.violation(files[i], max(limit + 1, 1), 0, message);
  }
}

function noText(call: Call): void {
  const files = call.scope(0);
  const text = call.string(1);
  if (!text.length) call.undecided("the text to look for is empty");
  for (let i = 0; i < files.length && text.length; i++) {
    const all = lines(call.readFile(files[i]));
    for (let number = 0; number < all.length; number++) {
      const at = all[number].indexOf(text);
      if (at >= 0) call.violation(files[i], number + 1, column(all[number], at), "has `" + text + "`", all[number]);
    }
  }
}

function fileNames(call: Call): void {
  const files = call.scope(0);
  const style = call.string(1);
  const snake = style == "snake_case";
  if (!snake && style != "kebab-case") call.undecided("there is no style `" + style + "`");
  const allowed = "abcdefghijklmnopqrstuvwxyz0123456789" + (snake ? "_" : "-");
  for (let i = 0; i < files.length; i++) {
    const name = files[i].substring(files[i].lastIndexOf("/") + 1);
    let end = 0;
    while (end < name.length && allowed.includes(name.charAt(end))) end++;
    if (end < name.length && name.charAt(end) != ".") call.violation(files[i], 0, 0, "`" + name + "` is not " + style);
  }
}

const files = new Parameter("files", "Scope", "The files to look at.");

library("conventions", "0.1.0", "Rules about files of any language: how they start, how long they are, what they are called.");
selector(
  "sources",
  "Scope",
  "Every file below a folder, without hidden ones.",
  "scope src = conventions.sources('src', '.py')",
  [
    new Parameter("folder", "String", "The folder, relative to the workspace."),
    new Parameter("suffix", "String", "Only files whose names end with it.", '{"String":""}'),
  ],
  sources,
);
selector(
  "count",
  "Int",
  "How many files there are.",
  "check conventions.count(src) <= 40",
  [new Parameter("files", "Scope", "The files to count.")],
  count,
);
check(
  "comments",
  "At least a share of the lines that are not blank are comments.",
  "check conventions.comments(src, 0.2, ['--'])",
  [
    files,
    new Parameter("share", "Float", "The least share, from 0 to 1.", '{"Float":0.1}'),
    new Parameter("marks", "List[String]", "What comments start with.", '{"List":[{"String":"#"},{"String":"//"}]}'),
  ],
  comments,
);
check(
  "starts_with",
  "Each file starts with a text, such as a licence line.",
  "check conventions.starts_with(src, '# Copyright')",
  [files, new Parameter("text", "String", "What the first line starts with.")],
  startsWith,
);
check(
  "max_lines",
  "No file has more lines than allowed.",
  "check conventions.max_lines(src, 400)",
  [files, new Parameter("limit", "Int", "The most lines a file may have.", '{"Int":300}')],
  maxLines,
);
check(
  "no_text",
  "No line of any file has a text, such as a forbidden word.",
  "check conventions.no_text(src, 'FIXME')",
  [files, new Parameter("text", "String", "The text to look for.")],
  noText,
);
check(
  "file_names",
  "Files are named in one style. Needs no access to files.",
  "check conventions.file_names(src, 'kebab-case')",
  [files, new Parameter("style", "String", "`snake_case` or `kebab-case`.", '{"String":"snake_case"}')],
  fileNames,
);
