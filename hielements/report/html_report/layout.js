// A layered layout, after Sugiyama: what depends on others stands above them. Nodes are boxes of any size, numbered from
// 0; links are pairs of numbers. Every step is linear in nodes and links but for the sorting of rows, so that thousands
// of nodes are placed in one go. The same input gives the same picture.

const GAP_X = 18, GAP_Y = 54, ROW_GAP = 16;

// Ranks without circles: a depth-first search turns the links that would close one.
function ranksOf(count, links) {
  const out = Array.from({ length: count }, () => []), into = new Array(count).fill(0);
  for (const [from, to] of links) { out[from].push(to); into[to] += 1; }
  const state = new Uint8Array(count), order = [], kept = Array.from({ length: count }, () => []);
  const starts = [...Array(count).keys()].sort((a, b) => (into[a] - out[a].length) - (into[b] - out[b].length) || a - b);
  for (const start of starts) {
    if (state[start]) continue;
    const stack = [[start, 0]];
    state[start] = 1;
    while (stack.length) {
      const top = stack[stack.length - 1], [node, next] = top;
      if (next < out[node].length) {
        top[1] += 1;
        const target = out[node][next];
        if (state[target] === 1) kept[target].push(node);
        else kept[node].push(target);
        if (!state[target]) { state[target] = 1; stack.push([target, 0]); }
      } else { state[node] = 2; order.push(node); stack.pop(); }
    }
  }
  const rank = new Array(count).fill(0);
  for (const node of order.reverse()) for (const target of kept[node]) rank[target] = Math.max(rank[target], rank[node] + 1);
  // What depends on much further layers moves down to them.
  for (const node of order.slice().reverse()) {
    if (!into[node] && kept[node].length) rank[node] = Math.max(0, Math.min(...kept[node].map((target) => rank[target])) - 1);
  }
  return rank;
}

// The order within each layer: several times each node moves to where the nodes that it is linked with stand.
function ordered(layers, neighbours) {
  const place = new Map();
  const settle = () => layers.forEach((layer) => layer.forEach((node, index) => place.set(node, (index + 0.5) / layer.length)));
  settle();
  for (let round = 0; round < 10; round += 1) {
    const pass = round % 2 ? layers.slice().reverse() : layers;
    for (const layer of pass) {
      const wish = new Map(layer.map((node) => {
        const near = neighbours[node];
        return [node, near.length ? near.reduce((sum, other) => sum + place.get(other), 0) / near.length : place.get(node)];
      }));
      layer.sort((a, b) => wish.get(a) - wish.get(b) || place.get(a) - place.get(b) || a - b);
      layer.forEach((node, index) => place.set(node, (index + 0.5) / layer.length));
    }
  }
}

// Positions as near to the wished ones as the order and the widths allow (pool adjacent violators).
function spread(row, sizes, wish) {
  const pools = [];
  let offset = 0;
  for (const node of row) {
    let pool = { nodes: [node], start: offset, sum: wish(node) - sizes[node].w / 2 - offset, count: 1 };
    offset += sizes[node].w + GAP_X;
    while (pools.length && pools[pools.length - 1].sum / pools[pools.length - 1].count > pool.sum / pool.count) {
      const last = pools.pop();
      pool = { nodes: last.nodes.concat(pool.nodes), start: last.start, sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  const found = new Map();
  let at = 0;
  for (const pool of pools) {
    for (const node of pool.nodes) { found.set(node, pool.sum / pool.count + at); at += sizes[node].w + GAP_X; }
  }
  return found;
}

// The layers from top to bottom. Circles and long chains would make a picture far higher than wide: then neighbouring
// ranks share a layer, and the lines between them go sideways.
function layersOf(nodes, rank, sizes, total) {
  const ranks = [];
  for (const node of nodes) (ranks[rank[node]] ||= []).push(node);
  const filled = ranks.filter((layer) => layer && layer.length), most = Math.max(5, Math.round(Math.sqrt(total) * 0.9));
  if (filled.length <= most) return filled;
  const widthOf = (layer) => layer.reduce((sum, node) => sum + sizes[node].w + GAP_X, 0);
  const share = filled.reduce((sum, layer) => sum + widthOf(layer), 0) / most, layers = [];
  let width = Infinity;
  for (const layer of filled) {
    if (width + widthOf(layer) / 2 > share) { layers.push([]); width = 0; }
    layers[layers.length - 1].push(...layer);
    width += widthOf(layer);
  }
  return layers;
}

// Gives {x, y} for each node, the left upper corner, and the size of the whole.
function layered(sizes, links) {
  const count = sizes.length, neighbours = Array.from({ length: count }, () => []);
  for (const [from, to] of links) { neighbours[from].push(to); neighbours[to].push(from); }
  const linked = [...sizes.keys()].filter((node) => neighbours[node].length);
  const filled = layersOf(linked, ranksOf(count, links), sizes, count);
  ordered(filled, neighbours);
  // Layers that would be far wider than the picture is high are broken into rows.
  const area = sizes.reduce((sum, size) => sum + (size.w + GAP_X) * (size.h + ROW_GAP), 0);
  const widest = Math.max(900, Math.sqrt(area * 2.2), ...sizes.map((size) => size.w));
  const rows = [];
  const broken = (layer, isFirst) => {
    let row = [], width = 0;
    for (const node of layer) {
      if (row.length && width + sizes[node].w > widest) { rows.push({ nodes: row, close: !isFirst }); isFirst = false; row = []; width = 0; }
      row.push(node);
      width += sizes[node].w + GAP_X;
    }
    if (row.length) rows.push({ nodes: row, close: !isFirst });
  };
  for (const layer of filled) broken(layer, true);
  broken([...sizes.keys()].filter((node) => !neighbours[node].length), true);
  const position = sizes.map(() => ({ x: 0, y: 0 }));
  let y = 0;
  rows.forEach((row, index) => {
    if (index) y += row.close ? ROW_GAP : GAP_Y;
    const width = row.nodes.reduce((sum, node) => sum + sizes[node].w + GAP_X, -GAP_X);
    let x = -width / 2;
    for (const node of row.nodes) { position[node] = { x, y }; x += sizes[node].w + GAP_X; }
    y += Math.max(...row.nodes.map((node) => sizes[node].h));
  });
  const middle = (node) => position[node].x + sizes[node].w / 2;
  for (let round = 0; round < 6; round += 1) {
    for (const row of round % 2 ? rows.slice().reverse() : rows) {
      const wish = (node) => {
        const near = neighbours[node];
        return near.length ? near.reduce((sum, other) => sum + middle(other), 0) / near.length : middle(node);
      };
      for (const [node, x] of spread(row.nodes, sizes, wish)) position[node].x = x;
    }
  }
  const left = Math.min(0, ...position.map((at) => at.x));
  const right = Math.max(0, ...position.map((at, node) => at.x + sizes[node].w));
  for (const at of position) at.x -= left;
  return { position, width: right - left, height: y };
}
