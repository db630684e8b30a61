// Is this the word?  As docs/rules.md has it: endings, articles, case and signs do not count.

const ENDINGS = (
  "은 는 이 가 을 를 과 와 도 의 에 로 만 랑 나 야 요 으로 이랑 이나 에서 에게 처럼 보다 까지 부터 이야 이요 예요 이다 " +
  "이에요 입니다 이네요 인가요 같아요 이지요 이죠 인가 인듯 s es"
).split(" ");
const ARTICLE = /^\s*(an?|the)\s+/i;
const NEAR = 6; // letters from which on a word may be missed by one; Hangul counts by its letters

/** Letters and digits alone. */
export const bare = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");

const jamo = (text) => bare(text).normalize("NFD");
const namesOf = ({ word, aliases = [] }) => [word, ...aliases];

function forms(text) {
  const runs = [bare(text), bare(text.replace(ARTICLE, ""))];
  const cut = runs.flatMap((run) =>
    ENDINGS.filter((ending) => run.endsWith(ending)).map((ending) => run.slice(0, -ending.length)),
  );
  return new Set([...runs, ...cut].filter(Boolean));
}

/** "right", "near" (the table decides) or "wrong".  ``card`` is {word, aliases}; ``others``: cards of its topic. */
export function judge(text, card, others = []) {
  const said = forms(text);
  if (namesOf(card).some((name) => said.has(bare(name)))) return "right";
  const letters = [...said].map(jamo);
  const close = (name) => letters.some((form) => oneOff(jamo(name), form));
  const taken = others.flatMap(namesOf);
  if (taken.some((name) => letters.includes(jamo(name)) || close(name))) return "wrong";
  return namesOf(card).some((name) => jamo(name).length >= NEAR && close(name)) ? "near" : "wrong";
}

/** One letter changed, too much or too few. */
function oneOff(a, b) {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || a === b) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(long.length === short.length ? at + 1 : at) === long.slice(at + 1);
}
