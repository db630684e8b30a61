// Runs before the first paint: who streams never shows a code, not in the title and not in the address.
// The address without a code leads to the room that was entered last; should this tab be about another one, it
// goes there.
{
  const { code, table, room } = document.currentScript.dataset;
  const hides = localStorage.getItem("lie.streamer") === "on";
  document.documentElement.toggleAttribute("data-streamer", hides);
  const mine = sessionStorage.getItem("lie.table");
  if (code && location.pathname === table && mine && mine !== code) {
    location.replace(room.replace(code, mine));
  } else if (code) {
    sessionStorage.setItem("lie.table", code);
    if (hides) {
      document.title = "LIE";
      history.replaceState(history.state, "", table);
    }
  }
}
