// The page of a moved seat: takes it, once asked.  The token is behind "#" and goes to the server in a body only.

import "lie/theme";
import { fetchJson } from "lie/api";
import { part, show, write } from "lie/dom";

const section = document.getElementById("move-here");
const go = part(section, "go");
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

async function arrive() {
  if (go.getAttribute("aria-busy") === "true") return;
  go.setAttribute("aria-busy", "true");
  try {
    const { room } = await fetchJson("/api/move", { body: { token } });
    location.replace(room);
  } catch (problem) {
    go.removeAttribute("aria-busy");
    if (problem.code) fail(problem.message);
    else write(section, { what: gettext("The server does not answer. Please try again.") });
  }
}

function fail(message) {
  write(section, { title: gettext("That did not work."), what: `${message} ${gettext("Make a new one on the other device.")}` });
  show(go, false);
  part(section, "title").focus();
}

go.addEventListener("click", arrive);
if (!token) fail(gettext("This link is not whole."));
