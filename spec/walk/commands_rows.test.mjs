// Operations at a birth and before an end, and while an event is on its way.

import assert from "node:assert/strict";
import { clicks, freeze, hearsOfJoined, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(options = {}) {
    const host = await house.host("spec/apps/operations_rows.lua");
    const proxy = await house.proxy(host);
    return { host, proxy, ...(await house.tab(proxy.url, options)) };
}

/** The same, where what goes is on its way as long as the spec wants. */
async function visitFrozen() {
    const tab = await visit({ prepare: (page) => page.clock.install() });
    await freeze(tab.page);
    return tab;
}

const ids = (page, list) => page.locator(`${list} > li`).evaluateAll((rows) => rows.map(({ id }) => id).join(" "));
const state = (page, selector) =>
    page.locator(selector).evaluate((element) => [element.className, element.getAttribute("aria-pressed")]);
const showsRows = (page, list, expected) =>
    page.waitForFunction(
        ([selector, wanted]) =>
            [...document.querySelectorAll(`${selector} > li`)].map(({ id }) => id).join(" ") === wanted,
        [list, expected],
    );

test("I3199a a row that goes plays its transition, then it is gone; those beside it stay", async () => {
    const { page } = await visitFrozen();
    await page.locator("#row3 span").evaluate((span) => Object.assign(window, { kept: span }));
    const second = await page.locator("#row2").elementHandle();
    await clicks(page, "#row2 .take");
    await page.waitForFunction((row) => row.classList.contains("ls-fade-out"), second);
    assert.equal(await second.evaluate((row) => row.inert && row.isConnected), true);
    assert.equal(await ids(page, "#rows"), "row1  row3 row4");
    await page.clock.runFor(1000);
    await page.waitForFunction((row) => !row.isConnected, second);
    assert.equal(await ids(page, "#rows"), "row1 row3 row4");
    assert.equal(await page.evaluate(() => document.querySelector("#row3 span") === window.kept), true);
    await page.evaluate(() => delete window.kept);
});

// I3199b: what navigation removes is the view, not its items: only what is taken out itself plays its transition, so
// nothing has to wait for the items of a page that is left. A view's own exit stands on its outermost element.
// I3199c: needless, for that is what happens without an option.

test("rows that stay while others go are moved, changed and taken at will", async () => {
    const { page } = await visit();
    await clicks(page, "#row2 .take");
    await clicks(page, "#swap");
    await clicks(page, "#row3 .take");
    await showsRows(page, "#rows", "row4 row1");
    await clicks(page, "#reset");
    await showsRows(page, "#rows", "row1 row2 row3 row4");
});

test("S22 items that go with a transition and are back before it is over are there once, in order", async () => {
    const { page } = await visitFrozen();
    await clicks(page, "#odd");
    await page.waitForSelector("#items > li.ls-fade-out");
    await clicks(page, "#reset");
    await showsRows(page, "#items", "item1 item2 item3 item4");
    await showsRows(page, "#rows", "row1 row2 row3 row4");
    assert.equal(await page.locator(".ls-fade-out").count(), 0);
});

test("S25 an item that an operation has hidden is hidden after a lost line", async () => {
    const { page, proxy } = await visit();
    await clicks(page, "#item2 .away");
    assert.equal(await page.locator("#item2").isVisible(), false);
    proxy.cut();
    await hearsOfJoined(page, 2);
    await clicks(page, "#swap");
    await showsRows(page, "#rows", "row4 row2 row3 row1");
    assert.equal(await page.locator("#item2").isVisible(), false);
    assert.equal(await page.locator("#item3").isVisible(), true);
});

test("who is born does what ls-mounted says, once each time; what goes alone in its place plays its transition", async () => {
    const { page } = await visitFrozen();
    await shows(page, "#births", "1");
    assert.equal(await page.locator("#panel").getAttribute("class"), "seen");
    await clicks(page, "#back");
    await page.waitForSelector("#place > p.ls-fade-out[inert]");
    await clicks(page, "#back");
    await shows(page, "#births", "2");
    assert.equal(await page.locator("#place > p").count(), 1);
    await clicks(page, "#back");
    await page.waitForSelector("#place > p.ls-fade-out[inert]");
    await page.clock.runFor(1000);
    await page.waitForFunction(() => !document.querySelector("#place > p"));
    assert.equal(await page.locator("#births").textContent(), "2");
});

test("what is optimistic shows at once, and its answer takes its place without a flicker", async () => {
    const { page, proxy } = await visit();
    proxy.hold("up");
    await page.evaluate(() => {
        const seen = [];
        const button = document.querySelector("#row1 .like");
        const look = () => {
            const now = `${button.className} ${button.textContent.trim()}`;
            if (seen.at(-1) !== now) seen.push(now);
            requestAnimationFrame(look);
        };
        look();
        Object.assign(window, { seen });
    });
    await clicks(page, "#row1 .like");
    assert.deepEqual(await state(page, "#row1 .like"), ["like liked", "true"]);
    await page.waitForFunction(() => window.seen.length === 2); // it could be seen
    proxy.release();
    await shows(page, "#row1 .like", "1");
    assert.deepEqual(await state(page, "#row1 .like"), ["like liked", null]);
    await page.waitForFunction(() => window.seen.length > 2);
    const seen = await page.evaluate(() => window.seen);
    assert.deepEqual(seen, ["like 0", "like liked 0", "like liked 1"]);
});

test("what is optimistic is taken back when the host refuses", async () => {
    const { page, proxy } = await visit();
    proxy.hold("up");
    await clicks(page, "#row1 .refuse");
    assert.deepEqual(await state(page, "#row1 .refuse"), ["refuse liked", "true"]);
    await clicks(page, "#row2 .quick");
    assert.equal(await page.locator("#row2").isVisible(), false);
    proxy.release();
    await page.waitForFunction(() => document.querySelector("#row1 .refuse").className === "refuse");
    assert.deepEqual(await state(page, "#row1 .refuse"), ["refuse", null]);
    await page.locator("#row2").waitFor();
});

test("what is optimistic is taken back after a time without an answer", async () => {
    const { page, proxy } = await visit({ prepare: (fresh) => fresh.clock.install() });
    proxy.hold("up");
    await clicks(page, "#row1 .like");
    assert.deepEqual(await state(page, "#row1 .like"), ["like liked", "true"]);
    await page.clock.runFor(10_100);
    assert.deepEqual(await state(page, "#row1 .like"), ["like", null]);
});

test("what is optimistic stays while there is no line, and goes when the event is answered after it", async () => {
    const { page, proxy } = await visit({ prepare: (fresh) => fresh.clock.install(), expects: /net::ERR/ });
    proxy.close();
    proxy.cut();
    await page.waitForSelector('html[ls-state="offline"]', { state: "attached" });
    await clicks(page, "#row1 .like");
    await clicks(page, "#row2 .refuse"); // which may not wait for a line
    assert.deepEqual(await state(page, "#row2 .refuse"), ["refuse", null]);
    await page.clock.runFor(25_000);
    assert.deepEqual(await state(page, "#row1 .like"), ["like liked", "true"]);
    proxy.open();
    await page.clock.runFor(12_000);
    await page.clock.resume();
    await shows(page, "#row1 .like", "1");
    assert.deepEqual(await state(page, "#row1 .like"), ["like liked", null]);
});

test("rows that come, go and move do so as a view transition, and arrive in order", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        const before = document.startViewTransition.bind(document);
        Object.assign(window, { transitions: 0 });
        document.startViewTransition = (change) => {
            window.transitions++;
            return before(change);
        };
    });
    await clicks(page, "#swap");
    await showsRows(page, "#rows", "row4 row2 row3 row1");
    await clicks(page, "#swap");
    await clicks(page, "#row2 .take");
    await clicks(page, "#row1 .like");
    await showsRows(page, "#rows", "row1 row3 row4");
    await shows(page, "#row1 .like", "1");
    assert.ok((await page.evaluate(() => window.transitions)) >= 2);
    await page.evaluate(() => delete window.transitions);
});

test("there are no view transitions for who asked for less motion, nor for a text alone", async () => {
    const { page } = await visit({ prepare: (fresh) => fresh.emulateMedia({ reducedMotion: "reduce" }) });
    await page.evaluate(() => {
        document.startViewTransition = () => console.error("a view transition");
    });
    await clicks(page, "#swap");
    await showsRows(page, "#rows", "row4 row2 row3 row1");
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await clicks(page, "#row1 .like");
    await shows(page, "#row1 .like", "1");
});
