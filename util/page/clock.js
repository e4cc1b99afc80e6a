// One clock for all charts over time: which column is time, what part is shown, where the cursor and the mark stand.

const TIMES = ["Tick", "Second", "Min", "Hour", "Day", "Month", "Year"];
const TIME_UNITS = { Tick: "ticks", Second: "seconds", Min: "minutes", Hour: "hours", Day: "days", Month: "months",
  Year: "years" };

class Clock {
  constructor(time = "Day", times = TIMES) {
    Object.assign(this, { time, times, range: null, mark: null, charts: new Set(), marks: [], hidden: new Set() });
    this.spoken = element("p", { class: "note", "aria-live": "polite", id: "spoken" });
  }

  get unit() { return TIME_UNITS[this.time] ?? this.time; }

  // The unit in which a run of so many days is a number that one can grasp.
  static unitFor(days) {
    return days > 3 * 365 ? "Year" : days > 2 ? "Day" : days > 0.1 ? "Hour" : "Second";
  }

  setTime(name) {
    Object.assign(this, { time: name, range: null, mark: null });
    for (const chart of this.charts) chart.reload();
  }

  // Shows a part of the time in every chart; null is all of it.
  show(range, from = null) {
    this.range = range;
    for (const chart of this.charts) if (chart !== from) chart.applyRange();
  }

  setMark(x) {
    this.mark = x;
    for (const chart of this.charts) chart.redraw();
  }

  // Zooms by a factor around the middle, or moves by a part of what is shown.
  change(factor, moved) {
    const chart = [...this.charts].find(one => one.plot);
    if (!chart) return;
    const [first, last] = chart.full();
    const [low, high] = this.range ?? [first, last];
    const middle = (low + high) / 2 + moved * (high - low), half = ((high - low) / 2) * factor;
    const from = Math.max(first, Math.min(middle - half, last - 2 * half));
    this.show(half * 2 >= last - first ? null : [from, Math.min(last, from + 2 * half)]);
  }

  toggleEvents(what) {
    if (!this.hidden.delete(what)) this.hidden.add(what);
    for (const chart of this.charts) chart.redraw();
  }

  // The bar with buttons; it stays at the top of the window.
  bar() {
    const button = (text, label, action) => element("button", { "aria-label": label, title: label, onclick: action },
      text);
    const bar = element("div", { class: "bar", role: "toolbar", "aria-label": "time" },
      chooser("time in", this.times, this.time, name => this.setTime(name)),
      button("+", "zoom in", () => this.change(0.5, 0)), button("−", "zoom out", () => this.change(2, 0)),
      button("◀", "earlier", () => this.change(1, -0.25)), button("▶", "later", () => this.change(1, 0.25)),
      button("all", "show all of the time", () => this.show(null)));
    this.eventButtons = element("span", {});
    bar.append(this.eventButtons);
    this.drawEventButtons();
    return bar;
  }

  drawEventButtons() {
    const kinds = [...new Set(this.marks.map(mark => mark.what))].slice(0, 12);
    this.eventButtons.replaceChildren(...kinds.map((what, at) => {
      const button = element("button", { "aria-pressed": String(!this.hidden.has(what)), title: "show or hide marks" },
        `${"▼▲◆●■✚"[at % 6]} ${what}`);
      button.addEventListener("click", () => {
        this.toggleEvents(what);
        button.setAttribute("aria-pressed", String(!this.hidden.has(what)));
      });
      return button;
    }));
  }

  static help() {
    return element("p", { class: "note" }, "Drag to zoom, shift-drag to pan, double-click for all. A click sets a mark, "
      + "and Δ is the difference to it. With a chart in focus: ← → move the cursor, + − zoom, Enter sets the mark, "
      + "Escape takes it away.");
  }
}
