// The page for one device: its scenes, and what makes it play without a network.

import { keepPage } from "game/one/device";
import { match, phase, play } from "game/one/play";
import "lie/face";
import "lie/sounds";
import "lie/theme";
import "lie/timer";
import { store } from "lie/store";

const main = document.querySelector("main");
const leave = document.querySelector("[data-leave-one]");
const sheet = document.getElementById("one-leave");

let before = null;

store.watch(["one"], () => {
  main.dataset.phase = phase();
  leave.toggleAttribute("hidden", match() === null);
  if (before !== null && before !== phase()) scrollTo(0, 0);
  before = phase();
});

leave.addEventListener("click", () => sheet.showModal());
sheet.addEventListener("close", () => {
  if (sheet.returnValue === "end") play(null);
  sheet.returnValue = "";
});

const keepAll = () => keepPage(main.dataset.static, main.dataset.catalogue).catch(() => {}); // no network: as it was kept
if (document.readyState === "complete") keepAll();
else addEventListener("load", keepAll);
