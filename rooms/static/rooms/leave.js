// The menu's last entry: give the seat back and go.

import { part } from "lie/dom";
import { ask, leave } from "lie/session";

const room = document.getElementById("room");
const dialog = part(room, "leave");

async function go() {
  await ask("rooms.leave_room");
  leave();
  location.assign(room.dataset.landing);
}

document.querySelector("[data-leave]").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => dialog.returnValue === "leave" && go());
