// Chance that nobody can lean on: the device's own, and every choice as likely as another.

const RANGE = 2 ** 32;
const drawn = new Uint32Array(1);

/** A whole number from 0 to n-1.  What would favour the small ones is thrown away and drawn again. */
export function below(n) {
  const fair = RANGE - (RANGE % n);
  do crypto.getRandomValues(drawn);
  while (drawn[0] >= fair);
  return drawn[0] % n;
}

export const one = (choices) => choices[below(choices.length)];

/** ``count`` of the choices, no two the same. */
export function some(choices, count) {
  const left = [...choices];
  return Array.from({ length: count }, () => left.splice(below(left.length), 1)[0]);
}
