// <room-move>: the own seat as a link and its picture, for a minute; another device goes on with it.

import { fetchJson } from "lie/api";
import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { toast } from "lie/toast";
import { fill } from "lie/words";
import { store } from "lie/store";

class Move extends LieElement {
  static watches = ["connection"];

  #link = "";

  wire(signal) {
    const dialog = part(this, "dialog");
    for (const opener of document.querySelectorAll("[data-move]")) this.on(opener, "click", () => this.#open());
    this.on(part(this, "anew"), "click", () => this.#issue());
    this.on(part(this, "copy"), "click", () => this.#copy());
    this.on(part(this, "close"), "click", () => dialog.close());
    this.on(dialog, "close", () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  /** The seat has moved: nothing is left to be shown here. */
  draw() {
    if (store.get("connection")?.status === "ended") part(this, "dialog").close();
  }

  #open() {
    part(this, "dialog").showModal();
    this.#issue();
  }

  async #issue() {
    try {
      const { link, picture, seconds } = await fetchJson(this.dataset.url, { body: {} });
      this.#link = link;
      part(this, "picture").src = picture;
      this.#offer(true);
      this.#count(Date.now() + seconds * 1000);
    } catch (problem) {
      this.#forget();
      show(part(this, "anew"), true);
      toast(problem.code ? problem.message : gettext("The server does not answer. Please try again."), part(this, "anew"));
    }
  }

  #count(until) {
    clearTimeout(this.timer);
    const left = Math.ceil((until - Date.now()) / 1000);
    write(this, { left: left > 0 ? fill(ngettext("Good for %(n)s second, once", "Good for %(n)s seconds, once", left), { n: left }) : gettext("This link is too old now.") });
    if (left > 0) this.timer = setTimeout(() => this.#count(until), 1000);
    else this.#offer(false);
  }

  #offer(good) {
    show(part(this, "picture"), good);
    show(part(this, "copy"), good && Boolean(navigator.clipboard));
    show(part(this, "anew"), !good);
    write(this, { copied: gettext("Copy the link") });
    if (!good) this.#link = "";
  }

  async #copy() {
    const copied = await navigator.clipboard.writeText(this.#link).then(
      () => true,
      () => false,
    );
    if (copied) write(this, { copied: gettext("Link copied") });
  }

  #forget() {
    clearTimeout(this.timer);
    this.#offer(false);
    part(this, "picture").removeAttribute("src");
    write(this, { left: "" });
  }
}

customElements.define("room-move", Move);
