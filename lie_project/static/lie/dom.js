// Small helpers over the DOM.  Text goes in as text, never as markup.

/** The descendant marked data-part="name". */
export const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

/** Set texts of parts: write(root, {title: "…"}).  The same text is left alone: a live region stays quiet. */
export function write(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const node = part(root, name);
    if (node.textContent !== text) node.textContent = text;
  }
}

/** Show or hide a node. */
export const show = (node, visible) => node.toggleAttribute("hidden", !visible);

/** Set or remove a data attribute: mark(tile, {turn: true, liar: false}). */
export function mark(node, marks) {
  for (const [name, on] of Object.entries(marks)) node.toggleAttribute(`data-${name}`, Boolean(on));
}

/** A fresh copy of the first element in <template id>. */
export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** An icon from the sprite. */
export function setIcon(svg, name) {
  svg.querySelector("use").setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
}

/** Make the children of ``list`` follow ``items``: nodes are kept by key and only moved when they must be, for a
 * playing <video> that is moved stops.  Children without a key stay where they are, at the end. */
export function follow(list, items, { key, make, update }) {
  const kept = new Map(
    [...list.children].filter((node) => node.dataset.key).map((node) => [node.dataset.key, node]),
  );
  const wanted = new Set(items.map((item) => String(key(item))));
  for (const [name, node] of kept) if (!wanted.has(name)) node.remove();
  items.forEach((item, index) => {
    const node = kept.get(String(key(item))) ?? make(item);
    node.dataset.key = key(item);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    update?.(node, item);
  });
}
