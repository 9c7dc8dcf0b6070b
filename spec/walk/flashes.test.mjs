// Flashes in a browser: where they stand, how long, and where they come along to.

import assert from "node:assert/strict";
import { freeze, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(path = "", options = {}) {
    const host = await house.host("spec/apps/flashes.lua");
    const tab = await house.tab(host.url + path, options);
    return { host, ...tab };
}

/** The same, where a flash stays as long as the spec wants. */
async function visitFrozen() {
    const tab = await visit("", { prepare: (page) => page.clock.install() });
    await freeze(tab.page);
    return tab;
}

const has = (page, selector, count = 1) =>
    page.waitForFunction(([of, n]) => document.querySelectorAll(of).length === n, [selector, count]);

test("a flash is said where the layout has a place, to screen readers too", async () => {
    const { page } = await visit();
    await page.click("#info");
    await has(page, '.ls-flashes > .ls-flash.info[role="status"]');
    await page.click("#error");
    await has(page, '.ls-flashes > .ls-flash.error[role="alert"]');
    await shows(page, ".ls-flash.error span", "No.");
});

test("it goes when it is closed, when its time is over, and when the visitor sends a form or goes on", async () => {
    const { page } = await visitFrozen();
    await page.click("#info");
    await page.click("#error");
    await has(page, ".ls-flash", 2);
    await page.clock.runFor(10_000);
    await has(page, ".ls-flash.info", 0);
    await has(page, ".ls-flash.error");
    await page.getByRole("button", { name: "Close" }).click();
    await has(page, ".ls-flash", 0);
    await page.click("#error");
    await has(page, ".ls-flash");
    await page.click("#send");
    await has(page, ".ls-flash", 0);
    await page.click("#error");
    await has(page, ".ls-flash");
    await page.click("#link");
    await shows(page, "h1", "Other");
    await has(page, ".ls-flash", 0);
});

test("it stays while somebody is at it", async () => {
    const { page } = await visitFrozen();
    await page.click("#info");
    await page.hover(".ls-flash.info");
    await page.clock.runFor(20_000);
    await has(page, ".ls-flash.info");
    await page.mouse.move(0, 0);
    await page.clock.runFor(10_000);
    await has(page, ".ls-flash.info", 0);
});

test("it stays on the way to another view over the line", async () => {
    const { page, context } = await visit();
    await page.evaluate(() => {
        window.isHere = true;
    });
    await page.click("#go");
    await shows(page, "h1", "Other");
    await has(page, ".ls-flash.success");
    assert.equal(await page.locator(".ls-flash span").textContent(), "Saved <it>.");
    assert.equal(await page.evaluate(() => window.isHere), true);
    await page.waitForFunction(() => document.cookie === "");
    assert.deepEqual(await context.cookies(), []);
});

test("I3686 a flash survives navigation that falls back to a full page load", async () => {
    const { page, context } = await visitFrozen();
    const navigated = page.waitForEvent("load");
    await page.click("#desk");
    await navigated;
    await shows(page, "h1", "Desk");
    await has(page, ".ls-flash.success");
    assert.equal(await page.locator(".ls-flash span").textContent(), "Saved <it>.");
    await page.waitForFunction(() => document.cookie === "");
    await page.getByRole("button", { name: "Close" }).click();
    await has(page, ".ls-flash", 0);
    await page.reload();
    await shows(page, "h1", "Desk");
    await has(page, ".ls-flash", 0);
    assert.deepEqual(await context.cookies(), []);
});

test("it survives a redirect, with all that was said, and is in the page before any script", async () => {
    const { page } = await visit();
    const answer = page.waitForResponse((response) => response.url().endsWith("/other"));
    await page.click("#both");
    const html = await (await answer).text();
    assert.match(html, /class="ls-flash info".*One\..*class="ls-flash warning".*Two\./s);
    await has(page, ".ls-flash", 2);
});

test("what the page request itself is sent on with is said where it leads", async () => {
    const { page } = await visit("old");
    await shows(page, "h1", "Other");
    await shows(page, ".ls-flash.info span", "This page has moved.");
});
