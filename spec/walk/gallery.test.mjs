// The gallery in a real browser: everything shows, and does what it looks as if it did.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";
import { STILL, watch } from "./support/watch.mjs";

const house = openHouse();

async function visit() {
    const host = await house.host("apps/gallery.lua");
    const tab = await house.tab(host.url);
    await tab.page.waitForSelector("html[ls-state=live]", { state: "attached" });
    return { host, ...tab };
}

const isModal = (page, id) => page.locator(`#${id}`).evaluate((dialog) => dialog.matches(":modal"));
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);

test("everything shows, with sizes that can be seen", async () => {
    const { page } = await visit();
    assert.equal(await page.locator("h1").textContent(), "Roastery");
    for (const [selector, least] of [
        ["figure.ls-chart > svg", 300],
        ["svg.ls-sparkline", 100],
        ["figure.ls-chart polyline", 100],
        ["[role=tablist]", 300],
    ]) {
        const { width, height } = await page.locator(selector).first().boundingBox();
        assert.ok(width >= least && height > 10, `${selector}: ${width} x ${height}`);
    }
    const circles = await page.locator("figure circle").count();
    assert.equal(circles, 48);
});

test("tabs switch by clicks and by arrow keys, and the panel follows", async () => {
    const { page } = await visit();
    await page.click("#desk-tab-orders");
    await shows(page, "#desk-panel caption", "Orders 1 to 8 of 57");
    await page.keyboard.press("ArrowRight");
    await page.locator("#desk-tab-about[aria-selected=true]").waitFor();
    assert.equal(await focused(page), "desk-tab-about");
    await page.keyboard.press("ArrowRight");
    await page.locator("#desk-tab-sales[aria-selected=true]").waitFor();
    assert.equal(await page.locator("[role=tabpanel]").getAttribute("aria-labelledby"), "desk-tab-sales");
    assert.equal(await page.locator("[role=tab]:not([tabindex])").count(), 1);
});

test("the table sorts, and rows that stay move", async () => {
    const { page } = await visit();
    await page.click("#desk-tab-orders");
    await page.locator("th button", { hasText: "Kilos" }).click();
    await page.locator("th[aria-sort=ascending]", { hasText: "Kilos" }).waitFor();
    const kilos = () => page.locator("tbody td:nth-child(4)").allTextContents();
    const up = (await kilos()).map(Number);
    assert.deepEqual(
        up,
        [...up].sort((a, b) => a - b),
    );
    await page.locator("th button", { hasText: "Kilos" }).click();
    await page.locator("th[aria-sort=descending]", { hasText: "Kilos" }).waitFor();
    const down = (await kilos()).map(Number);
    assert.ok(down[0] > up[0] && down[0] >= down[7]);
});

test("the pager goes from page to page, and ends at the last", async () => {
    const { page } = await visit();
    await page.click("#desk-tab-orders");
    await page.click("[aria-label='Next page']");
    await shows(page, "#desk-panel caption", "Orders 9 to 16 of 57");
    await page.click(".ls-pager button:text-is('8')");
    await shows(page, "#desk-panel caption", "Orders 57 to 57 of 57");
    assert.equal(await page.locator("[aria-label='Next page']").isDisabled(), true);
    assert.equal(await page.locator("[aria-current=page]").last().textContent(), "8");
});

test("a changed value of the chart is a small patch, and touches what changed", async () => {
    const { page, frames } = await visit();
    const watcher = await watch(page);
    await page.click("text=Sell a kilo");
    await shows(page, ".figures li:first-child b", 2431);
    assert.ok(frames.received.at(-1).length < 520, `${frames.received.at(-1).length} bytes`);
    const told = await watcher.tell();
    const texts = ["#text"]; // of the <title> that the point shows
    assert.deepEqual({ ...told, attributes: [], texts: 0 }, { ...STILL, added: texts, removed: texts });
    assert.ok(told.attributes.length <= 8, told.attributes.join());
});

