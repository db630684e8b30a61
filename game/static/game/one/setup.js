// <one-setup>: who sits here, with what words and by what rules.  Kept for the next time.

import { keep, recall, topicsOf } from "game/one/device";
import { people } from "game/one/people";
import { match, phase, play, topics } from "game/one/play";
import { begun, dealt, LEAST, MOST, settled, SPY_FROM, TWO_LIARS_FROM } from "game/one/rules";
import { clone, part, show, write } from "lie/dom";
import { LieElement } from "lie/element";
import { store } from "lie/store";
import { fill } from "lie/words";

class Setup extends LieElement {
  static watches = ["one", "topics"];

  wire() {
    const table = recall("table") ?? {};
    this.names = table.names ?? [];
    this.#restore(table);
    this.on(part(this, "new-form"), "submit", (event) => this.#add(event));
    this.on(part(this, "names"), "click", ({ target }) => this.#remove(target.closest("[data-part=remove]")));
    this.on(part(this, "form"), "submit", (event) => this.#start(event));
    this.on(part(this, "form"), "change", ({ target }) => this.#changed(target));
    this.#load();
  }

  draw() {
    show(this, phase() === "setup");
    people(part(this, "names"), this.names, { template: "one-name", update: labelled });
    const count = this.names.length;
    write(this, { count: fill(gettext("%(n)s of %(most)s"), { n: count, most: MOST }) });
    show(part(this, "liars"), count >= TWO_LIARS_FROM);
    show(part(this, "spy"), count >= SPY_FROM);
    part(this, "new").disabled = count >= MOST;
    const missing = LEAST - count;
    const more = ngettext("%(n)s more player", "%(n)s more players", Math.max(1, missing));
    write(this, { start: missing > 0 ? fill(more, { n: missing }) : gettext("Deal the cards") });
    part(this, "start").disabled = missing > 0 || topics().length === 0;
    this.#drawTopics();
  }

  #drawTopics() {
    if (this.shown === topics()) return;
    this.shown = topics();
    part(this, "topics").replaceChildren(...topics().map((topic) => this.#topic(topic)));
  }

  #topic({ key, title }) {
    const node = clone("one-topic");
    const box = node.querySelector("input");
    box.value = key;
    box.checked = recall("table")?.topics?.includes(key) ?? false;
    write(node, { title });
    return node;
  }

  async #load() {
    const language = match()?.settings.language ?? this.#wish().language;
    try {
      const found = await topicsOf(`${document.body.querySelector("main").dataset.words}?language=${language}`);
      store.set("topics", found);
      show(part(this, "missing"), false);
    } catch {
      show(part(this, "missing"), true);
    }
  }

  #add(event) {
    event.preventDefault();
    const input = part(this, "new");
    const name = input.value.normalize("NFC").trim();
    input.value = "";
    input.focus();
    if (!name || this.names.includes(name) || this.names.length >= MOST) return;
    this.names = [...this.names, name];
    this.#keep();
  }

  #remove(button) {
    if (!button) return;
    const gone = button.closest("[data-key]").dataset.key;
    this.names = this.names.filter((name) => name !== gone);
    part(this, "new").focus();
    this.#keep();
  }

  #changed({ name }) {
    this.#keep();
    if (name === "language") this.#load();
  }

  #keep() {
    keep("table", this.#wish());
    this.draw();
  }

  #wish() {
    const data = new FormData(part(this, "form"));
    return {
      names: this.names,
      language: data.get("language"),
      topics: data.getAll("topics"),
      mode: data.get("mode"),
      liars: Number(data.get("liars")),
      seconds: Number(data.get("seconds")),
      secret: data.get("vote") === "secret",
    };
  }

  #restore({ names: _names, topics: _topics, secret, ...choices }) {
    const wanted = { ...choices, ...(secret === undefined ? {} : { vote: secret ? "secret" : "fingers" }) };
    for (const [name, value] of Object.entries(wanted)) {
      const box = this.querySelector(`[name="${name}"][value="${value}"]`);
      if (box) box.checked = true;
    }
  }

  #start(event) {
    event.preventDefault();
    const settings = settled(this.#wish());
    const here = settings.topics.filter((key) => topics().some((topic) => topic.key === key));
    play(dealt(begun({ ...settings, topics: here }, recall("used") ?? []), topics()));
    scrollTo(0, 0);
  }
}

function labelled(node, name) {
  part(node, "remove").setAttribute("aria-label", fill(gettext("Take %(name)s out"), { name }));
}

customElements.define("one-setup", Setup);
