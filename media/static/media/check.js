// <media-check>: before the others see and hear you, you do.

import { part, show } from "lie/dom";
import { LieElement } from "lie/element";
import { blur, canBlur } from "media/blur";
import { canCaption, caption, isCaptioning } from "media/captions";
import { choices, open, sentenceOf } from "media/devices";
import { hearBy, speaker } from "media/faces";
import { Level } from "media/levels";
import { enter, remembered } from "media/video";

const METER = 100; // ms
const KINDS = ["audio", "video"];

class Check extends LieElement {
  #tracks = {};
  #level = new Level();
  #timer = null;
  #asked = 0; // which answer of the browser we wait for

  wire() {
    this.dialog = part(this, "dialog");
    this.on(part(this, "join"), "click", () => this.#join(this.#tracks));
    this.on(part(this, "without"), "click", () => this.#join({}));
    this.on(part(this, "cancel"), "click", () => this.dialog.close());
    this.on(part(this, "again"), "click", () => this.#look());
    this.on(this.dialog, "close", () => this.#putAway());
    for (const kind of KINDS) this.on(part(this, kind), "change", () => this.#look());
    this.on(part(this, "speaker"), "change", ({ target }) => hearBy(target.value));
    this.on(part(this, "blur"), "change", ({ target }) => this.#blur(target.checked));
    this.on(part(this, "captions"), "change", ({ target }) => caption(target.checked));
  }

  /** Show it; a press of its buttons does the rest. */
  ask() {
    this.#offer("captions", canCaption(), isCaptioning());
    show(part(this, "captions-note"), canCaption());
    this.dialog.showModal();
    this.#look(remembered() ?? {});
  }

  /** Open the chosen devices and show what comes from them. */
  async #look(chosen = this.#chosen()) {
    const asked = (this.#asked += 1);
    this.#stop();
    this.#tell(null);
    const { tracks, problem } = await open(KINDS, chosen);
    if (asked !== this.#asked) return stop(tracks); // closed, or asked again
    this.#tracks = tracks;
    this.#show(tracks);
    this.#tell(problem);
    await this.#list(tracks);
  }

  #chosen() {
    return Object.fromEntries(KINDS.map((kind) => [kind, part(this, kind).value]));
  }

  #show({ audio, video }) {
    part(this, "preview").srcObject = video ? new MediaStream([video]) : null;
    this.#offerBlur(video);
    this.#level.listen(audio ?? null);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => (part(this, "meter").value = Math.min(1, this.#level.now * 4)), METER);
  }

  /** An extra is shown where the browser has it. */
  #offer(name, can, on) {
    show(part(this, name).closest("label"), can);
    part(this, name).checked = on;
    show(part(this, "extras"), this.querySelector(".video-extras > label:not([hidden])"));
  }

  #offerBlur(video) {
    this.#offer("blur", canBlur(video), Boolean(video?.getSettings().backgroundBlur));
  }

  async #blur(on) {
    const { video } = this.#tracks;
    await blur(video, on).catch(() => {}); // it stays as it is, and is shown so
    this.#offerBlur(video);
  }

  #tell(problem) {
    show(part(this, "problem"), Boolean(problem));
    show(part(this, "again"), Boolean(problem));
    part(this, "problem").textContent = problem ? sentenceOf(problem) : "";
    part(this, "join").disabled = !Object.values(this.#tracks).some(Boolean);
  }

  async #list(tracks) {
    const lists = await choices();
    const current = { speaker: speaker() };
    for (const kind of KINDS) current[kind] = tracks[kind]?.getSettings().deviceId;
    for (const [name, devices] of Object.entries(lists)) {
      const select = part(this, name);
      show(select.closest(".field"), devices.length > 0);
      select.replaceChildren(...devices.map(({ id, label }) => new Option(label, id, false, id === current[name])));
    }
  }

  #join(tracks) {
    const chosen = this.#chosen();
    const unused = tracks === this.#tracks ? {} : this.#tracks;
    this.#tracks = {};
    stop(unused);
    this.dialog.close();
    enter({ audio: null, video: null, ...tracks }, chosen);
  }

  #putAway() {
    this.#asked += 1;
    this.#stop();
    clearInterval(this.#timer);
  }

  #stop() {
    stop(this.#tracks);
    this.#tracks = {};
    this.#level.close();
    part(this, "preview").srcObject = null;
  }
}

const stop = (tracks) => Object.values(tracks).forEach((track) => track?.stop());

customElements.define("media-check", Check);
