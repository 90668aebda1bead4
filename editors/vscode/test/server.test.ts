/** With the real server: what it answers becomes the tree, and the problem matchers read what the program prints. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";
import { treeOf } from "../src/check-tree";
import { ChecksView, type Ask } from "../src/checks-view";
import { findServer, isServer, type Server } from "../src/finding-server";
import { RUN_STATE, type Page, type RunState, type WorkspaceOverview } from "../src/protocol";
import * as standIn from "./vscode-stand-in";

const python = process.env["HIELEMENTS_PYTHON"];
const skip = python ? false : "HIELEMENTS_PYTHON names no interpreter with hielements";
const SPEC = `import files
import python

element shop {
    element api {
        scope src = python.package_selector('shop.api')
        check python.no_import(src, 'shop.db')
    }
    element db {
        scope src = python.package_selector('shop.db')
        check files.exists(src, '__init__.py')
    }
}
`;

let folder = "", server: Server, connection: MessageConnection;
const states: RunState[] = [];

before(async () => {
  if (skip) return;
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "hielements-")));
  for (const [name, text] of Object.entries({ "hielements.hie": SPEC, "shop/__init__.py": "", "shop/api/__init__.py": "import shop.db\n", "shop/db/__init__.py": "" })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const found = await findServer({
    isTrusted: true, isWindows: false, program: "", interpreter: python ?? "", folders: [folder], searched: [],
    selectedInterpreter: async () => undefined, isFile: async () => false,
    output: async (command, args) => spawnSync(command, args, { encoding: "utf8" }).stdout,
  });
  assert.ok(isServer(found));
  server = found;
  const child = spawn(server.command, [...server.args, "lsp"], { cwd: folder });
  connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onNotification(RUN_STATE, (state: RunState) => states.push(state));
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: { experimental: { hielements: true } }, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "p" }] });
  await connection.sendNotification("initialized", {});
});

after(async () => {
  if (skip) return;
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  connection.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("the view runs one element and shows the violation at its line", { skip }, async () => {
  const ask: Ask = (method, params) => connection.sendRequest(method, params);
  const view = new ChecksView(ask);
  const controller = standIn.controllers.at(-1)!;
  await view.refresh();
  assert.deepEqual([...controller.items.all.values()].map((each) => each.label), ["shop"]);
  assert.ok(await view.runElement("shop.api"));
  const verdicts = controller.runs.at(-1)!.verdicts.filter((each) => each.state !== "started");
  assert.deepEqual(verdicts.map((each) => each.state), ["failed"]);
  assert.equal(verdicts[0]?.messages[0]?.location?.uri.toString(), pathToFileURL(path.join(folder, "shop/api/__init__.py")).href);
  assert.deepEqual(states.map((each) => each.state), ["running", "done"]);
  assert.equal(states.at(-1)?.counts.violated, 1);
  const { workspaces } = await connection.sendRequest<{ workspaces: WorkspaceOverview[] }>("hielements/checks", {});
  assert.equal(treeOf(workspaces)[0]?.children.length, 2);
});

test("the graph has a script of its own and reaches nothing", { skip }, async () => {
  const page = await connection.sendRequest<Page>("hielements/page", { uri: pathToFileURL(folder).href, kind: "graph" });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page.html ?? "")?.[1]?.replace(/&#(?:39|x27);/g, "'");
  assert.match(policy ?? "", /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'$/);
  assert.doesNotMatch(page.html ?? "", /(?:src|href)="http/);
  assert.deepEqual(page.elements?.map((each) => each.path), ["shop", "shop.api", "shop.db"]);
});

test("the problem matchers read what `hielements check` prints", { skip }, () => {
  const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as { contributes: { problemMatchers: { name: string; pattern: Pattern[] }[] } };
  const matcher = (name: string): Pattern[] => manifest.contributes.problemMatchers.find((each) => each.name === name)?.pattern ?? [];
  const violated = spawnSync(server.command, [...server.args, "check", "--color", "never"], { cwd: folder, encoding: "utf8" }).stdout;
  assert.deepEqual(matched(violated, matcher("hielements")), [{ file: "hielements.hie", line: "7", message: "package 'shop.api' imports 'shop.db'" }]);
  assert.deepEqual(matched(violated, matcher("hielements-code")), [{ file: "shop/api/__init__.py", line: "1", message: "imports shop.db" }]);
  fs.writeFileSync(path.join(folder, "wrong.hie"), "element e { check nothing.at_all() }\n");
  const wrong = spawnSync(server.command, [...server.args, "check", "wrong.hie", "--color", "never"], { cwd: folder, encoding: "utf8" });
  const [first] = matched(wrong.stdout + wrong.stderr, matcher("hielements"));
  assert.equal(first?.["file"], "wrong.hie");
  execFileSync(server.command, [...server.args, "--version"]);
});

interface Pattern {
  regexp: string;
  [field: string]: unknown;
}

/** What VS Code makes of consecutive lines. */
function matched(text: string, patterns: Pattern[]): Record<string, string>[] {
  const lines = text.split("\n"), found: Record<string, string>[] = [];
  for (let at = 0; at < lines.length; at++) {
    const hits = patterns.map((each, index) => new RegExp(each.regexp).exec(lines[at + index] ?? ""));
    if (!hits.every((hit) => hit !== null)) continue;
    const seen: Record<string, string> = {};
    patterns.forEach((each, index) => {
      for (const name of ["file", "line", "message"]) if (typeof each[name] === "number") seen[name] = hits[index]?.[each[name] as number] ?? "";
    });
    found.push(seen);
  }
  return found;
}
