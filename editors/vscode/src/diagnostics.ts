/** Diagnostics of the server as VS Code shows them: the name of each leads to the page about it. */
import * as vscode from "vscode";

export const SOURCE = "hielements";

/** Codes of violations: their link leads to the rule, and there is no page about them. */
const WITHOUT_PAGE = new Set(["architecture", "violated", "undecided"]);

export function nameOf(diagnostic: vscode.Diagnostic): string | undefined {
  if (diagnostic.source !== SOURCE) return undefined;
  const code = typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code;
  return typeof code === "string" && !WITHOUT_PAGE.has(code) ? code : undefined;
}

export function withLinks(diagnostics: vscode.Diagnostic[]): vscode.Diagnostic[] {
  for (const each of diagnostics) {
    const name = nameOf(each);
    if (name !== undefined && typeof each.code !== "object") {
      each.code = { value: name, target: vscode.Uri.parse(`command:hielements.explain?${encodeURIComponent(JSON.stringify([name]))}`) };
    }
  }
  return diagnostics;
}

/** An action for each diagnostic that has a page. */
export function explanations(diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  const names = new Set(diagnostics.map(nameOf).filter((name): name is string => name !== undefined));
  return [...names].map((name) => {
    const action = new vscode.CodeAction(`Explain ${name}`, vscode.CodeActionKind.QuickFix);
    action.command = { command: "hielements.explain", title: action.title, arguments: [name] };
    return action;
  });
}
