// A chart over time, drawn by uPlot. Its numbers below it are the texts of the CSV file.

// In letters.
const HEIGHT = 15;

// title, unit, log; lines: [{label, column, run}], where run.column(name) comes to {texts, numbers}.
class TimeChart {
  constructor(clock, { title, unit = "", log = false, points = false, lines, onclose = null }) {
    Object.assign(this, { clock, title, unit, log, points, lines, plot: null, applied: null, at: null });
    this.host = element("div", { class: "plot", tabindex: "0", role: "group", "aria-label": `chart of ${title}`,
      onkeydown: event => this.key(event) });
    this.readout = element("table", { class: "readout" });
    this.note = element("p", { class: "note" });
    const logButton = element("button", { "aria-pressed": String(log), onclick: () => {
      this.log = !this.log;
      logButton.setAttribute("aria-pressed", String(this.log));
      this.reload();
    } }, "log");
    const tools = element("div", { class: "tools" }, logButton);
    if (onclose) tools.append(element("button", { "aria-label": `close ${title}`, onclick: onclose }, "×"));
    const heading = element("h3", {}, title + (unit && unit !== "count" ? ` (${unit})` : ""));
    this.node = element("article", { class: "card" }, tools, heading, this.host, this.readout, this.note);
    clock.charts.add(this);
    // Drawn once it is on the screen: a netlist may have many plots.
    this.watch = new IntersectionObserver(seen => {
      if (seen.some(one => one.isIntersecting)) { this.watch.disconnect(); this.reload(); }
    }, { rootMargin: "200px" });
    this.watch.observe(this.node);
    this.size = new ResizeObserver(() => this.plot?.setSize({ width: this.host.clientWidth, height: letters(HEIGHT) }));
    this.size.observe(this.host);
  }

  remove() {
    this.clock.charts.delete(this);
    this.watch.disconnect();
    this.size.disconnect();
    this.plot?.destroy();
    this.node.remove();
  }

  async load() {
    const loaded = await Promise.all(this.lines.map(async line => ({ ...line, x: await line.run.column(this.clock.time),
      y: await line.run.column(line.column) })));
    this.loaded = this.points ? [asPoints(loaded)] : loaded;
    if (!this.loaded.some(one => one.x.numbers.length)) { this.note.textContent = "no rows yet"; return false; }
    let hidden = 0;
    const drawn = this.loaded.map(one => one.y.numbers.map(value => {
      const shown = one.negative && value !== null ? -value : value;
      if (value === null || (value === 0 && one.zeroIsNone)) return null;
      if (!this.log || shown > 0) return shown;
      hidden += 1;
      return null;
    }));
    this.note.textContent = hidden ? `${hidden} values that are not above 0 have no place on a logarithmic axis` : "";
    const first = this.loaded[0].x;
    this.data = this.loaded.every(one => one.x === first) ? [first.numbers, ...drawn]
      : uPlot.join(this.loaded.map((one, at) => [one.x.numbers, drawn[at]]));
    return true;
  }

  // Takes up rows that came.
  async grow() {
    if (!this.plot || !await this.load()) return;
    this.applied = this.clock.range ?? this.full();
    this.plot.setData(this.data, !this.clock.range);
    if (this.clock.range) this.applyRange();
    this.tell();
  }

  async reload() {
    const found = await this.load();
    this.plot?.destroy();
    this.plot = null;
    if (!found) return;
    this.applied = this.clock.range;
    this.plot = new uPlot(this.options(), this.data, this.host);
    this.host.dataset.drawn = "yes";
    if (this.clock.range) this.applyRange();
    this.tell();
  }

