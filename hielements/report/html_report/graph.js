// The graph and what people do with it. Whatever comes from the project becomes text, never markup.

const $ = (name) => document.getElementById(name);
const viewport = $("viewport"), nodes = $("nodes"), canvas = $("edges"), details = $("details"), tip = $("tip");
const view = { x: 0, y: 0, k: 1 };
const FIRST = 200;
let picture = { boxes: new Map(), width: 1, height: 1 }, edges = [], chosen = null, hovered = null, current = null;

function make(tag, text, attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
const ofKey = (key) => elementOf(parseInt(key, 10));
const titleOf = (key) => ofKey(key).path + (key.endsWith(":own") ? " (own code)" : "");
const isNamed = (element) => { const sought = $("search").value.trim().toLowerCase(); return sought !== "" && element.path.toLowerCase().includes(sought); };

// Which dependencies are shown: all, those that break something, those that break one rule.
function wanted() {
  const rule = $("rule").value;
  if (rule !== "") return USES.filter((use) => use.rules.includes(+rule));
  return $("broken-only").checked ? USES.filter((use) => use.broken) : USES;
}

function rebuild(keep) {
  const all = visibleEdges(USES);
  const shown = $("rule").value === "" && !$("broken-only").checked ? all : visibleEdges(wanted());
  const declared = $("declared").checked ? unusedEdges() : new Map();
  picture = placed(new Map([...declared, ...all]));
  edges = [...shown.values(), ...[...declared].filter(([name]) => !shown.has(name)).map(([, edge]) => edge)];
  for (const edge of edges) edge.curve = curveOf(edge, picture.boxes);
  if (chosen && chosen.from && !edges.some((edge) => edge.name === chosen.name)) chosen = null;
  if (!picture.boxes.has(current)) current = picture.boxes.keys().next().value ?? null;
  nodes.replaceChildren(...[...picture.boxes.values()].sort((a, b) => a.depth - b.depth).map(nodeOf));
  if (!keep) fit();
  draw();
  refresh();
}

function nodeOf(box) {
  const own = box.key.endsWith(":own"), element = ofKey(box.key), parts = element.children.length && !own;
  const mark = parts ? (box.isOpen ? "\u25be " : "\u25b8 ") : "";
  const made = make("button", mark + (own ? "(own code)" : element.name), {
    type: "button", class: `node ${element.status}${box.isOpen ? " box" : ""}${own ? " own" : ""}${isNamed(element) ? " hit" : ""}`,
    "data-key": box.key, title: titleOf(box.key), tabindex: box.key === current ? "0" : "-1", "aria-pressed": String(chosen === box.key),
    "aria-label": `${titleOf(box.key)}, ${element.status === "fail" ? "violated" : element.status === "error" ? "undecided" : element.status === "pass" ? "passed" : element.status}`,
  });
  if (parts) made.setAttribute("aria-expanded", String(box.isOpen));
  made.style.left = `${box.x}px`;
  made.style.top = `${box.y}px`;
  made.style.width = `${box.w}px`;
  made.style.height = `${box.h}px`;
  if (box.isOpen) made.style.paddingBottom = `${box.h - 36}px`;
  return made;
}

// The view moved: the lines are drawn anew, the elements are moved as a whole.
function draw() {
  nodes.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.k})`;
  const tones = getComputedStyle(document.documentElement);
  const [plain, red, focus] = ["--edge", "--fail", "--focus"].map((name) => tones.getPropertyValue(name).trim());
  const faint = edges.length > 3000 ? 0.25 : edges.length > 600 ? 0.5 : 0.85;
  const isNear = (edge) => chosen === edge || (typeof chosen === "string" && (edge.from === chosen || edge.to === chosen));
  drawEdges(canvas, view, edges, (edge) => {
    const near = isNear(edge), over = edge === hovered;
    return {
      colour: edge.broken ? red : near || over ? focus : plain,
      alpha: near || over ? 1 : chosen ? 0.15 : edge.broken ? 0.95 : faint,
      size: Math.min(3.5, 1 + Math.log10(Math.max(1, edge.uses.length))) + (near || over ? 1 : 0),
      dashed: !edge.uses.length, rank: (near || over ? 2 : 0) + (edge.broken ? 1 : 0),
    };
  });
}

// Something was chosen or sought: what has nothing to do with it fades.
function refresh() {
  const sought = $("search").value.trim() !== "", linked = new Set();
  for (const edge of edges) if (chosen === edge || edge.from === chosen || edge.to === chosen) linked.add(edge.from).add(edge.to);
  for (const node of nodes.children) {
    const key = node.dataset.key, isChosen = chosen === key;
    node.setAttribute("aria-pressed", String(isChosen));
    node.classList.toggle("faded", !node.classList.contains("box") && ((chosen !== null && !isChosen && linked.size > 0 && !linked.has(key)) || (sought && !node.classList.contains("hit"))));
  }
  redraw();
}

let pending = 0;
function redraw() { if (!pending) pending = requestAnimationFrame(() => { pending = 0; draw(); }); }

function fit() {
  const width = viewport.clientWidth, height = viewport.clientHeight;
  view.k = Math.min(1.4, (width - 40) / Math.max(1, picture.width), (height - 40) / Math.max(1, picture.height));
  view.x = (width - picture.width * view.k) / 2;
  view.y = (height - picture.height * view.k) / 2;
}

function zoom(factor, x = viewport.clientWidth / 2, y = viewport.clientHeight / 2) {
  const k = Math.max(0.02, Math.min(4, view.k * factor));
  view.x = x - (x - view.x) * k / view.k;
  view.y = y - (y - view.y) * k / view.k;
  view.k = k;
  redraw();
}

function show(key) {
  const box = picture.boxes.get(key);
  if (!box) return;
  const x = (box.x + box.w / 2) * view.k + view.x, y = (box.y + 16) * view.k + view.y;
  if (x < 40 || x > viewport.clientWidth - 40 || y < 20 || y > viewport.clientHeight - 20) {
    view.x += viewport.clientWidth / 2 - x;
    view.y += viewport.clientHeight / 2 - y;
  }
}

function toggle(key) {
  const number = parseInt(key, 10), at = key.endsWith(":own") ? String(number) : key;
  if (number < 0 || !ELEMENTS[number].children.length) return;
  const before = picture.boxes.get(key), wasX = before.x * view.k + view.x, wasY = before.y * view.k + view.y;
  if (!open.delete(number)) open.add(number);
  current = at;
  chosen = null;
  rebuild(true);
  const box = picture.boxes.get(at);
  view.x = wasX - box.x * view.k;
  view.y = wasY - box.y * view.k;
  draw();
  focusNode(at);
}

function focusNode(key) {
  current = key;
  for (const node of nodes.children) {
    node.tabIndex = node.dataset.key === key ? 0 : -1;
    if (node.dataset.key === key) node.focus({ preventScroll: true });
  }
  show(key);
  redraw();
}

// Details

function choose(what) {
  chosen = what;
  if (what === null) details.replaceChildren(make("h3", "Nothing selected"));
  else if (typeof what === "string") tellElement(what);
  else tellEdge(what);
  details.scrollTop = 0;
  refresh();
}

function tellElement(key) {
  const element = ofKey(key);
  const lines = (title, of) => {
    const found = edges.filter((edge) => edge[of] === key && edge.uses.length).sort((a, b) => b.broken - a.broken || b.uses.length - a.uses.length);
    const other = of === "from" ? "to" : "from";
    return [make("h4", `${title} (${found.length})`), make("ul", "", {}, ...found.slice(0, FIRST).map((edge) => make("li", "", {},
      make("button", `${titleOf(edge[other])}: ${plural(edge.uses.length, "dependency").replace("dependencys", "dependencies")}${edge.broken ? `, ${edge.broken} broken` : ""}`,
        { type: "button", class: edge.broken ? "broken" : "", onclick: () => choose(edge) }))))];
  };
  details.replaceChildren(
    make("h3", titleOf(key)), make("p", element.doc), make("p", plural(element.files, "file")),
    ...(element.children.length ? [make("button", open.has(element.number) ? "Close" : "Open", { type: "button", onclick: () => toggle(key) })] : []),
    ...lines("Depends on", "from"), ...lines("Used by", "to"));
}

function tellEdge(edge) {
  const count = plural(edge.uses.length, "dependency").replace("dependencys", "dependencies");
  details.replaceChildren(make("h3", `${titleOf(edge.from)} \u2192 ${titleOf(edge.to)}`), make("p", edge.uses.length ? count : `declared and not used: ${edge.said}`));
  const list = make("ul", "", { id: "uses" }), uses = [...edge.uses].sort((a, b) => b.broken - a.broken);
  let shown = 0;
  const more = make("button", "", { type: "button", onclick: () => add() });
  const add = () => {
    for (const use of uses.slice(shown, shown + FIRST)) list.append(tellUse(use));
    shown = Math.min(uses.length, shown + FIRST);
    more.hidden = shown === uses.length;
    more.textContent = `${plural(uses.length - shown, "more")}`.replace("mores", "more");
  };
  add();
  details.append(list, more);
}

function tellUse(use) {
  const line = make("li", "", {}, make("code", `${DATA.files[use.file]}:${use.line}`, { class: "where" }), ` ${DATA.verbs[use.verb]} `, make("code", DATA.names[use.name]));
  if (use.forbidden && !use.rules.length) line.append(make("div", "forbidden", { class: "broken" }));
  for (const number of use.rules) {
    const rule = RULES.get(number);
    line.append(make("div", "", { class: "broken" }, "breaks ", make("a", rule ? `${rule.element}: ${rule.check}` : "a rule", { href: `#result-${number}` })));
  }
  return line;
}

