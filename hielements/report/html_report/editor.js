// Beside the text of an editor: an element is selected when the editor says so, and opened when someone asks for it.

const host = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : null;

function follow(path) {
  const element = ELEMENTS.find((each) => each.path === path);
  if (!element) return;
  let outer = false;
  for (let at = element.parent; at >= 0; at = ELEMENTS[at].parent) if (!open.has(at)) { open.add(at); outer = true; }
  if (outer) rebuild(true);
  const key = picture.boxes.has(String(element.number)) ? String(element.number) : `${element.number}:own`;
  if (!picture.boxes.has(key)) return;
  current = key;
  show(key);
  choose(key);
  document.documentElement.dataset.selected = path;
}

function tell(message) { if (host) host.postMessage(message); }

window.addEventListener("message", (event) => {
  if (event.data && event.data.type === "select" && typeof event.data.element === "string") follow(event.data.element);
});
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
details.addEventListener("click", (event) => {
  const where = event.target.closest(".where");
  if (where) tell({ type: "openFile", place: where.textContent });
});
viewport.addEventListener("click", (event) => {
  const key = event.target.closest(".node")?.dataset.key;
  if (key === undefined || moved > 4 || !(event.ctrlKey || event.metaKey)) return;
  tell({ type: "openElement", element: ofKey(key).path });
});
const chooseHere = choose;
choose = (what) => {
  chooseHere(what);
  if (typeof what === "string" && parseInt(what, 10) >= 0 && host) {
    details.children[0].after(make("button", "Open in the specification", { type: "button", onclick: () => tell({ type: "openElement", element: ofKey(what).path }) }));
  }
};
tell({ type: "ready" });
