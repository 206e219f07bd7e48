// What is looked at on one page. Each finding is one line that says what is wrong and where.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The Web Content Accessibility Guidelines up to 2.2, levels A and AA.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// A cheap phone held upright, and a clerk's screen. CSS pixels.
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/**
 * Opens an address and inspects it.
 *
 * `pictures`: where to leave the two pictures, without ".png"; none are taken without it.
 * `act`: what a person does there first, given the page; where that leads is inspected. A page that answers what was done
 * with a refusal is no fault.
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
    const isRefusal = act !== undefined && message.text().includes("status of 409");
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
    findings.push(...(await accessibility(page, "desk")));
    findings.push(...(await keyboard(page)));
    if (pictures) await page.screenshot({ path: `${pictures}-desk.png`, fullPage: true });
    const links = await page.$$eval("a[href]", (anchors) => anchors.map((anchor) => anchor.href));
    await page.setViewportSize(PHONE);
    findings.push(...(await accessibility(page, "phone")));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) findings.push(`scrolls sideways on a phone: ${wide} px too wide`);
    if (pictures) await page.screenshot({ path: `${pictures}-phone.png`, fullPage: true });
    return {
      findings: [...new Set(findings)],
      links: [...new Set(links.map((link) => link.split("#")[0]))].filter((link) => link.startsWith(`${origin}/`)),
      status: response.status(),
    };
  } finally {
    await page.close();
  }
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
