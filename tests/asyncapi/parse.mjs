// node parse.mjs FILE…: what the official parser has to say about each AsyncAPI document, as JSON.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const severities = ["error", "warning", "information", "hint"];
const told = [];
for (const file of process.argv.slice(2)) {
  const source = await readFile(file, "utf8");
  const { document, diagnostics } = await new Parser().parse(source, { source: file });
  const complaints = diagnostics.map(({ severity, code, path, message }) => ({
    severity: severities[severity],
    code,
    where: path.join("."),
    message,
  }));
  const messages = document ? document.allMessages().all() : [];
  told.push({ complaints, messages: messages.map((message) => message.id()) });
}
console.log(JSON.stringify(told));
