// The landing page.  Its forms work by themselves; this adds faces, other nicknames and a live list.

import "lie/face";
import "lie/theme";
import { offerNicknames } from "rooms/nickname";
import "rooms/list";
import "rooms/streamer";

offerNicknames(document);

/** A second press on the way to the room is the same press. */
for (const form of document.querySelectorAll("form.make")) {
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
}

// Where there is room, the choices are in sight.
document.querySelector(".options").open = matchMedia("(min-width: 900px)").matches;

const suspect = document.querySelector(".suspect");
setTimeout(() => suspect.querySelector(".face").classList.add("face-lying"), 900);
