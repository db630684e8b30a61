// <media-bar>: the way into video and voice, and the switches of those who take part.

import { mark, part, setIcon, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";
import "media/check";
import { sentenceOf } from "media/devices";
import { listenToAll } from "media/faces";
import { listenForTalk } from "media/talk";
import { micOpen, push, quit, resume, toggle } from "media/video";

const SLOW = 6000; // ms of connecting after which it is told

class Bar extends LieElement {
  static watches = ["video", "unheard"];

  #slow = null;

  wire() {
    const check = document.querySelector("media-check");
    const press = (name, react) => this.on(part(this, name), "click", react);
    press("enter", () => check.ask());
    press("devices", () => check.ask());
    press("audio", () => store.get("video").pushing || toggle("audio"));
    press("video", () => toggle("video"));
    press("push", () => push(!store.get("video").pushing));
    press("quit", () => this.#quit());
    press("hear", listenToAll);
    listenForTalk(part(this, "audio"));
    resume();
  }

  draw() {
    const video = store.get("video");
    const on = video.state !== "off";
    mark(this, { on });
    mark(document.body, { pushing: video.pushing });
    show(part(this, "enter"), !on);
    show(part(this, "controls"), on);
    show(part(this, "hear"), on && store.get("unheard"));
    this.#switch("audio", micOpen(), "mic");
    this.#switch("video", video.mine.video, "camera");
    part(this, "push").setAttribute("aria-pressed", String(video.pushing));
    this.#tell(video);
  }

  #switch(name, on, icon) {
    const button = part(this, name);
    button.setAttribute("aria-pressed", String(on));
    setIcon(button.querySelector("svg"), on ? icon : `${icon}-off`);
  }

  #tell({ state, problem, thin }) {
    const waits = state === "connecting" || state === "lost";
    if (!waits) {
      clearTimeout(this.#slow);
      this.#slow = null;
    } else this.#slow ??= setTimeout(() => this.#say(notThere()), SLOW);
    if (problem) this.#say(problem.name === "Refused" ? notThere() : sentenceOf(problem));
    else if (!waits) this.#say(state === "connected" && thin ? tooThin() : "");
  }

  #say(text) {
    show(part(this, "problem"), Boolean(text));
    write(this, { problem: text });
  }

  #quit() {
    quit();
    queueMicrotask(() => part(this, "enter").focus()); // by then it is shown
  }
}

const notThere = () =>
  gettext("Video cannot be reached just now: it may be restarting, or your network blocks it. We keep trying; the game goes on.");

const tooThin = () =>
  gettext("Your connection is slow: some pictures or voices rest for a while. The game goes on.");

customElements.define("media-bar", Bar);
