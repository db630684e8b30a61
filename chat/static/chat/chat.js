// <chat-box>: the lines of the room, and one's own.

import { fillIn, line } from "chat/line";
import { Moderation } from "chat/moderation";
import { isKnown, sentence } from "chat/notices";
import { react, showReaction } from "chat/reactions";
import { TypingLine } from "chat/typing";
import { follow, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { isMe } from "lie/people";
import { ask } from "lie/session";
import { store } from "lie/store";
import { toast } from "lie/toast";

const NOT_HEARD_YET = [300, 700, 1500]; // ms until a line is said again
const NEAR = 60; // px from the end: somebody who reads along

class Chat extends LieElement {
  static watches = ["chat", "player", "room"];

  #seen = 0;
  #typing = null;
  #moderation = null;

  wire(signal) {
    this.on(part(this, "form"), "submit", (event) => this.#say(event));
    this.#typing = new TypingLine(part(this, "typing"));
    this.on(part(this, "form"), "input", ({ target }) => target.value.trim() && this.#typing.tell());
    this.#moderation = new Moderation(this, (...listening) => this.on(...listening));
    this.on(part(this, "reacts"), "click", ({ target }) => {
      const button = target.closest("[data-react]");
      if (button) react(button.dataset.react);
    });
    const stop = store.listen((happening) => this.#hear(happening));
    signal.addEventListener("abort", stop);
    this.on(part(this, "handle"), "click", () => this.#unfold(true));
    this.on(part(this, "close"), "click", () => this.#unfold(false));
    this.on(document, "lie:attention", () => this.#yield());
    this.on(this, "keydown", ({ key }) => key === "Escape" && this.#unfold(false));
  }

  draw() {
    const messages = (store.get("chat") ?? []).filter(isKnown);
    const list = part(this, "lines");
    const reading = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    follow(list, messages, { key: (message) => message.number, make: line, update: fillIn });
    if (reading) list.scrollTop = list.scrollHeight;
    this.#count(messages);
    this.#typing.stop(messages.at(-1)?.author);
    this.#moderation.draw(messages);
  }

  #hear({ type, data }) {
    if (type === "typing") this.#typing.hear(data.player);
    if (type === "reaction") showReaction(data);
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

  /** The game asks something of this player: it may be behind us. */
  #yield() {
    if (this.hasAttribute("data-open") && !part(this, "form").elements.text.value) this.#unfold(false);
  }

  async #say(event) {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    const refusal = await say(text);
    if (!refusal) return this.#tellMasked(text);
    toast(refusal.message, event.target);
    input.value ||= text;
  }

  /** One's own line comes back as the others read it. */
  #tellMasked(text) {
    const mine = (store.get("chat") ?? []).findLast((message) => message.author && isMe(message.author));
    const plain = text.split(/\s+/u).join(" ").normalize("NFC");
    if (mine?.text.includes("*") && mine.text !== plain)
      toast(gettext("Some of it was masked: this room does not want to read it."), part(this, "form"));
  }
}

/** The chat hears of a new seat a moment after the room: whoever sits already is not told that he does not. */
async function say(text) {
  for (const pause of NOT_HEARD_YET) {
    const refusal = await ask("chat.say", { text });
    if (refusal?.code !== "not_a_member" || !isSeated()) return refusal;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return ask("chat.say", { text });
}

const isSeated = () => store.get("room")?.members.some((member) => isMe(member.player));

customElements.define("chat-box", Chat);
