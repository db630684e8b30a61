// What to do when the socket is gone for good, or when the room has no seat for us.

import { fetchJson } from "lie/api";
import { part, show, write } from "lie/dom";
import { store } from "lie/store";

/** A sentence for every close code that ends it: what happened, and what now. */
function ending(code) {
  const endings = {
    4001: {
      title: gettext("You are playing in another window."),
      what: gettext("This seat was opened in a newer tab or on another device."),
      again: gettext("Take my seat back here"),
    },
    4003: {
      title: gettext("You were removed from this room."),
      what: gettext("There are other rooms on the front page."),
    },
    4004: {
      title: gettext("There is no such room."),
      what: gettext("Check the code, or make a room of your own."),
    },
    4006: unwatched() ?? {
      title: gettext("This room is full."),
      what: gettext("Look for another one on the front page, or make one."),
      again: gettext("Try again"),
    },
    4008: {
      title: gettext("This page talks too fast."),
      what: gettext("The server has hung up to protect the others. Your seat is kept for a minute: load the page afresh."),
      again: gettext("Try again"),
    },
    4010: {
      title: gettext("This room is closed."),
      what: gettext("Thanks for playing. Make a new room on the front page."),
    },
  };
  return (
    endings[code] ?? {
      title: gettext("This room cannot be reached."),
      what: gettext("Try it once more, or go to the front page."),
      again: gettext("Try again"),
    }
  );
}

/** Who came to watch may not; a seat is another matter. */
const unwatched = () =>
  document.getElementById("room").dataset.watch === "yes"
    ? {
        title: gettext("Nobody can watch here just now."),
        what: gettext("The host does not want it, or there are too many. Perhaps there is a seat for you."),
        again: gettext("Take a seat"),
      }
    : null;

/** A sentence for what the door has said before there was a socket; null: the door itself says it. */
function refused({ code }) {
  const endings = {
    barred: {
      title: gettext("You cannot come into this room any more."),
      what: gettext("You were removed, or the host did not let you in. There are other rooms on the front page."),
    },
    room_locked: {
      title: gettext("This room is locked."),
      what: gettext("Nobody new comes in just now. Ask the host to unlock it, or look for another room."),
      again: gettext("Try again"),
    },
    too_many_wait: {
      title: gettext("Many people are waiting here."),
      what: gettext("Try it again a little later, or look for another room."),
      again: gettext("Try again"),
    },
  };
  return endings[code] ?? null;
}

const TURNED_AWAY = () => ({
  title: gettext("The host did not let you in."),
  what: gettext("There are other rooms on the front page."),
});

/** Why there is no seat, said by the door: {code, message}, or null when it would let us in. */
const reason = (room) =>
  fetchJson(`/api/rooms/${room.dataset.code}/ticket`).then(
    () => null,
    (problem) => (problem.code ? problem : null),
  );

/** Watch the connection of ``room`` (the page's root). */
export function watchClosing(room, { enter, turnAway, waiting }) {
  const section = part(room, "closing");
  part(section, "again").addEventListener("click", () => enter());
  store.watch(["connection"], async () => {
    const connection = store.get("connection");
    if (connection?.status !== "ended") return;
    const { code } = connection;
    const waited = waiting.now;
    waiting.end();
    if (code === 4002) return location.assign(room.dataset.landing);
    if (code === 4003 && waited) return close(room, section, TURNED_AWAY());
    const refusal = connection.refusal ?? (code === 4006 ? await reason(room) : null);
    const known = refusal ? refused(refusal) : ending(code);
    if (known) close(room, section, known);
    else turnAway(refusal);
  });
}

/** Say why this room has no place for us, where there is nothing to be done at its door.  True: said. */
export function shutOut(room, refusal) {
  const known = refusal.code === "room_locked" ? null : refused(refusal);
  if (known) close(room, part(room, "closing"), known);
  return Boolean(known);
}

function close(room, section, { title, what, again = "" }) {
  write(section, { title, what, again });
  show(part(section, "again"), again !== "");
  show(part(room, "table"), false);
  show(section, true);
  part(section, "title").focus();
}
