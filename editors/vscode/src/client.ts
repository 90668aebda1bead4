/** The client of the language server: starts it, gives it settings and trust, and passes on what it tells. */
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State, type DocumentSelector, type LanguageClientOptions, type StaticFeature } from "vscode-languageclient/node";
import { explanations, withLinks } from "./diagnostics";
import type { Server } from "./finding-server";
import { RUN_STATE, type RunState } from "./protocol";

/** What the server is to know, as it is set now. */
export function settingsForServer(): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration("hielements");
  return {
    trusted: vscode.workspace.isTrusted,
    checkOnSave: settings.get("checkOnSave", true),
    checkOnOpen: settings.get("checkOnOpen", true),
    inlayHints: { parameters: settings.get("inlayHints.parameters", true), files: settings.get("inlayHints.files", true), verdicts: settings.get("inlayHints.verdicts", true) },
  };
}

function selector(): DocumentSelector {
  const languages = vscode.workspace.getConfiguration("hielements").get<string[]>("languages", []);
  return [
    { scheme: "file", language: "hielements" },
    { scheme: "file", pattern: "**/hielements.toml" },
    ...languages.map((language) => ({ scheme: "file", language })),
  ];
}

export function makeClient(server: Server, output: vscode.LogOutputChannel | vscode.OutputChannel, told: (state: RunState) => void, stopped: () => void): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: selector(),
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: settingsForServer,
    diagnosticPullOptions: { onChange: true, onSave: false },
    synchronize: {},
    markdown: { isTrusted: false },
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, withLinks(diagnostics)),
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        if (report && "items" in report && Array.isArray(report.items)) withLinks(report.items as vscode.Diagnostic[]);
        return report;
      },
      provideCodeActions: async (document, range, context, token, next) => {
        const found = (await next(document, range, context, token)) ?? [];
        const wanted = context.only === undefined || context.only.contains(vscode.CodeActionKind.QuickFix);
        return wanted && context.triggerKind === vscode.CodeActionTriggerKind.Invoke ? [...found, ...explanations(context.diagnostics)] : found;
      },
      executeCommand: async (command, args, next) => (command === "hielements.showPlaces" ? showPlaces(args[0] as ShownPlace[]) : next(command, args)),
      workspace: {
        configuration: (params, _token, _next) => params.items.map((item) => (item.section === "hielements" ? settingsForServer() : null)),
      },
    },
  };
  const client = new LanguageClient("hielements", "Hielements", { command: server.command, args: [...server.args, "lsp"], options: { env: { ...process.env, PYTHONUTF8: "1" } } }, options);
  client.registerFeature(knowsMore());
  client.onNotification(RUN_STATE, told);
  client.onDidChangeState((change) => {
    if (change.newState === State.Stopped) stopped();
  });
  return client;
}

/** Says to the server that its own notifications are understood. */
function knowsMore(): StaticFeature {
  return {
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...(capabilities.experimental as object | undefined), hielements: true };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}

interface ShownPlace {
  uri: string;
  line: number;
}

/** Places in VS Code's own view of references, instead of a question with buttons. */
async function showPlaces(places: ShownPlace[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const locations = places.map((each) => new vscode.Location(vscode.Uri.parse(each.uri), new vscode.Position(each.line, 0)));
  if (!editor || !locations.length) return;
  await vscode.commands.executeCommand("editor.action.peekLocations", editor.document.uri, editor.selection.active, locations, "peek");
}
