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
function reportParts(report) {
  const parts = [];
  const has = (value, ...keys) => Array.isArray(value) && value.length > 0 && keys.every(key => key in value[0]);
  for (const value of Object.values(report)) {
    if (has(value, "corner", "spec", "verdict")) parts.push(element("h3", {}, "Corners"), cornerTable(value));
    if (has(value, "parameter", "measure", "mean")) parts.push(element("h3", {}, "What moves it"), tornado(value));
  }
  for (const [title, names, rows] of reportTables(report)) {
    const lines = rows.map(row => Object.assign(row, { bad: row.includes("FAIL") || row.includes("FRAGILE") }));
    parts.push(element("details", {}, element("summary", {}, title), new DataTable(names, lines, { label: title }).node));
  }
  return parts;
}
