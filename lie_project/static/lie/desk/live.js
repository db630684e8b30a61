// The live part of a desk page is fetched again every few seconds, while somebody looks.
const EVERY = 4000;
const part = document.querySelector("[data-desk-live]");

async function refresh() {
  if (document.hidden || part.contains(document.activeElement) || part.querySelector("details[open]")) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    const fresh = page.querySelector("[data-desk-live]");
    part.toggleAttribute("data-stale", !fresh);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  } catch {
    part.toggleAttribute("data-stale", true); // it is said by its looks, and tried again
  }
}

if (part) setInterval(refresh, EVERY);
