// <service-detour>: says that the server works only in part just now, and that the game goes on.

import { show } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";

class Detour extends LieElement {
  static watches = ["degraded"];

  draw() {
    show(this, Boolean(store.get("degraded")?.length));
  }
}

customElements.define("service-detour", Detour);