  options() {
    const sync = { key: "time", scales: ["x", null], filters: { pub: type => /mousemove|mouseleave/.test(type) } };
    const percent = ticks => axisNumbers(ticks.map(value => (value === null ? null : value * 100)))
      .map(text => text && `${text} %`);
    return {
      width: this.host.clientWidth || 300, height: letters(HEIGHT), legend: { show: false },
      cursor: { sync, drag: { x: true, y: false }, bind: { mousedown: (plot, target, handler) => event => {
        this.pressed = event.clientX;
        return event.shiftKey ? this.pan(event) : handler(event);
      } } },
      scales: { x: { time: false }, y: { distr: this.log ? 3 : 1 } },
      axes: chartAxes(this.clock.unit, this.unit === "%" ? percent : axisNumbers),
      series: [{}, ...this.loaded.map((one, at) => this.series(one, at))],
      hooks: { draw: [plot => this.drawMarks(plot)], setCursor: [() => this.tell()],
        setScale: [(plot, key) => key === "x" && this.zoomed(plot)],
        ready: [plot => {
          plot.over.addEventListener("click", event => this.clicked(event));
          plot.over.addEventListener("mousemove", () => { this.at = null; });
        }] },
    };
  }

  series(one, at) {
    const stepped = one.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {};
    return { label: one.label, stroke: COLOURS[at % COLOURS.length], dash: DASHES[at % DASHES.length], width: 2,
      points: { show: false }, ...stepped,
      ...(this.points ? { paths: () => null, points: { show: true, size: 7 } } : {}) };
  }

  // ---- time

  full() {
    const x = this.data[0];
    return [x[0], x[x.length - 1]];
  }

  applyRange() {
    if (!this.plot) return;
    const [min, max] = this.applied = this.clock.range ?? this.full();
    this.plot.setScale("x", { min, max });
  }

  zoomed(plot) {
    const { min, max } = plot.scales.x, now = [min, max];
    if (min === null || !this.plot) return;
    const known = this.applied ?? this.full();
    if (now.every((value, at) => Math.abs(value - known[at]) <= 1e-9 * (max - min))) return;
    this.applied = now;
    this.clock.show(now, this);
  }

  pan(pressed) {
    const { min, max } = this.plot.scales.x, perPixel = (max - min) / this.plot.over.clientWidth;
    const move = event => {
      const by = (pressed.clientX - event.clientX) * perPixel;
      this.clock.show([min + by, max + by]);
    };
    const end = () => { removeEventListener("mousemove", move); removeEventListener("mouseup", end); };
    addEventListener("mousemove", move);
    addEventListener("mouseup", end);
    return null;
  }

  clicked(event) {
    const at = this.plot.cursor.idx;
    if (at !== null && Math.abs(event.clientX - this.pressed) < 4) this.clock.setMark(this.data[0][at]);
  }

