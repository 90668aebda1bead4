import assert from "node:assert/strict";
import { test } from "node:test";
import { findServer, isServer, missingMessage, type Missing, type Surroundings } from "../src/finding-server";

/** A machine on which only some commands answer. */
function machine(given: Partial<Surroundings> & { answers?: string[]; files?: string[]; selected?: string }): Surroundings & { started: string[] } {
  const started: string[] = [];
  return {
    isTrusted: true, isWindows: false, program: "", interpreter: "", folders: ["/project"], searched: ["/usr/bin"],
    selectedInterpreter: async () => given.selected,
    isFile: async (file) => (given.files ?? []).includes(file),
    output: async (command, args) => {
      started.push(`${command} ${args.join(" ")}`);
      return (given.answers ?? []).includes(command) ? "hielements 0.1.0\n" : undefined;
    },
    ...given,
    started,
  };
}

const SELECTED = "/env/bin/python", OWN = "/project/.venv/bin/python", ON_PATH = "/usr/bin/hielements";
const everything = { selected: SELECTED, files: [OWN, ON_PATH], answers: [SELECTED, OWN, ON_PATH] };

test("the selected environment comes first, then that of the workspace, then the PATH", async () => {
  for (const [answers, expected] of [[[SELECTED, OWN, ON_PATH], SELECTED], [[OWN, ON_PATH], OWN], [[ON_PATH], ON_PATH]] as const) {
    const found = await findServer(machine({ ...everything, answers: [...answers] }));
    assert.ok(isServer(found));
    assert.equal(found.command, expected);
    assert.equal(found.version, "0.1.0");
  }
});

test("an interpreter is never told to look for modules in the folder it starts in", async () => {
  const found = await findServer(machine(everything));
  assert.ok(isServer(found));
  assert.deepEqual(found.args, ["-P", "-m", "hielements"]);
});

test("nothing of a workspace without trust is started", async () => {
  const around = machine({ ...everything, isTrusted: false });
  const found = await findServer(around);
  assert.ok(isServer(found));
  assert.equal(found.command, ON_PATH);
  assert.deepEqual(around.started, [`${ON_PATH} --version`]);
});

test("a relative entry of the PATH is not looked at", async () => {
  const around = machine({ searched: [".", "bin"], files: ["hielements", "bin/hielements"], answers: ["hielements", "bin/hielements"] });
  assert.ok(!isServer(await findServer(around)));
  assert.deepEqual(around.started, []);
});

test("a setting counts alone, and is named when it does not work", async () => {
  const found = await findServer(machine({ ...everything, program: "${workspaceFolder}/tools/hielements" }));
  assert.ok(!isServer(found));
  assert.deepEqual(found, { tried: ["/project/tools/hielements"], setting: "hielements.path" } satisfies Missing);
  assert.match(missingMessage(found, true), /hielements\.path/);
  const python = await findServer(machine({ ...everything, interpreter: "/other/python", answers: ["/other/python"] }));
  assert.ok(isServer(python));
  assert.deepEqual([python.command, ...python.args], ["/other/python", "-P", "-m", "hielements"]);
});

test("another program of that name is no server", async () => {
  const found = await findServer(machine({ ...everything, output: async () => "usage: hielements\n" }));
  assert.ok(!isServer(found));
  assert.equal(found.interpreter, SELECTED, "where it could be installed");
  assert.match(missingMessage(found, true), /not installed in \/env\/bin\/python/);
  assert.match(missingMessage(found, false), /Restricted Mode/);
});

test("on Windows", async () => {
  const around = machine({ isWindows: true, folders: [], searched: ["/tools"], files: ["/tools/hielements.exe"], answers: ["/tools/hielements.exe"] });
  const found = await findServer(around);
  assert.ok(isServer(found));
  assert.equal(found.command, "/tools/hielements.exe");
});
