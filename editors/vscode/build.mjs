// Bundles the extension into one file; with --tests its tests, for which `vscode` is the stand-in.
import { build } from "esbuild";
import fs from "node:fs";

const shared = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };
if (process.argv.includes("--tests")) {
  const entryPoints = fs.readdirSync("test").filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`);
  await build({ ...shared, entryPoints, outdir: "dist/test", alias: { vscode: "./test/vscode-stand-in.ts" }, sourcemap: "inline" });
} else {
  await build({ ...shared, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"], minify: true });
}
