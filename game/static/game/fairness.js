// Commit and reveal, checked here: were the cards of the reveal those of the deal?

import { game } from "game/table";
import { sha256 } from "lie/sha256";
import { store } from "lie/store";

const seen = new Map(); // round -> the fingerprint that its deal showed to this page

/** Start to remember what each deal has committed to; a reveal shows nothing new. */
export function rememberDeals() {
  store.watch(["game"], () => {
    const { phase, round, commitment } = game() ?? {};
    if (commitment && phase !== "reveal" && phase !== "lobby") seen.set(round, commitment);
  });
}

/** The fingerprint that this page has seen before the reveal; for one who came later, what he is told now. */
export const fingerprint = () => seen.get(game().round) ?? game().commitment;

// Ids are ASCII: the order of code units is that of code points.
const named = (players) => [...players].sort().join(",");

/** The text that the fingerprint of a deal is made from (docs/protocol.md, "Secrets"). */
function opened({ nonce, word, liars, decoy, spies }) {
  const lines = [nonce, word, named(liars)];
  if (decoy !== null) lines.push(`fool:${decoy}`);
  if (spies.length) lines.push(`spy:${named(spies)}`);
  return lines.join("\n");
}

/** Does the reveal open the fingerprint of its deal? */
export const isFair = (reveal) => sha256(opened(reveal)) === fingerprint();
