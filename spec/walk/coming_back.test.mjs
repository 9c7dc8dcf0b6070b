// Lines that are lost, held and come back: the session goes on, nothing is lost, nothing happens twice, and the
// person sees nothing of it.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, freeze, hearsOfClosed, hearsOfJoined, live, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks, STILL, watch } from "./support/watch.mjs";

const house = openHouse();
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

async function visit(options = [], prepare = undefined) {
    const host = await house.host("spec/apps/walk_identity.lua", options);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, { expects, prepare });
    const id = await tab.page.locator("#id").textContent();
    const isSame = async () => assert.equal(await tab.page.locator("#id").textContent(), id);
    return { host, proxy, ...tab, tab, isSame };
}

const offline = (page) => page.waitForSelector('html[ls-state="offline"]', { state: "attached" });

// The host hears of a cut by itself, a moment later; and the page that it is back, a moment after that.
async function resumed(host, page, count) {
    await until(async () => (await host.metric("resumes")) === count, `${count} lines that came back`);
    await hearsOfJoined(page, count + 1);
}

/** Clicks, unless the page has told that it is offline: it refuses clicks then. Gives how many it took. */
const add = (page, times) =>
    page.evaluate((count) => {
        if (document.documentElement.getAttribute("ls-state") === "offline") return 0;
        for (let i = 0; i < count; i++) document.querySelector("#add").click();
        return count;
    }, times);

test("a cut line comes back to the same session without a new init", async () => {
    const { host, proxy, page, tab, isSame } = await visit();
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
    proxy.cut();
    await resumed(host, page, 1);
    await clicks(page, "#add");
    await shows(page, "#n", 3);
    await isSame();
    assert.equal(await host.metric("visits"), 1);
    assert.equal(await host.metric("fulls"), 0);
    assert.equal(tab.loads, 1);
});

test("clicks made without a line arrive once each, in order, when it is back", async () => {
    const { host, proxy, page, tab, isSame } = await visit([], (fresh) => fresh.clock.install());
    await freeze(page); // in time it would say that it is offline, and refuse clicks
    proxy.close();
    await hearsOfClosed(page, 1);
    await clicks(page, "#add", 7);
    assert.equal(await page.locator("#n").textContent(), "0");
    proxy.open();
    await page.clock.resume();
    await shows(page, "#n", 7);
    await isSame();
    assert.equal(await host.metric("events"), 7);
    assert.equal(await host.metric("visits"), 1);
    assert.equal(tab.loads, 1);
});

test("a page that comes back does not flicker: every node stays, none is touched", async () => {
    const { host, proxy, page } = await visit();
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    const count = await mark(page);
    const watcher = await watch(page);
    proxy.cut();
    await resumed(host, page, 1);
    assert.deepEqual(await watcher.tell(), STILL);
    assert.deepEqual(await marks(page), { kept: count, fresh: 0 });
});

test("what changed while the line was lost is patched in, not drawn anew", async () => {
    const { host, proxy, page } = await visit();
    proxy.hold("down");
    await clicks(page, "#add", 3);
    await until(async () => (await host.metric("events")) === 3, "three events");
    const count = await mark(page);
    proxy.cut();
    await shows(page, "#n", 3);
    assert.equal((await marks(page)).kept, count);
    assert.equal(await host.metric("events"), 3);
    assert.equal(await host.metric("fulls"), 0);
});

test("a click whose answer was lost is not dealt with twice", async () => {
    const { host, proxy, page, isSame } = await visit();
    proxy.hold("down");
    await clicks(page, "#add");
    await until(async () => (await host.metric("events")) === 1, "the click's arrival");
    proxy.cut();
    await shows(page, "#n", 1);
    await clicks(page, "#add");
    await shows(page, "#n", 2);
    assert.equal(await host.metric("events"), 2);
    await isSame();
});

test("a click that never reached the host is sent again", async () => {
    const { host, proxy, page, isSame } = await visit();
    proxy.hold("up");
    await clicks(page, "#add", 2);
    await page.waitForTimeout(50);
    assert.equal(await host.metric("events"), 0);
    proxy.cut();
    await shows(page, "#n", 2);
    assert.equal(await host.metric("events"), 2);
    await isSame();
});

test("a line that stood still goes on where it was", async () => {
    const { host, proxy, page } = await visit();
    proxy.hold();
    await clicks(page, "#add", 4);
    await page.waitForTimeout(100);
    assert.equal(await page.locator("#n").textContent(), "0");
    proxy.release();
    await shows(page, "#n", 4);
    assert.equal(await host.metric("resumes"), 0);
    assert.equal(await host.metric("events"), 4);
});

test("a line cut again and again while somebody clicks loses no click", async () => {
    const { host, proxy, page, tab, isSame } = await visit();
    let n = 0;
    for (let i = 1; n < 50; i++) {
        n += await until(() => add(page, 3), "the page takes clicks");
        if (i % 2) proxy.hold(i % 4 === 1 ? "up" : "down");
        n += await add(page, 2);
        proxy.cut();
    }
    await shows(page, "#n", n);
    await page.waitForFunction((count) => document.title === `Count ${count}`, n);
    assert.equal(await page.locator("#odd").count(), n % 2);
    assert.equal(await host.metric("events"), n);
    assert.equal(await host.metric("visits"), 1);
    assert.equal(tab.loads, 1);
    await isSame();
});

test("a client that lacks more than is kept gets the whole page, and keeps the nodes it has", async () => {
    const { host, proxy, page } = await visit(["--limit", "outbox_bytes=1024"]);
    const count = await mark(page);
    proxy.hold("down");
    await clicks(page, "#add", 100);
    await until(async () => (await host.metric("events")) === 100, "a hundred events");
    proxy.cut();
    await shows(page, "#n", 100);
    assert.ok((await host.metric("fulls")) > 0);
    assert.deepEqual(await marks(page), { kept: count, fresh: 0 });
    await clicks(page, "#add");
    await shows(page, "#n", 101);
});

test("focus, caret and what was typed outlive a lost line", async () => {
    const host = await house.host("spec/apps/form_by_hand.lua");
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    await page.locator('[name="name"]').pressSequentially("Ada Lovelace");
    await page.evaluate(() => document.querySelector('[name="name"]').setSelectionRange(2, 7));
    proxy.close();
    await offline(page);
    await page.keyboard.type("xyz");
    proxy.open();
    await resumed(host, page, 1);
    await page.keyboard.type("!");
    const state = await page.evaluate(() => {
        const field = document.activeElement;
        return [field.name, field.value, field.selectionStart, field.selectionEnd];
    });
    assert.deepEqual(state, ["name", "Adxyz!elace", 6, 6]);
    await page.locator("button").click();
    await shows(page, '[role="alert"]', "This is not an e-mail address.");
    await page.locator('[name="email"]').fill("ada@example.org");
    await page.locator("button").click();
    await shows(page, '[role="status"]', "Welcome, Adxyz!elace.");
});

test("the page says so when its line is lost and when it is back", async () => {
    const { proxy, page } = await visit();
    await page.evaluate(() => {
        window.said = [];
        for (const name of ["ls:join", "ls:disconnect"])
            document.addEventListener(name, () => window.said.push(name));
    });
    proxy.close();
    await offline(page);
    proxy.open();
    await live(page);
    assert.deepEqual(await page.evaluate(() => window.said), ["ls:disconnect", "ls:join"]);
});

test("a browser that goes away for good leaves its session to expire", async () => {
    const { host, page } = await visit(["--limit", "linger_s=1"]);
    await page.goto("about:blank");
    await until(async () => (await host.metric("expired")) === 1, "the session's end");
});
