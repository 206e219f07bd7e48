// Looks at pages in a real browser.
//
//   node check.mjs self-test            a good page passes, a bad one is faulted for everything that is wrong with it
//   node check.mjs pages ADDRESS OUT    the sandbox's pages at ADDRESS; pictures go to the folder OUT
//
// Environment: IKD_BROWSER, the browser's program.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

import { inspect } from "./inspect.mjs";

// The browser is for these pages alone: it asks nobody on the net for anything.
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

async function withBrowser(work) {
  const profile = mkdtempSync(join(tmpdir(), "ikd-browser-"));
  // Chromium refuses to put root into its sandbox; the pages are ours.
  const isRoot = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.IKD_BROWSER,
    args: isRoot ? [...QUIET, "--no-sandbox"] : QUIET,
    headless: true,
    locale: "id-ID",
  });
  try {
    return await work(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function selfTest() {
  const folder = new URL("self-test/", import.meta.url);
  const server = createServer((request, response) => {
    const name = basename(request.url);
    if (!["good.html", "bad.html"].includes(name)) return response.writeHead(404, { "content-type": "text/html" }).end("<h1>?</h1>");
    return response.writeHead(200, { "content-type": "text/html" }).end(readFileSync(new URL(name, folder)));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const at = `http://127.0.0.1:${server.address().port}/`;
  try {
    return await withBrowser(async (context) => {
      const wrong = [];
      const good = await inspect(context, `${at}good.html`);
      wrong.push(...good.findings.map((finding) => `found in the good page: ${finding}`));
      const bad = await inspect(context, `${at}bad.html`);
      const expected = [
        "color-contrast (desk)",
        "html-has-lang (phone)",
        "image-alt (desk)",
        "label (desk)",
        "script error: a script that fails",
        "console: Failed to load resource",
        "asks another host: http://elsewhere.invalid",
        "not reached by Tab: <a href=\"good.html\"",
        "scrolls sideways on a phone",
      ];
      for (const start of expected) {
        if (!bad.findings.some((finding) => finding.startsWith(start))) wrong.push(`not found in the bad page: ${start}`);
      }
      const missing = await inspect(context, `${at}missing.html`);
      if (!missing.findings.includes("answered 404")) wrong.push("not found: a page that is not there");
      wrong.forEach((line) => console.log(line));
      console.log(`self-test: ${expected.length + 1} kinds of faults, ${wrong.length} surprises`);
      return wrong.length === 0;
    });
  } finally {
    server.close();
  }
}

const [command, ...rest] = process.argv.slice(2);
const commands = { "self-test": selfTest };
if (!(command in commands)) {
  console.error(`usage: node check.mjs ${Object.keys(commands).join(" | ")}`);
  process.exit(2);
}
process.exitCode = (await commands[command](...rest)) ? 0 : 1;
