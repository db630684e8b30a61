// What this page knows, by part: {room, game, you, chat, media, connection, degraded, player}.  Holds; does not fetch or draw.

export class Store {
  #parts = {};
  #watchers = new Set();
  #listeners = new Set();
  #changed = new Set();

  get(name) {
    return this.#parts[name];
  }

  set(name, value) {
    this.#parts[name] = value;
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(name);
  }

  /** Call ``react`` now and after every change of one of ``names``.  Returns what ends it. */
  watch(names, react) {
    const watcher = { names, react };
    this.#watchers.add(watcher);
    react();
    return () => this.#watchers.delete(watcher);
  }

  /** Pass a happening ({type, data}) to those who listen: sounds and motion. */
  happen(happening) {
    for (const react of this.#listeners) react(happening);
  }

  listen(react) {
    this.#listeners.add(react);
    return () => this.#listeners.delete(react);
  }

  #tell() {
    const changed = this.#changed;
    this.#changed = new Set();
    for (const { names, react } of [...this.#watchers]) if (names.some((name) => changed.has(name))) react();
  }
}

export const store = new Store();
