// Faces with names, as things to look at or to press.

import { clone, follow, part, write } from "lie/dom";

/** Fill a list with people: from <template id="one-person">, or ``template``.  ``update`` dresses each node. */
export function people(list, names, { template = "one-person", update = () => {} } = {}) {
  follow(list, names, {
    key: (name) => name,
    make: (name) => person(template, name),
    update,
  });
}

function person(template, name) {
  const node = clone(template);
  part(node, "face").setAttribute("seed", name);
  write(node, { name });
  return node;
}

/** Set the one face of a scene, and whether its nose has grown. */
export function portrait(root, name, lying = false) {
  const face = part(root, "face");
  face.setAttribute("seed", name);
  face.classList.toggle("face-lying", lying);
}
