/** Tasks that run the program in a terminal: the check, for people and their build; the first specification. */
import * as vscode from "vscode";
import type { Server } from "./finding-server";

export const TYPE = "hielements";

interface Definition extends vscode.TaskDefinition {
  command: string;
  arguments?: string[];
}

export function taskOf(server: Server, definition: Definition, folder: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Task {
  const run = new vscode.ProcessExecution(server.command, [...server.args, definition.command, ...(definition.arguments ?? [])], { env: { PYTHONUTF8: "1" } });
  const task = new vscode.Task(definition, folder, definition.command, "hielements", run, ["$hielements", "$hielements-code"]);
  if (definition.command === "check") task.group = vscode.TaskGroup.Test;
  return task;
}

export function taskProvider(server: () => Server | undefined): vscode.TaskProvider {
  return {
    provideTasks: () => {
      const found = server();
      if (!found) return [];
      const folders = vscode.workspace.workspaceFolders ?? [];
      return folders.flatMap((folder) => ["check", "validate"].map((command) => taskOf(found, { type: TYPE, command }, folder)));
    },
    resolveTask: (task) => {
      const found = server();
      const definition = task.definition as Definition;
      return found && typeof definition.command === "string" ? taskOf(found, definition, task.scope && typeof task.scope === "object" ? task.scope : vscode.TaskScope.Workspace) : undefined;
    },
  };
}

/** Runs a task to its end, and gives its exit status. */
export async function finished(task: vscode.Task): Promise<number | undefined> {
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const ended = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution !== execution) return;
      ended.dispose();
      resolve(event.exitCode);
    });
  });
}
