// Looks at pages in a real browser.
//
//   node check.mjs self-test            a good page passes, a bad one is faulted for everything that is wrong with it
//   node check.mjs pages ADDRESS OUT    the sandbox's pages at ADDRESS; pictures go to the folder OUT
//
// Environment: IKD_BROWSER, the browser's program; for pages IKD_OFFICER, {"name","code"} of the sign-in at the counter.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

import { inspect } from "./inspect.mjs";

// The browser is for these pages alone and makes no request of its own.
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
  // A browser on a busy machine is slow; one that does not answer at all must end the run.
  context.setDefaultTimeout(300_000);
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
        "color-contrast (dark)",
        "html-has-lang (phone)",
        "image-alt (desk)",
        "label (desk)",
        "script error: a script that fails",
        "console: Failed to load resource",
        "asks another host: http://elsewhere.invalid",
        "not reached by Tab: <a href=\"good.html\"",
        "scrolls sideways on a phone",
        '2 links are called "Open"',
        "marked as wrong without a message: <input",
        "a refused form, and the title does not say so",
        "a refused form, and the focus is not on what is wrong",
        "printed although it is of no use on paper: <button",
        "does not say on paper that it is an example",
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

// The pages that there must be, by their paths; what they link to is looked at too.
const PAGES = ["/", "/mailbox", "/mailbox?to=nobody%40contoh.id", "/verifier", "/aktivasi", "/counter/sign-in"];
const COUNTER_PAGES = ["/counter", "/counter/pairing"];
// One registration and one mail look like another: this many of a kind are enough.
const OF_A_KIND = 2;

async function pages(address, out) {
  mkdirSync(out, { recursive: true });
  const officer = JSON.parse(process.env.IKD_OFFICER);
  return withBrowser(async (context) => {
    const seen = new Map();
    await look(context, address, PAGES, out, seen);
    await signIn(context, address, officer);
    // Until now the counter's addresses led to its sign-in.
    for (const path of seen.keys()) if (path.startsWith("/counter") && !PAGES.includes(path)) seen.delete(path);
    await look(context, address, COUNTER_PAGES, out, seen);
    for (const { path, ...form } of FORMS) seen.set(form.name, await doThere(context, address + path, out, form));
    await decide(context, address, out, seen);
    const faulty = [...seen].filter(([, findings]) => findings.length > 0);
    for (const [path, findings] of faulty) for (const finding of findings) console.log(`${path}: ${finding}`);
    const registrations = [...seen.keys()].filter((path) => path.startsWith("/counter/registrations/")).length;
    if (registrations === 0) console.log("the queue shows no registration, so none was looked at");
    console.log(`${seen.size} pages in a browser, ${faulty.length} with findings`);
    return faulty.length === 0 && registrations > 0;
  });
}

// Inspects these paths and, step by step, every page of the same origin that they link to.
async function look(context, address, paths, out, seen) {
  const open = [...paths];
  const kinds = new Map();
  while (open.length > 0) {
    const path = open.shift();
    if (seen.has(path)) continue;
    const kind = path.replace(/[^/]{16,}|\d+/g, "*");
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    // Choosing a language comes back to a page that is looked at anyway.
    if (kinds.get(kind) > OF_A_KIND || path.startsWith("/language/")) continue;
    const name = path.slice(1).replace(/[^a-z0-9]+/gi, "-").slice(0, 40) || "index";
    const result = await inspect(context, address + path, join(out, name));
    console.log(`  ${path}: ${result.findings.length === 0 ? "good" : `${result.findings.length} findings`}`);
    seen.set(path, result.findings);
    open.push(...result.links.map((link) => link.slice(address.length)));
  }
}

