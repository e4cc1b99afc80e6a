// What a campaign found, as report.json says it: a table of corners, bars of a sweep, and tables of all the rest.

// Corner × spec: margins, and whether they hold.
function cornerTable(rows) {
  const specs = [...new Set(rows.map(row => row.spec))], corners = [...new Set(rows.map(row => row.corner))];
  const cells = corners.map(corner => {
    const line = [corner, ...specs.map(spec => {
      const row = rows.find(one => one.corner === corner && one.spec === spec);
      if (!row) return "";
      const sign = { PASS: "✓", FAIL: "✗" }[row.verdict] ?? "?";
      return element("span", { class: { PASS: "good", FAIL: "warn" }[row.verdict] ?? "" },
        `${sign} ${row.verdict}, margin ${short(row.mean)}, least ${short(row.least)}`);
    })];
    line.bad = rows.some(row => row.corner === corner && row.verdict === "FAIL");
    return line;
  });
  return new DataTable(["corner", ...specs], cells, { label: "corners" }).node;
}

// How far each parameter moves a measure: from its least to its largest mean.
function tornado(rows) {
  const measures = [...new Set(rows.map(row => row.measure))], host = element("div", { class: "over" });
  const draw = measure => {
    const own = rows.filter(row => row.measure === measure && typeof row.mean === "number");
    const found = [...new Set(own.map(row => row.parameter))].map(name => {
      const means = own.filter(row => row.parameter === name).map(row => row.mean);
      return { name, from: Math.min(...means), to: Math.max(...means) };
    });
    host.replaceChildren(bars(found, `mean of ${measure}, from its least to its largest value`));
  };
  draw(measures[0]);
  return element("div", {}, element("p", {}, chooser("measure", measures, measures[0], draw)), host);
}

// Tables of whatever else a report holds: lists of rows, and groups of numbers.
function reportTables(facts, path = "") {
  const found = [];
  const plain = value => value === null || typeof value !== "object";
  const rows = value => Array.isArray(value) && value.length > 0 && value.every(row => row && !plain(row)
    && !Array.isArray(row));
  const single = Object.entries(facts).filter(([, value]) => plain(value) || (Array.isArray(value) && value.every(plain)));
  if (single.length) found.push([path || "summary", ["what", "value"], single.map(([name, value]) => [name,
    Array.isArray(value) ? value.map(short).join(", ") : value])]);
  for (const [name, value] of Object.entries(facts)) {
    const title = path ? `${path}: ${name}` : name;
    if (rows(value)) {
      const names = [...new Set(value.flatMap(row => Object.keys(row)))];
      found.push([title, names, value.map(row => names.map(one => cellOf(row[one])))]);
    } else if (!plain(value) && !Array.isArray(value)) {
      const inner = Object.entries(value);
      if (inner.length && inner.every(([, row]) => row && !plain(row) && Object.values(row).every(plain))) {
        const names = [...new Set(inner.flatMap(([, row]) => Object.keys(row)))];
        found.push([title, ["name", ...names], inner.map(([key, row]) => [key, ...names.map(one => cellOf(row[one]))])]);
      } else found.push(...reportTables(value, title));
    }
  }
  return found;
}

function cellOf(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : value;
}

// The pictures that fit what the report holds, and then its tables, folded up.
function reportParts(report, files) {
  const parts = [];
  const has = (value, ...keys) => Array.isArray(value) && value[0] instanceof Object && keys.every(key => key in value[0]);
  for (const value of Object.values(report)) {
    if (has(value, "corner", "spec", "verdict")) parts.push(element("h3", {}, "Corners"), cornerTable(value));
    if (has(value, "parameter", "measure", "mean")) parts.push(element("h3", {}, "What moves it"), tornado(value));
  }
  if (has(report.indices, "measure", "parameter")) {
    parts.push(element("h3", {}, "Sensitivity"), sensitivity(report.indices));
  }
  if (has(report.front, "goals")) parts.push(...frontParts(report));
  if (has(report.found, "levels", "p")) parts.push(...rareParts(report.found));
  if (files.optimize?.rows.length) parts.push(element("h3", {}, "History"), historyFigure(files.optimize));
  for (const [title, names, rows] of reportTables(report)) {
    const lines = rows.map(row => Object.assign(row, { bad: row.includes("FAIL") || row.includes("FRAGILE") }));
    parts.push(element("details", {}, element("summary", {}, title), new DataTable(names, lines, { label: title }).node));
  }
  for (const [name, { header, rows }] of Object.entries(files)) {
    const lines = rows.map(row => row.map(cell => (cell === "" || Number.isNaN(Number(cell)) ? cell : Number(cell))));
    parts.push(element("details", {}, element("summary", {}, `${name}.csv`),
      new DataTable(header, lines, { label: name }).node));
  }
  return parts;
}

