// What is looked at on one page. Each finding is one line that says what is wrong and where.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The Web Content Accessibility Guidelines up to 2.2, levels A and AA.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// A cheap phone held upright, and a clerk's screen. CSS pixels.
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

// How long the focus may take to get to its place.
const FOCUS_MS = 5000;

/**
 * Opens an address and inspects it: on a wide and a narrow screen, in light and dark colours, and as it is printed.
 *
 * `pictures`: where to leave the pictures, without their ending; none are taken without it.
 * `act`: what a person does there first, given the page; the page that follows is inspected. A page that refuses what was
 * done is no fault.
 * Returns { findings: [text], links: [addresses of the same origin], status }.
 */
export async function inspect(context, address, pictures, act) {
  const page = await context.newPage();
  const findings = [];
  const origin = new URL(address).origin;
  page.on("pageerror", (error) => findings.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    // Chromium says here what a content security policy refused, too.
    // A page without an icon is no fault: the browser asks for one by itself.
    const isIcon = message.location().url.endsWith("/favicon.ico");
    const isPage = message.location().url === page.url();
    const isRefusal = act !== undefined && isPage && /status of (401|404|409|422|429)/.test(message.text());
    if (message.type() === "error" && !isIcon && !isRefusal) findings.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith("http") && to.origin !== origin) findings.push(`asks another host: ${to.origin}`);
  });
  try {
    await page.setViewportSize(DESK);
    const response = await page.goto(address, { waitUntil: "load" }).catch(() => null);
    if (!response) return { findings: ["cannot be opened"], links: [], status: 0 };
    if (response.status() >= 400) findings.push(`answered ${response.status()}`);
    await act?.(page);
    // Before any key is pressed: where a page that refuses a form has put the focus, which a busy browser does late.
    await page.waitForFunction(focusIsWhereItBelongs, null, { timeout: FOCUS_MS }).catch(() => {});
    findings.push(...(await page.evaluate(mistakes)));
    findings.push(...(await page.evaluate(sameNames)));
    findings.push(...(await accessibility(page, "desk")));
    findings.push(...(await keyboard(page)));
    if (pictures) await page.screenshot({ path: `${pictures}-desk.png`, fullPage: true });
    await page.emulateMedia({ colorScheme: "dark" });
    findings.push(...(await accessibility(page, "dark")));
    if (pictures) await page.screenshot({ path: `${pictures}-desk-dark.png`, fullPage: true });
    await page.emulateMedia({ colorScheme: "light", media: "print" });
    findings.push(...(await page.evaluate(printed)));
    await page.emulateMedia({ media: "screen" });
    const links = await page.$$eval("a[href]", (anchors) => anchors.map((anchor) => anchor.href));
    await page.setViewportSize(PHONE);
    findings.push(...(await accessibility(page, "phone")));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) findings.push(`scrolls sideways on a phone: ${wide} px too wide`);
    if (pictures) {
      await page.screenshot({ path: `${pictures}-phone.png`, fullPage: true });
      await page.emulateMedia({ colorScheme: "dark" });
      await page.screenshot({ path: `${pictures}-phone-dark.png`, fullPage: true });
    }
    return {
      findings: [...new Set(findings)],
      links: [...new Set(links.map((link) => link.split("#")[0]))].filter((link) => link.startsWith(`${origin}/`)),
      status: response.status(),
    };
  } finally {
    await page.close();
  }
}

function focusIsWhereItBelongs() {
  return !document.querySelector("[aria-invalid=true]") || document.activeElement.closest("[role=alert]") !== null;
}

// A marked field must be described, and the page must say in its title and with its focus that something is wrong.
function mistakes() {
  const invalid = [...document.querySelectorAll("[aria-invalid=true]")];
  const found = invalid
    .filter((field) => {
      const ids = (field.getAttribute("aria-describedby") ?? "").split(" ");
      return !ids.some((id) => id.endsWith("-error") && document.getElementById(id)?.textContent.trim());
    })
    .map((field) => `marked as wrong without a message: ${field.outerHTML.slice(0, 80)}`);
  if (invalid.length > 0) {
    if (!/^(Galat|Error): /.test(document.title)) found.push(`a refused form, and the title does not say so: ${document.title}`);
    if (!document.activeElement.closest("[role=alert]")) found.push("a refused form, and the focus is not on what is wrong");
  }
  return found;
}

// A list of links is read without what stands around them.
function sameNames() {
  const names = new Map();
  for (const link of document.querySelectorAll("a[href]")) {
    const name = (link.getAttribute("aria-label") ?? link.textContent).replace(/\s+/g, " ").trim();
    names.set(name, new Set([...(names.get(name) ?? []), link.href]));
  }
  return [...names].filter(([, targets]) => targets.size > 1).map(([name, targets]) => `${targets.size} links are called "${name}"`);
}

// Nothing on paper can be pressed, and what a page is not must still be said.
function printed() {
  const found = [...document.querySelectorAll("nav, button")].filter((part) => part.checkVisibility());
  const lines = found.slice(0, 1).map((part) => `printed although it is of no use on paper: ${part.outerHTML.slice(0, 80)}`);
  const example = document.querySelector(".example");
  if (example && !example.checkVisibility()) lines.push("does not say on paper that it is an example");
  return lines;
}

async function accessibility(page, size) {
  // Evaluated through the debugger, which a content security policy does not stop: it need not be switched off.
  await page.evaluate(axeSource);
  const result = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), RULES);
  return result.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
    return `${id} (${size}): ${help}: ${places}${nodes.length > 3 ? `, ${nodes.length - 3} more` : ""}`;
  });
}

// Every visible control must get the focus when Tab is pressed often enough.
async function keyboard(page) {
  const CONTROLS = "a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select, textarea, summary";
  const count = await page.evaluate((selector) => {
    document.activeElement?.blur();
    const seen = [...document.querySelectorAll(selector)].filter((control) => control.checkVisibility());
    window.ikdUnreached = new Set(seen);
    return seen.length;
  }, CONTROLS);
  // Some controls (dates, groups of radio buttons) take several steps or share one.
  for (let step = 0; step < count * 4 + 4; step += 1) {
    await page.keyboard.press("Tab");
    const left = await page.evaluate(() => {
      const focused = document.activeElement;
      window.ikdUnreached.delete(focused);
      if (focused?.type === "radio") {
        // One Tab stop for the whole group; the arrow keys do the rest.
        for (const other of [...window.ikdUnreached]) if (other.type === "radio" && other.name === focused.name) window.ikdUnreached.delete(other);
      }
      return window.ikdUnreached.size;
    });
    if (left === 0) break;
  }
  return page.evaluate(() =>
    [...window.ikdUnreached].map((control) => `not reached by Tab: ${control.outerHTML.slice(0, 80)}`),
  );
}
