// A control that asks the server: busy until answered, the refusal told next to it.

import { ask } from "lie/session";
import { toast } from "lie/toast";

/** Send a command from ``node``.  True when it was done. */
export async function act(node, type, data) {
  if (node.getAttribute("aria-busy") === "true") return false;
  node.setAttribute("aria-busy", "true");
  const refusal = await ask(type, data);
  node.removeAttribute("aria-busy");
  if (refusal) toast(refusal.message, node);
  return !refusal;
}
