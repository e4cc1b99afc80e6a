// The circuit of a netlist: agents on the left, contracts and the world outside on the right; who holds which contract
// (dotted), and who paid whom (arrows).

class CircuitPage {
  constructor(facts) { this.facts = facts; }

  build(page) {
    const { facts } = this;
    const tokens = [...new Set(facts.flows.map(flow => flow.token))];
    const picture = element("div", { class: "over" });
    const draw = token => picture.replaceChildren(wiring(facts, token === "all" ? null : token));
    const agents = new DataTable(["agent", "class", "role", "wallet", "USD", "OCEAN"], facts.agents, { label: "agents" });
    draw("all");
    page.append(element("header", {}, element("h1", {}, facts.title), element("p", {}, facts.after)),
      element("main", {}, section("circuit", "Circuit", element("p", {}, chooser("token", ["all", ...tokens], "all", draw)),
        picture, element("p", { class: "note" }, "Dotted: an agent holds a contract. Arrows: payments, the wider the more "
          + "of them.")),
      section("agents", "Agents", agents.node), section("flows", "Who paid whom", new FlowsView(facts.flows).node)));
  }
}

// Two columns of boxes. Within a column, arrows bend to its outer side.
function wiring({ nodes, contracts, holds, flows }, token) {
  const shown = flows.filter(flow => token === null || flow.token === token);
  const others = [...new Set(shown.flatMap(flow => [flow.payer, flow.payee]))]
    .filter(name => !nodes.includes(name) && !contracts.some(one => one.name === name));
  const right = [...contracts.map(one => one.name), ...others], step = 46;
  const width = 1000, height = 40 + step * Math.max(nodes.length, right.length), box = 230;
  const place = new Map();
  nodes.forEach((name, i) => place.set(name, { x: 150, y: 30 + (i + 0.5) * (height - 40) / nodes.length, side: -1 }));
  right.forEach((name, i) => place.set(name, { x: width - 150 - box, y: 30 + (i + 0.5) * (height - 40) / right.length,
    side: 1 }));
  const picture = svg("svg", { class: "figure wide", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": "agents, contracts and payments" });
  const head = svg("marker", { id: "head", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 12, markerHeight: 12,
    markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" }, svg("path", { d: "M0,0L8,4L0,8z", fill: "#444" }));
  picture.append(svg("defs", {}, head));
  const route = (from, to, shift) => {
    const [a, b] = [place.get(from), place.get(to)], ends = one => one.x + (one.side < 0 ? box : 0);
    if (a.side !== b.side) {
      const [x0, x1] = [ends(a), ends(b)], middle = (x0 + x1) / 2;
      return `M${x0},${a.y + shift}C${middle},${a.y + shift} ${middle},${b.y + shift} ${x1},${b.y + shift}`;
    }
    const x = a.x + (a.side < 0 ? 0 : box), far = x + a.side * (50 + 0.25 * Math.abs(a.y - b.y) + Math.abs(shift));
    const to0 = from === to ? b.y + 12 : b.y + shift;
    return `M${x},${a.y + shift}C${far},${a.y + shift} ${far},${to0} ${x},${to0}`;
  };
  for (const { agent, contract } of holds) {
    if (!place.has(contract)) continue;
    picture.append(svg("path", { d: route(agent, contract, 0), fill: "none", stroke: "#999", "stroke-dasharray": "2 4" }));
  }
  const tokens = [...new Set(flows.map(flow => flow.token))], most = Math.max(1, ...shown.map(flow => flow.n));
  shown.forEach((flow, i) => {
    const path = svg("path", { d: route(flow.payer, flow.payee, (i % 5) * 4 - 8), fill: "none",
      stroke: COLOURS[tokens.indexOf(flow.token) % 6], "stroke-width": 1 + 5 * Math.log1p(flow.n) / Math.log1p(most),
      "stroke-opacity": 0.6, "marker-end": "url(#head)", class: "flow" });
    path.append(svg("title", {}, `${flow.payer} → ${flow.payee}: ${short(flow.amount)} ${flow.token}, ${flow.n} payments`));
    picture.append(path);
  });
  for (const [name, { x, y, side }] of place) {
    const isContract = contracts.some(one => one.name === name);
    picture.append(svg("rect", { x, y: y - 16, width: box, height: 32, rx: side < 0 ? 16 : isContract ? 2 : 10,
      fill: side < 0 ? "#e6f1f8" : isContract ? "#fdf3dc" : "#eee", stroke: "#555" }),
    svg("text", { x: x + box / 2, y: y + 5, "text-anchor": "middle" }, cut(name, 30)));
  }
  return picture;
}
