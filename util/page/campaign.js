// The page of a campaign: what it found, its runs, and whatever can be drawn of them.

class CampaignPage {
  constructor(facts) {
    this.facts = facts;
    this.chosen = null;
    this.drawn = [];
  }

  async build(page) {
    const { facts } = this;
    await this.load();
    const hasSeries = facts.series.length > 0;
    const sections = [["series", "Series"], ["report", "Report"], ["distribution", "Distribution"],
      ["scatter", "Scatter"], ["parallel", "Parallel coordinates"], ["runs", "Runs"], ["origin", "How it was made"]]
      .filter(([id]) => (id !== "series" || hasSeries) && (id !== "report" || Object.keys(facts.report).length));
    page.append(element("header", {}, element("h1", {}, facts.title), ...this.summary(),
      element("nav", {}, ...sections.map(([id, text]) => element("a", { href: `#${id}` }, text)))));
    this.picked = element("p", { "aria-live": "polite" }, "No run is chosen: click one in any figure or table.");
    const build = { series: () => this.seriesPart(), distribution: () => this.distributionPart(),
      scatter: () => this.scatterPart(), parallel: () => this.parallelPart(), runs: () => this.runsPart(),
      report: () => reportParts(facts.report, facts.files), origin: () => this.originPart() };
    const main = element("main", {}, element("div", { class: "bar" }, this.picked));
    page.append(main);
    for (const [id, text] of sections) {
      main.append(section(id, text, ...build[id]()));
      // What one wants to see first is drawn first; the rest follows below it.
      if (id === "series") await this.fan.load().then(painted);
    }
    const pair = element("div", { class: "grid" });
    main.querySelector("#distribution").before(pair);
    pair.append(...main.querySelectorAll("#distribution, #scatter"));
    this.redraw();
  }

  // Columns of the runs by name: {name, kind, values, numbers, labels}.
  async load() {
    const loaded = await Promise.all(this.facts.columns.map(async ({ kind, name, id }) => ({ kind,
      name: kind === "margin" ? marginOf(name) : name, values: (await columns.texts(id)).map(text => JSON.parse(text)) })));
    this.columns = loaded.map(column => numbered(column));
    this.own = Object.fromEntries(this.columns.filter(column => column.kind === "own").map(one => [one.name, one]));
    this.i = this.own.i?.values ?? [];
    this.bad = (this.own.verdict?.values ?? []).map(text => text !== "");
    const plotted = this.columns.filter(column => column.kind !== "own");
    // What is the same in every run tells nothing.
    this.varied = plotted.filter(column => this.facts.live || new Set(column.numbers).size > 1);
    if (!this.varied.length) this.varied = plotted;
  }

  summary() {
    const { facts } = this, call = facts.calls[0], holds = facts.report.holds;
    const words = { true: "✓ every spec holds", false: "✗ a spec does not hold with the confidence asked" }[holds];
    const bad = this.bad.filter(Boolean).length;
    return [element("p", { class: holds === false || call.status === "error" ? "warn" : "good" },
      [words, `${this.i.length} runs, ${bad} of them fail a spec or have no result`, `${call.status} ${call.end ?? ""}`,
        call.error].filter(Boolean).join("; ")),
    element("p", {}, "To repeat or go on: ", element("code", { id: "command" }, call.command || "(called from Python)"))];
  }

  // ---- parts

  seriesPart() {
    const { facts } = this;
    this.fan = new Fan(facts.series, facts.limits, run => this.pick(this.i.indexOf(run)));
    const rest = facts.leftOut.length ? [element("details", {}, element("summary", {},
      `${facts.leftOut.length} more series are in the folder`), element("p", {}, facts.leftOut.join(", ")))] : [];
    return [this.fan.node, ...rest];
  }

  // A figure that is drawn anew when a run is chosen or its columns are.
  figure(draw) {
    const host = element("div", { class: "over", tabindex: "0", role: "region", "aria-label": "figure" });
    this.drawn.push(() => host.replaceChildren(draw()));
    return host;
  }

  columnChooser(label, at, onchange) {
    return chooser(label, this.varied.map(one => one.name), this.varied[at]?.name ?? "", name => {
      onchange(this.varied.find(one => one.name === name));
      this.redraw();
    });
  }

  distributionPart() {
    const measured = Math.max(0, this.varied.findIndex(one => one.kind === "measure"));
    let column = this.varied[measured];
    if (!column) return [element("p", {}, "There is no run with a result.")];
    const limits = () => this.facts.limits.filter(limit => !limit.always && (limit.what === `final(${column.name})`
      || limit.what === column.name || this.measureText(column.name) === limit.what));
    const yields = element("p");
    const figure = this.figure(() => {
      const words = limits().map(limit => `${limit.text}: ${this.yieldOf(limit.name)}`);
      yields.textContent = words.join("; ");
      return column.labels ? element("p", {}, "not a number") : histogram(column, limits(), this.chosen);
    });
    return [element("p", {}, this.columnChooser("of", measured, found => { column = found; })), yields, figure];
  }

  measureText(name) {
    return this.facts.asked.find(([what]) => what === `measures: ${name}`)?.[1];
  }

