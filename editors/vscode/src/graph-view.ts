/** The graph beside the text: it follows the cursor, and leads back to the text. And the whole report. */
import * as vscode from "vscode";
import type { Ask } from "./checks-view";
import { Follower } from "./following";
import { locationOf, reveal } from "./places";
import { ELEMENT_AT, PAGE, type Page, type Place } from "./protocol";

interface Where {
  uri: string;
  line: number;
  character: number;
}

type Told = { type: "ready" } | { type: "openElement"; element: string } | { type: "openFile"; place: string };

export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private elements = new Map<string, Place | null>();
  private root: vscode.Uri | undefined;
  private selected: string | null = null;
  private readonly follower: Follower<Where>;
  private readonly listening: vscode.Disposable[];

  constructor(private readonly ask: Ask) {
    this.follower = new Follower<Where>(
      async (where) => (await this.ask<{ element: string | null }>(ELEMENT_AT, { textDocument: { uri: where.uri }, position: { line: where.line, character: where.character } }))?.element ?? null,
      (element) => this.select(element),
    );
    this.listening = [
      vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event.textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.moved(editor)),
    ];
  }

  /** The element that the graph shows as selected. */
  get selection(): string | null {
    return this.selected;
  }

  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel("hielements.graph", "Architecture", { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [] });
      this.panel.onDidDispose(() => {
        this.panel = undefined;
        this.selected = null;
        this.follower.forget();
      });
      this.panel.webview.onDidReceiveMessage((message: Told) => void this.told(message));
    } else this.panel.reveal(undefined, true);
    await this.refresh(editor);
  }

  /** Draws the graph anew, of the code as it is now. */
  async refresh(editor = vscode.window.activeTextEditor): Promise<void> {
    const panel = this.panel;
    if (!panel) return;
    const page = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Drawing the architecture" }, () => askForPage(this.ask, "graph", editor));
    if (this.panel !== panel || !page) return;
    this.elements = new Map(page.elements?.map((each) => [each.path, each.location]));
    this.root = page.root;
    this.follower.forget();
    panel.webview.html = page.html ?? "";
    if (editor) this.place(editor);
  }

  private place(editor: vscode.TextEditor): void {
    const at = editor.selection.active;
    void this.follower.look({ uri: editor.document.uri.toString(), line: at.line, character: at.character });
  }

  private moved(editor: vscode.TextEditor): void {
    if (!this.panel || editor.document.uri.scheme !== "file" || !vscode.workspace.getConfiguration("hielements").get("graph.followCursor", true)) return;
    const at = editor.selection.active;
    this.follower.moved({ uri: editor.document.uri.toString(), line: at.line, character: at.character });
  }

  private select(element: string): void {
    this.selected = element;
    void this.panel?.webview.postMessage({ type: "select", element });
  }

  private async told(message: Told): Promise<void> {
    if (message.type === "ready") {
      if (this.selected !== null) this.select(this.selected);
    } else if (message.type === "openElement") {
      const place = this.elements.get(message.element);
      if (place) await reveal(locationOf(place), vscode.ViewColumn.One);
    } else {
      const found = /^(.*):(\d+)$/.exec(message.place);
      if (!found?.[1] || !this.root) return;
      // The page speaks of files of the workspace only.
      const target = vscode.Uri.joinPath(this.root, found[1]);
      const line = new vscode.Position(Number(found[2]) - 1, 0);
      await reveal(new vscode.Location(target, line), vscode.ViewColumn.One);
    }
  }

  dispose(): void {
    this.follower.dispose();
    this.panel?.dispose();
    for (const each of this.listening) each.dispose();
  }
}

/** A page about the workspace of an editor, and the folder of that workspace. Says why when there is none. */
export async function askForPage(ask: Ask, kind: "graph" | "report", editor = vscode.window.activeTextEditor): Promise<(Page & { root: vscode.Uri | undefined }) | undefined> {
  const uri = editor?.document.uri.scheme === "file" ? editor.document.uri : vscode.workspace.workspaceFolders?.[0]?.uri;
  const page = await ask<Page>(PAGE, { uri: uri?.toString(), kind });
  if (page?.html) return { ...page, root: page.workspace ? vscode.Uri.parse(page.workspace) : undefined };
  if (page?.message) void vscode.window.showErrorMessage(`Hielements: ${page.message}`);
  return undefined;
}

/** The whole report as a page beside the text. */
export async function openReport(ask: Ask): Promise<void> {
  const page = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: "Making the report of the architecture" }, () => askForPage(ask, "report"));
  if (!page?.html) return;
  const panel = vscode.window.createWebviewPanel("hielements.report", "Architecture report", vscode.ViewColumn.Active, { enableScripts: true, localResourceRoots: [], enableFindWidget: true });
  panel.webview.html = page.html;
}

/** The whole report in a browser, from a file that others can be given. */
export async function openReportInBrowser(ask: Ask, storage: vscode.Uri): Promise<void> {
  const page = await askForPage(ask, "report");
  if (!page?.html) return;
  const file = vscode.Uri.joinPath(storage, "architecture.html");
  await vscode.workspace.fs.createDirectory(storage);
  await vscode.workspace.fs.writeFile(file, Buffer.from(page.html, "utf8"));
  await vscode.env.openExternal(file);
}