  key(event) {
    if (!this.plot) return;
    // Keys may come faster than frames: where the last one led to counts, until the mouse moves.
    const x = this.data[0], at = this.at ?? this.plot.cursor.idx ?? 0, far = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: at - far, ArrowRight: at + far, Home: 0, End: x.length - 1 }[event.key];
    const done = { "+": () => this.clock.change(0.5, 0), "-": () => this.clock.change(2, 0),
      Enter: () => this.clock.setMark(x[at]), Escape: () => this.clock.setMark(null) }[event.key];
    if (to === undefined && !done) return;
    event.preventDefault();
    if (done) done();
    else this.moveTo(Math.max(0, Math.min(x.length - 1, to)));
  }

  moveTo(at) {
    for (const chart of this.clock.charts) chart.at = null;
    this.at = at;
    const { min, max } = this.plot.scales.x, x = this.data[0][at];
    if (x < min || x > max) { const half = (max - min) / 2; this.clock.show([x - half, x + half]); }
    // The scale changes before the next frame; the cursor follows it.
    requestAnimationFrame(() => {
      if (this.at !== at) return;
      this.plot.setCursor({ left: this.plot.valToPos(x, "x"), top: this.plot.over.clientHeight / 2 }, true, true);
      this.clock.spoken.textContent = `${this.title}, ${this.clock.unit} ${short(x)}: `
        + this.loaded.map(one => `${one.label} ${this.textAt(one, x) ?? "–"}`).join(", ");
    });
  }

  // ---- what stands at the cursor

  textAt(one, x) {
    const row = rowOf(one.x.numbers, x);
    return row < 0 ? null : one.y.texts[row];
  }

  redraw() {
    this.plot?.redraw(false);
    if (this.plot) this.tell();
  }

  tell() {
    if (!this.plot) return;
    const x = this.data[0], at = this.plot.cursor.idx ?? x.length - 1, mark = this.clock.mark;
    const difference = one => {
      const then = this.textAt(one, mark), now = this.textAt(one, x[at]);
      return then && now ? short(Number(now) - Number(then)) : "–";
    };
    const head = element("tr", {}, element("th", { scope: "col" }, `at ${this.clock.unit} ${short(x[at])}`),
      element("th", { scope: "col" }, "value"), ...(mark === null ? []
        : [element("th", { scope: "col" }, `Δ from ${short(mark)}: ${short(x[at] - mark)}`)]));
    const percent = text => (this.unit === "%" && text ? `, ${short(100 * Number(text))} %` : "");
    const lines = this.loaded.map((one, i) => element("tr", {},
      element("td", {}, swatch(i), one.label + (one.negative ? " (drawn below 0)" : "")
        + percent(this.textAt(one, x[at]))),
      element("td", { class: "value" }, this.textAt(one, x[at]) || "–"),
      ...(mark === null ? [] : [element("td", {}, difference(one))])));
    const events = this.eventsAt(at).map(mark => `${mark.what}${mark.n > 1 ? ` × ${mark.n}` : ""}`
      + `${mark.who ? ` (${mark.who})` : ""}`);
    if (events.length) {
      const text = events.slice(0, 5).join("; ") + (events.length > 5 ? `; … ${events.length - 5} more` : "");
      lines.push(element("tr", {}, element("td", { colspan: "3" }, text)));
    }
    this.readout.replaceChildren(head, ...lines);
  }

  shownMarks() {
    return this.clock.marks.filter(mark => !this.clock.hidden.has(mark.what));
  }

  // Between this row and the one before.
  eventsAt(at) {
    const x = this.data[0], before = at > 0 ? x[at - 1] : -Infinity;
    return this.shownMarks().filter(mark => mark.at[this.clock.time] > before && mark.at[this.clock.time] <= x[at]);
  }

  drawMarks(plot) {
    const { ctx, bbox } = plot, kinds = [...new Set(this.clock.marks.map(mark => mark.what))], drawn = new Set();
    ctx.save();
    ctx.font = `${letters(0.75) * devicePixelRatio}px system-ui`;
    ctx.textAlign = "center";
    const line = (x, colour, dash) => {
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    };
    const inside = x => x >= bbox.left && x <= bbox.left + bbox.width;
    for (const mark of this.shownMarks()) {
      const kind = kinds.indexOf(mark.what), x = Math.round(plot.valToPos(mark.at[this.clock.time], "x", true));
      if (!inside(x) || drawn.has(`${kind} ${x}`)) continue;
      drawn.add(`${kind} ${x}`);
      ctx.globalAlpha = 0.35;
      line(x, "#555", [3, 5]);
      ctx.globalAlpha = 1;
      ctx.fillText("▼▲◆●■✚"[kind % 6], x, bbox.top + letters(0.7) * devicePixelRatio);
    }
    const x = this.clock.mark === null ? NaN : plot.valToPos(this.clock.mark, "x", true);
    if (inside(x)) line(x, "#000", []);
    ctx.restore();
  }
}

// One point for each line: where its first value stands that is not 0, and the last such value.
function asPoints(lines) {
  const found = lines.map(({ x, y }) => {
    const rows = y.numbers.map((value, row) => (value ? row : -1)).filter(row => row >= 0);
    return rows.length ? [x.numbers[rows[0]], y.texts[rows[rows.length - 1]]] : null;
  }).filter(Boolean).sort((a, b) => a[0] - b[0]);
  const texts = found.map(one => one[1]);
  return { label: `${found.length} points`, x: { numbers: found.map(one => one[0]) },
    y: { texts, numbers: texts.map(cellNumber) } };
}

// The row at which the numbers, which grow, are exactly x; -1 if none is.
function rowOf(numbers, x) {
  if (x === null) return -1;
  let low = 0, high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < x) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === x ? low : -1;
}

function swatch(at) {
  const line = svg("line", { x1: 0, y1: 4, x2: 26, y2: 4, stroke: COLOURS[at % COLOURS.length], "stroke-width": 3,
    "stroke-dasharray": DASHES[at % DASHES.length].join(" ") });
  return svg("svg", { class: "swatch", viewBox: "0 0 26 8", "aria-hidden": "true" }, line);
}
