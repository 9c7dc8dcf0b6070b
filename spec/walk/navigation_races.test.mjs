// What happens at once with a move, and must not meet it: patches, typing, nested views on their way.
//
// I3686 is in flashes.test.mjs.

import assert from "node:assert/strict";
import { clicks, follows, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(path = "") {
    const host = await house.host("spec/apps/races.lua");
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url + path, { expects: /WebSocket/ });
    await follows(tab.page);
    return { ...tab, tab, host, proxy };
}

const rowsOf = (page) => page.locator("li").allTextContents();
const showsRows = (page, set) =>
    page.waitForFunction(
        (want) => [...document.querySelectorAll("li")].map((li) => li.textContent).join() === want,
        `${set}1,${set}2`,
    );

test("S08 other params that reset a list leave nothing of the old one, there and back", async () => {
    const { page } = await visit();
    await page.click("#b");
    await showsRows(page, "b");
    await page.evaluate(() => history.go(-1));
    await showsRows(page, "a");
    await page.click("#b");
    await showsRows(page, "b");
    assert.deepEqual(await rowsOf(page), ["b1", "b2"]);
});

test("I4094 a view that is told of params may send its visitor on", async () => {
    const { page, tab } = await visit();
    await page.click("#on");
    await showsRows(page, "b");
    await page.waitForFunction(() => location.search === "?set=b");
    await page.click("#away");
    await shows(page, "h1", "End");
    await page.waitForFunction(() => location.pathname === "/end");
    assert.deepEqual(tab.errors, []);
});

test("I4290 what is typed into a page that is being left reaches no other", async () => {
    const { page, proxy } = await visit();
    proxy.hold("down");
    await clicks(page, "#end");
    await page.fill("#text", "too late");
    await page.locator("#text").blur();
    proxy.release();
    await shows(page, "h1", "End");
    await page.fill("#text", "x");
    await shows(page, "#typed", 1);
});

test("I3194 what waits for a field to be left is not told to the next view", async () => {
    const { page } = await visit();
    await page.locator("#text").pressSequentially("abc");
    await clicks(page, "#end");
    await shows(page, "h1", "End");
    await page.fill("#text", "x");
    await shows(page, "#typed", 1);
});

test("I3709 many patches on their way while a page is left do no harm, and the next move works", async () => {
    const { page } = await visit();
    for (let i = 0; i < 3; i++) {
        await page.waitForFunction(() => Number(document.querySelector("#ticks").textContent) > 5);
        await clicks(page, "#end");
        await shows(page, "h1", "End");
        await clicks(page, "#rows");
        await shows(page, "h1", "Rows");
    }
});

test("I4359 other params while a nested view is on its way do not lose it", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        for (const id of ["nest", "b"]) document.getElementById(id).click();
    });
    await page.waitForSelector('#child[ls-state="live"]', { state: "attached" });
    await showsRows(page, "b");
    await clicks(page, "#child .add");
    await shows(page, "#child .add", 1);
});

test("I3117 what has nothing that changes is there after a move", async () => {
    const { page } = await visit();
    await clicks(page, "#end");
    await shows(page, "h1", "End");
    assert.deepEqual(await page.locator(".plain").allTextContents(), [
        "nothing in here changes",
        "nothing in here changes",
    ]);
});