// Indices of sensitivity with their intervals, the largest on top: bars from 0.
function sensitivity(rows) {
  const places = [...new Set(rows.map(row => `${row.measure}${row.at === "nominal" ? "" : ` at ${row.at}`}`))];
  const keys = Object.keys(rows[0]).filter(key => !["at", "measure", "parameter"].includes(key) && !/_(low|high)$/.test(key));
  const host = element("div", { class: "over" });
  let [place, key] = [places[0], keys.includes("ST") ? "ST" : keys[0]];
  const draw = () => {
    const own = rows.filter(row => `${row.measure}${row.at === "nominal" ? "" : ` at ${row.at}`}` === place);
    host.replaceChildren(bars(own.filter(row => typeof row[key] === "number").map(row => ({ name: row.parameter, from: 0,
      to: row[key], low: row[`${key}_low`], high: row[`${key}_high`] })), `${key} of ${place}, with intervals of 95 %`));
  };
  draw();
  return element("div", {}, element("p", {}, chooser("measure", places, place, found => { place = found; draw(); }), " ",
    chooser("index", keys, key, found => { key = found; draw(); })), host);
}

// Points of two columns joined by a line, or the best so far of many.
function lineFigure(x, y, { steps = false, marks = true, bad = [] } = {}) {
  const frame = new Frame(axisOf(x), axisOf(y), `${y.name} over ${x.name}`);
  const at = x.numbers.map((value, k) => [frame.toX(value), y.numbers[k] === null ? null : frame.toY(y.numbers[k])]);
  let pen = "M", last = null, path = "";
  for (const [px, py] of at) {
    if (py === null) continue;
    path += steps && last !== null ? `H${px.toFixed(1)}V${py.toFixed(1)}` : `${pen}${px.toFixed(1)},${py.toFixed(1)}`;
    [pen, last] = ["L", py];
  }
  if (path) frame.path(path, { stroke: "#000", "stroke-width": 2 });
  if (marks) {
    at.forEach(([px, py], k) => py !== null
      && frame.path((bad[k] ? cross : circle)(px, py, 4), { stroke: bad[k] ? BAD : PASS_COLOUR, "stroke-width": 2 }));
  }
  return frame;
}

// Points that no other beats, in the first two goals; and how much they cover, generation by generation.
function frontParts(report) {
  const goals = Object.keys(report.front[0].goals), points = [...report.front];
  const column = goal => ({ name: goal, numbers: points.map(point => point.goals[goal]) });
  points.sort((a, b) => a.goals[goals[0]] - b.goals[goals[0]]);
  const parts = [element("h3", {}, "Front"), lineFigure(column(goals[0]), column(goals[1] ?? goals[0])).node];
  if (report.hypervolume?.length) {
    const volumes = report.hypervolume;
    parts.push(element("h3", {}, "History"), lineFigure({ name: "generation", numbers: volumes.map((_, i) => i + 1) },
      { name: "hypervolume", numbers: volumes }, { marks: false }).node);
  }
  return parts;
}

// Every point that an optimiser tried, in order, and the best so far among those that fulfil the specs.
function historyFigure({ header, rows }) {
  const goal = header[header.length - 2], values = rows.map(row => cellNumber(row[row.length - 2]));
  const bad = rows.map(row => row[row.length - 1] !== "True"), sign = goal.startsWith("min") ? 1 : -1;
  let best = null;
  const sofar = values.map((value, k) => {
    if (value !== null && !bad[k] && (best === null || sign * value < sign * best)) best = value;
    return best;
  });
  const x = { name: "point", numbers: values.map((_, k) => k + 1) };
  const frame = new Frame(axisOf(x), axisOf({ name: goal, numbers: values }), `${goal}: points tried`);
  values.forEach((value, k) => value !== null && frame.path((bad[k] ? cross : circle)(frame.toX(k + 1), frame.toY(value), 3),
    { stroke: bad[k] ? BAD : PASS_COLOUR }));
  const path = sofar.map((value, k) => (value === null ? "" : `${k && sofar[k - 1] !== null ? "L" : "M"}`
    + `${frame.toX(k + 1).toFixed(1)},${frame.toY(value).toFixed(1)}`)).join("");
  if (path) frame.path(path, { stroke: "#000", "stroke-width": 2 });
  return frame.node;
}

// A rare event: how its probability was come to, level by level.
function rareParts(found) {
  return found.flatMap(one => {
    const rows = one.levels.flatMap((levels, at) => levels.map((level, i) => [at + 1, i + 1, ...Object.values(level)]));
    const names = ["estimate", "level", ...Object.keys(one.levels[0]?.[0] ?? {})];
    const words = `${one.spec} at ${one.at}: probability ${short(one.p)} (${short(one.low)} to ${short(one.high)})`;
    const failing = one.failing.map(run => [run.run, run.distance, run.margin, run.command]);
    const first = (one.levels[0] ?? []).map(level => Object.values(level)[0]);
    const curve = first.length > 1 ? [lineFigure({ name: "level", numbers: first.map((_, i) => i + 1) },
      { name: "threshold of the margin", numbers: first }).node] : [];
    return [element("h3", {}, words), ...curve,
      ...(rows.length ? [new DataTable(names, rows, { label: "levels" }).node] : []),
      ...(failing.length ? [new DataTable(["run", "distance", "margin", "command"], failing, { label: "failures" }).node] : [])];
  });
}
