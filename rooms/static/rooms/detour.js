// <service-detour>: says which part of the server works only in part just now, until it is over.

import { show } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";

const MOST = 2; // sentences at once; the template has them by weight, and the table has to stay in sight

class Detour extends LieElement {
  static watches = ["degraded"];

  draw() {
    const degraded = store.get("degraded") ?? [];
    const lines = [...this.querySelectorAll("[data-about]")];
    const known = new Set(lines.map((line) => line.dataset.about));
    // What only a newer server can name is told by the sentence that says the least.
    const told = new Set(degraded.map((name) => (known.has(name) ? name : "broker")));
    const said = lines.filter((line) => told.has(line.dataset.about)).slice(0, MOST);
    for (const line of lines) show(line, said.includes(line));
    show(this, said.length > 0);
  }
}

customElements.define("service-detour", Detour);
