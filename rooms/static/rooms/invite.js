// <room-invite>: the room's code and link, to be said, scanned, copied or shared.

import { part, show } from "lie/dom";
import { LieElement } from "lie/element";
import { copy } from "rooms/clipboard";
import { isStreaming, roomLink } from "rooms/streamer";

const STAY = 2500;

class Invite extends LieElement {
  wire() {
    const sheet = part(this, "sheet");
    this.on(part(this, "invite"), "click", () => this.#open(sheet));
    this.on(sheet, "click", ({ target }) => target === sheet && sheet.close());
    for (const name of ["copy", "copy-link"]) this.on(part(this, name), "click", () => this.#copy());
    this.on(part(this, "share"), "click", () =>
      navigator.share({ title: "LIE", text: part(this, "share").dataset.text, url: roomLink() }).catch(() => {}),
    );
    show(part(this, "share"), Boolean(navigator.share));
  }

  /** The picture is fetched when it is wanted, and by nobody who hides it. */
  #open(sheet) {
    const picture = part(this, "qr");
    if (!picture.src && !isStreaming()) picture.src = picture.dataset.src;
    sheet.showModal();
  }

  async #copy() {
    const copied = await copy(roomLink());
    const failed = isStreaming() ? gettext("This browser does not let pages copy.") : roomLink();
    for (const done of this.querySelectorAll("[data-done]"))
      done.textContent = copied ? gettext("Link copied") : failed;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.querySelectorAll("[data-done]").forEach((done) => done.replaceChildren()), STAY);
  }
}

customElements.define("room-invite", Invite);
