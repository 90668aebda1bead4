// Holds the grammar against the project's own lexer. Comes in, on standard input: JSON of files, each with its text and
// the tokens of the lexer ([line, start, end, kind], UTF-16 units). Goes out: a line for each token that looks otherwise,
// and the number of tokens that were compared. Run by the project's test suite.
import fs from "node:fs";
import { loadGrammar, tokenized } from "./tokenizing.mjs";

const KEYWORD = /^(?:keyword\.(?!operator\.(?:comparison|assignment|wildcard))|storage\.|constant\.language)/;
const EXPECTED = {
  keyword: (scopes) => scopes.some((scope) => KEYWORD.test(scope)),
  name: (scopes) => !scopes.some((scope) => /^(?:keyword|storage|constant|string|comment)\b/.test(scope)),
  string: (scopes) => scopes.some((scope) => scope.startsWith("string.quoted")),
  number: (scopes) => scopes.some((scope) => scope.startsWith("constant.numeric")),
  comment: (scopes) => scopes.some((scope) => scope.startsWith("comment.")) ,
  doc: (scopes) => scopes.some((scope) => scope.startsWith("comment.line.documentation")),
  operator: (scopes) => scopes.some((scope) => scope.startsWith("keyword.operator")),
};

const files = JSON.parse(fs.readFileSync(0, "utf8"));
const grammar = await loadGrammar();
const wrong = [];
let compared = 0;
for (const { name, text, tokens, valid } of files) {
  const lines = text.split(/\r\n|\r|\n/);
  const byLine = Map.groupBy ? Map.groupBy(tokenized(grammar, text), (each) => each.line) : grouped(tokenized(grammar, text));
  for (const [line, start, end, kind] of tokens) {
    for (const each of (byLine.get(line) ?? []).filter((piece) => piece.start < end && piece.end > start)) {
      compared += 1;
      if (!EXPECTED[kind](each.scopes)) {
        wrong.push(`${name}:${line + 1}:${start + 1}: ${kind} \`${lines[line].slice(start, end)}\` is ${each.scopes.join(" ") || "plain"}`);
        break;
      }
    }
  }
  if (!valid) continue;
  for (const each of [...byLine.values()].flat()) {
    if (each.scopes.some((scope) => scope.startsWith("invalid"))) wrong.push(`${name}:${each.line + 1}: invalid in a valid file`);
  }
}
process.stdout.write(JSON.stringify({ compared, wrong }));

function grouped(tokens) {
  const found = new Map();
  for (const each of tokens) found.set(each.line, [...(found.get(each.line) ?? []), each]);
  return found;
}
