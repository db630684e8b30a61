// What the own card says.  Nobody can tell a fool's from a citizen's, the fool least of all.

import { game, own } from "game/table";
import { nameOf } from "lie/people";
import { fill, list } from "lie/words";

/** {role, word, note, peek, spoken, lies}, or null while there is no card. */
export function card() {
  const { role, word } = own();
  if (role === "spy") return spy(word);
  if (word !== null) return honest(word);
  return role === "liar" ? liar() : null;
}

const category = () => fill(gettext("Category: %(category)s"), game());

/** Who lies too, where the host lets them know each other. */
const allies = () =>
  own().allies?.length ? fill(gettext("With you: %(names)s"), { names: list(own().allies.map(nameOf)) }) : "";

const liar = () => ({
  role: gettext("You are"),
  word: gettext("the liar"),
  note: allies() || category(),
  peek: gettext("You are the liar"),
  spoken: fill(gettext("You are the liar. The category is %(category)s."), game()),
  lies: true,
});

const honest = (word) => ({
  role: gettext("Your word"),
  word,
  note: game().mode === "fool" ? gettext("Or is it? Somebody has another one.") : category(),
  peek: word,
  spoken: fill(gettext("Your word is %(word)s."), { word }),
  lies: false,
});

const spy = (word) => ({
  role: gettext("You are the spy. The word:"),
  word,
  note: allies() || gettext("You win with the liar. Do not get caught."),
  peek: fill(gettext("Spy: %(word)s"), { word }),
  spoken: fill(gettext("You are the spy. The word is %(word)s. You win with the liar."), { word }),
  lies: true,
});
