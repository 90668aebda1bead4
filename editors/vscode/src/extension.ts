/** The extension: finds and runs the server, and wires views and commands to it. */
import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { ChecksView, type Ask } from "./checks-view";
import { makeClient, settingsForServer } from "./client";
import { nameOf } from "./diagnostics";
import { hasPythonExtension, surroundings, whenEnvironmentChanges } from "./environment";
import { findServer, isServer, missingMessage, type Missing, type Server } from "./finding-server";
import { GraphView, openReport, openReportInBrowser } from "./graph-view";
import { ELEMENT_AT, EXPLANATION, type RunState } from "./protocol";
import { finished, taskOf, taskProvider, TYPE } from "./tasks";
import { shown } from "./verdicts";

const WALKTHROUGH = "hielements.hielements#hielements.start";
const EXPLAINED = "hielements-explanation";

let running: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<{ selectedElement(): string | null; serverVersion(): string | undefined }> {
  const extension = (running = new Extension(context));
  context.subscriptions.push(extension);
  await extension.start();
  return { selectedElement: () => extension.graph.selection, serverVersion: () => extension.server?.version };
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

class Extension implements vscode.Disposable {
  server: Server | undefined;
  readonly graph: GraphView;
  private client: LanguageClient | undefined;
  private readonly checks: ChecksView;
  private readonly output = vscode.window.createOutputChannel("Hielements", { log: true });
  private readonly status = vscode.window.createStatusBarItem("hielements.verdict", vscode.StatusBarAlignment.Left, 10);
  private readonly states = new Map<string, RunState>();
  private readonly owned: vscode.Disposable[] = [];
  private starting: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    const ask: Ask = (method, params, token) => this.ask(method, params, token);
    this.checks = new ChecksView(ask);
    this.graph = new GraphView(ask);
    this.status.name = "Architecture";
    this.status.command = "hielements.showActions";
    this.owned.push(this.checks, this.graph, this.output, this.status);
    this.commands(ask);
    this.owned.push(
      vscode.tasks.registerTaskProvider(TYPE, taskProvider(() => this.server)),
      vscode.workspace.registerTextDocumentContentProvider(EXPLAINED, { provideTextDocumentContent: async (uri) => (await this.explanation(uri.path.replace(/^\/|\.md$/g, ""))) ?? "There is no page about it." }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => void this.configured(event)),
      vscode.workspace.onDidSaveTextDocument((document) => /\.hie$|hielements\.toml$/.test(document.uri.path) && this.checks.changed(false)),
    );
  }

  async start(): Promise<void> {
    this.owned.push(await whenEnvironmentChanges(() => void this.restart()));
    await this.restart();
  }

  /** Finds the server anew and starts it; one restart after the other. */
  restart(): Promise<void> {
    this.starting = this.starting.then(() => this.begin()).catch((problem: unknown) => {
      this.output.error(`the server does not start: ${String(problem)}`);
      this.say("$(error) Architecture", "The server does not start; see the output.", true);
    });
    return this.starting;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that is starting cannot be stopped; it ends with this process.
    if (client?.state === State.Running) await client.stop(5000).catch(() => undefined);
  }

  private async begin(): Promise<void> {
    await this.stop();
    this.states.clear();
    this.checks.clear();
    this.say("$(sync~spin) Architecture", "Starting the server", false);
    const found = await findServer(surroundings());
    await vscode.commands.executeCommand("setContext", "hielements.serverFound", isServer(found));
    if (!isServer(found)) {
      this.server = undefined;
      this.output.warn(`no server was found; tried: ${found.tried.join(", ") || "nothing"}`);
      this.say("$(warning) Architecture: no server", "Hielements was not found; choose for what to do.", true);
      void this.missing(found);
      return;
    }
    this.server = found;
    this.output.info(`hielements ${found.version} from ${found.from}: ${found.command}`);
    const client = makeClient(found, this.output, (state) => this.told(state), () => this.client === client && this.say("$(error) Architecture: stopped", "The server has stopped.", true));
    this.client = client;
    await client.start();
    this.show();
    this.checks.changed(true);
  }

  private async missing(missing: Missing): Promise<void> {
    const install = "Install It", choose = "Choose Interpreter", setting = "Open Settings", learn = "How to Start", trust = "Manage Trust";
    const buttons = [
      ...(!vscode.workspace.isTrusted ? [trust] : missing.interpreter && !missing.setting ? [install] : []),
      ...(vscode.workspace.isTrusted && hasPythonExtension() && !missing.setting ? [choose] : []),
      ...(missing.setting || !hasPythonExtension() ? [setting] : []),
      learn,
    ];
    const answer = await vscode.window.showErrorMessage(missingMessage(missing, vscode.workspace.isTrusted), ...buttons);
    if (answer === install && missing.interpreter) await this.install(missing.interpreter);
    else if (answer === choose) await vscode.commands.executeCommand("python.setInterpreter");
    else if (answer === setting) await vscode.commands.executeCommand("workbench.action.openSettings", "hielements.path");
    else if (answer === trust) await vscode.commands.executeCommand("workbench.trust.manage");
    else if (answer === learn) await vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false);
  }

  private async install(interpreter: string): Promise<void> {
    const run = new vscode.ProcessExecution(interpreter, ["-m", "pip", "install", "--upgrade", "hielements"]);
    const status = await finished(new vscode.Task({ type: "process" }, vscode.TaskScope.Workspace, "Install hielements", "hielements", run));
    if (status === 0) await this.restart();
    else void vscode.window.showErrorMessage("Hielements: pip could not install it; the terminal says why.");
  }

  private async ask<Answer>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<Answer | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) return undefined;
    try {
      return token ? await client.sendRequest<Answer>(method, params, token) : await client.sendRequest<Answer>(method, params);
    } catch (problem) {
      this.output.error(`${method}: ${String(problem)}`);
      return undefined;
    }
  }

  private told(state: RunState): void {
    this.states.set(state.uri, state);
    this.show();
    if (state.state === "done") this.checks.changed(true);
  }

  private show(): void {
    const { text, tooltip, isBad } = shown(this.states.values());
    this.say(text, tooltip, isBad);
  }

  private say(text: string, tooltip: string, isBad: boolean): void {
    this.status.text = text;
    this.status.tooltip = vscode.workspace.isTrusted ? tooltip : `${tooltip}\nRestricted Mode: plugins of the workspace do not run.`;
    this.status.backgroundColor = isBad ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.status.show();
  }

  private async configured(event: vscode.ConfigurationChangeEvent): Promise<void> {
    if (!event.affectsConfiguration("hielements")) return;
    if (["path", "interpreter", "languages"].some((name) => event.affectsConfiguration(`hielements.${name}`))) await this.restart();
    else if (this.client?.state === State.Running) await this.client.sendNotification("workspace/didChangeConfiguration", { settings: { hielements: settingsForServer() } });
  }

  private commands(ask: Ask): void {
    const command = (name: string, run: (...args: never[]) => unknown): void => {
      this.owned.push(vscode.commands.registerCommand(`hielements.${name}`, run));
    };
    command("checkWorkspace", () => this.withServer(() => this.checks.runAll()));
    command("checkElement", (item?: vscode.TestItem) => this.withServer(() => this.checkElement(ask, item)));
    command("showGraph", () => this.withServer(() => this.graph.show()));
    command("refreshGraph", () => this.withServer(() => this.graph.refresh()));
    command("openReport", () => this.withServer(() => openReport(ask)));
    command("openReportInBrowser", () => this.withServer(() => openReportInBrowser(ask, this.context.globalStorageUri)));
    command("restartServer", () => this.restart());
    command("showOutput", () => this.output.show());
    command("createSpecification", () => this.withServer((server) => this.createSpecification(server)));
    command("explain", (name?: string) => this.withServer(() => this.explain(name)));
    command("openWalkthrough", () => vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false));
    command("showActions", () => this.showActions());
  }

  private async withServer(run: (server: Server) => unknown): Promise<void> {
    await this.starting;
    if (this.server && this.client?.state === State.Running) await run(this.server);
    else await this.restart();
  }

  private async checkElement(ask: Ask, item?: vscode.TestItem): Promise<void> {
    const chosen = item && "id" in item ? this.checks.node(item) : undefined;
    if (chosen) return this.checks.runNodes([chosen]);
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const at = editor.selection.active;
    const found = await ask<{ element: string | null }>(ELEMENT_AT, { textDocument: { uri: editor.document.uri.toString() }, position: { line: at.line, character: at.character } });
    if (!found?.element) void vscode.window.showInformationMessage("Hielements: the cursor is in no element. In code it is once the graph was shown.");
    else if (!(await this.checks.runElement(found.element))) void vscode.window.showInformationMessage(`Hielements: no checks are known of ${found.element}.`);
  }

  private async createSpecification(server: Server): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
    if (!folder) return void vscode.window.showInformationMessage("Hielements: open a folder first.");
    const status = await finished(taskOf(server, { type: TYPE, command: "init", arguments: ["--workspace", folder.uri.fsPath] }, folder));
    const file = vscode.Uri.joinPath(folder.uri, "hielements.hie");
    const isThere = await vscode.workspace.fs.stat(file).then(() => true, () => false);
    if (isThere) await vscode.window.showTextDocument(file);
    else void vscode.window.showErrorMessage(`Hielements: nothing was proposed (exit status ${status ?? "unknown"}); the terminal says why.`);
  }

  private async explain(name?: string): Promise<void> {
    const wanted = name ?? (await this.chosenDiagnostic());
    if (wanted === undefined) return;
    const page = vscode.Uri.from({ scheme: EXPLAINED, path: `/${wanted}.md` });
    if ((await this.explanation(wanted)) === undefined) void vscode.window.showInformationMessage(`Hielements: there is no page about ${wanted}.`);
    else await vscode.commands.executeCommand("markdown.showPreviewToSide", page);
  }

  private async chosenDiagnostic(): Promise<string | undefined> {
    const editor = vscode.window.activeTextEditor;
    const all = editor ? vscode.languages.getDiagnostics(editor.document.uri) : [];
    const here = all.filter((each) => editor && each.range.start.line <= editor.selection.active.line && each.range.end.line >= editor.selection.active.line);
    const names = [...new Set((here.length ? here : all).map(nameOf).filter((each): each is string => each !== undefined))];
    if (names.length > 1) return vscode.window.showQuickPick(names, { title: "Explain a diagnostic" });
    return names[0] ?? vscode.window.showInputBox({ title: "Explain a diagnostic", prompt: "Its name or number, as undefined-name or HIE0203" });
  }

  private async explanation(name: string): Promise<string | undefined> {
    return (await this.ask<{ markdown: string | null }>(EXPLANATION, { code: name }))?.markdown ?? undefined;
  }

  private async showActions(): Promise<void> {
    const actions = this.server
      ? { "$(beaker) Check the architecture": "checkWorkspace", "$(type-hierarchy) Show the graph": "showGraph", "$(book) Open the report": "openReport", "$(output) Show the output": "showOutput", "$(debug-restart) Restart the server": "restartServer" }
      : { "$(search) Look for the server again": "restartServer", "$(output) Show the output": "showOutput", "$(rocket) How to start": "openWalkthrough" };
    const chosen = await vscode.window.showQuickPick(Object.keys(actions), { title: this.server ? `Hielements ${this.server.version} (${this.server.from})` : "Hielements: no server" });
    const command = Object.entries(actions).find(([title]) => title === chosen)?.[1];
    if (command) await vscode.commands.executeCommand(`hielements.${command}`);
  }

  dispose(): void {
    for (const each of this.owned) each.dispose();
  }
}
