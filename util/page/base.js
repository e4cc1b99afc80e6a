// Elements, numbers, colours, and the data that the page carries.

const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
// Whoever cannot tell colours apart can tell these: lengths of dashes and gaps, in pixels.
const DASHES = [[], [9, 4], [2, 3], [12, 3, 2, 3], [5, 5], [14, 5], [4, 2]];
const BAD = "#b3261e";

// An element with attributes and children; names that begin with "on" are events.
function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// What can be clicked can also be reached and pressed with the keyboard.
function pressable(node, label, action) {
  node.setAttribute("tabindex", "0");
  if (label) { node.setAttribute("role", "button"); node.setAttribute("aria-label", label); }
  node.addEventListener("click", action);
  node.addEventListener("keydown", event => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); action(event); }
  });
  return node;
}

function option(value, text = value) {
  return element("option", { value }, text);
}

function chooser(label, values, chosen, onchange) {
  const select = element("select", { "aria-label": label }, ...values.map(value => option(value)));
  select.value = chosen;
  select.addEventListener("change", () => onchange(select.value));
  return element("label", {}, `${label} `, select);
}

function section(id, title, ...children) {
  return element("section", { id }, element("h2", {}, title), ...children);
}

// A number for people: up to six digits. Exact texts are shown where exactness matters.
function short(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(3);
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

// A short number for an axis: 1.5M.
function axisNumber(value, digits = 6) {
  const size = Math.abs(value);
  for (const [factor, letter] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e4, "k"]]) {
    const least = letter === "k" ? 1e3 : factor;
    if (size >= factor) return `${(value / least).toLocaleString("en-US", { maximumSignificantDigits: digits })}${letter}`;
  }
  if (size !== 0 && size < 1e-3) return (+value.toPrecision(digits)).toExponential();
  return value.toLocaleString("en-US", { maximumSignificantDigits: digits });
}

// The numbers of an axis, with as many digits as it takes to tell them apart. null, where uPlot leaves one out, is "".
function axisNumbers(ticks) {
  const known = ticks.filter(value => value !== null);
  for (let digits = 4; ; digits += 2) {
    const texts = known.map(value => axisNumber(value, digits));
    if (digits >= 16 || new Set(texts).size === texts.length) {
      return ticks.map(value => (value === null ? "" : axisNumber(value, digits)));
    }
  }
}

// A cell of a CSV as a number: null where there is none that can be drawn.
function cellNumber(text) {
  if (text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

// Ticks of an axis at round numbers between two values.
function roundTicks(low, high, wanted = 5) {
  const raw = (high - low) / wanted || 1;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(n => n * unit).find(n => n >= raw);
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) ticks.push(+at.toPrecision(12));
  return ticks;
}

// Least and largest number of some, with a little room.
function extent(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value === null || Number.isNaN(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (low === high) return [low - (Math.abs(low) || 1) * 0.05, high + (Math.abs(high) || 1) * 0.05];
  const room = (high - low) * 0.03;
  return [low - room, high + room];
}

// Pixels of so many letters: charts are as large on a projector as their text.
function letters(n) {
  return n * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

// The axes of a chart over time: x in a unit, y with texts for its ticks.
function chartAxes(unit, yTexts) {
  const font = `${letters(0.8)}px system-ui`, labelFont = `bold ${font}`;
  return [{ label: unit, labelSize: letters(1.4), size: letters(2.2), font, labelFont,
    values: (plot, ticks) => axisNumbers(ticks) },
  { size: letters(4.2), font, values: (plot, ticks) => yTexts(ticks) }];
}

// What was packed: gzip, base64.
async function unpack(node) {
  const letters = atob(node.textContent), packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// The columns that the page carries; each is unpacked when it is first wanted.
class Columns {
  constructor() { this.known = new Map(); }

  texts(id) {
    if (!this.known.has(id)) {
      const node = document.getElementById(`column-${id}`);
      this.known.set(id, unpack(node).then(text => (text === "" ? [] : text.split("\n"))));
    }
    return this.known.get(id);
  }
}

const columns = new Columns();
