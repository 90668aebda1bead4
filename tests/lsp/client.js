// What an editor made of Microsoft's own modules does: a mistake is seen, mended by a code action, an import in Python
// breaks a rule, and the violation stands on its line. Run by test_editors.py with Node.js, over TCP or standard streams.
const fs = require('fs');
const path = require('path');
const net = require('net');
const { spawn } = require('child_process');
const { pathToFileURL } = require('url');
const rpc = require('vscode-jsonrpc/node');
const lsp = require('vscode-languageserver-protocol');

const [python, port] = process.argv.slice(2);
const folder = process.cwd();
const uri = (name) => pathToFileURL(path.join(folder, name)).href;

async function connect() {
  if (port) {
    for (let attempt = 0; ; attempt++) {
      try {
        return await new Promise((resolve, reject) => {
          const socket = net.connect(Number(port), '127.0.0.1', () => resolve([socket, socket]));
          socket.on('error', reject);
        });
      } catch (problem) {
        if (attempt > 600) throw problem;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
  const server = spawn(python, ['-m', 'hielements', 'lsp', '--stdio']);
  return [server.stdout, server.stdin];
}

async function main() {
  const [reading, writing] = await connect();
  const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(reading), new rpc.StreamMessageWriter(writing));
  const published = new Map();
  const waiting = [];
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
    published.set(params.uri, params.diagnostics);
    for (const look of [...waiting]) look();
  });
  connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => null);
  connection.listen();
  const until = (what, holds) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not seen: ${what}; ${JSON.stringify([...published])}`)), 60000);
    const look = () => {
      const found = holds();
      if (!found) return;
      clearTimeout(timer);
      waiting.splice(waiting.indexOf(look), 1);
      resolve(found);
    };
    waiting.push(look);
    look();
  });
  const told = (name, piece) => () => (published.get(uri(name)) || []).find((each) => each.message.includes(piece));

  const started = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: uri(''), workspaceFolders: [{ uri: uri(''), name: 'project' }],
    capabilities: { window: { workDoneProgress: true }, textDocument: { publishDiagnostics: { relatedInformation: true } } },
  });
  if (!started.capabilities.completionProvider) throw new Error('no completion');
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  let text = fs.readFileSync('hielements.hie', 'utf8');
  const open = (name, content, languageId) => connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: uri(name), languageId, version: 1, text: content },
  });
  await open('hielements.hie', text, 'hielements');
  const mistake = await until('the mistake', told('hielements.hie', 'package_selector'));
  const actions = await connection.sendRequest(lsp.CodeActionRequest.type, {
    textDocument: { uri: uri('hielements.hie') }, range: mistake.range, context: { diagnostics: [mistake] },
  });
  const [edit] = actions.find((each) => each.isPreferred).edit.changes[uri('hielements.hie')];
  const lines = text.split('\n');
  const { start, end } = edit.range;
  lines[start.line] = lines[start.line].slice(0, start.character) + edit.newText + lines[start.line].slice(end.character);
  text = lines.join('\n');
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri: uri('hielements.hie'), version: 2 }, contentChanges: [{ range: edit.range, text: edit.newText }],
  });
  await until('no mistake any more', () => (published.get(uri('hielements.hie')) || [1]).length === 0);
  fs.writeFileSync('hielements.hie', text);
  await connection.sendNotification(lsp.DidSaveTextDocumentNotification.type, { textDocument: { uri: uri('hielements.hie') } });

  const views = 'shop/api/views.py';
  const broken = fs.readFileSync(views, 'utf8').replace('import json\n', 'import json\nimport shop.db\n');
  fs.writeFileSync(views, broken);
  await open(views, broken, 'python');
  await connection.sendNotification(lsp.DidSaveTextDocumentNotification.type, { textDocument: { uri: uri(views) } });
  const violation = await until('the violation', told(views, 'shop.db'));
  const rule = violation.relatedInformation[0].location;
  await connection.sendRequest(lsp.ShutdownRequest.type);
  await connection.sendNotification(lsp.ExitNotification.type);
  console.log(JSON.stringify({ line: violation.range.start.line + 1, rule: rule.uri, rule_line: rule.range.start.line + 1 }));
  process.exit(0);
}

main().catch((problem) => { console.error(problem); process.exit(1); });
