// Views within views: each a session of its own, in one page and on one line.
//
// Rows of other systems' behaviours that are not here, and why:
//
//   E06    a crash in the page's own view takes nothing down: it is rolled back, and its nested views hear nothing of it
//          (a_crash_is_its_own in spec/host/session/children_test.c, and spec/walk/failures.test.mjs)
//   E07    sessions cannot be linked, so none takes another down
//   I3530  a row of a stream cannot have a nested view, which is an error that says so: nobody would remember it. Rows
//          of a keyed list can; that each begins and ends once is counted here

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, freeze, hearsOfClosed, live, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks } from "./support/watch.mjs";

const house = openHouse();
const APP = "spec/apps/walk_nested.lua";
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

const nestedLive = (page, id) => page.waitForSelector(`#${id}[ls-state="live"]`, { state: "attached" });

async function visit({ options = [], path = "", ids = ["a", "b"], ...rest } = {}) {
    const host = await house.host(APP, options);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url + path, { expects: lineLost, ...rest });
    for (const id of ids) await nestedLive(tab.page, id);
    return { host, proxy, tab, ...tab };
}

const textOf = (page, selector) => page.locator(selector).textContent();
const living = async (host) =>
    (await host.metric("visits")) + (await host.metric("children")) - (await host.metric("ended"));
