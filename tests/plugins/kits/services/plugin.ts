// Every service of the host, used once: the same plugin in every language that has a kit.
import { Call, check, Kind, library, Parameter, selector } from "./hielements";
export { alloc, initialize, library_call, library_check, library_doc, library_metadata } from "./hielements";

function echo(call: Call): void {
  call.value = call.raw(0);
}

function size(call: Call): void {
  call.giveInt(call.scope(0).length);
}

function content(call: Call): void {
  const path = call.string(0);
  call.log("warning", "read " + path);
  call.giveString(call.hostFile(call.workspace + "/" + path));
}

function setting(call: Call): void {
  const value = call.option(call.string(0));
  call.giveString(value && value.kind == Kind.Text ? value.text : "");
}

function documented(call: Call): void {
  const files = call.facts(call.scope(0));
  for (let i = 0; i < files.length; i++) {
    if (files[i].get("error")) call.undecided(files[i].textOf("error"));
    const symbols = files[i].itemsOf("symbols");
    for (let k = 0; k < symbols.length; k++) {
      if (symbols[k].textOf("docstring").length) continue;
      const message = "`" + symbols[k].textOf("name") + "` has no docstring";
      call.violation(files[i].textOf("path"), symbols[k].get("line")!.integer, 0, message);
    }
  }
}

function unused(call: Call): void {
  const uses = call.dependencies(call.scope(0));
  const name = call.string(1);
  for (let i = 0; i < uses.length; i++)
    if (uses[i].textOf("name") == name) call.violation(uses[i].textOf("path"), uses[i].get("line")!.integer, 0, "depends on " + name);
}

const files = new Parameter("files", "Scope", "The files to look at.");

library("services", "0.1.0", "What plugins ask of the host.");
selector("echo", "Any", "What it is given.", "", [new Parameter("value", "Any", "Anything.")], echo);
selector("size", "Int", "How many files there are.", "", [new Parameter("files", "Scope", "The files to count.")], size);
selector("content", "String", "The text of a file.", "", [new Parameter("path", "String", "The file.")], content);
selector("setting", "String", "An option of the plugin.", "", [new Parameter("name", "String", "Its name.")], setting);
check("documented", "Every symbol says what it is.", "", [files], documented);
check(
  "unused",
  "No file depends on a name.",
  "",
  [files, new Parameter("name", "String", "What must not be depended on.")],
  unused,
);
