// The landing page.  Its forms work by themselves; this adds faces, other nicknames and a list that stays fresh.

import "lie/face";
import "lie/theme";
import { offerNicknames } from "rooms/nickname";
import { keepFresh } from "rooms/list";

offerNicknames(document);
keepFresh(document.querySelector(".open-rooms"));

// Where there is room, the choices are in sight.
document.querySelector(".options").open = matchMedia("(min-width: 900px)").matches;

const suspect = document.querySelector(".suspect");
setTimeout(() => suspect.querySelector(".face").classList.add("face-lying"), 900);
