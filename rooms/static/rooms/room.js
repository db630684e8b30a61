// The room page: one socket to the room, elements that draw what it tells.

import "lie/face";
import "lie/how-to";
import "lie/sounds";
import "lie/theme";
import "lie/timer";
import "rooms/audience";
import "rooms/banner";
import "rooms/detour";
import "rooms/door";
import "rooms/invite";
import "rooms/kick-vote";
import "rooms/knocks";
import "rooms/leave";
import "rooms/lobby";
import "rooms/move";
import "rooms/seat-menu";
import "rooms/seats";
import "rooms/settings";
import "rooms/stands";
import "rooms/stands-frames";
import "rooms/streamer";
import "rooms/verdict";
import { fetchJson } from "lie/api";
import { part, show } from "lie/dom";
import { join } from "lie/session";
import { shutOut, watchClosing } from "rooms/closing";
import { Gate } from "rooms/gate";
import { Waiting } from "rooms/waiting";

const room = document.getElementById("room");
const { code } = room.dataset;
const waiting = new Waiting(room);
const gate = new Gate(part(room, "gate"), { code, enter, shut: (refusal) => shutOut(room, refusal) });

/** Sit down, or wait for the host's yes: from here on the socket tells everything. */
function enter({ watch = false } = {}) {
  gate.hide();
  show(part(room, "closing"), false);
  show(part(room, "table"), !waiting.now);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  join({ url: `${scheme}://${location.host}/ws/rooms/${code}/${watch ? "?watch=1" : ""}`, ticket });
  room.dataset.watch = watch ? "yes" : "no";
}

async function ticket() {
  const answer = await fetchJson(`/api/rooms/${code}/ticket`);
  waiting.begin(answer.waits);
  return answer.ticket;
}

/** No seat: back to the door, with the reason. */
function turnAway(refusal) {
  // The page itself says more: how to appeal, where to sign in.
  if (["banned", "sign_in"].includes(refusal?.code)) return location.reload();
  show(part(room, "table"), false);
  gate.open(refusal);
}

watchClosing(room, { enter, turnAway, waiting });
if (room.dataset.seated === "yes") enter();
else gate.open();