// Forms that are refused, and an address that leads nowhere: what is said then.
const FORMS = [
  {
    name: "sign-in-wrong",
    path: "/counter/sign-in",
    act: async (page) => {
      await page.locator("#name").fill("petugas");
      await page.locator("#code").fill("salah");
      await send(page, "main form button");
    },
    then: ["#name[aria-invalid=true]", "#code[aria-invalid=true]", '[role=alert] a[href="#name"]'],
  },
  {
    name: "verifier-nothing-sent",
    path: "/verifier",
    act: async (page) => send(page, "main form button"),
    then: ["#text[aria-invalid=true]", "main:not(:has(.result))"],
  },
  {
    name: "verifier-pdf",
    path: "/verifier",
    act: async (page) => {
      const file = { name: "surat.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") };
      await page.locator("#picture[capture=environment]").setInputFiles(file);
      await send(page, "main form button");
    },
    then: ["#picture[aria-invalid=true]", "main:not(:has(.result))"],
  },
  {
    name: "verifier-not-accepted",
    path: "/verifier",
    act: async (page) => {
      await page.locator("#text").fill("IKD1:AAAA");
      await send(page, "main form button");
    },
    then: [".result.bad h2:focus"],
  },
  {
    name: "pairing-nothing-sent",
    path: "/counter/pairing",
    act: async (page) => send(page, "form[action$=scan] button"),
    then: ["#text[aria-invalid=true]"],
  },
  {
    name: "no-such-page",
    path: "/",
    act: async (page) => page.goto(new URL("/counter/registrations/none", page.url()).href),
    then: ['main a[href="/counter"]', 'main a[href="/"]'],
  },
];

// The states of a registration's page that no link leads to: what an officer does there, and what must then be said. Found
// by what the page has, in the order in which nothing is decided that a later state needs.
const IN_REVIEW = "form[action^='/counter/applications/'][action$='/approve']";
const FOLDED = "details:has(#override) summary";
const DECISIONS = [
  {
    name: "counter-differs-open",
    on: FOLDED,
    act: async (page) => page.locator(FOLDED).click(),
    then: "#override",
  },
  {
    name: "counter-differs-nothing-stated",
    on: FOLDED,
    act: async (page) => {
      await page.locator(FOLDED).click();
      await send(page, "#approval button");
    },
    // Digits, face, data, reason: each leads to its place.
    then: ["digits-read", "face-same", "data-compared", "override"].map((id) => `[role=alert] a[href="#${id}"]`),
  },
  {
    name: "counter-agrees-face-not-stated",
    on: "#approval > button:not(.plain)",
    act: async (page) => {
      await page.locator("#digits-read").check();
      await page.locator("#data-compared").check();
      await send(page, "#approval button");
    },
    then: ['[role=alert] a[href="#face-same"]', "#digits-read:checked", "#data-compared:checked", "#face-same:not(:checked)"],
  },
  {
    name: "counter-other-reason-without-message",
    on: FOLDED,
    act: async (page) => {
      await page.locator("#reason").selectOption("other");
      await page.locator("#note").fill("");
      await send(page, "button.lead");
    },
    then: '[role=alert] a[href="#note"]',
  },
  {
    name: "counter-wrong-address",
    on: "#email",
    act: async (page) => {
      await page.locator("#email").fill("budi");
      await send(page, "form:has(#email) button");
    },
    then: '#email[aria-invalid=true][value="budi"]',
  },
  {
    name: "counter-short-form",
    on: ".step:has(.notice) #data-compared",
    act: async (page) => page.locator("#data-compared").check(),
    then: ".step .notice dt",
  },
  {
    name: "face-check-not-compared",
    on: "#compared",
    act: async (page) => send(page, "form[action$=accept] button"),
    then: '[role=alert] a[href="#compared"]',
  },
  {
    name: "face-check-nothing-to-improve",
    on: "#compared",
    act: async (page) => {
      await page.locator("details:has(#too-dark) summary").click();
      await send(page, "form[action$=retake] button");
    },
    then: ['[role=alert] a[href="#too-dark"]', "details[open] #too-dark"],
  },
  {
    name: "application-nothing-marked",
    on: IN_REVIEW,
    act: async (page) => {
      await page.locator("details:has(#correction) > summary").click();
      await send(page, "#correction button");
    },
    then: ['[role=alert] a[href="#marks"]', "details[open] #correction"],
  },
  {
    name: "application-marked-for-too-many-days",
    on: IN_REVIEW,
    act: async (page) => {
      await page.locator("summary", { hasText: "Tandai" }).first().click();
      await page.locator("select[form=correction]").first().selectOption("incomplete");
      await page.locator("details:has(#correction) > summary").click();
      await page.locator("#days").fill("99");
      await send(page, "#correction button");
    },
    then: ['#days[aria-invalid=true][value="99"]', "details[open] select[form=correction] option[value=incomplete][selected]"],
  },
  {
    name: "application-visit-without-a-place",
    on: IN_REVIEW,
    act: async (page) => {
      await page.locator("details:has(#place) > summary").click();
      await send(page, "form[action$='/visit'] button");
    },
    then: ['[role=alert] a[href="#place"]', "#place[aria-invalid=true]"],
  },
  {
    name: "application-other-reason-without-message",
    on: IN_REVIEW,
    act: async (page) => {
      await page.locator("details:has(#refusal) > summary").click();
      await page.locator("#refusal").selectOption("other");
      await send(page, "form[action$='/refusal'] button");
    },
    then: ['[role=alert] a[href="#refusal-note"]', "#refusal-note[aria-invalid=true]"],
  },
  {
    name: "application-approved",
    on: IN_REVIEW,
    act: async (page) => send(page, "form[action$='/approve'] button"),
    then: ["[role=status]", "form[action$='/sign'] button"],
  },
  {
    name: "counter-after-a-rejection",
    on: FOLDED,
    act: async (page) => send(page, "button.lead"),
    then: "[role=status] a[href^='/counter/registrations/']",
  },
];

