// <chat-box>: the lines of the room, and one's own.

import { line } from "chat/line";
import { sentence } from "chat/notices";
import { act } from "lie/act";
import { follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { store } from "lie/store";

const NEAR = 60; // px from the end: somebody who reads along

class Chat extends LieElement {
  static watches = ["chat", "player"];

  #seen = 0;

  wire() {
    this.on(part(this, "form"), "submit", (event) => this.#say(event));
    this.on(part(this, "handle"), "click", () => this.#unfold(true));
    this.on(part(this, "close"), "click", () => this.#unfold(false));
    this.on(this, "keydown", ({ key }) => key === "Escape" && this.#unfold(false));
  }

  draw() {
    const messages = store.get("chat");
    const list = part(this, "lines");
    if (!messages) return;
    const reading = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    follow(list, messages, { key: (message) => message.number, make: line });
    if (reading) list.scrollTop = list.scrollHeight;
    this.#count(messages);
  }

  /** On a phone the chat is folded away: its handle shows the newest line and how many are unread. */
  #count(messages) {
    const newest = messages.at(-1);
    const open = part(this, "lines").checkVisibility();
    if (open || this.#seen === 0) this.#seen = newest?.number ?? 0;
    const unread = messages.filter(
      (message) => message.number > this.#seen && message.author && !isMe(message.author),
    ).length;
    show(part(this, "unread"), unread > 0);
    write(this, {
      unread: String(unread),
      ...(newest && { newest: newest.author ? `${newest.nickname}: ${newest.text}` : sentence(newest) }),
    });
  }

  #unfold(open) {
    this.toggleAttribute("data-open", open);
    part(this, "handle").setAttribute("aria-expanded", String(open));
    if (open) part(this, "lines").scrollTop = part(this, "lines").scrollHeight;
    this.draw();
    (open ? part(this, "form").elements.text : part(this, "handle")).focus();
  }

  async #say(event) {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    if (!(await act(event.target, "chat.say", { text })) && input.value === "") input.value = text;
  }
}

customElements.define("chat-box", Chat);
