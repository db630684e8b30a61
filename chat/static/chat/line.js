// One line of the chat as an element: a player's words, or a notice of the room.

import { sentence } from "chat/notices";
import { clone, mark, part, write } from "lie/dom";
import { isMe } from "lie/people";

/** A <p> for a message ({number, author, nickname, text, notice, about, time}). */
export const line = () => clone("chat-line");

/** Fill it in; again when the line is another now, since a moderator has taken its text away. */
export function fillIn(node, message) {
  const spoken = message.author !== null;
  write(node, { name: spoken ? message.nickname : "", text: spoken ? message.text : sentence(message) });
  mark(node, { notice: !spoken, me: spoken && isMe(message.author) });
  part(node, "name").hidden = !spoken;
  part(node, "acts").hidden = spoken ? isMe(message.author) : message.notice !== "player_muted";
  node.dataset.author = message.author ?? message.about?.player ?? "";
}
