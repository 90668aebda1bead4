// Lines on a canvas, which takes ten thousand of them, and where they can be hit.

function curveOf(edge, boxes) {
  const a = boxes.get(edge.from), b = boxes.get(edge.to);
  const ax = a.x + a.w / 2, bx = b.x + b.w / 2;
  const within = (outer, inner) => inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h;
  if (within(a, b) || within(b, a)) return [ax, a.y + Math.min(a.h, 32), ax, b.y - 10, bx, b.y - 20, bx, b.y];
  if (b.y >= a.y + a.h) {
    const reach = Math.max(18, (b.y - a.y - a.h) / 2);
    return [ax, a.y + a.h, ax, a.y + a.h + reach, bx, b.y - reach, bx, b.y];
  }
  if (b.y + b.h <= a.y) {
    const side = ax <= bx ? 1 : -1, reach = Math.max(18, (a.y - b.y - b.h) / 2);
    return [ax + side * a.w / 4, a.y, ax + side * a.w / 4, a.y - reach, bx + side * b.w / 4, b.y + b.h + reach, bx + side * b.w / 4, b.y + b.h];
  }
  const right = bx > ax, x1 = right ? a.x + a.w : a.x, x2 = right ? b.x : b.x + b.w, y1 = a.y + a.h / 2 + (right ? -5 : 5), y2 = b.y + b.h / 2 + (right ? -5 : 5);
  const bend = Math.min(60, Math.abs(x2 - x1) / 2 + 12) * (right ? 1 : -1);
  return [x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2];
}

function pointOn([x1, y1, x2, y2, x3, y3, x4, y4], t) {
  const s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
  return [a * x1 + b * x2 + c * x3 + d * x4, a * y1 + b * y2 + c * y3 + d * y4];
}

function drawEdges(canvas, view, edges, look) {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
  const sees = (curve) => Math.max(curve[0], curve[2], curve[4], curve[6]) * view.k + view.x > 0 && Math.min(curve[0], curve[2], curve[4], curve[6]) * view.k + view.x < width
    && Math.max(curve[1], curve[3], curve[5], curve[7]) * view.k + view.y > 0 && Math.min(curve[1], curve[3], curve[5], curve[7]) * view.k + view.y < height;
  const shown = edges.filter((edge) => sees(edge.curve)).map((edge) => ({ edge, ...look(edge) })).sort((a, b) => a.rank - b.rank);
  const arrows = shown.length < 1500 || view.k > 0.5;
  for (const { edge, colour, alpha, size, dashed } of shown) {
    const c = edge.curve;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.lineWidth = size / Math.max(view.k, 0.35);
    pen.setLineDash(dashed ? [6, 5] : []);
    pen.beginPath();
    pen.moveTo(c[0], c[1]);
    pen.bezierCurveTo(c[2], c[3], c[4], c[5], c[6], c[7]);
    pen.stroke();
    if (!arrows) continue;
    const [px, py] = pointOn(c, 0.94), angle = Math.atan2(c[7] - py, c[6] - px), tip = 5 + size * 1.5;
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(c[6], c[7]);
    pen.lineTo(c[6] - tip * Math.cos(angle - 0.42), c[7] - tip * Math.sin(angle - 0.42));
    pen.lineTo(c[6] - tip * Math.cos(angle + 0.42), c[7] - tip * Math.sin(angle + 0.42));
    pen.fill();
  }
  pen.globalAlpha = 1;
}

// The line that is nearest to a point of the picture, within a few pixels of the screen.
function edgeAt(x, y, edges, reach) {
  let best = null, least = reach * reach;
  for (const edge of edges) {
    const c = edge.curve;
    if (x < Math.min(c[0], c[2], c[4], c[6]) - reach || x > Math.max(c[0], c[2], c[4], c[6]) + reach || y < Math.min(c[1], c[3], c[5], c[7]) - reach || y > Math.max(c[1], c[3], c[5], c[7]) + reach) continue;
    let [px, py] = pointOn(c, 0);
    for (let step = 1; step <= 24; step += 1) {
      const [qx, qy] = pointOn(c, step / 24), dx = qx - px, dy = qy - py, length = dx * dx + dy * dy || 1;
      const t = Math.max(0, Math.min(1, ((x - px) * dx + (y - py) * dy) / length));
      const ex = x - px - t * dx, ey = y - py - t * dy, far = ex * ex + ey * ey;
      if (far < least) { least = far; best = edge; }
      [px, py] = [qx, qy];
    }
  }
  return best;
}
