// <connection-banner>: says when the line is lost, and when the next try is.

import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { nudge } from "lie/session";
import { store } from "lie/store";
import { fill } from "lie/words";

const GRACE = 700; // ms: a short break is not worth a word

class Banner extends LieElement {
  static watches = ["connection"];

  wire(signal) {
    this.on(part(this, "now"), "click", nudge);
    this.on(window, "online", nudge);
    this.on(document, "visibilitychange", () => document.hidden || nudge());
    const counting = setInterval(() => this.#count(), 500);
    signal.addEventListener("abort", () => clearInterval(counting));
  }

  draw() {
    const { status } = store.get("connection") ?? {};
    clearTimeout(this.grace);
    if (status === "lost") this.grace = setTimeout(() => show(this, true), this.hidden ? GRACE : 0);
    else if (status !== "connecting") show(this, false);
    this.#count();
  }

  #count() {
    const { status, retryAt } = store.get("connection") ?? {};
    if (status !== "lost") return;
    const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
    const lost = gettext("Connection lost. Your seat is kept.");
    const next =
      seconds > 0 ? fill(gettext("Next try in %(seconds)s s."), { seconds }) : gettext("Trying again…");
    write(this, { text: `${lost} ${next}` });
  }
}

customElements.define("connection-banner", Banner);