// What people do

function nearest(key, direction) {
  const from = picture.boxes.get(key), middle = (box) => [box.x + box.w / 2, box.y + 16];
  const [x, y] = middle(from);
  let best = null, least = Infinity;
  for (const box of picture.boxes.values()) {
    const [bx, by] = middle(box), dx = bx - x, dy = by - y;
    const along = direction === "ArrowRight" ? dx : direction === "ArrowLeft" ? -dx : direction === "ArrowDown" ? dy : -dy;
    const across = direction === "ArrowRight" || direction === "ArrowLeft" ? Math.abs(dy) : Math.abs(dx);
    if (box.key !== key && along > 4 && along + across * 3 < least) { least = along + across * 3; best = box.key; }
  }
  return best;
}

viewport.addEventListener("keydown", (event) => {
  const key = event.target.closest(".node")?.dataset.key ?? null;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow")) {
    if (event.shiftKey) {
      view.x += { ArrowLeft: 60, ArrowRight: -60 }[event.key] || 0;
      view.y += { ArrowUp: 60, ArrowDown: -60 }[event.key] || 0;
      redraw();
    } else {
      const next = key === null ? current : nearest(key, event.key);
      if (next !== null) focusNode(next);
    }
  } else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") { fit(); redraw(); }
  else if (event.key === "Escape") choose(null);
  else if (event.key === " " && key !== null) toggle(key);
  else if (event.key === "Enter" && key !== null) choose(key);
  else return;
  event.preventDefault();
});

