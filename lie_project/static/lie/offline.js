// The offline page goes away by itself: when the browser says so, and by asking, for it is often wrong.

const EVERY = 4000; // ms

const isBack = () =>
  fetch("/livez", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );

async function look() {
  if (await isBack()) location.reload();
}

addEventListener("online", look);
setInterval(look, EVERY);
