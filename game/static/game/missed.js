// Tells who comes back from a lost connection that the game has gone on meanwhile, and where it is now.

import { lines } from "game/lines";
import { game, iPlay } from "game/table";
import { toast } from "lie/toast";
import { store } from "lie/store";
import { fill } from "lie/words";

const CATCHING_UP = 3000; // ms after the return; what comes later is not missed but new

let left = null; // number of the phase that was on when the line broke
let backAt = null;

store.watch(["connection"], () => {
  const { status } = store.get("connection") ?? {};
  if (status === "lost") left ??= game()?.number ?? null;
  backAt = status === "open" ? performance.now() : null;
});

store.watch(["game"], () => {
  if (left === null || backAt === null || !game()) return;
  const missed = game().number !== left && performance.now() - backAt < CATCHING_UP;
  left = null;
  if (missed && iPlay()) tell();
});

function tell() {
  const { title } = lines();
  const sentence = fill(gettext("The game went on without you. Now: %(title)s"), { title });
  toast(sentence, document.querySelector("game-panel"));
}
