// What to do when the socket is gone for good, or when the room has no seat for us.

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
    4006: {
      title: gettext("This room is full."),
      what: gettext("Look for another one on the front page, or make one."),
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

/** Watch the connection of ``room`` (the page's root). */
export function watchClosing(room, { enter, turnAway }) {
  const section = part(room, "closing");
  part(section, "again").addEventListener("click", enter);
  store.watch(["connection"], () => {
    const connection = store.get("connection");
    if (connection?.status !== "ended") return;
    if (connection.code === 4002) return location.assign(room.dataset.landing);
    if (connection.refusal) return turnAway(connection.refusal.message);
    close(room, section, ending(connection.code));
  });
}

function close(room, section, { title, what, again = "" }) {
  write(section, { title, what, again });
  show(part(section, "again"), again !== "");
  show(part(room, "table"), false);
  show(section, true);
  part(section, "title").focus();
}