  // The share of runs that fulfil a spec; those without a result do not.
  yieldOf(spec) {
    const margin = this.columns.find(one => one.name === marginOf(spec));
    const strict = !this.facts.limits.find(limit => limit.name === spec).relation.endsWith("=");
    const good = (margin?.numbers ?? []).filter(value => value !== null && (strict ? value > 0 : value >= 0)).length;
    const share = this.i.length ? (100 * good) / this.i.length : 0;
    return `${good} of ${this.i.length} runs, a yield of ${share.toFixed(1)} %`;
  }

  scatterPart() {
    const measured = this.varied.findIndex(one => one.kind === "measure");
    let [x, y] = [this.varied[0], this.varied[measured > 0 ? measured : Math.min(1, this.varied.length - 1)]];
    if (!x) return [element("p", {}, "There is no run with a result.")];
    return [element("p", {}, this.columnChooser("x", this.varied.indexOf(x), found => { x = found; }), " ",
      this.columnChooser("y", this.varied.indexOf(y), found => { y = found; })),
    this.figure(() => scatter(x, y, this.bad, this.chosen, k => this.pick(k))),
    element("p", { class: "note" }, "○ passes, ✗ fails; a click picks the nearest run.")];
  }

  parallelPart() {
    const shown = this.varied.filter(one => one.kind !== "margin").slice(0, 12);
    return shown.length > 1 ? [this.figure(() => parallel(shown, this.bad, this.chosen)),
      element("p", { class: "note" }, "Dashed red lines fail; the thick black one is the chosen run.")]
      : [element("p", {}, "There is only one thing to draw.")];
  }

  runsPart() {
    const order = { own: 0, parameter: 1, measure: 2, margin: 3 }, own = ["i", "verdict", "point", "rep", "variant"];
    const names = [...own.filter(name => name in this.own).map(name => this.own[name]),
      ...this.columns.filter(one => one.kind !== "own").sort((a, b) => order[a.kind] - order[b.kind]),
      ...("seed" in this.own ? [this.own.seed] : [])];
    const titles = names.map(one => (one.name === "i" ? "run" : one.name));
    this.line = k => Object.assign(names.map(one => one.values[k] ?? ""), { bad: this.bad[k], key: k });
    this.table = new DataTable(titles, this.i.map((_, k) => this.line(k)), { label: "runs", onpick: row => this.pick(row.key) });
    return [this.table.node];
  }

  originPart() {
    return [new DataTable(["what", "value"], [...this.facts.asked, ...this.facts.versions.map(([name, value]) => [
      `version of ${name}`, value])], { label: "origin" }).node];
  }

  // ---- while it goes on

  get unit() { return "runs"; }

  get nColumns() { return this.columns.length; }

  // Takes up runs: lists of [kind, name, value]. Returns how many there are.
  async grow({ rows }, n) {
    // Of the first runs, the figures are not known yet.
    if (!n) { location.reload(); return 0; }
    for (const row of rows) {
      const values = new Map(row.map(([kind, name, value]) => [kind === "margin" ? marginOf(name) : name, value]));
      for (const column of this.columns) column.values.push(values.get(column.name) ?? null);
      this.bad.push(values.get("verdict") !== "");
    }
    for (const column of this.columns) Object.assign(column, numbered(column));
    this.i = this.own.i.values;
    for (let k = n; k < this.i.length; k += 1) this.table.rows.push(this.line(k));
    this.table.draw();
    this.redraw();
    return this.i.length;
  }

  // ---- the chosen run

  pick(k) {
    if (k < 0) return;
    this.chosen = k;
    const sets = this.columns.filter(one => one.kind === "parameter" && one.values[k] !== undefined
      && one.values[k] !== null).map(one => `${one.name} = ${short(one.values[k])}`).join(", ");
    const command = `tsp replay ${quoted(this.facts.folder)} ${this.i[k]}`, verdict = this.own.verdict.values[k];
    this.picked.replaceChildren(element("b", {}, `run ${this.i[k]}`), ` ${sets} `,
      element("span", { class: verdict ? "warn" : "good" }, verdict || "passes"), " ",
      element("code", { id: "replay" }, command), " ",
      element("button", { onclick: () => navigator.clipboard?.writeText(command) }, "copy"));
    this.table.choose(k);
    this.fan?.choose(this.i[k]);
    this.redraw();
  }

  redraw() {
    for (const draw of this.drawn) draw();
  }
}

function marginOf(spec) {
  return `margin of ${spec}`;
}

// Numbers to draw: of texts, the place among all texts of the column.
function numbered(column) {
  const number = value => typeof value === "number" || typeof value === "boolean";
  if (column.values.every(value => value === null || number(value))) {
    return { ...column, numbers: column.values.map(value => (value === null ? null : Number(value))) };
  }
  const labels = [...new Set(column.values.filter(value => value !== null).map(String))].sort();
  return { ...column, labels, numbers: column.values.map(value => (value === null ? null : labels.indexOf(String(value)))) };
}

// When what was drawn so far is on the screen.
function painted() {
  return new Promise(done => { requestAnimationFrame(() => setTimeout(done)); });
}

// As a shell takes it.
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
