// Who paid whom: the tokens that went from the left to the right, as wide as their amounts.

const WIDEST = 24;

class FlowsView {
  constructor(flows) {
    this.flows = flows;
    this.picture = element("div", { class: "over" });
    const tokens = [...new Set(flows.map(flow => flow.token))];
    const first = tokens.includes("OCEAN") ? "OCEAN" : tokens[0];
    const rows = flows.map(flow => [flow.token, flow.payer, flow.payee, flow.amount, flow.n]);
    this.node = element("div", {}, ...(tokens.length ? [element("p", {}, chooser("token", tokens, first,
      token => this.draw(token)))] : [element("p", {}, "Nobody paid anybody.")]), this.picture,
    new DataTable(["token", "from", "to", "amount", "payments"], rows, { label: "payments" }).node);
    if (tokens.length) this.draw(first);
  }

  draw(token) {
    const all = this.flows.filter(flow => flow.token === token && flow.amount > 0)
      .sort((a, b) => b.amount - a.amount);
    const note = all.length > WIDEST ? `the ${WIDEST} largest of ${all.length} flows; the table has all` : "";
    this.picture.replaceChildren(sankey(all.slice(0, WIDEST), token), element("p", { class: "note" }, note));
  }
}

// Payers on the left, payees on the right; who is both stands on both sides.
function sankey(flows, token) {
  const width = 900, gap = 10, total = flows.reduce((sum, flow) => sum + flow.amount, 0);
  const sides = ["payer", "payee"].map(side => {
    const sums = new Map();
    for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.amount);
    return [...sums].sort((a, b) => b[1] - a[1]);
  });
  const most = Math.max(...sides.map(side => side.length)), height = 120 + most * 26;
  const scale = (height - gap * most) / total, place = [new Map(), new Map()];
  const picture = svg("svg", { class: "figure", viewBox: `0 0 ${width} ${height + 20}`, role: "img",
    "aria-label": `flows of ${token}` });
  sides.forEach((side, at) => {
    let y = 10;
    side.forEach(([name, sum], i) => {
      const x = at ? width - 234 : 220, high = Math.max(1, sum * scale);
      place[at].set(name, { y, used: 0, colour: COLOURS[i % 6] });
      picture.append(svg("rect", { x, y, width: 14, height: high, fill: "#444" }),
        svg("text", { x: at ? x + 20 : x - 6, y: y + high / 2 + 4, "text-anchor": at ? "start" : "end" },
          `${cut(name, 20)} ${axisNumber(sum)}`));
      y += high + gap;
    });
  });
  for (const flow of flows) {
    const [left, right] = [place[0].get(flow.payer), place[1].get(flow.payee)], wide = Math.max(1, flow.amount * scale);
    const y0 = left.y + left.used + wide / 2, y1 = right.y + right.used + wide / 2, x0 = 234, x1 = width - 234;
    left.used += wide;
    right.used += wide;
    const path = svg("path", { d: `M${x0},${y0}C${(x0 + x1) / 2},${y0} ${(x0 + x1) / 2},${y1} ${x1},${y1}`, fill: "none",
      stroke: left.colour, "stroke-width": wide, "stroke-opacity": 0.45 });
    path.append(svg("title", {}, `${flow.payer} → ${flow.payee}: ${short(flow.amount)} ${token}, ${flow.n} payments`));
    picture.append(path);
  }
  return picture;
}

function cut(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
