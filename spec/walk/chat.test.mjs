// Two browsers chat: they see each other come and go, and what happens to one is none of the other's business.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { lightspeed, until } from "./support/host.mjs";
import { hearsOfJoined, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

/** Those whom the page shows as there, when it shows `count`. */
async function people(page, count) {
    await shows(page, "aside h2", `${count} here`);
    return (await page.locator("aside li").allTextContents()).sort();
}

async function say(page, text) {
    await page.getByLabel("Say something").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
}

/** Waits until the newest line is this text. */
const hears = (page, text) => page.locator("ol li").last().filter({ hasText: text }).waitFor({ state: "attached" });

for (const shards of ["1", "2"])
    test(`two browsers chat, and see each other come and go (--shards ${shards})`, async () => {
        const host = await house.host("apps/chat.lua", ["--shards", shards, "--limit", "absent_s=1"]);
        const ann = await house.tab(`${host.url}lobby`);
        assert.equal((await people(ann.page, 1)).length, 1);
        const bob = await house.tab(`${host.url}lobby`);
        const cid = await house.tab(`${host.url}kitchen`);
        await until(
            async () => isDeepStrictEqual(await people(ann.page, 2), await people(bob.page, 2)),
            "both see the same",
        );
        await people(cid.page, 1);
        await say(ann.page, "Hello");
        await hears(bob.page, "Hello");
        await hears(ann.page, "Hello");
        await say(bob.page, "Hello yourself <b>");
        await hears(ann.page, "Hello yourself <b>");
        assert.equal(await ann.page.locator("li.mine").count(), 1);
        await say(cid.page, "Nobody here?");
        await hears(cid.page, "Nobody here?");
        assert.equal(await cid.page.locator("ol li").count(), 1);
        await bob.page.goto("about:blank");
        await people(ann.page, 1);
        await bob.page.goto(`${host.url}lobby`);
        await live(bob.page);
        await people(ann.page, 2);
        await people(bob.page, 2);
    });

test("the newest line and the field to write in are in sight, on a phone too", async () => {
    const host = await house.host("apps/chat.lua");
    const { page } = await house.tab(`${host.url}lobby`);
    await people(page, 1);
    await page.setViewportSize({ width: 390, height: 780 });
    const field = page.getByLabel("Say something");
    const { y } = await field.boundingBox();
    for (let i = 0; i < 15; i++) {
        await say(page, `${"word ".repeat(20)}${"x".repeat(100)} ${i}`);
        await hears(page, `x ${i}`);
    }
    await page.waitForFunction(() => {
        const list = document.querySelector("ol").getBoundingClientRect();
        const last = document.querySelector("ol li:last-child").getBoundingClientRect();
        return last.bottom <= list.bottom && last.top >= list.top && last.right <= list.right;
    });
    assert.equal((await field.boundingBox()).y, y);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off");
});

test("whoever reloads, or loses the line for a moment, is never away", async () => {
    const host = await house.host("apps/chat.lua", ["--limit", "absent_s=3600"]);
    const ann = await house.tab(`${host.url}lobby`);
    const proxy = await house.proxy(host);
    const bob = await house.tab(`${proxy.url}lobby`, { expects: lineLost });
    await people(ann.page, 2);
    await ann.page.evaluate(() => {
        globalThis.seen = new Set();
        new MutationObserver(() => seen.add(document.querySelector("aside h2").textContent)).observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
        });
    });
    proxy.cut();
    await hearsOfJoined(bob.page, 2);
    await say(bob.page, "Here I am again");
    await hears(ann.page, "Here I am again");
    assert.deepEqual(await ann.page.evaluate(() => [...seen]), ["2 here"]);
});

test("a session that is killed goes on where it was, and nobody is seen to go", async () => {
    const control = join(mkdtempSync(join(tmpdir(), "lightspeed-chat-")), "control");
    house.ends.push(async () => rmSync(dirname(control), { recursive: true, force: true }));
    const host = await house.host("apps/chat.lua", ["--shards", "2", "--control", control]);
    const tabs = [await house.tab(`${host.url}lobby`), await house.tab(`${host.url}lobby`)];
    const [ann, bob] = tabs.map((tab) => tab.page);
    const before = await people(ann, 2);
    await say(bob, "Before");
    await hears(ann, "Before");
    const tree = await lightspeed("tree", control);
    const sessions = [...tree.matchAll(/^ {2}([0-9a-f]{16}) /gm)].map(([, id]) => id);
    assert.equal(sessions.length, 2);
    await lightspeed("kill", sessions[0], control);
    await until(async () => (await host.metric("restores")) > 0, "the session is made again");
    await say(ann, "Are you there?");
    await hears(bob, "Are you there?");
    await say(bob, "As ever");
    await hears(ann, "As ever");
    assert.deepEqual(await people(ann, 2), before);
    assert.deepEqual(await people(bob, 2), before);
    assert.equal(await host.metric("presence_leaves"), 0);
});

for (const [name, end] of Object.entries({ "kill -9": (host) => host.kill(), SIGTERM: (host) => host.stop() }))
    test(`${name} of the host: those whose pages come back are there again, with what was said`, async () => {
        const state = mkdtempSync(join(tmpdir(), "lightspeed-state-"));
        house.ends.push(async () => rmSync(state, { recursive: true, force: true }));
        const host = await house.host("apps/chat.lua", ["--state", state]);
        const ann = await house.tab(`${host.url}lobby`, { expects: lineLost });
        const bob = await house.tab(`${host.url}lobby`, { expects: lineLost });
        const before = await people(ann.page, 2);
        await say(ann.page, "Before");
        await hears(bob.page, "Before");
        await end(host);
        const next = await house.host("apps/chat.lua", ["--state", state], host.port);
        await until(async () => (await next.metric("joins")) >= 2, "both pages are back"); // who is away hears nothing
        for (const { page } of [ann, bob])
            await until(async () => isDeepStrictEqual(await people(page, 2), before), "both are there again");
        await say(bob.page, "After");
        await hears(ann.page, "After");
        assert.equal(await ann.page.locator("ol li").count(), 2);
    });
