// <game-defence>: the accused says a line for himself.

import { SentenceForm } from "game/sentence";

class Defence extends SentenceForm {
  static phase = "defence";
  static command = "game.plead";
}

customElements.define("game-defence", Defence);
