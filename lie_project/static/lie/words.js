// Sentences with names in them, in the reader's language.

/** Puts values into a translated sentence: fill("%(name)s is here", {name}). */
export const fill = (sentence, values) => interpolate(sentence, values, true);

/** "Ann, Bob and Cem", as the language does it. */
export const list = (names) =>
  new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
