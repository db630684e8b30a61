// Push to talk: the space bar, where it means nothing else, and the microphone's own button.

import { talk } from "media/video";

const TAKES_SPACE = "input, textarea, select, button, summary, a, [contenteditable], dialog *";

/** Listen for as long as the page is there; on ``button`` too. */
export function listenForTalk(button) {
  const isOurs = ({ code, target }) => code === "Space" && !target.closest?.(TAKES_SPACE);
  addEventListener("keydown", (event) => {
    if (!isOurs(event)) return;
    if (document.body.hasAttribute("data-pushing")) event.preventDefault(); // it would scroll
    talk(true);
  });
  addEventListener("keyup", ({ code }) => code === "Space" && talk(false));
  addEventListener("blur", () => talk(false));
  button.addEventListener("pointerdown", () => talk(true));
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, () => talk(false));
}
