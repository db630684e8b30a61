// One line of the chat as an element: a player's words, or a notice of the room.

import { sentence } from "chat/notices";
import { clone, mark, part, write } from "lie/dom";
import { isMe } from "lie/people";

/** A <p> for ``message`` ({number, author, nickname, text, notice, about, time}). */
export function line(message) {
  const node = clone("chat-line");
  const spoken = message.author !== null;
  write(node, { name: spoken ? message.nickname : "", text: spoken ? message.text : sentence(message) });
  mark(node, { notice: !spoken, me: spoken && isMe(message.author) });
  part(node, "name").hidden = !spoken;
  return node;
}
