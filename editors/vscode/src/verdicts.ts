/** The state of runs in a few words, for the status bar. Nothing of VS Code is known here. */
import type { RunState } from "./protocol";

export interface Shown {
  text: string;
  tooltip: string;
  isBad: boolean;
}

const several = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

export function shown(states: Iterable<RunState>): Shown {
  const all = [...states];
  if (all.some((each) => each.state === "running")) return { text: "$(sync~spin) Architecture", tooltip: "Checking the architecture", isBad: false };
  const sum = (name: "passed" | "violated" | "undecided" | "waived"): number => all.reduce((total, each) => total + each.counts[name], 0);
  const mistakes = all.reduce((total, each) => total + each.mistakes, 0);
  const violated = sum("violated"), undecided = sum("undecided"), passed = sum("passed"), waived = sum("waived");
  const told = [`${passed} passed`, ...(violated ? [`${violated} violated`] : []), ...(undecided ? [`${undecided} undecided`] : []), ...(waived ? [`${waived} waived`] : [])].join(", ");
  if (mistakes) return { text: `$(warning) Architecture: ${several(mistakes, "mistake")}`, tooltip: "The specification has mistakes; nothing was checked.", isBad: true };
  if (all.some((each) => each.state === "failed")) return { text: "$(error) Architecture: failed", tooltip: "The last run gave no answer; see the output.", isBad: true };
  if (!all.some((each) => each.hasRun)) return { text: "$(circle-outline) Architecture", tooltip: "Not checked yet", isBad: false };
  if (violated) return { text: `$(error) Architecture: ${violated} violated`, tooltip: told, isBad: true };
  if (undecided) return { text: `$(question) Architecture: ${undecided} undecided`, tooltip: told, isBad: true };
  return { text: "$(pass) Architecture", tooltip: told, isBad: false };
}
