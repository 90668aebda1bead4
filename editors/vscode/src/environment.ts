/** What is around the extension: settings, the Python extension, programs. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Surroundings } from "./finding-server";

/** Seconds for a program to say its version: the first start after an installation compiles Python files. */
const PATIENCE = 60;

interface PythonApi {
  ready?: Promise<void>;
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: unknown): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

export function surroundings(): Surroundings {
  const settings = vscode.workspace.getConfiguration("hielements");
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((each) => each.uri.scheme === "file").map((each) => each.uri.fsPath);
  return {
    isTrusted: vscode.workspace.isTrusted,
    isWindows: process.platform === "win32",
    program: settings.get<string>("path", ""),
    interpreter: settings.get<string>("interpreter", ""),
    folders,
    searched: (process.env["PATH"] ?? "").split(path.delimiter).filter((each) => each !== ""),
    selectedInterpreter,
    isFile: async (file) => stat(file).then((found) => found.isFile(), () => false),
    output: (command, args) =>
      new Promise((resolve) => {
        // Not started in the workspace, so that nothing that lies there has a say.
        execFile(command, [...args], { timeout: PATIENCE * 1000, windowsHide: true, cwd: path.dirname(process.execPath) }, (problem, output) => resolve(problem ? undefined : output));
      }),
  };
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (!extension) return undefined;
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    await api?.ready;
    return api;
  } catch {
    // An extension that fails has selected nothing.
    return undefined;
  }
}

async function selectedInterpreter(): Promise<string | undefined> {
  const environments = (await pythonApi())?.environments;
  if (!environments) return undefined;
  try {
    const active = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

/** Calls back when another Python environment is selected. */
export async function whenEnvironmentChanges(changed: () => void): Promise<vscode.Disposable> {
  return (await pythonApi())?.environments?.onDidChangeActiveEnvironmentPath?.(changed) ?? new vscode.Disposable(() => undefined);
}

export function hasPythonExtension(): boolean {
  return vscode.extensions.getExtension("ms-python.python") !== undefined;
}
