// <game-describing>: one line about the word, when it is my turn.

import { SentenceForm } from "game/sentence";

class Describing extends SentenceForm {
  static phase = "describing";
  static command = "game.describe";
}

customElements.define("game-describing", Describing);
