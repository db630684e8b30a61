// Texts of the page without one word in them, for as long as it is masked: also what comes later.

const DOTS = "•••••";

export class Mask {
  #word;
  #kept = new Map(); // text node -> what it said
  #observer = new MutationObserver((changes) => changes.forEach((change) => this.#look(change)));

  constructor(word) {
    this.#word = word;
  }

  put() {
    this.#hide(document.body);
    this.#observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  }

  lift() {
    this.#observer.disconnect();
    for (const [node, [masked, text]] of this.#kept) if (node.data === masked) node.data = text;
    this.#kept.clear();
  }

  #look({ type, target, addedNodes }) {
    for (const node of type === "characterData" ? [target] : addedNodes) this.#hide(node);
  }

  #hide(node) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = texts.currentNode; text; text = texts.nextNode()) if (text.nodeType === Node.TEXT_NODE) this.#hideIn(text);
  }

  #hideIn(node) {
    if (!node.data.includes(this.#word) || node.parentElement?.closest("[data-secret], script, template")) return;
    const text = node.data;
    node.data = text.replaceAll(this.#word, DOTS);
    this.#kept.set(node, [node.data, text]);
  }
}
