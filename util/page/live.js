// A page that grows while a run or a campaign goes on: it asks its own server for what is new. At the end it loads itself
// once more, and is the file that remains.

class Live {
  constructor(page, facts) {
    Object.assign(this, { page, n: facts.n });
    this.sign = element("p", { class: "good", id: "live", role: "status" });
    document.querySelector("header").append(this.sign);
  }

  async begin() {
    for (let asked = performance.now(); ; asked = performance.now()) {
      this.sign.textContent = `● live: ${this.n} ${this.page.unit} so far`;
      // A long file takes its time to be read.
      await new Promise(done => { setTimeout(done, Math.max(500, 4 * (performance.now() - asked))); });
      const answer = await fetch(`more?n=${this.n}&columns=${this.page.nColumns}`).then(found => found.json(), () => null);
      if (!answer) { this.sign.textContent = "The run is not there any more: this page stays as it is."; return; }
      if (answer.status !== "running") { location.reload(); return; }
      if (answer.rows.length) this.n = await this.page.grow(answer, this.n);
    }
  }
}
