/**
 * Finds the program that serves the language. Comes in: settings and what is around. Goes out: a command that answers, or
 * why there is none. Nothing of VS Code is known here.
 *
 * In a workspace that is not trusted nothing is started that the workspace could have brought along: neither its virtual
 * environment nor the interpreter that was chosen for it.
 */
import * as path from "node:path";

export interface Surroundings {
  isTrusted: boolean;
  isWindows: boolean;
  /** The settings `hielements.path` and `hielements.interpreter`; empty when they are not set. */
  program: string;
  interpreter: string;
  /** Folders of the workspace. */
  folders: readonly string[];
  /** The folders of the variable PATH. */
  searched: readonly string[];
  /** The interpreter that the Python extension has selected for the workspace. */
  selectedInterpreter(): Promise<string | undefined>;
  isFile(file: string): Promise<boolean>;
  /** What a command prints on standard output; undefined when it cannot be started or fails. */
  output(command: string, args: readonly string[]): Promise<string | undefined>;
}

export interface Server {
  command: string;
  args: readonly string[];
  version: string;
  /** Where it was found, for people. */
  from: string;
}

export interface Missing {
  /** What was looked at, for people. */
  tried: readonly string[];
  /** Set when a setting names something that does not work: nothing else is tried then. */
  setting?: string;
  /** The interpreter that the server could be installed into. */
  interpreter?: string;
}

interface Candidate {
  command: string;
  args: readonly string[];
  from: string;
}

/** Without the folder that it is started in, so that no file of the workspace can pass for a module of the server. */
const MODULE = ["-P", "-m", "hielements"] as const;

export function isServer(found: Server | Missing): found is Server {
  return "command" in found;
}

export async function findServer(around: Surroundings): Promise<Server | Missing> {
  const program = expanded(around.program, around);
  if (program) return (await tried(around, { command: program, args: [], from: "setting hielements.path" })) ?? { tried: [program], setting: "hielements.path" };
  const interpreter = expanded(around.interpreter, around);
  if (interpreter) {
    const candidate = { command: interpreter, args: MODULE, from: "setting hielements.interpreter" };
    return (await tried(around, candidate)) ?? { tried: [interpreter], setting: "hielements.interpreter", interpreter };
  }
  const seen: string[] = [];
  let installable: string | undefined;
  for await (const candidate of candidates(around)) {
    seen.push(candidate.command);
    if (candidate.args.length) installable ??= candidate.command;
    const found = await tried(around, candidate);
    if (found) return found;
  }
  return { tried: seen, ...(installable ? { interpreter: installable } : {}) };
}

async function* candidates(around: Surroundings): AsyncGenerator<Candidate> {
  if (around.isTrusted) {
    const selected = await around.selectedInterpreter();
    if (selected) yield { command: selected, args: MODULE, from: "selected Python environment" };
    for (const folder of around.folders) {
      for (const name of [".venv", "venv"]) {
        const python = around.isWindows ? path.join(folder, name, "Scripts", "python.exe") : path.join(folder, name, "bin", "python");
        if (python !== selected && (await around.isFile(python))) yield { command: python, args: MODULE, from: `environment ${name} of the workspace` };
      }
    }
  }
  for (const folder of around.searched) {
    // A relative entry of PATH leads into the workspace.
    if (!path.isAbsolute(folder)) continue;
    const program = path.join(folder, around.isWindows ? "hielements.exe" : "hielements");
    if (await around.isFile(program)) yield { command: program, args: [], from: "PATH" };
  }
}

async function tried(around: Surroundings, candidate: Candidate): Promise<Server | undefined> {
  const said = await around.output(candidate.command, [...candidate.args, "--version"]);
  const version = said === undefined ? null : /^hielements (\S+)\s*$/m.exec(said);
  return version ? { ...candidate, version: version[1] ?? "" } : undefined;
}

function expanded(setting: string, around: Surroundings): string {
  const folder = around.folders[0] ?? "";
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  return setting.trim().replace(/\$\{workspaceFolder\}/g, folder).replace(/^~(?=[/\\])/, home);
}

/** What to tell people who have no server. */
export function missingMessage(missing: Missing, isTrusted: boolean): string {
  if (missing.setting) return `Hielements: \`${missing.tried[0] ?? ""}\`, which the setting ${missing.setting} names, does not start or is no hielements.`;
  if (!isTrusted) return "Hielements is not on the PATH. In Restricted Mode no environment of the workspace is used: trust the workspace, or set hielements.path in your own settings.";
  if (missing.interpreter) return `Hielements is not installed in ${missing.interpreter} (Python 3.11 or later), and it is not on the PATH.`;
  return "Hielements was not found: no Python environment is selected, and it is not on the PATH.";
}
