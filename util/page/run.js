// The page of a run, or of several runs over each other.

// The rows of one run: packed in the page, or growing while the run goes on.
class RunData {
  constructor(facts) { Object.assign(this, facts); this.known = new Map(); }

  has(name) { return name in this.columns; }

  column(name) {
    if (!this.known.has(name)) {
      const found = this.has(name) ? columns.texts(this.columns[name]) : Promise.resolve([]);
      this.known.set(name, found.then(texts => ({ texts, numbers: texts.map(cellNumber) })));
    }
    return this.known.get(name);
  }
}

class RunPage {
  constructor(facts) {
    this.facts = facts;
    this.runs = facts.runs.map(run => new RunData(run));
    this.first = this.runs[0];
    this.clock = new Clock(Clock.unitFor(facts.days));
    this.clock.marks = this.first.events;
    this.plots = element("div", { class: "grid", id: "plots" });
    this.chosen = element("div", { class: "grid", id: "chosen" });
  }

  build(page) {
    const { facts } = this;
    const sections = [["netlist", "Plots"], ["columns", "Any column"], ["events", "Events"], ["flows", "Who paid whom"],
      ["parameters", "Parameters"], ["origin", "How it was made"]];
    const shown = sections.filter(([id]) => (id !== "events" || this.first.events.length)
      && (id !== "flows" || this.first.flows));
    page.append(element("header", {}, element("h1", {}, facts.title), ...this.summary(),
      element("nav", {}, ...shown.map(([id, text]) => element("a", { href: `#${id}` }, text)))));
    const build = { netlist: () => [Clock.help(), this.plots], columns: () => this.search(),
      events: () => [eventTable(this.first.events)], flows: () => [new FlowsView(this.first.flows).node],
      parameters: () => [parameterTable(facts.parameters)], origin: () => this.origin() };
    page.append(element("main", {}, this.clock.bar(), this.clock.spoken,
      ...shown.map(([id, text]) => section(id, text, ...build[id]()))));
    for (const plot of facts.plots) this.plots.append(this.chart(plot).node);
    if (!facts.plots.length) this.plots.append(element("p", {}, facts.noPlots));
  }

  summary() {
    const { facts } = this;
    const good = facts.status === "finished";
    const ended = element("p", { class: good ? "good" : "warn" }, `${good ? "✓" : "✗"} ${facts.ended}`);
    this.ended = ended;
    const copy = element("button", { onclick: () => navigator.clipboard?.writeText(facts.command) }, "copy");
    return [ended, element("p", {}, "To repeat it: ", element("code", { id: "command" }, facts.command), " ", copy)];
  }

  chart({ title, unit, log, columns: names, labels, stepped, points, zeroIsNone, negative }, onclose = null) {
    const several = this.runs.length > 1;
    const lines = this.runs.flatMap(run => names.map((column, at) => ({ run, column, stepped: stepped?.[at],
      zeroIsNone, negative: negative?.[at],
      label: [several ? run.name : "", labels[at] || column].filter(Boolean).join(": ") }))
      .filter(line => run.has(line.column)));
    return new TimeChart(this.clock, { title, unit, log, points, lines, onclose });
  }

  // A text field, and below it the columns that match.
  search() {
    const names = () => [...new Set(this.runs.flatMap(run => Object.keys(run.columns)))]
      .filter(name => !TIMES.includes(name));
    const chips = element("div", { class: "chips" });
    const matching = () => names().filter(name => name.toLowerCase().includes(field.value.toLowerCase()));
    const draw = () => chips.replaceChildren(...matching().slice(0, 200).map(name => element("button",
      { onclick: () => this.addColumn(name) }, name)));
    const field = element("input", { type: "search", id: "search", placeholder: "name of a column",
      "aria-label": "search columns", oninput: draw, onkeydown: event => {
        if (event.key === "Enter" && matching().length) this.addColumn(matching()[0]);
      } });
    this.drawSearch = draw;
    draw();
    return [element("p", {}, field, " ", element("span", { class: "note" }, "Enter draws the first one.")), chips,
      this.chosen];
  }

  // ---- while it goes on

  get unit() { return "rows"; }

  get nColumns() { return Object.keys(this.first.columns).length; }

  // Takes up rows; all of them, if there are new columns. Returns how many there are.
  async grow({ from, header, rows }, n) {
    const run = this.first;
    for (const [at, name] of header.entries()) {
      const texts = from === 0 ? [] : [...(await run.column(name)).texts];
      for (const row of rows) texts.push(row[at]);
      run.columns[name] ??= null;
      run.known.set(name, Promise.resolve({ texts, numbers: texts.map(cellNumber) }));
    }
    for (const chart of this.clock.charts) await chart.grow();
    this.drawSearch();
    return from + rows.length;
  }

  addColumn(name) {
    const stepped = [this.facts.stepped.includes(name)];
    const chart = this.chart({ title: name, columns: [name], labels: [name], stepped }, () => chart.remove());
    this.chosen.prepend(chart.node);
  }

  origin() {
    return this.runs.map(run => element("div", {}, ...(this.runs.length > 1 ? [element("h3", {}, run.name)] : []),
      new DataTable(["what", "value"], run.origin, { filter: false, label: "origin" }).node));
  }
}

function eventTable(events) {
  const rows = events.map(event => [event.tick, +event.at.Day.toPrecision(8), event.what, event.who, event.n]);
  return new DataTable(["tick", "day", "what", "who", "how often"], rows, { label: "events" }).node;
}

function parameterTable(parameters) {
  const rows = parameters.map(([name, value, unit, meaning, usual, changed]) => Object.assign(
    [name + (changed ? " *" : ""), value, unit, usual, meaning], { changed }));
  const table = new DataTable(["name", "value", "unit", "default", "meaning"], rows, { label: "parameters" });
  const note = rows.some(row => row.changed) ? "* was set for this run." : "All are at their defaults.";
  return element("div", {}, element("p", { class: "note" }, note), table.node);
}