const pointers = new Map();
let moved = 0;
const local = (event) => { const at = viewport.getBoundingClientRect(); return [event.clientX - at.left, event.clientY - at.top]; };
const hit = (event) => { const [x, y] = local(event); return edgeAt((x - view.x) / view.k, (y - view.y) / view.k, edges, 7 / view.k); };

viewport.addEventListener("pointerdown", (event) => { pointers.set(event.pointerId, local(event)); moved = 0; });
window.addEventListener("pointerup", (event) => { pointers.delete(event.pointerId); viewport.classList.remove("moving"); });
window.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
viewport.addEventListener("pointermove", (event) => {
  const [x, y] = local(event), before = pointers.get(event.pointerId);
  if (!before) {
    const over = event.target.closest(".node:not(.box)") ? null : hit(event);
    tip.hidden = over === null;
    if (over) {
      tip.textContent = `${titleOf(over.from)} \u2192 ${titleOf(over.to)}: ${over.uses.length}${over.broken ? `, ${over.broken} broken` : ""}`;
      tip.style.left = `${Math.min(x + 12, viewport.clientWidth - 240)}px`;
      tip.style.top = `${y + 12}px`;
    }
    if (over !== hovered) { hovered = over; redraw(); }
    return;
  }
  moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
  if (pointers.size === 2) {
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
    zoom(far([x, y], other) / Math.max(1, far(before, other)), other[0], other[1]);
  } else if (moved > 4) {
    viewport.classList.add("moving");
    view.x += x - before[0];
    view.y += y - before[1];
    redraw();
  }
  pointers.set(event.pointerId, [x, y]);
});
viewport.addEventListener("click", (event) => {
  if (moved > 4) return;
  const node = event.target.closest(".node");
  const onBox = node?.classList.contains("box") && local(event)[1] > (picture.boxes.get(node.dataset.key).y + 34) * view.k + view.y;
  if (node && !onBox) { current = node.dataset.key; choose(node.dataset.key); } else choose(hit(event));
});
viewport.addEventListener("dblclick", (event) => {
  const node = event.target.closest(".node");
  if (node) { event.preventDefault(); toggle(node.dataset.key); }
});
viewport.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...local(event));
}, { passive: false });