test("the chart is drawn in another way", async () => {
    const { page } = await visit();
    await page.selectOption("#type", "bar");
    await page.locator("figure rect[height]").nth(47).waitFor();
    await page.check("#stacked");
    const tops = () => page.locator("figure svg text").allTextContents();
    await page.waitForFunction(() =>
        [...document.querySelectorAll("figure text")].some(({ textContent }) => textContent === "800"),
    );
    assert.ok((await tops()).includes("0"));
    await page.selectOption("#type", "area");
    await page.locator("figure polygon").first().waitFor({ state: "attached" });
});

test("the host opens a dialog above the page; Escape closes it, and the host knows", async () => {
    const { page, host } = await visit();
    await page.click("text=New order");
    await page.locator("#order-customer").waitFor();
    assert.equal(await isModal(page, "new-order"), true);
    await page.keyboard.press("Escape");
    await page.locator("#new-order:not([open])").waitFor({ state: "attached" });
    await page.click("text=New order");
    await page.locator("#order-customer").waitFor();
    assert.equal(await isModal(page, "new-order"), true);
    await page.click("#new-order [aria-label=Close]");
    await page.locator("#new-order:not([open])").waitFor({ state: "attached" });
    assert.equal(await focused(page), "New order");
    await until(async () => (await host.metric("events")) === 4, "the host knows");
    assert.equal(await host.metric("turns_failed"), 0);
});

test("the page opens a dialog by itself, without a word to the host", async () => {
    const { page, frames } = await visit();
    await page.click("text=Help");
    assert.equal(await isModal(page, "help"), true);
    await page.click("#help [aria-label=Close]");
    assert.equal(await isModal(page, "help"), false);
    assert.equal(frames.sent.filter((text) => text.startsWith('["e"')).length, 0);
});

test("a form says what is wrong, then an order is placed and told of", async () => {
    const { page } = await visit();
    await page.click("text=New order");
    await page.click("text=Place the order");
    await shows(page, "#order-customer-error", "Who is it for?");
    assert.equal(await page.locator("#order [aria-invalid=true]").count(), 3);
    assert.equal(
        await page.locator("#order-kilos").getAttribute("aria-describedby"),
        "order-kilos-hint order-kilos-error",
    );
    await page.fill("#order-customer", "The Lighthouse");
    await shows(page, "#order-customer-error", "");
    await page.selectOption("#order-coffee", "house");
    await page.fill("#order-kilos", "12");
    await page.click("text=Place the order");
    await shows(page, ".ls-flash span", "Order 1058 is placed: 12 kilos for The Lighthouse.");
    assert.equal(await isModal(page, "new-order"), false);
    await page.click(".ls-flash [aria-label=Close]");
    await page.locator(".ls-flash p").waitFor({ state: "detached" });
    await page.click("#desk-tab-orders");
    await shows(page, "#desk-panel caption", "Orders 1 to 8 of 58");
});

test("every control has a name, every reference an element, every id one", async () => {
    const { page } = await visit();
    await page.click("text=New order");
    await page.locator("#order-customer").waitFor();
    for (const tab of ["sales", "orders", "about"]) {
        await page.locator(`#desk-tab-${tab}`).evaluate((element) => element.click());
        await page.locator(`#desk-tab-${tab}[aria-selected=true]`).waitFor({ state: "attached" });
        assert.deepEqual(await page.evaluate(faults), []);
    }
});

// Runs in the page.
function faults() {
    const found = [];
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`twice: ${id}`);
    for (const name of ["for", "aria-controls", "aria-labelledby", "aria-describedby", "commandfor", "form"])
        for (const element of document.querySelectorAll(`[${name}]`))
            for (const id of element.getAttribute(name).split(" "))
                if (!document.getElementById(id)) found.push(`${name}: ${id}`);
    for (const element of document.querySelectorAll(
        "button,a[href],input,select,textarea,[role=img],[role=tab],dialog",
    )) {
        const label =
            element.labels?.[0] ?? document.getElementById(element.getAttribute("aria-labelledby")) ?? element;
        if (!(element.getAttribute("aria-label") || label.textContent.trim()))
            found.push(`no name: ${element.outerHTML}`);
    }
    return found;
}
