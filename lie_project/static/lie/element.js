// Base of our elements: draws when the parts of the store that it names change, and stops when it leaves the page.

import { store } from "lie/store";

export class LieElement extends HTMLElement {
  /** Names of the store's parts to draw from. */
  static watches = [];

  connectedCallback() {
    this.#lifetime = new AbortController();
    this.wire?.(this.#lifetime.signal);
    this.#stop = store.watch(this.constructor.watches, () => this.draw());
  }

  disconnectedCallback() {
    this.#stop();
    this.#lifetime.abort();
  }

  /** Listen on a descendant for as long as we are on the page. */
  on(node, type, react) {
    node.addEventListener(type, react, { signal: this.#lifetime.signal });
  }

  draw() {}

  #stop;
  #lifetime;
}
