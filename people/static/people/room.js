// What the room page has of people: the sheet, the block list, and what a game has earned.

import { store } from "lie/store";
import { learn } from "people/blocks";
import "people/news";
import "people/sheet";

const stop = store.watch(["player"], () => {
  if (!store.get("player")) return;
  queueMicrotask(() => stop());
  learn().catch(() => {}); // shown as if the list was empty; the sheet tries again
});
