/** What the server answers to requests of its own, beside the protocol: `hielements/lsp/features_architecture.py`. */

export interface Place {
  uri: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

export interface ListedElement {
  path: string;
  name: string;
  parent: string | null;
  doc: string;
  location: Place | null;
}

export type CheckState = "unknown" | "pass" | "fail" | "error" | "waived";

export interface ListedCheck {
  element: string;
  check: string;
  kind: string;
  pattern: string | null;
  location: Place | null;
  state: CheckState;
  message: string | null;
  milliseconds: number | null;
  violations: { message: string; location: Place | null }[];
}

export interface Counts {
  passed: number;
  violated: number;
  undecided: number;
  waived: number;
}

export interface WorkspaceOverview {
  uri: string;
  name: string;
  elements: ListedElement[];
  checks: ListedCheck[];
  trouble: string | null;
  hasRun: boolean;
  counts: Counts;
}

export interface RunState {
  uri: string;
  state: "running" | "done" | "failed" | "stopped";
  hasRun: boolean;
  mistakes: number;
  counts: Counts;
}

export interface Page {
  html: string | null;
  message: string | null;
  elements?: { path: string; location: Place | null }[];
  /** The folder of the workspace. */
  workspace?: string;
}

export const CHECKS = "hielements/checks";
export const RUN = "hielements/run";
export const ELEMENT_AT = "hielements/elementAt";
export const PAGE = "hielements/page";
export const EXPLANATION = "hielements/explanation";
export const RUN_STATE = "hielements/checkState";
