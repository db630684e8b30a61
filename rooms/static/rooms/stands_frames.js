// Frames of the stands on their way to the store: the newest view, and every line once.

import { ask } from "lie/session";
import { store } from "lie/store";

const MOST = 100;
let last = 0;

/** Show a ``stands`` frame; one that was missed is asked for. */
function take({ first, last: newest, view, lines = [], snapshot = false }) {
  if (view === null) {
    last = 0;
    return store.set("stands", null);
  }
  if (newest < last) return;
  if (!snapshot && first > last + 1) return ask("rooms.show_stands");
  last = newest;
  const kept = snapshot ? [] : (store.get("stands")?.lines ?? []);
  const byNumber = new Map([...kept, ...lines].map((line) => [line.number, line]));
  store.set("stands", { last, view, lines: [...byNumber.values()].slice(-MOST) });
}

store.listen(({ type, data }) => type === "stands" && take(data));
