// <game-guessing>: a liar's guess at the word.

import { SentenceForm } from "game/sentence";

class Guessing extends SentenceForm {
  static phase = "guessing";
  static command = "game.guess_word";
}

customElements.define("game-guessing", Guessing);
