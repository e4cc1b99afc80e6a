// A logged series over all runs: each run as a faint line, bands between quantiles, and the chosen run on top.

const PERCENTS = [5, 25, 50, 75, 95];

class Fan {
  constructor(series, limits, onpick) {
    Object.assign(this, { series, limits, onpick, chosen: null, at: 0 });
    this.host = element("div", { class: "plot", tabindex: "0", role: "group", "aria-label": "series over all runs",
      onkeydown: event => this.key(event) });
    this.readout = element("p", { class: "fan-readout", "aria-live": "polite" });
    const names = series.map(one => one.name);
    this.node = element("div", {}, element("p", {}, chooser("series", names, names[0], name => {
      this.at = names.indexOf(name);
      this.load();
    })), this.host, this.readout, element("p", { class: "note" }, "Dark band: 25 to 75 % of the runs; light band: 5 to "
      + "95 %; line: the median. Drag to zoom, double-click for all; a click picks the nearest run."));
    new ResizeObserver(() => this.plot?.setSize({ width: this.host.clientWidth, height: letters(24) })).observe(this.host);
  }

  async load() {
    const one = this.series[this.at];
    const lines = await columns.texts(one.id);
    this.texts = lines.map(line => line.split(","));
    this.values = this.texts.map(cells => Float64Array.from(cells, cell => (cell === "" ? NaN : Number(cell))));
    this.bands = quantiles(this.values, one.days.length);
    this.draw();
  }

  choose(run) {
    this.chosen = run;
    if (this.plot) this.draw();
  }

  draw() {
    const one = this.series[this.at], row = one.runs.indexOf(this.chosen);
    const own = row < 0 ? one.days.map(() => null) : Array.from(this.values[row], value => (value === value ? value : null));
    const paths = one.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {};
    const line = (stroke, width, dash = []) => ({ stroke, width, dash, points: { show: false }, ...paths });
    const none = line("transparent", 1);
    this.plot?.destroy();
    this.plot = new uPlot({
      width: this.host.clientWidth || 300, height: letters(24), legend: { show: false },
      cursor: { drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { range: (plot, low, high) => this.range() } },
      axes: chartAxes("days", axisNumbers),
      series: [{}, none, none, line(PASS_COLOUR, 2.5), none, none, line("#000", 3, [10, 4])],
      bands: [{ series: [5, 1], fill: "rgba(0,114,178,0.15)" }, { series: [4, 2], fill: "rgba(0,114,178,0.25)" }],
      hooks: { drawAxes: [plot => this.drawRuns(plot)], setCursor: [() => this.tell()],
        ready: [plot => plot.over.addEventListener("click", () => this.pickNearest())] },
    }, [one.days, ...this.bands, own], this.host);
    this.host.dataset.drawn = "yes";
    this.tell();
  }

  range() {
    if (this.full?.of !== this.values) {
      let low = Infinity, high = -Infinity;
      for (const run of this.values) for (const value of run) { if (value < low) low = value; if (value > high) high = value; }
      this.full = { of: this.values, range: extent([low, high].filter(Number.isFinite)) };
    }
    return this.full.range;
  }

  drawRuns(plot) {
    const { ctx, bbox } = plot, { days, stepped } = this.series[this.at], { min, max } = plot.scales.y;
    const wide = Math.round(bbox.width), high = Math.round(bbox.height), bottom = bbox.top + bbox.height;
    const scale = bbox.height / (max - min);
    const x = days.map(day => plot.valToPos(day, "x", true) - bbox.left);
    ctx.save();
    const lines = density(this.values, x, run => high - (run - min) * scale, wide, high, stepped);
    ctx.drawImage(lines, bbox.left, bbox.top);
    ctx.strokeStyle = BAD;
    ctx.setLineDash([8, 4]);
    for (const limit of this.limits.filter(one => one.always && one.what === this.series[this.at].name)) {
      const y = bottom - (limit.bound - min) * scale;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  pickNearest() {
    const { idx, top } = this.plot.cursor;
    if (idx === null || idx === undefined) return;
    const y = this.plot.posToVal(top, "y");
    let best = [Infinity, -1];
    this.values.forEach((run, k) => {
      const far = Math.abs(run[idx] - y);
      if (far < best[0]) best = [far, k];
    });
    if (best[1] >= 0) this.onpick(this.series[this.at].runs[best[1]]);
  }

  key(event) {
    const days = this.series[this.at].days, at = this.plot?.cursor.idx ?? 0;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
    if (to === undefined || !this.plot) return;
    event.preventDefault();
    const day = days[Math.max(0, Math.min(days.length - 1, to))];
    this.plot.setCursor({ left: this.plot.valToPos(day, "x"), top: this.plot.over.clientHeight / 2 });
  }

  tell() {
    const one = this.series[this.at], at = this.plot?.cursor.idx ?? one.days.length - 1, row = one.runs.indexOf(this.chosen);
    const band = i => short(this.bands[i][at]);
    const own = row < 0 ? "" : `; run ${this.chosen}: `;
    this.readout.replaceChildren(`day ${short(one.days[at])}: median ${band(2)}, 50 % of the runs from ${band(1)} to `
      + `${band(3)}, 90 % from ${band(0)} to ${band(4)}${own}`,
    ...(row < 0 ? [] : [element("b", { class: "value" }, this.texts[row][at] || "–")]));
  }
}

// All runs as lines of one pixel, the darker the more of them lie over each other. Far quicker than strokes of a canvas.
function density(values, x, toY, wide, high, stepped) {
  const counts = new Uint16Array(wide * high);
  for (const run of values) {
    for (let i = 1; i < run.length; i += 1) {
      const y0 = toY(run[i - 1]), y1 = toY(run[i]), x0 = x[i - 1], x1 = x[i];
      if (y0 !== y0 || y1 !== y1 || x1 < 0 || x0 >= wide) continue;
      const slope = (y1 - y0) / (x1 - x0), last = Math.min(wide - 1, Math.ceil(x1) - 1);
      for (let column = Math.max(0, Math.ceil(x0)); column <= last; column += 1) {
        const at = stepped ? y0 : y0 + slope * (column - x0);
        const next = !stepped ? y0 + slope * (Math.min(column + 1, x1) - x0) : column + 1 < x1 ? y0 : y1;
        const top = Math.max(0, Math.floor(Math.min(at, next))), foot = Math.min(high - 1, Math.floor(Math.max(at, next)));
        for (let row = top; row <= foot; row += 1) counts[row * wide + column] += 1;
      }
    }
  }
  const canvas = element("canvas", { width: wide, height: high }), context = canvas.getContext("2d");
  const image = context.createImageData(wide, high), one = Math.max(10, Math.min(150, 4000 / values.length));
  for (let i = 0; i < counts.length; i += 1) {
    if (!counts[i]) continue;
    image.data.fill(90, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = Math.min(170, one * counts[i]);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// At each moment, quantiles over the runs that have a value, with straight lines between neighbours.
function quantiles(values, n) {
  const found = PERCENTS.map(() => new Array(n).fill(null));
  const some = new Float64Array(values.length);
  for (let i = 0; i < n; i += 1) {
    let m = 0;
    for (const run of values) if (run[i] === run[i]) some[m++] = run[i];
    if (!m) continue;
    const sorted = some.subarray(0, m).sort();
    PERCENTS.forEach((percent, at) => {
      const place = (percent / 100) * (m - 1), below = Math.floor(place), above = Math.min(m - 1, below + 1);
      found[at][i] = sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    });
  }
  return found;
}
