// A table of a thousand rows: what changes is what travels and what is touched, and nothing else.

import assert from "node:assert/strict";
import { clicks, openHouse, shows, test } from "./support/house.mjs";
import { watch } from "./support/watch.mjs";

const house = openHouse();
const ROWS = "tbody tr";

async function visit() {
    const host = await house.host("apps/rows.lua", ["--limit", "turn_ms=60000"]);
    const tab = await house.tab(host.url);
    return { host, ...tab };
}

async function thousand() {
    const visited = await visit();
    const { page } = visited;
    await clicks(page, "#run");
    await rowsAre(page, 1000);
    await markRows(page);
    const watcher = await watch(page);
    const { frames } = visited;
    const lastPatch = () => JSON.parse(frames.received.findLast((frame) => /^\[\d/.test(frame)))[2]; // no heartbeat
    return { ...visited, watcher, lastPatch };
}

const rowsAre = (page, n) =>
    page.waitForFunction(([rows, n]) => document.querySelectorAll(rows).length === n, [ROWS, n]);

// Each row element remembers which one it was.
const markRows = (page) =>
    page.evaluate((rows) => {
        document.querySelectorAll(rows).forEach((row, i) => {
            row.wasAt = i;
        });
    }, ROWS);

/** Where each row was when it was marked; null for a new one. */
const order = (page) =>
    page.evaluate((rows) => [...document.querySelectorAll(rows)].map((row) => row.wasAt ?? null), ROWS);

const count = (n, of) => Array.from({ length: n }, (_, i) => of(i));
const inOrder = count(1000, (i) => i);
const text = (page, row) => page.locator(`${ROWS}:nth-child(${row}) td:nth-child(2)`).textContent();

/** The change of the list in a patch, wherever the list is. */
function listChange(patch) {
    if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return null;
    if (["-", ">", "+", "*"].some((part) => part in patch)) return patch;
    return Object.values(patch).map(listChange).find(Boolean) ?? null;
}

test("a thousand rows are made, once, in order", async () => {
    const { page, host } = await thousand();
    const ids = await page.locator(`${ROWS} td:first-child`).allTextContents();
    assert.deepEqual(
        ids,
        count(1000, (i) => String(i + 1)),
    );
    assert.equal(await host.metric("events"), 1);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("updating every tenth row sends a hundred slots and nothing else", async () => {
    const { page, watcher, lastPatch } = await thousand();
    await clicks(page, "#update");
    await page.locator(`${ROWS}:nth-child(991) td:nth-child(2)`, { hasText: / !!!$/ }).waitFor();
    const patch = lastPatch();
    const change = listChange(patch);
    assert.equal(Object.keys(patch).length, 1);
    assert.deepEqual(Object.keys(change), ["*"]);
    assert.equal(change["*"].length, 300);
    for (let i = 0; i < 100; i++) {
        const [row, slot, value] = change["*"].slice(3 * i, 3 * i + 3);
        assert.equal(row, 10 * i);
        assert.equal(slot, change["*"][1]);
        // A label of some length keeps its beginning, and only what is new travels.
        assert.match(typeof value === "string" ? value : Object.values(value)[0], / !!!$/);
        if (typeof value !== "string") assert.equal(Object.values(value)[0], " !!!");
    }
    assert.ok(JSON.stringify(patch).length < 2500);
    assert.deepEqual(await watcher.tell(), { added: [], removed: [], moved: [], attributes: [], texts: 100 });
    assert.deepEqual(await order(page), inOrder);
    for (const row of [1, 2, 10, 11]) assert.equal((await text(page, row)).endsWith(" !!!"), row % 10 === 1);
});

test("swapping two rows moves two nodes", async () => {
    const { page, watcher, lastPatch } = await thousand();
    const [second, last] = [await text(page, 2), await text(page, 999)];
    await clicks(page, "#swaprows");
    await shows(page, `${ROWS}:nth-child(2) td:first-child`, 999);
    const change = listChange(lastPatch());
    assert.deepEqual(change, { ">": [998, 1, 1, 998] });
    const { moved, ...rest } = await watcher.tell();
    assert.deepEqual(moved, ["tr", "tr"]);
    assert.deepEqual(rest, { added: [], removed: [], attributes: [], texts: 0 });
    const wanted = [...inOrder];
    [wanted[1], wanted[998]] = [998, 1];
    assert.deepEqual(await order(page), wanted);
    assert.deepEqual([await text(page, 999), await text(page, 2)], [second, last]);
});

test("selecting a row changes one attribute, selecting another two", async () => {
    const { page, watcher, lastPatch } = await thousand();
    await clicks(page, `${ROWS}:nth-child(5) td:nth-child(2) a`);
    await page.locator(`${ROWS}:nth-child(5).danger`).waitFor();
    assert.deepEqual((await watcher.tell()).attributes, ["tr class"]);
    await clicks(page, `${ROWS}:nth-child(700) td:nth-child(2) a`);
    await page.locator(`${ROWS}:nth-child(700).danger`).waitFor();
    assert.equal(listChange(lastPatch())["*"].length, 6);
    const told = await watcher.tell();
    assert.deepEqual(told, { added: [], removed: [], moved: [], attributes: ["tr class", "tr class"], texts: 0 });
    assert.equal(await page.locator(".danger").count(), 1);
    assert.equal(await page.locator(`${ROWS}:nth-child(5)`).getAttribute("class"), null);
});

test("removing a row removes one node", async () => {
    const { page, watcher, lastPatch } = await thousand();
    await clicks(page, `${ROWS}:nth-child(500) td:nth-child(3) a`);
    await rowsAre(page, 999);
    assert.deepEqual(listChange(lastPatch()), { "-": [499] });
    const told = await watcher.tell();
    assert.deepEqual(told, { added: [], removed: ["tr"], moved: [], attributes: [], texts: 0 });
    assert.deepEqual(
        await order(page),
        inOrder.filter((i) => i !== 499),
    );
});

test("appending a thousand rows leaves those before them alone", async () => {
    const { page, watcher, lastPatch } = await thousand();
    await clicks(page, "#add");
    await rowsAre(page, 2000);
    const change = listChange(lastPatch());
    assert.deepEqual(Object.keys(change), ["+"]);
    assert.equal(change["+"].length, 1);
    assert.equal(change["+"][0].length, 1001);
    const { added, ...rest } = await watcher.tell();
    assert.deepEqual(
        added,
        count(1000, () => "tr"),
    );
    assert.deepEqual(rest, { removed: [], moved: [], attributes: [], texts: 0 });
    assert.deepEqual(await order(page), [...inOrder, ...count(1000, () => null)]);
});

test("replacing all rows leaves none of the old ones", async () => {
    const { page } = await thousand();
    await clicks(page, "#run");
    await shows(page, `${ROWS}:first-child td:first-child`, 1001);
    assert.deepEqual(
        await order(page),
        count(1000, () => null),
    );
});

test("clearing leaves an empty table, which can be filled again", async () => {
    const { page, frames } = await thousand();
    await clicks(page, "#clear");
    await rowsAre(page, 0);
    assert.equal(await page.locator(ROWS).count(), 0);
    assert.ok(frames.received.at(-1).length < 10_000);
    await clicks(page, "#add");
    await rowsAre(page, 1000);
    assert.equal(await page.locator(ROWS).count(), 1000);
});

test("many operations at once come out as if they had come one by one", async () => {
    const { page, host } = await thousand();
    await page.evaluate(() => {
        for (const id of ["update", "swaprows", "add", "update"]) document.querySelector(`#${id}`).click();
        document.querySelector("tbody tr:nth-child(3) td:nth-child(3) a").click();
        document.querySelector("tbody tr:nth-child(1) td:nth-child(2) a").click();
    });
    await page.locator(`${ROWS}:nth-child(1).danger`).waitFor();
    assert.equal(await page.locator(ROWS).count(), 1999);
    const wanted = [...inOrder, ...count(1000, () => null)];
    [wanted[1], wanted[998]] = [998, 1];
    wanted.splice(2, 1);
    assert.deepEqual(await order(page), wanted);
    assert.match(await text(page, 1), /[a-z] !!! !!!$/);
    assert.match(await text(page, 1000), /[a-z] !!!$/);
    assert.equal(await host.metric("fulls"), 0);
});

test("a button that has the focus keeps it while rows around it come and go", async () => {
    const { page } = await thousand();
    await page.locator("#update").focus();
    await clicks(page, "#swaprows", 2);
    await clicks(page, `${ROWS}:nth-child(1) td:nth-child(3) a`);
    await rowsAre(page, 999);
    assert.deepEqual(await order(page), inOrder.slice(1));
    assert.equal(await page.evaluate(() => document.activeElement.id), "update");
});

test("ten thousand rows are no trouble", async () => {
    const { page, host } = await visit();
    await clicks(page, "#runlots");
    await rowsAre(page, 10000);
    assert.equal(await page.locator(ROWS).count(), 10_000);
    assert.equal(await host.metric("turns_failed"), 0);
    await markRows(page);
    const watcher = await watch(page);
    await clicks(page, `${ROWS}:nth-child(9000) td:nth-child(2) a`);
    await page.locator(`${ROWS}:nth-child(9000).danger`).waitFor();
    assert.deepEqual((await watcher.tell()).attributes, ["tr class"]);
    assert.deepEqual(
        await order(page),
        count(10_000, (i) => i),
    );
});