const opened = (frames) => frames.sent.filter((frame) => /^\d+\["join"/.test(frame)).length;

test("the first HTML has the nested views whole, and theirs, before any script runs", async () => {
    const host = await house.host(APP);
    const html = await (await fetch(host.url)).text();
    const plain = html.replace(/<!--.*?-->/g, "");
    assert.match(plain, /<li class="row"><div id="a" ls-live="[\w-]{34}"><b class="name">a<\/b>/);
    assert.match(plain, /<div id="leaf-a" ls-live="[\w-]{34}">\s*<button class="leaf" ls-click="add">0<\/button>/);
    assert.equal(await host.metric("visits"), 1);
    assert.equal(await host.metric("children"), 3);
});

test("the page takes them over as they are: no node is touched, and nothing of them is sent again", async () => {
    const { host, page, frames } = await visit({
        prepare: (fresh) =>
            fresh.addInitScript(() =>
                document.addEventListener("DOMContentLoaded", () => {
                    const walker = document.createTreeWalker(document.querySelector("#ls-view"), NodeFilter.SHOW_ALL);
                    do walker.currentNode.isMarked = true;
                    while (walker.nextNode());
                }),
            ),
        ids: ["a", "b", "leaf-a"],
    });
    assert.equal((await marks(page)).fresh, 0);
    assert.equal(opened(frames), 3);
    assert.equal(await host.metric("fulls"), 0);
    assert.equal(await page.locator('[ls-live]:not([ls-live=""])').count(), 0, "no ticket is left in the page");
});

test("an event goes to the view that its element is in, once, and to no other", async () => {
    const { host, page } = await visit({ ids: ["a", "b", "leaf-a"] });
    await clicks(page, "#a .add", 2);
    await clicks(page, "#b .add");
    await clicks(page, ".leaf", 4);
    await clicks(page, "#add");
    await shows(page, "#a > .add", 2);
    await shows(page, "#b > .add", 1);
    await shows(page, ".leaf", 4);
    await shows(page, "#n", 1);
    assert.equal(await host.metric("events"), 8);
    assert.equal(await host.metric("rejected_unknown"), 0);
});

test("I3953: a component in a nested view is that one's: it comes, tells, and goes, as often as it likes", async () => {
    const { host, page } = await visit({ ids: ["leaf-a"] });
    for (let round = 1; round <= 4; round++) {
        await clicks(page, ".toggle");
        await page.waitForSelector(".step", { state: "attached" });
        await clicks(page, ".step", round);
        await shows(page, ".step", round);
        await shows(page, ".stepped", round);
        await clicks(page, ".toggle");
        await page.waitForSelector(".step", { state: "detached" });
    }
    await clicks(page, ".leaf");
    await shows(page, ".leaf", 1);
    assert.equal(await host.metric("turns_failed"), 0);
    assert.equal(await host.metric("rejected_unknown"), 0);
});

test("a timer of a nested view runs, and the page around it does not", async () => {
    const { page } = await visit();
    await until(async () => Number(await textOf(page, "#b .ticks")) > 2, "three ticks");
    assert.equal(await textOf(page, "#n"), "0");
});

test("E05: a nested view that crashes is as before, and neighbours and page hear nothing of it", async () => {
    const { host, page, tab } = await visit();
    await clicks(page, "#a .add");
    await shows(page, "#a > .add", 1);
    const refused = page.evaluate(
        () =>
            new Promise((done) =>
                document.addEventListener("ls:error", (event) => done([event.target.id, event.detail.code])),
            ),
    );
    await clicks(page, "#a .boom");
    assert.deepEqual(await refused, ["a", "crash"]);
    await clicks(page, "#a .add");
    await clicks(page, "#b .add");
    await clicks(page, "#add");
    await shows(page, "#a > .add", 2);
    await shows(page, "#b > .add", 1);
    await shows(page, "#n", 1);
    assert.equal(await host.metric("turns_failed"), 1);
    assert.equal(tab.loads, 1);
});

test("after a cut line every view comes back to its own session, with its nodes, and none begins anew", async () => {
    const prepare = (page) => page.clock.install();
    const { host, proxy, page } = await visit({ ids: ["a", "b", "leaf-a"], prepare });
    const ids = [await textOf(page, "#a .id"), await textOf(page, "#b .id")];
    await clicks(page, "#a .add");
    await shows(page, "#a > .add", 1);
    const count = await mark(page);
    await freeze(page);
    proxy.close();
    await hearsOfClosed(page, 1);
    await clicks(page, "#a .add", 2);
    await clicks(page, ".leaf");
    await page.clock.resume();
    await page.waitForSelector('#a[ls-state="offline"]', { state: "attached" });
    await clicks(page, "#a .add"); // refused: it says that it is offline
    proxy.open();
    await live(page);
    await shows(page, "#a > .add", 3);
    await shows(page, ".leaf", 1);
    assert.deepEqual([await textOf(page, "#a .id"), await textOf(page, "#b .id")], ids);
    assert.equal((await marks(page)).kept, count);
    await until(async () => (await host.metric("resumes")) === 4, "all have come back");
    assert.equal(await host.metric("children"), 3);
    assert.equal(await host.metric("fulls"), 0);
});

test("a row with a nested view comes, goes and comes again: each time a session of its own", async () => {
    const { host, page, frames } = await visit();
    await clicks(page, "#more");
    await nestedLive(page, "c");
    await clicks(page, "#c .add", 3);
    await shows(page, "#c > .add", 3);
    const first = await textOf(page, "#c .id");
    await clicks(page, "#less");
    await page.waitForSelector("#c", { state: "detached" });
    await until(() => frames.sent.some((frame) => /^4\["bye"\]$/.test(frame)), "the channel is given up");
    await clicks(page, "#more");
    await nestedLive(page, "c");
    await shows(page, "#c > .add", 0);
    assert.notEqual(await textOf(page, "#c .id"), first);
    await until(async () => (await living(host)) === 5, "the first has ended");
    assert.equal(await host.metric("children"), 5);
});

test("I4359: a page that changes while a nested view is on its way to it does not lose it", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        for (const id of ["more", "add", "reverse", "add", "reverse"]) document.getElementById(id).click();
    });
    await nestedLive(page, "c");
    await shows(page, "#n", 2);
    await clicks(page, "#c .add");
    await shows(page, "#c > .add", 1);
});

