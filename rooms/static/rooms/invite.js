// <room-invite>: the room's link, to be copied or shared.

import { part, show, write } from "lie/dom";
import { LieElement } from "lie/element";

const STAY = 2500;

class Invite extends LieElement {
  wire() {
    this.on(part(this, "copy"), "click", () => this.#copy());
    this.on(part(this, "share"), "click", () =>
      navigator.share({ title: document.title, url: location.href }).catch(() => {}),
    );
    show(part(this, "share"), Boolean(navigator.share));
  }

  async #copy() {
    const copied = await copy(location.href);
    write(this, { done: copied ? gettext("Link copied") : location.href });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => write(this, { done: "" }), STAY);
  }
}

/** True when ``text`` is in the clipboard.  Pages over plain http have only the old way. */
async function copy(text) {
  if (navigator.clipboard)
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

customElements.define("room-invite", Invite);
