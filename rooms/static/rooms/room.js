// The room page: one socket to the room, elements that draw what it tells.

import "lie/face";
import "lie/sounds";
import "lie/theme";
import "lie/timer";
import "rooms/banner";
import "rooms/detour";
import "rooms/invite";
import "rooms/leave";
import "rooms/lobby";
import "rooms/seats";
import "rooms/settings";
import { fetchJson } from "lie/api";
import { part, show } from "lie/dom";
import { remember } from "lie/people";
import { join } from "lie/session";
import { watchClosing } from "rooms/closing";
import { Gate } from "rooms/gate";

const room = document.getElementById("room");
const { code } = room.dataset;
const gate = new Gate(part(room, "gate"), { code, enter });

/** Sit down: from here on the socket tells everything. */
function enter() {
  gate.hide();
  show(part(room, "closing"), false);
  show(part(room, "table"), true);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const url = `${scheme}://${location.host}/ws/rooms/${code}/`;
  join({ url, ticket: async () => (await fetchJson(`/api/rooms/${code}/ticket`)).ticket });
}

/** No seat: back to the door, with the reason. */
function turnAway(message) {
  show(part(room, "table"), false);
  gate.open(message);
}

remember();
watchClosing(room, { enter, turnAway });
if (room.dataset.seated === "yes") enter();
else gate.open();
