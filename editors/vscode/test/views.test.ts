import assert from "node:assert/strict";
import { test } from "node:test";
import * as vscode from "vscode";
import { checksBelow, runsFor, treeOf } from "../src/check-tree";
import { ChecksView, type Ask } from "../src/checks-view";
import { explanations, nameOf, withLinks } from "../src/diagnostics";
import { Follower } from "../src/following";
import type { ListedCheck, RunState, WorkspaceOverview } from "../src/protocol";
import { shown } from "../src/verdicts";
import type { TestController, TestItem } from "./vscode-stand-in";
import * as standIn from "./vscode-stand-in";

const place = (line: number) => ({ uri: "file:///p/hielements.hie", range: { start: { line, character: 0 }, end: { line, character: 4 } } });
const check = (element: string, text: string, more: Partial<ListedCheck> = {}): ListedCheck => ({
  element, check: text, kind: "check", pattern: null, location: place(3), state: "unknown", message: null, milliseconds: null, violations: [], ...more,
});
const element = (path: string) => ({ path, name: path.split(".").at(-1) ?? path, parent: path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : null, doc: `About ${path}.\nMore.`, location: place(1) });
const overview = (more: Partial<WorkspaceOverview> = {}): WorkspaceOverview => ({
  uri: "file:///p", name: "p", elements: [element("shop"), element("shop.api"), element("shop.db")],
  checks: [check("shop.api", "python.no_import(src, 'shop.db')"), check("shop.api", "python.no_import(code, 'x')", { pattern: "layer" }), check("shop.db", "files.exists(src)")],
  trouble: null, hasRun: false, counts: { passed: 0, violated: 0, undecided: 0, waived: 0 }, ...more,
});

test("elements stand in elements, checks before them", () => {
  const [shop] = treeOf([overview()]);
  assert.equal(shop?.label, "shop");
  assert.deepEqual(shop?.children.map((each) => each.label), ["api", "db"]);
  assert.equal(shop?.children[0]?.description, "About shop.api");
  assert.deepEqual(shop?.children[0]?.children.map((each) => [each.label, each.description]), [["python.no_import(src, 'shop.db')", ""], ["python.no_import(code, 'x')", "from layer"]]);
});

test("the same check twice has two places in the tree", () => {
  const nodes = treeOf([overview({ checks: [check("shop", "files.exists(a)"), check("shop", "files.exists(a)")] })]);
  assert.equal(new Set(checksBelow(nodes).map((each) => each.id)).size, 2);
});

test("several workspaces stand side by side, and one with mistakes says so", () => {
  assert.deepEqual(treeOf([overview(), overview({ uri: "file:///q", name: "q" })]).map((each) => each.label), ["p", "q"]);
  const [root] = treeOf([overview({ checks: [], trouble: "hielements.hie:3: no such function" })]);
  assert.equal(root?.trouble, "hielements.hie:3: no such function");
  assert.equal(treeOf([overview({ elements: [], checks: [] })]).length, 0);
});

test("what is chosen is run by filters, a whole workspace without", () => {
  const [shop] = treeOf([overview()]);
  assert.ok(shop);
  const api = shop.children[0];
  assert.ok(api?.children[0]);
  assert.deepEqual([...runsFor([api])], [["file:///p", ["shop.api.**"]]]);
  assert.deepEqual([...runsFor([api.children[0], shop])], [["file:///p", ["python.no_import(src, 'shop.db')", "shop.**"]]]);
  const roots = treeOf([overview(), overview({ uri: "file:///q" })]);
  assert.deepEqual([...runsFor([roots[0]!, roots[1]!.children[0]!])], [["file:///p", []], ["file:///q", ["shop.**"]]]);
});

function view(answers: () => WorkspaceOverview[]): { view: ChecksView; controller: TestController; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const ask = (async (method: string, params: unknown) => {
    asked.push([method, params]);
    return method === "hielements/checks" ? { workspaces: answers() } : { state: "done" };
  }) as Ask;
  const made = new ChecksView(ask);
  return { view: made, controller: standIn.controllers.at(-1)!, asked };
}

const found = [
  check("shop.api", "python.no_import(src, 'shop.db')", {
    state: "fail", violations: [{ message: "imports shop.db", location: { uri: "file:///p/views.py", range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } } } }],
  }),
  check("shop.api", "python.no_import(code, 'x')", { state: "pass", pattern: "layer" }),
  check("shop.db", "files.exists(src)", { state: "error", message: "the scope is empty" }),
];

test("verdicts stand at the lines of the violations", async () => {
  const { view: made, controller, asked } = view(() => [overview({ hasRun: true, checks: found })]);
  await made.refresh();
  const shop = [...controller.items.all.values()][0]!;
  await controller.profile!(new standIn.TestRunRequest([shop]), undefined);
  assert.deepEqual(asked.find(([method]) => method === "hielements/run")?.[1], { uri: "file:///p", filters: ["shop.**"] });
  const verdicts = controller.runs.at(-1)!.verdicts.filter((each) => each.state !== "started");
  assert.deepEqual(verdicts.map((each) => each.state), ["failed", "passed", "errored"]);
  assert.equal(verdicts[0]?.messages[0]?.message, "imports shop.db");
  assert.equal(verdicts[0]?.messages[0]?.location?.uri.toString(), "file:///p/views.py");
  assert.equal(verdicts[0]?.messages[0]?.location?.range.start.line, 3);
  assert.equal(verdicts[2]?.messages[0]?.message, "the scope is empty");
  assert.equal(verdicts[2]?.messages[0]?.location?.uri.toString(), "file:///p/hielements.hie");
  assert.ok(controller.runs.at(-1)!.ended);
  assert.match(controller.runs.at(-1)!.output, /^VIOLATED shop\.api: python\.no_import\(src, 'shop\.db'\)\r\n {4}imports shop\.db\r\npassed/);
});

