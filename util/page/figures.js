// Figures of many runs: scatter, parallel coordinates, histogram with ECDF, bars. Passing runs are blue circles, failing
// ones red crosses, the chosen one is black.

const PASS_COLOUR = COLOURS[0], FIGURE = { width: 560, height: 340, left: 64, right: 16, top: 14, bottom: 44 };

// A frame with two axes. x and y: {name, low, high, labels}, where texts have labels.
class Frame {
  constructor(x, y, label) {
    Object.assign(this, { x, y });
    const { width, height } = FIGURE;
    this.node = svg("svg", { class: "figure frame", viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": label });
    this.axes();
  }

  toX(value) {
    return FIGURE.left + ((value - this.x.low) / (this.x.high - this.x.low)) * (FIGURE.width - FIGURE.left - FIGURE.right);
  }

  toY(value) {
    const high = FIGURE.height - FIGURE.top - FIGURE.bottom;
    return FIGURE.height - FIGURE.bottom - ((value - this.y.low) / (this.y.high - this.y.low)) * high;
  }

  axes() {
    const bottom = FIGURE.height - FIGURE.bottom, right = FIGURE.width - FIGURE.right;
    const text = (x, y, anchor, words) => this.node.append(svg("text", { x, y, "text-anchor": anchor }, words));
    const round = places => axisNumbers(places).map((label, i) => [places[i], label]);
    const ticks = axis => axis.labels?.map((label, at) => [at, cut(label, 10)]) ?? round(roundTicks(axis.low, axis.high));
    for (const [at, label] of ticks(this.x)) {
      const x = this.toX(at);
      this.node.append(svg("line", { class: "faint", x1: x, x2: x, y1: FIGURE.top, y2: bottom }));
      text(x, bottom + 16, "middle", label);
    }
    for (const [at, label] of ticks(this.y)) {
      const y = this.toY(at);
      this.node.append(svg("line", { class: "faint", x1: FIGURE.left, x2: right, y1: y, y2: y }));
      text(FIGURE.left - 6, y + 4, "end", label);
    }
    this.node.append(svg("line", { class: "axis", x1: FIGURE.left, x2: right, y1: bottom, y2: bottom }),
      svg("line", { class: "axis", x1: FIGURE.left, x2: FIGURE.left, y1: FIGURE.top, y2: bottom }));
    text((FIGURE.left + right) / 2, FIGURE.height - 6, "middle", cut(this.x.name, 60));
    text(FIGURE.left, FIGURE.top - 2, "start", cut(this.y.name, 60));
  }

  path(d, attributes) {
    this.node.append(svg("path", { d, fill: "none", ...attributes }));
  }

  // A line across at a limit.
  limit(value, words, along) {
    const at = along === "x" ? this.toX(value) : this.toY(value), bottom = FIGURE.height - FIGURE.bottom;
    if (along === "x" && (value < this.x.low || value > this.x.high)) return;
    if (along === "y" && (value < this.y.low || value > this.y.high)) return;
    const ends = along === "x" ? `M${at},${FIGURE.top}V${bottom}` : `M${FIGURE.left},${at}H${FIGURE.width - FIGURE.right}`;
    this.path(ends, { stroke: BAD, "stroke-width": 2, "stroke-dasharray": "8 4" });
    const place = along === "x" ? { x: at + 4, y: FIGURE.top + 12 } : { x: FIGURE.left + 6, y: at - 4 };
    this.node.append(svg("text", place, words));
  }
}

// The axis of a column: numbers as they are, texts by their order.
function axisOf(column) {
  if (!column.labels) {
    const [low, high] = extent(column.numbers);
    return { name: column.name, low, high };
  }
  return { name: column.name, low: -0.5, high: column.labels.length - 0.5, labels: column.labels };
}

function circle(x, y, r) {
  return `M${(x - r).toFixed(1)},${y.toFixed(1)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
}

function cross(x, y, r) {
  return `M${(x - r).toFixed(1)},${(y - r).toFixed(1)}l${2 * r},${2 * r}m0,${-2 * r}l${-2 * r},${2 * r}`;
}

// Column over column; a click picks the nearest run.
function scatter(x, y, bad, chosen, onpick) {
  const frame = new Frame(axisOf(x), axisOf(y), `${y.name} over ${x.name}`);
  const paths = { good: [], bad: [] }, places = [];
  x.numbers.forEach((value, k) => {
    if (value === null || y.numbers[k] === null) return;
    const at = [frame.toX(value), frame.toY(y.numbers[k])];
    places.push([...at, k]);
    if (k !== chosen) paths[bad[k] ? "bad" : "good"].push((bad[k] ? cross : circle)(...at, 3));
  });
  frame.path(paths.good.join(""), { stroke: PASS_COLOUR, "stroke-width": 1.4, "stroke-opacity": 0.7 });
  frame.path(paths.bad.join(""), { stroke: BAD, "stroke-width": 1.6 });
  const own = places.find(place => place[2] === chosen);
  if (own) frame.path(circle(own[0], own[1], 7), { stroke: "#000", "stroke-width": 3, class: "chosen" });
  frame.node.addEventListener("click", event => {
    const box = frame.node.getBoundingClientRect(), scale = FIGURE.width / box.width;
    const px = (event.clientX - box.left) * scale, py = (event.clientY - box.top) * scale;
    const near = places.reduce((best, place) => {
      const far = (place[0] - px) ** 2 + (place[1] - py) ** 2;
      return far < best[0] ? [far, place[2]] : best;
    }, [400, null]);
    if (near[1] !== null) onpick(near[1]);
  });
  return frame.node;
}

// A line for each run across all columns.
function parallel(shown, bad, chosen) {
  const width = 1100, height = 340, top = 60, bottom = 30, gap = (width - 120) / Math.max(1, shown.length - 1);
  const picture = svg("svg", { class: "figure wide", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": "parallel coordinates" });
  const axes = shown.map(axisOf);
  const place = (at, value) => [60 + at * gap,
    height - bottom - ((value - axes[at].low) / (axes[at].high - axes[at].low)) * (height - top - bottom)];
  const lineOf = k => {
    let pen = "M";
    return shown.map((column, at) => {
      if (column.numbers[k] === null) { pen = "M"; return ""; }
      const [x, y] = place(at, column.numbers[k]), text = `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
      pen = "L";
      return text;
    }).join("");
  };
  const runs = bad.map((_, k) => k);
  const draw = (some, attributes) => picture.append(svg("path", { d: some.map(lineOf).join(""), fill: "none",
    ...attributes }));
  const faint = Math.max(0.08, Math.min(0.7, 30 / runs.length));
  draw(runs.filter(k => !bad[k]), { stroke: PASS_COLOUR, "stroke-opacity": faint });
  draw(runs.filter(k => bad[k]), { stroke: BAD, "stroke-opacity": Math.max(0.3, faint), "stroke-dasharray": "6 3" });
  if (chosen !== null) draw([chosen], { stroke: "#000", "stroke-width": 3 });
  axes.forEach((axis, at) => {
    const x = 60 + at * gap;
    picture.append(svg("line", { class: "axis", x1: x, x2: x, y1: top, y2: height - bottom }),
      svg("text", { x, y: at % 2 ? 34 : 16, "text-anchor": "middle" }, cut(axis.name, Math.max(8, gap / 4))));
    const ends = axis.labels ? axis.labels.map((label, i) => [label, i])
      : [[axisNumber(+axis.low.toPrecision(3)), axis.low], [axisNumber(+axis.high.toPrecision(3)), axis.high]];
    for (const [label, value] of ends) {
      const y = place(at, value)[1] + (axis.labels ? 4 : value === axis.low ? 16 : -8);
      picture.append(svg("text", { x: x + 4, y }, cut(String(label), 12)));
    }
  });
  return picture;
}

