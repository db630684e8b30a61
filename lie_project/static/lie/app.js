// Makes LIE an app: the service worker, asked for once the page has all it needs.

const { language, worker } = document.currentScript.dataset;

if ("serviceWorker" in navigator)
  addEventListener("load", () => {
    // Without HTTPS, or with storage switched off, LIE is played without it.
    navigator.serviceWorker.register(`${worker}?language=${language}`).catch(() => {});
  });
