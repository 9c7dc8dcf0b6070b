// A host with several shards: the page is made on one, its socket arrives on any, and nobody can tell.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, live, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks, STILL, watch } from "./support/watch.mjs";

const house = openHouse();
const expects = /WebSocket connection/;
const TRIES_MAX = 60; // each line goes to the other shard every second time

test("a session follows its line from shard to shard, with its page and its model", async () => {
    const host = await house.host("spec/apps/walk_identity.lua", ["--shards", "2"]);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    const id = await page.locator("#id").textContent();
    const count = await mark(page);
    const watcher = await watch(page);
    let clicked = 0;
    for (let i = 1; (await host.metric("handovers")) < 6; i++) {
        assert.ok(i < TRIES_MAX, "no line came to another shard");
        if (i % 3 === 0) await clicks(page, "#add", 2);
        if (i % 3 === 0) clicked += 2;
        proxy.cut();
        await until(async () => (await host.metric("joins")) > i, "the line is back");
        await live(page);
        await shows(page, "#n", clicked);
    }
    assert.equal(await page.locator("#id").textContent(), id);
    assert.equal(await host.metric("visits"), 1);
    assert.equal(await host.metric("fulls"), 0);
    assert.equal(await host.metric("events"), clicked);
    if (!clicked) assert.deepEqual(await watcher.tell(), STILL);
    assert.equal((await marks(page)).kept, count);
});

test("pages made on one shard and joined on the other are adopted as they are", async () => {
    const host = await house.host("spec/apps/walk_identity.lua", ["--shards", "2"]);
    const { page } = await house.tab(host.url);
    for (let i = 1; (await host.metric("handovers")) < 4; i++) {
        assert.ok(i < TRIES_MAX, "no page was joined on another shard");
        await page.goto(host.url);
        const id = await page.locator("#id").textContent();
        await live(page);
        await clicks(page, "#add", 3);
        await shows(page, "#n", 3);
        assert.equal(await page.locator("#id").textContent(), id);
    }
    assert.equal(await host.metric("fulls"), 0);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("six tabs on two shards count apart, whatever happens to their lines", async () => {
    const host = await house.host("spec/apps/walk_identity.lua", ["--shards", "2"]);
    const proxy = await house.proxy(host);
    const pages = [];
    for (let i = 0; i < 6; i++) pages.push((await house.tab(proxy.url, { expects })).page);
    for (let round = 1; round <= 3; round++) {
        await Promise.all(pages.map((page, i) => clicks(page, "#add", i + 1)));
        proxy.cut();
        await Promise.all(pages.map((page, i) => shows(page, "#n", round * (i + 1))));
    }
    assert.equal(await host.metric("events"), 3 * 21);
    assert.equal(await host.metric("visits"), 6);
});

test("a timer goes on after its session has moved to another shard", async () => {
    const host = await house.host("spec/apps/walk_motion.lua", ["--shards", "2"]);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    await clicks(page, "#start");
    const ticks = () => page.locator("#ticks").textContent().then(Number);
    for (let i = 1; (await host.metric("handovers")) < 3; i++) {
        assert.ok(i < TRIES_MAX, "no line came to another shard");
        proxy.cut();
        await until(async () => (await host.metric("joins")) > i, "the line is back");
        await live(page);
        const before = await ticks();
        await until(async () => (await ticks()) > before + 2, "the timer ticks");
    }
});
