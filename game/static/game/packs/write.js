// The page on which a pack is written: topics can be added, and words are counted while they are typed.

import "lie/face";
import "lie/theme";
import { part, show } from "lie/dom";
import { fill } from "lie/words";

const form = document.querySelector('[data-part="form"]');

const lines = (area) => area.value.split("\n").filter((line) => line.trim()).length;

function count() {
  const { fewest, most } = form.dataset;
  const n = [...form.querySelectorAll("textarea")].reduce((sum, area) => sum + lines(area), 0);
  const node = part(form, "count");
  node.textContent = fill(gettext("%(n)s of %(fewest)s to %(most)s words"), { n, fewest, most });
  node.toggleAttribute("data-enough", n >= Number(fewest) && n <= Number(most));
}

function addTopic() {
  const topics = part(form, "topics");
  const topic = topics.lastElementChild.cloneNode(true);
  for (const field of topic.querySelectorAll("input, textarea")) field.value = "";
  topics.append(topic);
  topic.querySelector("input").focus();
}

if (form) {
  const more = part(form, "more");
  show(more, true);
  more.addEventListener("click", addTopic);
  form.addEventListener("input", count);
  count();
}