async function send(page, button) {
  await Promise.all([page.waitForEvent("load"), page.locator(button).first().click()]);
}

async function decide(context, address, out, seen) {
  const page = await context.newPage();
  await page.goto(`${address}/counter`);
  const waiting = await page.$$eval(".queue a", (links) => links.map((link) => link.getAttribute("href")));
  const unpaired = await page.locator("h2", { hasText: /Belum dipasangkan \([1-9]/ }).count();
  if (unpaired === 0) seen.set("the queue", ["does not count those who have not paired"]);
  for (const { name, on, act, then } of DECISIONS) {
    let found;
    for (const path of waiting) {
      await page.goto(address + path);
      if ((await page.locator(on).count()) > 0) {
        found = path;
        break;
      }
    }
    if (!found) {
      seen.set(name, [`no registration in the queue has ${on}`]);
      continue;
    }
    seen.set(name, await doThere(context, address + found, out, { name, act, then }));
  }
  await page.close();
}

// Does something on a page and inspects what follows, which must have all parts of `then`.
async function doThere(context, address, out, { name, act, then }) {
  const missing = [];
  const result = await inspect(context, address, join(out, name), async (opened) => {
    await act(opened);
    for (const part of [then].flat()) if ((await opened.locator(part).count()) === 0) missing.push(`does not have ${part}`);
  });
  const findings = [...missing, ...result.findings];
  console.log(`  ${name}: ${findings.length === 0 ? "good" : `${findings.length} findings`}`);
  return findings;
}

// The officer's way in, by the labels of the form's fields as a person would find them.
async function signIn(context, address, { name, code }) {
  const page = await context.newPage();
  await page.goto(`${address}/counter/sign-in`);
  await page.locator("input[autocomplete=username]").fill(name);
  await page.locator("input[autocomplete=current-password]").fill(code);
  await page.locator("main form button").click();
  await page.waitForURL(`${address}/counter`);
  await page.close();
}

const [command, ...rest] = process.argv.slice(2);
const commands = { "self-test": selfTest, pages };
if (!(command in commands)) {
  console.error(`usage: node check.mjs ${Object.keys(commands).join(" | ")}`);
  process.exit(2);
}
process.exitCode = (await commands[command](...rest)) ? 0 : 1;
