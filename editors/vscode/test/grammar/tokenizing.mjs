// Reads texts as VS Code does: the TextMate grammar, by VS Code's own engine.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const GRAMMAR = path.join(HERE, "..", "..", "syntaxes", "hielements.tmLanguage.json");

/** The grammar, ready to read lines. */
export async function loadGrammar() {
  const wasm = fs.readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) =>
      name === "source.hielements" ? textmate.parseRawGrammar(fs.readFileSync(GRAMMAR, "utf8"), GRAMMAR) : null,
  });
  const grammar = await registry.loadGrammar("source.hielements");
  if (grammar === null) throw new Error("the grammar cannot be loaded");
  return grammar;
}

/** The coloured pieces of a text: `line` from 0, `start` and `end` in UTF-16 units, `scopes` without the root. */
export function tokenized(grammar, text) {
  const tokens = [];
  let state = textmate.INITIAL;
  text.split(/\r\n|\r|\n/).forEach((line, number) => {
    const found = grammar.tokenizeLine(line, state);
    state = found.ruleStack;
    for (const each of found.tokens) {
      tokens.push({ line: number, start: each.startIndex, end: Math.min(each.endIndex, line.length), scopes: each.scopes.slice(1) });
    }
  });
  return tokens;
}