for (const [number, rule] of RULES) {
  if (USES.some((use) => use.rules.includes(number))) $("rule").append(make("option", `${rule.element}: ${rule.check}`, { value: String(number) }));
}
$("rule").addEventListener("change", () => {
  const rule = $("rule").value;
  for (const finding of document.querySelectorAll("[data-rule]")) finding.hidden = rule !== "" && finding.dataset.rule !== rule;
  choose(null);
  rebuild(true);
});
for (const name of ["broken-only", "declared"]) $(name).addEventListener("change", () => { choose(null); rebuild(true); });
$("collapse").addEventListener("click", () => { open.clear(); choose(null); rebuild(false); });
$("expand").addEventListener("click", () => { for (const element of ELEMENTS) if (element.children.length) open.add(element.number); choose(null); rebuild(false); });
$("zoom-in").addEventListener("click", () => zoom(1.25));
$("zoom-out").addEventListener("click", () => zoom(0.8));
$("fit").addEventListener("click", () => { fit(); redraw(); });

$("search").addEventListener("input", () => {
  const found = ELEMENTS.filter(isNamed);
  $("matches").textContent = $("search").value.trim() === "" ? "" : plural(found.length, "element");
  for (const line of document.querySelectorAll("#tree li[data-path]")) line.classList.toggle("hit", isNamed({ path: line.dataset.path }));
  for (const node of nodes.children) node.classList.toggle("hit", isNamed(ofKey(node.dataset.key)));
  refresh();
});
$("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const found = ELEMENTS.find(isNamed);
  if (!found) return;
  for (let at = found.parent; at >= 0; at = ELEMENTS[at].parent) open.add(at);
  rebuild(true);
  focusNode(String(found.number));
  choose(String(found.number));
});

new ResizeObserver(redraw).observe(viewport);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
if (ELEMENTS.length) { openAtFirst(); rebuild(false); } else $("graph").querySelector(".graph").hidden = true;
document.documentElement.dataset.ready = "true";
