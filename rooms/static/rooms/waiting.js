// Who has knocked waits before the door, until the room shows itself.

import { part, show } from "lie/dom";
import { store } from "lie/store";

export class Waiting {
  now = false;

  constructor(room) {
    this.room = room;
    store.watch(["room"], () => store.get("room") && this.begin(false));
  }

  /** Wait, or not any more. */
  begin(waits) {
    if (waits === this.now) return;
    this.now = waits;
    show(part(this.room, "waiting"), waits);
    show(part(this.room, "table"), !waits);
    if (waits) part(this.room, "waiting").querySelector("h1").focus();
  }

  /** The door stays shut. */
  end() {
    this.now = false;
    show(part(this.room, "waiting"), false);
  }
}
