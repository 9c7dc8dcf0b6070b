// Who is there, as browsers see it: what a list says is the truth a moment later, whoever goes in whichever way.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/crowd.lua";
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

const open = async (url, name, expects = null) => (await house.tab(`${url}${name}`, { expects })).page;

// The page has a program too, which is there beside it; `document.names` is what it was told last.
const begin = (page, name) =>
    page.evaluate(async (called) => {
        const { channel } = await import("/_ls/lightspeed.channels.js");
        document.program = channel("crowd", { name: called });
        document.program.on("people", ({ names }) => {
            document.names = names;
        });
        await document.program.join();
    }, name);
const isTold = (page, names) => page.waitForFunction((expected) => document.names === expected, names);

async function all(pages, names) {
    for (const page of pages) await shows(page, "h1", names);
}

test("pages, parts of pages and programs are there, and tabs of one person are one entry", async () => {
    const host = await house.host(APP, ["--shards", "2", "--limit", "absent_s=1"]);
    const ann = await open(host.url, "ann");
    const again = await open(host.url, "ann");
    const bob = await open(host.url, "__proto__");
    await all([ann, again, bob], "__proto__: page, ann: page page");
    await begin(bob, "__proto__");
    await begin(again, "ann");
    await all([ann, again, bob], "__proto__: page program, ann: page page program");
    await isTold(bob, "__proto__: page program, ann: page page program");
    await ann.getByRole("button", { name: "Part" }).click();
    await all([ann, bob], "__proto__: page program, ann: page page part program");
    await shows(ann, "#part", "__proto__: page program, ann: page page part program");
    await ann.getByRole("button", { name: "Part" }).click();
    await all([ann, bob], "__proto__: page program, ann: page page program");
    await bob.evaluate(() => document.program.leave());
    await all([ann, bob], "__proto__: page, ann: page page program");
    await again.goto("about:blank");
    await all([ann, bob], "__proto__: page, ann: page");
});

test("whose line is away longer than a session is kept is gone, and is there once when it comes back", async () => {
    const limits = ["--limit", "absent_s=1", "--limit", "linger_s=2", "--limit", "call_linger_s=0"];
    const host = await house.host(APP, ["--shards", "2", ...limits]);
    const proxy = await house.proxy(host);
    const ann = await open(host.url, "ann");
    const bob = await open(proxy.url, "bob", lineLost);
    await begin(bob, "bob");
    await all([ann, bob], "ann: page, bob: page program");
    proxy.close();
    await all([ann], "ann: page");
    await until(async () => (await host.metric("expired")) >= 2, "both sessions are over");
    proxy.open();
    await all([ann, bob], "ann: page, bob: page program");
    await isTold(bob, "ann: page, bob: page program");
});

test("after kill -9 of the host there is who is there: those who went meanwhile are not", async () => {
    const state = mkdtempSync(join(tmpdir(), "lightspeed-crowd-"));
    house.ends.push(async () => rmSync(state, { recursive: true, force: true }));
    const host = await house.host(APP, ["--shards", "2", "--state", state, "--limit", "absent_s=1"]);
    const ann = await open(host.url, "ann", lineLost);
    const bob = await open(host.url, "bob", lineLost);
    const cid = await open(host.url, "cid", lineLost);
    for (const [page, name] of [
        [ann, "ann"],
        [bob, "bob"],
        [cid, "cid"],
    ])
        await begin(page, name);
    await ann.getByRole("button", { name: "Part" }).click();
    await all([ann, bob, cid], "ann: page part program, bob: page program, cid: page program");
    for (let round = 0; round < 3; round++) {
        await host.kill();
        if (round === 0) await cid.goto("about:blank");
        if (round === 1) await bob.evaluate(() => document.program.leave());
        await host.start();
        const there = `ann: page part program, bob: page${round ? "" : " program"}`;
        await all([ann, bob], there);
        await isTold(ann, there);
    }
    await open(host.url, "cid", lineLost);
    await all([ann, bob], "ann: page part program, bob: page, cid: page");
    assert.equal(await host.metric("unreadable"), 0);
});
