/** Places of the server as those of VS Code. */
import * as vscode from "vscode";
import type { Place } from "./protocol";

export function locationOf(place: Place): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place));
}

export function rangeOf(place: Place): vscode.Range {
  const { start, end } = place.range;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export async function reveal(location: vscode.Location, column?: vscode.ViewColumn): Promise<void> {
  await vscode.window.showTextDocument(location.uri, { selection: location.range, preview: true, ...(column === undefined ? {} : { viewColumn: column }) });
}
