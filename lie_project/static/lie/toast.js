// A sentence that stays a while near the place it is about.

import { show } from "lie/dom";

const STAY = 6000;
const timers = new WeakMap();

/** Show ``text`` in the nearest toast of ``node``'s section. */
export function toast(text, node = document.body) {
  const box = node.closest("[data-toasts]")?.querySelector(".toast") ?? document.querySelector(".toast");
  show(box, true);
  box.textContent = text;
  clearTimeout(timers.get(box));
  timers.set(
    box,
    setTimeout(() => clear(box), STAY),
  );
}

function clear(box) {
  box.textContent = "";
  show(box, false);
}
