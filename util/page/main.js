// Begins: unpacks the facts of the page, and builds what they are about.

const PAGES = { run: RunPage, campaign: CampaignPage, circuit: CircuitPage };

async function main() {
  const page = document.getElementById("page");
  if (!("DecompressionStream" in window)) {
    page.append("This page needs a browser of 2023 or newer: it cannot unpack its data here.");
    return;
  }
  const facts = JSON.parse(await unpack(document.getElementById("facts")));
  page.replaceChildren();
  const built = new PAGES[facts.kind](facts);
  await built.build(page);
  if (facts.live) new Live(built, facts.live).begin();
  document.body.dataset.ready = "yes";
}

main();