test("one check is run alone, and what is excluded has no verdict", async () => {
  const { view: made, controller, asked } = view(() => [overview({ hasRun: true, checks: found })]);
  await made.refresh();
  const shop = [...controller.items.all.values()][0]!;
  const db = shop.children.all.get("file:///p|shop.db")!;
  const only = [...db.children.all.values()][0]!;
  await controller.profile!(new standIn.TestRunRequest([only]), undefined);
  assert.deepEqual(asked.find(([method]) => method === "hielements/run")?.[1], { uri: "file:///p", filters: ["files.exists(src)"] });
  await controller.profile!(new standIn.TestRunRequest([shop], [only] as TestItem[]), undefined);
  assert.equal(controller.runs.at(-1)!.verdicts.some((each) => each.label === "files.exists(src)"), false);
});

test("verdicts of runs in the background are shown, unknown ones are not", async () => {
  const { view: made, controller } = view(() => [overview({ hasRun: true, checks: [found[1]!, check("shop.db", "files.exists(src)")] })]);
  await made.refresh(true);
  assert.deepEqual(controller.runs.at(-1)!.verdicts.map((each) => [each.state, each.label]), [["passed", "python.no_import(code, 'x')"]]);
});

test("the graph follows the cursor, once for each element", async () => {
  const selected: string[] = [];
  const follower = new Follower<string>(async (place) => place || null, (each) => selected.push(each), 0);
  for (const place of ["a", "a", "", "b", "a"]) await follower.look(place);
  assert.deepEqual(selected, ["a", "b", "a"]);
  follower.forget();
  await follower.look("a");
  assert.deepEqual(selected, ["a", "b", "a", "a"]);
});

test("an answer that a later place has overtaken selects nothing", async () => {
  const selected: string[] = [], answers: ((element: string) => void)[] = [];
  const follower = new Follower<string>(() => new Promise((resolve) => answers.push(resolve)), (each) => selected.push(each), 0);
  const first = follower.look("first"), second = follower.look("second");
  answers[1]!("late");
  answers[0]!("early");
  await Promise.all([first, second]);
  assert.deepEqual(selected, ["late"]);
});

test("a cursor on its way asks once", async () => {
  let asked = 0;
  const follower = new Follower<string>(async () => { asked += 1; return "a"; }, () => undefined, 5);
  await new Promise<void>((resolve) => {
    const done = new Follower<string>(async () => { resolve(); return null; }, () => undefined, 20);
    for (const each of ["a", "b", "c"]) follower.moved(each);
    done.moved("end");
  });
  assert.equal(asked, 1);
});

const state = (more: Partial<RunState>): RunState => ({ uri: "p", state: "done", hasRun: true, mistakes: 0, counts: { passed: 3, violated: 0, undecided: 0, waived: 0 }, ...more });

test("the verdict in the status bar: what is worst", () => {
  assert.match(shown([]).text, /circle-outline/);
  assert.match(shown([state({ state: "running", hasRun: false })]).text, /sync~spin/);
  assert.deepEqual(shown([state({})]), { text: "$(pass) Architecture", tooltip: "3 passed", isBad: false });
  assert.equal(shown([state({}), state({ counts: { passed: 1, violated: 2, undecided: 1, waived: 1 } })]).text, "$(error) Architecture: 2 violated");
  assert.match(shown([state({ counts: { passed: 1, violated: 0, undecided: 1, waived: 0 } })]).text, /1 undecided/);
  assert.match(shown([state({ mistakes: 1 })]).text, /1 mistake$/);
  assert.ok(shown([state({ state: "failed" })]).isBad);
});

test("a diagnostic leads to its page, a violation to its rule", () => {
  const told = (code: unknown, source = "hielements") => ({ source, code }) as vscode.Diagnostic;
  assert.equal(nameOf(told("undefined-name")), "undefined-name");
  assert.equal(nameOf(told({ value: "architecture", target: "x" })), undefined);
  assert.equal(nameOf(told("E501", "ruff")), undefined);
  const [linked, other] = withLinks([told("undefined-name"), told({ value: "architecture", target: "file:///p#L3" })]);
  assert.match(String((linked?.code as { target: unknown }).target), /^command:hielements\.explain\?%5B%22undefined-name%22%5D$/);
  assert.equal((other?.code as { target: unknown }).target, "file:///p#L3");
  assert.deepEqual(explanations([told("undefined-name"), told("undefined-name"), told("violated")]).map((each) => each.title), ["Explain undefined-name"]);
});