// How values spread: bars of a histogram, the share of runs up to each value as a line, and the limits of specs.
function histogram(column, limits, chosen) {
  const values = column.numbers.filter(value => value !== null).sort((a, b) => a - b), n = values.length;
  const axis = axisOf(column), bins = Math.max(5, Math.min(40, Math.ceil(Math.sqrt(n))));
  const counts = new Array(bins).fill(0), wide = (axis.high - axis.low) / bins;
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - axis.low) / wide))] += 1;
  const most = Math.max(1, ...counts);
  const frame = new Frame(axis, { name: "runs (bars); share of runs up to a value (line)", low: 0, high: most * 1.05 },
    `distribution of ${column.name}`);
  counts.forEach((count, i) => {
    const [x0, x1] = [frame.toX(axis.low + i * wide), frame.toX(axis.low + (i + 1) * wide)];
    frame.node.append(svg("rect", { x: x0 + 0.5, width: Math.max(0.5, x1 - x0 - 1), y: frame.toY(count),
      height: frame.toY(0) - frame.toY(count), fill: "#56b4e9" }));
  });
  const step = Math.max(1, Math.floor(n / 500));
  const line = values.filter((_, i) => i % step === 0 || i === n - 1)
    .map(value => [frame.toX(value), frame.toY(most * upTo(values, value) / n)]);
  frame.path(`M${line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`, { stroke: "#000", "stroke-width": 2 });
  for (const limit of limits) frame.limit(limit.bound, `${limit.relation} ${short(limit.bound)}`, "x");
  if (chosen !== null && column.numbers[chosen] !== null) {
    frame.path(`M${frame.toX(column.numbers[chosen])},${FIGURE.top}V${FIGURE.height - FIGURE.bottom}`,
      { stroke: "#e69f00", "stroke-width": 4, class: "chosen" });
  }
  return frame.node;
}

