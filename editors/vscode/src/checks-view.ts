/** The view of tests: elements and checks with their verdicts, run one by one or all. */
import * as vscode from "vscode";
import { checksBelow, runsFor, treeOf, type Node } from "./check-tree";
import { locationOf, rangeOf } from "./places";
import { CHECKS, RUN, type WorkspaceOverview } from "./protocol";

export type Ask = <Answer>(method: string, params: unknown, token?: vscode.CancellationToken) => Promise<Answer | undefined>;

export class ChecksView implements vscode.Disposable {
  private readonly controller: vscode.TestController;
  private readonly nodes = new Map<string, Node>();
  private readonly items = new Map<string, vscode.TestItem>();
  private roots: Node[] = [];
  private timer: NodeJS.Timeout | undefined;
  private latest = 0;
  private running = 0;

  constructor(private readonly ask: Ask) {
    this.controller = vscode.tests.createTestController("hielements", "Architecture");
    this.controller.refreshHandler = () => this.refresh();
    this.controller.createRunProfile("Check", vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
  }

  /** Something may have changed: the tree is made anew soon. With `verdicts`, those of the last run are shown. */
  changed(verdicts: boolean): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(verdicts), 150);
  }

  async refresh(verdicts = false): Promise<void> {
    const number = ++this.latest;
    const answer = await this.ask<{ workspaces: WorkspaceOverview[] }>(CHECKS, {});
    if (number !== this.latest) return;
    this.nodes.clear();
    this.items.clear();
    this.roots = treeOf(answer?.workspaces ?? []);
    this.controller.items.replace(this.roots.map((each) => this.item(each)));
    if (verdicts && this.running === 0) this.show(this.roots);
  }

  clear(): void {
    this.latest += 1;
    this.nodes.clear();
    this.items.clear();
    this.roots = [];
    this.controller.items.replace([]);
  }

  node(item: vscode.TestItem): Node | undefined {
    return this.nodes.get(item.id);
  }

  private item(node: Node): vscode.TestItem {
    const item = this.controller.createTestItem(node.id, node.label, node.location ? vscode.Uri.parse(node.location.uri) : undefined);
    item.description = node.description;
    item.sortText = node.order;
    if (node.location) item.range = rangeOf(node.location);
    if (node.trouble) item.error = node.trouble;
    item.tags = [new vscode.TestTag(node.kind)];
    item.children.replace(node.children.map((each) => this.item(each)));
    this.nodes.set(node.id, node);
    this.items.set(node.id, item);
    return item;
  }

  /** Shows what the last run found, without a run that people asked for. */
  private show(nodes: readonly Node[]): void {
    const known = checksBelow(nodes).filter((each) => each.check !== null && each.check.state !== "unknown");
    if (!known.length) return;
    const run = this.controller.createTestRun(new vscode.TestRunRequest(undefined, undefined, undefined, false, true), "Check", false);
    for (const each of known) this.tell(run, each);
    run.end();
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const excluded = new Set((request.exclude ?? []).map((each) => each.id));
    const chosen = request.include ? request.include.map((each) => this.nodes.get(each.id)).filter((each): each is Node => each !== undefined) : this.roots;
    await this.runNodes(chosen, request, token, excluded);
  }

  /** Runs the checks of some nodes, and shows how it goes. */
  async runNodes(chosen: readonly Node[], request = new vscode.TestRunRequest(), token?: vscode.CancellationToken, excluded: ReadonlySet<string> = new Set()): Promise<void> {
    const wanted = checksBelow(chosen).filter((each) => !excluded.has(each.id)).map((each) => each.id);
    const run = this.controller.createTestRun(request);
    this.running += 1;
    try {
      for (const id of wanted) {
        const item = this.items.get(id);
        if (item) run.started(item);
      }
      for (const [workspace, filters] of runsFor(chosen)) {
        if (run.token.isCancellationRequested) break;
        await this.ask(RUN, { uri: workspace, filters }, token ?? run.token);
      }
      if (!run.token.isCancellationRequested) {
        await this.refresh();
        for (const id of wanted) {
          const node = this.nodes.get(id);
          if (node) this.tell(run, node);
        }
      }
    } finally {
      this.running -= 1;
      run.end();
    }
  }

  /** Runs one element, by its path. */
  async runElement(path: string): Promise<boolean> {
    if (!this.nodes.size) await this.refresh();
    const found = [...this.nodes.values()].filter((each) => each.kind === "element" && each.element === path);
    if (found.length) await this.runNodes(found);
    return found.length > 0;
  }

  async runAll(): Promise<void> {
    await this.refresh();
    await this.runNodes(this.roots);
  }

  private tell(run: vscode.TestRun, node: Node): void {
    const item = this.items.get(node.id);
    const check = node.check;
    if (!item || !check) return;
    const took = check.milliseconds ?? undefined;
    run.appendOutput(`${line(node)}\r\n`, node.location ? locationOf(node.location) : undefined, item);
    if (check.state === "pass") run.passed(item, took);
    else if (check.state === "fail") run.failed(item, messages(node), took);
    else if (check.state === "error") run.errored(item, messages(node), took);
    else run.skipped(item);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.controller.dispose();
  }
}

const WORDS = { pass: "passed", fail: "VIOLATED", error: "UNDECIDED", waived: "waived", unknown: "not run" };

/** What a terminal would show of a check. */
function line(node: Node): string {
  const check = node.check;
  if (!check) return node.label;
  const details = [...check.violations.map((each) => each.message), ...(check.violations.length || check.state === "pass" ? [] : [check.message ?? ""])];
  return [`${WORDS[check.state]} ${check.element}: ${check.check}`, ...details.filter(Boolean).map((each) => `    ${each}`)].join("\n").replace(/\r?\n/g, "\r\n");
}

/** One message for each violation, at its line; one at the rule where no line of code shows it. */
function messages(node: Node): vscode.TestMessage[] {
  const check = node.check;
  const found = (check?.violations ?? []).map((each) => {
    const message = new vscode.TestMessage(each.message);
    const place = each.location ?? node.location;
    if (place) message.location = locationOf(place);
    return message;
  });
  if (found.length) return found;
  const message = new vscode.TestMessage(check?.message ?? "the check did not pass");
  if (node.location) message.location = locationOf(node.location);
  return [message];
}
