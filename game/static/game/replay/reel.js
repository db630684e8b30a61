// The controls of a replay: play, speed, slider, chapters and keys.  ``onTime`` hears where the film stands.

import { chapterName, roundName } from "game/replay/captions";
import { part, setIcon, write } from "lie/dom";
import { fill } from "lie/words";

const SPEEDS = [1, 2, 4, 8];
const PACE_KEY = "lie.replay.speed";

export class Reel {
  time = 0;
  #playing = false;
  #last = null;

  /** ``live``: at its end the film waits for more. */
  constructor(root, film, onTime, { live = false } = {}) {
    Object.assign(this, { root, film, onTime, live });
    this.speed = Number(localStorage.getItem(PACE_KEY)) || 1;
    this.#wire();
    this.grown();
  }

  /** The film is as long as it is now. */
  grown() {
    part(this.root, "slider").max = this.film.length;
    this.#chapters();
    this.#tell();
  }

  /** Go to ``time`` ms. */
  seek(time) {
    this.time = Math.min(Math.max(0, time), this.film.length);
    this.#tell();
  }

  play(on = !this.#playing) {
    if (on && this.time >= this.film.length && !this.live) this.time = 0;
    this.#playing = on;
    this.#last = null;
    if (on) requestAnimationFrame((now) => this.#run(now));
    this.#tell();
  }

  faster() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    localStorage.setItem(PACE_KEY, this.speed);
    this.#tell();
  }

  #run(now) {
    if (!this.#playing) return;
    this.time = Math.min(this.film.length, this.time + (now - (this.#last ?? now)) * this.speed);
    this.#last = now;
    if (this.time >= this.film.length && !this.live) this.#playing = false;
    this.#tell();
    if (this.#playing) requestAnimationFrame((next) => this.#run(next));
  }

  #wire() {
    const listen = (name, type, react) => part(this.root, name).addEventListener(type, react);
    listen("play", "click", () => this.play());
    listen("back", "click", () => this.seek(this.film.chapter(this.time, false)));
    listen("ahead", "click", () => this.seek(this.film.chapter(this.time, true)));
    listen("speed", "click", () => this.faster());
    listen("slider", "input", ({ target }) => this.seek(Number(target.value)));
    listen("jump", "change", ({ target }) => this.seek(this.film.chapters[target.value].time));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Keys work everywhere but where they have a meaning already. */
  #key(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("select, summary, .talk-lines")) return;
    if (key === " " && target.closest("button, a")) return;
    const react = {
      " ": () => this.play(),
      ArrowRight: () => this.seek(this.film.step(this.time, true)),
      ArrowLeft: () => this.seek(this.film.step(this.time, false)),
      ArrowDown: () => this.seek(this.film.chapter(this.time, true)),
      ArrowUp: () => this.seek(this.film.chapter(this.time, false)),
      Home: () => this.seek(0),
      End: () => this.seek(this.film.length),
    }[key];
    if (!react) return;
    event.preventDefault();
    react();
  }

  #chapters() {
    const groups = new Map();
    part(this.root, "marks").replaceChildren();
    this.film.chapters.forEach((chapter, index) => {
      const group = groups.get(chapter.round) ?? groups.set(chapter.round, document.createElement("optgroup")).get(chapter.round);
      group.label = roundName(chapter.round);
      group.append(new Option(chapterName(chapter), index));
      if (chapter.phase === "dealing") this.#mark(chapter);
    });
    part(this.root, "jump").replaceChildren(...groups.values());
  }

  #mark({ time }) {
    const node = document.createElement("span");
    node.style.left = `${(100 * time) / this.film.length}%`;
    part(this.root, "marks").append(node);
  }

  #tell() {
    const slider = part(this.root, "slider");
    slider.value = this.time;
    slider.style.setProperty("--played", `${(100 * this.time) / this.film.length}%`);
    const chapter = this.film.running(this.time);
    const place = this.film.chapters[chapter];
    slider.setAttribute("aria-valuetext", place ? `${roundName(place.round)}, ${chapterName(place)}` : clock(this.time));
    part(this.root, "jump").value = Math.max(0, chapter);
    setIcon(part(this.root, "play-icon").firstElementChild, this.#playing ? "pause" : "play");
    write(this.root, {
      time: `${clock(this.time)} / ${clock(this.film.length)}`,
      speed: `${this.speed}×`,
      "play-text": this.#playing ? gettext("Stop the film") : gettext("Play the film"),
    });
    part(this.root, "speed").setAttribute("aria-label", fill(gettext("Speed: %(n)s times"), { n: this.speed }));
    this.onTime(this.time);
  }
}

const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
