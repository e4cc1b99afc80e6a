// Tables that are sorted by a click on a column's name and filtered by a text.

const MAX_SHOWN = 500;

// names: of the columns; rows: arrays of texts or numbers, with `bad`, `changed` and `key` as they please.
class DataTable {
  constructor(names, rows, { onpick = null, filter = rows.length > 8, label = "table" } = {}) {
    Object.assign(this, { names, rows, onpick, sorted: null, down: false, chosen: null });
    this.needle = element("input", { type: "search", placeholder: "filter", "aria-label": `filter the ${label}`,
      oninput: () => this.draw() });
    this.onlyBad = element("input", { type: "checkbox", onchange: () => this.draw() });
    this.count = element("span", { class: "note", "aria-live": "polite" });
    this.body = element("tbody");
    this.heads = names.map((name, at) => element("button", { onclick: () => this.sortBy(at) }, name));
    const head = element("tr", {}, ...this.heads.map(button => element("th", { scope: "col" }, button)));
    const table = element("table", { class: "data" }, element("thead", {}, head), this.body);
    const tools = element("p", {}, this.needle, " ", this.count);
    if (rows.some(row => row.bad)) tools.append(" ", element("label", {}, this.onlyBad, " only failing"));
    const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
    this.node = element("div", {}, ...(filter ? [tools] : []), scroll);
    this.draw();
  }

  sortBy(at) {
    this.down = this.sorted === at && !this.down;
    this.sorted = at;
    this.heads.forEach((button, i) => {
      button.textContent = this.names[i] + (i === at ? (this.down ? " ▼" : " ▲") : "");
      button.parentNode.setAttribute("aria-sort", i !== at ? "none" : this.down ? "descending" : "ascending");
    });
    this.draw();
  }

  choose(key) {
    this.chosen = key;
    this.draw();
  }

  visible() {
    const needle = this.needle.value.toLowerCase();
    const rows = this.rows.filter(row => (!this.onlyBad.checked || row.bad)
      && (!needle || row.some(cell => String(cell).toLowerCase().includes(needle))));
    return this.sorted === null ? rows : rows.sort((a, b) => this.compare(a[this.sorted], b[this.sorted]));
  }

  // Numbers by size, texts by letters, and what is missing last.
  compare(a, b) {
    const gone = value => value === "" || value === null || value === undefined;
    if (gone(a) || gone(b)) return gone(a) - gone(b);
    const both = typeof a === "number" && typeof b === "number";
    const order = both ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
    return this.down ? -order : order;
  }

  draw() {
    const rows = this.visible();
    this.body.replaceChildren(...rows.slice(0, MAX_SHOWN).map(row => this.line(row)));
    const more = rows.length > MAX_SHOWN ? `, the first ${MAX_SHOWN} of them shown` : "";
    this.count.textContent = `${rows.length} of ${this.rows.length} rows${more}`;
  }

  line(row) {
    const kinds = [row.bad && "bad", row.changed && "changed",
      row.key !== undefined && row.key === this.chosen && "chosen"].filter(Boolean);
    const kind = text => (text.length > 40 ? {} : { class: "short" });
    const textCell = text => element("td", kind(text), text);
    const cells = row.map(cell => (typeof cell === "number"
      ? element("td", { class: "number", title: String(cell) }, short(cell))
      : cell instanceof Node ? element("td", {}, cell) : textCell(String(cell ?? ""))));
    const line = element("tr", { class: kinds.join(" ") }, ...cells);
    return this.onpick ? pressable(line, "", () => this.onpick(row)) : line;
  }
}
