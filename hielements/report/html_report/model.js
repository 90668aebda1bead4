// What the graph shows: elements as a tree that opens and closes, and the dependencies between what is visible of it.

const DATA = JSON.parse(document.getElementById("data").textContent);
const ELEMENTS = DATA.elements.map(([path, name, parent, files, status, doc], number) => (
  { number, path, name, parent, files, status, doc, children: [] }));
for (const element of ELEMENTS) if (element.parent >= 0) ELEMENTS[element.parent].children.push(element.number);
const OUTSIDE = { number: -1, path: "(no element)", name: "(no element)", parent: -1, files: 0, status: "none", doc: "Code that belongs to no element.", children: [] };
const USES = DATA.uses.map(([source, target, file, line, column, name, verb, to, forbidden, rules, declared]) => (
  { source, target, file, line, column, name, verb, to, forbidden, rules, declared, broken: rules.length > 0 || forbidden > 0 }));
const RULES = new Map(DATA.rules.map(([number, element, check]) => [number, { element, check }]));
const open = new Set();

function elementOf(number) { return number < 0 ? OUTSIDE : ELEMENTS[number]; }

// The key of what shows an element now: the outermost closed one around it, or its own code when it is open.
function shownAs(number) {
  if (number < 0) return "-1";
  let closed = null;
  for (let at = number; at >= 0; at = ELEMENTS[at].parent) if (!open.has(at)) closed = at;
  return closed === null ? `${number}:own` : String(closed);
}

function openAtFirst() {
  let visible = ELEMENTS.filter((element) => element.parent < 0).map((element) => element.number), shown = visible.length;
  while (visible.length) {
    const next = [];
    for (const number of visible) {
      const children = ELEMENTS[number].children;
      if (!children.length || (shown > 1 && shown + children.length > 60)) continue;
      open.add(number);
      shown += children.length;
      next.push(...children);
    }
    visible = next;
  }
}

// Lines between what is visible: key "A>B", with every use behind it.
function visibleEdges(uses) {
  const edges = new Map(), shown = new Map();
  const key = (number) => { if (!shown.has(number)) shown.set(number, shownAs(number)); return shown.get(number); };
  for (const use of uses) {
    const from = key(use.source), to = key(use.target);
    if (from === to) continue;
    const name = `${from}>${to}`;
    let edge = edges.get(name);
    if (!edge) edges.set(name, edge = { name, from, to, uses: [], broken: 0 });
    edge.uses.push(use);
    if (use.broken) edge.broken += 1;
  }
  return edges;
}

// Statements that nothing in the code fulfils, as lines without uses.
function unusedEdges() {
  const used = new Set(USES.filter((use) => use.declared).map((use) => `${use.source}>${use.target}`));
  const edges = new Map();
  for (const [action, source, targets, text] of DATA.statements) {
    if (action === "forbids") continue;
    for (const target of targets) {
      const inside = (number, other) => { for (let at = number; at >= 0; at = ELEMENTS[at].parent) if (at === other) return true; return false; };
      if ([...used].some((pair) => { const [from, to] = pair.split(">").map(Number); return inside(from, source) && inside(to, target); })) continue;
      const from = shownAs(source), to = shownAs(target);
      if (from !== to) edges.set(`${from}>${to}`, { name: `${from}>${to}`, from, to, uses: [], broken: 0, said: `${action} ${text}` });
    }
  }
  return edges;
}

// Boxes inside of boxes, each laid out on its own, from the inside out. Gives a map from keys to boxes.
function placed(edges) {
  const boxes = new Map();
  const children = (number) => {
    const keys = (number < 0 ? ELEMENTS.filter((element) => element.parent < 0).map((element) => element.number) : ELEMENTS[number].children).map(String);
    if (number >= 0 && [...linkedKeys].some((key) => key === `${number}:own`)) keys.unshift(`${number}:own`);
    if (number < 0 && linkedKeys.has("-1")) keys.push("-1");
    return keys;
  };
  const linkedKeys = new Set([...edges.values()].flatMap((edge) => [edge.from, edge.to]));
  const parentOf = (key) => key.endsWith(":own") ? parseInt(key, 10) : key === "-1" ? -1 : ELEMENTS[+key].parent;
  const pathOf = (key) => {
    const path = [key];
    let at = parentOf(key);
    while (at >= 0) { path.push(String(at)); at = ELEMENTS[at].parent; }
    return path.reverse();
  };
  // Each line belongs to the innermost box around both of its ends, between the two parts of that box.
  const links = new Map();
  for (const edge of edges.values()) {
    const from = pathOf(edge.from), to = pathOf(edge.to);
    let depth = 0;
    while (from[depth] === to[depth]) depth += 1;
    const box = depth ? from[depth - 1] : "";
    if (!from[depth] || !to[depth]) continue;
    if (!links.has(box)) links.set(box, new Map());
    links.get(box).set(`${from[depth]}>${to[depth]}`, [from[depth], to[depth]]);
  }
  const arrange = (number, depth) => {
    const keys = children(number), numbers = new Map(keys.map((key, index) => [key, index]));
    const inner = keys.map((key) => (!key.endsWith(":own") && key !== "-1" && open.has(+key) ? arrange(+key, depth + 1) : null));
    const sizes = keys.map((key, index) => {
      if (inner[index]) return { w: Math.max(inner[index].width + 32, 160), h: inner[index].height + 62 };
      const element = elementOf(parseInt(key, 10));
      const label = key.endsWith(":own") ? "(own code)" : element.name;
      return { w: Math.min(260, Math.max(70, 24 + label.length * 7.6 + (element.children.length ? 18 : 0))), h: 32 };
    });
    const between = [...(links.get(number < 0 ? "" : String(number)) || new Map()).values()];
    const found = layered(sizes, between.map(([from, to]) => [numbers.get(from), numbers.get(to)]));
    return { keys, inner, sizes, depth, ...found };
  };
  const put = (part, x, y) => part.keys.forEach((key, index) => {
    const at = part.position[index], size = part.sizes[index];
    const box = { key, number: parseInt(key, 10), x: x + at.x, y: y + at.y, w: size.w, h: size.h, isOpen: !!part.inner[index], depth: part.depth };
    boxes.set(key, box);
    if (part.inner[index]) put(part.inner[index], box.x + 16, box.y + 46);
  });
  const whole = arrange(-1, 0);
  put(whole, 0, 0);
  return { boxes, width: whole.width, height: whole.height };
}
