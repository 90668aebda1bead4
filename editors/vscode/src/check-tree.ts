/** Elements and checks as a tree. Comes in: what the server lists. Goes out: nodes for the view of tests; nothing of VS Code is known here. */
import type { ListedCheck, Place, WorkspaceOverview } from "./protocol";

export interface Node {
  id: string;
  kind: "workspace" | "element" | "check";
  label: string;
  description: string;
  /** Sorts checks before the elements inside, both as the specification has them. */
  order: string;
  location: Place | null;
  /** What selects the checks of this node in its workspace; empty for all. */
  filters: readonly string[];
  workspace: string;
  trouble: string | null;
  element: string | null;
  check: ListedCheck | null;
  children: Node[];
}

export function treeOf(workspaces: readonly WorkspaceOverview[]): Node[] {
  const shown = workspaces.filter((each) => each.elements.length || each.checks.length || each.trouble);
  const roots = shown.map(workspaceNode);
  const [only] = roots;
  // One workspace needs no line of its own, unless there is something to say about it.
  return roots.length === 1 && only && !only.trouble ? only.children : roots;
}

function workspaceNode(workspace: WorkspaceOverview): Node {
  const root = node({ id: workspace.uri, kind: "workspace", label: workspace.name, workspace: workspace.uri, trouble: workspace.trouble });
  const elements = new Map<string, Node>();
  const place = (path: string): Node => {
    const known = elements.get(path);
    if (known) return known;
    // A check may name an element that was declared a moment ago.
    const made = node({ id: `${workspace.uri}|${path}`, kind: "element", label: path, workspace: workspace.uri, element: path, filters: [path] });
    elements.set(path, made);
    add(root, made);
    return made;
  };
  for (const each of workspace.elements) {
    if (elements.has(each.path)) continue;
    const made = node({
      id: `${workspace.uri}|${each.path}`, kind: "element", label: each.name, description: firstLine(each.doc),
      location: each.location, workspace: workspace.uri, element: each.path, filters: [`${each.path}.**`],
    });
    elements.set(each.path, made);
    add(each.parent === null ? root : place(each.parent), made);
  }
  const seen = new Map<string, number>();
  for (const each of workspace.checks) {
    const parent = place(each.element);
    const name = `${parent.id}|${each.check}|${each.pattern ?? ""}|${each.kind}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    add(parent, node({
      id: count === 1 ? name : `${name}|${count}`, kind: "check", label: each.check, description: each.pattern ? `from ${each.pattern}` : each.kind === "check" ? "" : each.kind,
      location: each.location, workspace: workspace.uri, element: each.element, check: each, filters: [each.check],
    }));
  }
  return root;
}

function node(given: Partial<Node> & Pick<Node, "id" | "kind" | "label" | "workspace">): Node {
  return { description: "", order: "", location: null, filters: [], trouble: null, element: null, check: null, children: [], ...given };
}

function add(parent: Node, child: Node): void {
  child.order = `${child.kind === "check" ? "0" : "1"}${String(parent.children.length).padStart(6, "0")}`;
  parent.children.push(child);
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").replace(/\.$/, "");
}

/** All checks at and below some nodes, each once. */
export function checksBelow(nodes: readonly Node[]): Node[] {
  const found = new Map<string, Node>();
  const walk = (each: Node): void => {
    if (each.kind === "check") found.set(each.id, each);
    each.children.forEach(walk);
  };
  nodes.forEach(walk);
  return [...found.values()];
}

/** The runs that cover the chosen nodes: for each workspace its filters, none where all of it was chosen. */
export function runsFor(chosen: readonly Node[]): Map<string, string[]> {
  const runs = new Map<string, string[]>();
  for (const each of chosen) {
    const known = runs.get(each.workspace);
    if (each.kind === "workspace") runs.set(each.workspace, []);
    else if (known === undefined) runs.set(each.workspace, [...each.filters]);
    else if (known.length) runs.set(each.workspace, [...new Set([...known, ...each.filters])]);
  }
  return runs;
}
