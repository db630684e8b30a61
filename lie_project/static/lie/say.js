// What a screen reader is told: politely after what it says now, or at once.

/** Speak ``text``.  The same words twice are spoken twice. */
export function say(text, { now = false } = {}) {
  const region = document.getElementById(now ? "say-now" : "say");
  const line = document.createElement("p");
  line.textContent = text;
  region.replaceChildren(line);
}
