// A ballot on its way.

import { game } from "game/table";
import { act } from "lie/act";

/** Vote for ``target`` (null: nobody), from a control.  The number keeps a late ballot out of the next vote. */
export const cast = (control, target) => act(control, "game.cast_vote", { target, number: game().number });