test("nested views come and go as often as they like on one line", async () => {
    const { host, page } = await visit({ options: ["--limit", "joins=8"] });
    for (let i = 0; i < 12; i++) {
        await clicks(page, "#more");
        await nestedLive(page, "c");
        await clicks(page, "#less");
        await page.waitForSelector("#c", { state: "detached" });
    }
    await clicks(page, "#b .add");
    await shows(page, "#b > .add", 1);
    await until(async () => (await living(host)) === 4, "all that went have ended");
    assert.equal(await host.metric("visits"), 1);
});

test("rows that change places keep their nested views: nodes, session, line and what a person does there", async () => {
    const { host, page, frames } = await visit();
    await clicks(page, "#more");
    await nestedLive(page, "c");
    await clicks(page, "#c .add");
    await shows(page, "#c > .add", 1);
    await page.fill("#b .text", "typed");
    await page.focus("#b .text");
    await mark(page);
    const channels = opened(frames);
    await clicks(page, "#reverse");
    await page.waitForFunction(() => document.querySelector(".row > div").id === "c");
    assert.deepEqual(await page.$$eval(".row > div", (all) => all.map(({ id, isMarked }) => [id, isMarked])), [
        ["c", true],
        ["b", true],
        ["a", true],
    ]);
    await clicks(page, "#c .add");
    await shows(page, "#c > .add", 2);
    assert.equal(await page.inputValue("#b .text"), "typed");
    assert.equal(opened(frames), channels);
    assert.equal(await host.metric("children"), 4);
});

test("E03: a nested view that cannot begin is tried again until it can, while the page works", async () => {
    const { host, page, tab } = await visit();
    await clicks(page, "#make-late");
    await page.waitForSelector("#late", { state: "attached" });
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    await shows(page, ".late", "ready 0");
    assert.ok((await host.metric("retries")) >= 1);
    await clicks(page, ".late");
    await shows(page, ".late", "ready 1");
    assert.equal(await textOf(page, "#n"), "1", "nor does the element around it hear of the click");
    assert.equal(tab.loads, 1);
});

test("E04: one that never can is given up after a few times, and the page stays", async () => {
    const { host, page, tab } = await visit({ expects: /crash/ });
    await clicks(page, "#never");
    await page.waitForSelector('#late[ls-state="error"]', { state: "attached" });
    assert.equal(await host.metric("retries"), 3);
    await clicks(page, "#add");
    await clicks(page, "#b .add");
    await shows(page, "#n", 1);
    await shows(page, "#b > .add", 1);
    assert.equal(tab.loads, 1);
});

test("one that fails in the page request leaves a word in its place, and the page is answered", async () => {
    const { page, host } = await visit({ path: "?later_ms=1500" });
    assert.ok((await host.metric("turns_failed")) >= 1);
    await shows(page, ".late", "ready 0");
    const html = await (await fetch(`${host.url}?later_ms=60000`)).text();
    assert.match(html, /<div id="late" ls-live="[\w-]{34}"><p role="alert">This part of the page is not available/);
});

test("two of one id are an error of the turn, told with the line of the second", async () => {
    const { page } = await visit();
    const text = page.evaluate(
        () => new Promise((done) => document.addEventListener("ls:error", (event) => done(event.detail.text))),
    );
    await clicks(page, "#twice");
    assert.match(await text, /walk_nested\.lua:\d+: <ls\.live id="a">: two nested views of a page have this id/);
    await clicks(page, "#a .add");
    await shows(page, "#a > .add", 1);
});

test("a page that is on another shard than its line brings its nested views along", async () => {
    for (let i = 0; i < 10; i++) {
        const { host, page } = await visit({ options: ["--shards", "4"], ids: ["a", "b", "leaf-a"] });
        await clicks(page, "#b .add");
        await shows(page, "#b > .add", 1);
        await clicks(page, "#less");
        await page.waitForSelector("#b", { state: "detached" });
        await until(async () => (await living(host)) === 3, "the session has ended");
        if (await host.metric("handovers")) return;
        await house.tidy();
    }
    assert.fail("no page was on another shard");
});