// How many of the values, which are sorted, are not larger.
function upTo(values, value) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Bars from `from` to `to`, the longest first; `low` and `high` are the ends of an interval, where there is one.
function bars(rows, name) {
  const sorted = [...rows].sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from)).slice(0, 30);
  const all = sorted.flatMap(row => [row.from, row.to, row.low ?? row.to, row.high ?? row.to]);
  const [low, high] = extent(all), height = 50 + sorted.length * 26, width = 760, left = 240;
  const toX = value => left + ((value - low) / (high - low)) * (width - left - 20);
  const picture = svg("svg", { class: "figure", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name });
  for (const at of roundTicks(low, high)) {
    picture.append(svg("line", { class: "faint", x1: toX(at), x2: toX(at), y1: 4, y2: height - 40 }),
      svg("text", { x: toX(at), y: height - 26, "text-anchor": "middle" }, axisNumber(at)));
  }
  sorted.forEach((row, i) => {
    const y = 8 + i * 26, [x0, x1] = [toX(Math.min(row.from, row.to)), toX(Math.max(row.from, row.to))];
    const bar = svg("rect", { x: x0, y, width: Math.max(1, x1 - x0), height: 16, fill: COLOURS[row.colour ?? 0] });
    bar.append(svg("title", {}, `${row.name}: ${short(row.from)} to ${short(row.to)}`));
    picture.append(bar, svg("text", { x: left - 8, y: y + 13, "text-anchor": "end" }, cut(row.name, 34)));
    if (row.low !== undefined && row.low !== null && row.high !== null && row.low !== row.high) {
      const middle = y + 8;
      picture.append(svg("path", { d: `M${toX(row.low)},${middle}H${toX(row.high)}M${toX(row.low)},${middle - 4}v8`
        + `M${toX(row.high)},${middle - 4}v8`, stroke: "#000", fill: "none", "stroke-width": 1.5 }));
    }
  });
  picture.append(svg("text", { x: left, y: height - 6 }, name));
  return picture;
}
