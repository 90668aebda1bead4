// A person at VS Code, in a browser: a mistake in a specification is seen and mended by a quick fix, an import in Python code
// breaks a rule, and the violation stands on its line and leads to the rule; the view of tests, the graph, the walkthrough.
// Comes in: the address of a running code-server with the extension, the folder it has open, a folder for pictures or "".
// Goes out: JSON of what was seen. Run by test_real_vscode.py.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [address, project, pictures, chromium, modules] = process.argv.slice(2);
const { chromium: browserType } = createRequire(path.join(modules, "_"))("playwright-core");
const PATIENCE = 60_000;
const seen = {};

const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
page.setDefaultTimeout(PATIENCE);

async function picture(name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

async function command(title) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.keyboard.press("Enter");
}

async function open(name) {
  await page.keyboard.press("Control+P");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: path.basename(name) }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".tab.active", { hasText: path.basename(name) }).waitFor();
}

async function goTo(line, column = 1) {
  await page.keyboard.press("Control+G");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press("Enter");
}

async function until(what, holds) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not seen: ${what}`);
    await page.waitForTimeout(100);
  }
}

const step = process.env.STEP_LOG ? (name) => console.error(`${new Date().toISOString()} ${name}`) : () => undefined;

try {
  await page.goto(`${address}/?folder=${encodeURIComponent(project)}`);
  await page.locator(".monaco-workbench").waitFor();
  step("workbench");
  const lines = () => fs.readFileSync(path.join(project, "hielements.hie"), "utf8").split("\n");
  const mistake = lines().findIndex((line) => line.includes("package_selektor")) + 1;

  await open("hielements.hie");
  await page.locator(".squiggly-error").first().waitFor();
  await command("View: Focus Problems");
  const problem = page.locator(".markers-panel .monaco-list-row", { hasText: "package_selektor" }).first();
  await problem.waitFor();
  seen.mistake = (await problem.innerText()).replace(/\s+/g, " ");
  await picture("1-mistake");
  step("mistake");

  await page.keyboard.press("Control+1");
  await goTo(mistake, lines()[mistake - 1].indexOf("package_selektor") + 4);
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row.action", { hasText: "package_selector" }).first();
  await fix.waitFor();
  await picture("2-quick-fix");
  await page.keyboard.press("Enter");
  await until("no mistake any more", async () => (await page.locator(".squiggly-error").count()) === 0);
  await page.keyboard.press("Control+S");
  await until("the saved fix", async () => lines()[mistake - 1].includes("package_selector("));
  seen.fixed = lines()[mistake - 1].trim();
  step("fixed");

  await open("views.py");
  await goTo(4);
  await page.keyboard.type("import shop.db\n");
  await page.keyboard.press("Control+S");
  const violation = page.locator(".markers-panel .monaco-list-row", { hasText: "shop.db" }).first();
  await page.locator(".squiggly-error").first().waitFor();
  await violation.waitFor();
  await page.locator(".markers-panel .monaco-list-row", { hasText: "the rule:" }).first().waitFor();
  seen.violation = (await violation.innerText()).replace(/\s+/g, " ");
  seen.rule = (await page.locator(".markers-panel .monaco-list-row", { hasText: "the rule:" }).first().innerText()).replace(/\s+/g, " ");
  seen.status = (await until("the verdict", async () => {
    const text = await page.locator(".statusbar-item", { hasText: "Architecture" }).first().innerText();
    return text.includes("violated") ? text : "";
  })).trim();
  await picture("3-violation");
  step("violation");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "the rule:" }).first().dblclick();
  await page.locator(".tab.active", { hasText: "hielements.hie" }).waitFor();
  seen.ruleOpened = true;

  await command("Testing: Focus on Test Explorer View");
  await page.locator(".test-explorer .monaco-list-row", { hasText: "shop" }).first().waitFor();
  for (const name of ["shop", "api"]) {
    const row = page.locator(".test-explorer .monaco-list-row", { hasText: name }).first();
    if ((await row.getAttribute("aria-expanded")) === "false") { await row.click(); await page.keyboard.press("ArrowRight"); }
  }
  await page.locator(".test-explorer .monaco-list-row", { hasText: "no_import(src" }).first().waitFor();
  seen.tests = await until("verdicts of tests", async () => {
    const labels = await page.locator(".test-explorer .monaco-list-row").evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
    return labels.some((each) => /Failed/.test(each)) ? labels : null;
  });
  await picture("4-tests");
  step("tests");

  await command("View: Close Panel").catch(() => undefined);
  await command("View: Close All Editors");
  await open("hielements.hie");
  await goTo(lines().findIndex((line) => line.includes("'shop.db')")) + 1);
  await command("Hielements: Show the Graph");
  const graph = await until("the graph", async () => {
    for (const frame of page.frames()) {
      if (await frame.locator("html[data-ready=true] #viewport").count().catch(() => 0)) return frame;
    }
    return null;
  });
  await until("the element at the cursor", async () => (await graph.locator("html").getAttribute("data-selected")) === "shop.api");
  await picture("5-graph");
  await page.keyboard.press("Control+1");
  await goTo(lines().findIndex((line) => line.includes("element db")) + 1, 8);
  await until("the graph follows", async () => (await graph.locator("html").getAttribute("data-selected")) === "shop.db");
  seen.followed = await graph.locator("html").getAttribute("data-selected");
  await picture("6-graph-follows");
  step("graph");
  await graph.locator(".node", { hasText: "api" }).first().click();
  await graph.locator("#details button", { hasText: "Open in the specification" }).click();
  await until("the way back to the text", async () => /Ln 13\b|Ln 12\b/.test(await page.locator(".statusbar-item", { hasText: "Ln " }).first().innerText()));
  seen.back = true;

  await command("Hielements: Open the Report");
  await until("the report", async () => {
    for (const frame of page.frames()) if (await frame.locator("#findings").count().catch(() => 0)) return true;
    return false;
  });
  await picture("7-report");
  seen.report = true;

  await command("Hielements: How to Start");
  await page.getByText("Start with Hielements").first().waitFor();
  await page.waitForTimeout(pictures ? 1500 : 0);
  await picture("8-walkthrough");
  seen.walkthrough = true;
  console.log(JSON.stringify(seen));
} catch (problem) {
  await picture("trouble");
  console.error(JSON.stringify(seen));
  console.error(String(problem));
  process.exitCode = 1;
} finally {
  await browser.close();
}
