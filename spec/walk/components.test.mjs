// Components with a state of their own, in a browser: their events reach them and nobody else, their nodes and their
// state move together, and what went does not come back.
//
// Rows of the list of behaviours that have no spec here, and why:
//
//   C01 C02 C03   focus traps and menus are the client's own commands; they come with those
//   I4350         there is no message of a browser's that a component is gone: the host alone decides what lives, so
//                 nothing can overtake anything. Removed and shown again in one turn, it never went; in two, it is a
//                 new one (the spec of I3026 here, and spec/walk/components_spec.lua)
//   I4334         its half about hooks: there are none yet

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit() {
    const host = await house.host("spec/apps/walk_components.lua");
    const tab = await house.tab(host.url);
    return { host, ...tab };
}

async function order(page, ids) {
    await page.locator("#control input").fill(ids.join(" "));
    await page.locator("#control button").click();
    await shows(page, "h2", ids.join(" "));
}

/** What the three lists show: each as its labels, and the steps beside them. */
const lists = (page) =>
    page.evaluate(() =>
        Object.fromEntries(
            ["all", "rows", "none"].map((id) => [
                id,
                [...document.querySelectorAll(`#${id} .cell`)].map((cell) => cell.textContent.trim()),
            ]),
        ),
    );

test("K01: whatever order a list is put into, with keys or without, the page shows that order", async () => {
    const { page } = await visit();
    const ids = ["a", "b", "c", "d", "e", "f"];
    await order(page, ids);
    const steps = Object.fromEntries(ids.map((id, i) => [id, i % 3]));
    for (const id of ids)
        for (let i = 0; i < steps[id]; i++)
            for (const list of ["all", "row", "none"]) await clicks(page, `#${list}-${id}`);
    let seed = 7;
    const random = () => {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        return seed / 2 ** 31;
    };
    for (let round = 0; round < 10; round++) {
        const shuffled = ids.map((id) => [random(), id]).sort(([a], [b]) => a - b);
        await order(
            page,
            shuffled.map(([, id]) => id),
        );
        const wanted = shuffled.map(([, id]) => `${id} ${steps[id]}`);
        assert.deepEqual(await lists(page), { all: wanted, rows: wanted, none: wanted });
        const rows = await page
            .locator("#rows tr")
            .evaluateAll((all) =>
                all.map((row) => [...row.cells].slice(0, 2).map((cell) => cell.textContent.trim())),
            );
        assert.deepEqual(
            rows,
            shuffled.map(([, id], i) => [id, Array.from({ length: i + 1 }, (_, k) => id + (k + 1)).join("")]),
        );
    }
});

test("a component moves as the same nodes, and its state with it", async () => {
    const { page } = await visit();
    await order(page, ["a", "b", "c"]);
    await clicks(page, "#all-b", 3);
    await shows(page, "#all-b b", 3);
    await page.evaluate(() => {
        for (const cell of document.querySelectorAll("#all .cell")) cell.was = cell.id;
    });
    await order(page, ["c", "x", "b", "a"]);
    const was = await page.locator("#all .cell").evaluateAll((cells) => cells.map((cell) => cell.was ?? null));
    assert.deepEqual(was, ["all-c", null, "all-b", "all-a"]);
    await clicks(page, "#all-b");
    await shows(page, "#all-b b", 4);
    await shows(page, "h1", 1 + 2 + 3 + 4);
});

test("an event of what stands between a component's tags is for the view, one of the component's own is not", async () => {
    const { host, page, frames } = await visit();
    await clicks(page, "#inside");
    await shows(page, "h4", 1);
    await page.locator(".frame input").fill("noted");
    await shows(page, ".note", "noted");
    await clicks(page, "#inside");
    await shows(page, "h4", 2);
    const events = frames.sent.map((text) => JSON.parse(text)).filter(([kind]) => kind === "e");
    assert.deepEqual(
        events.map((event) => [event[2], event.length]),
        [
            ["inside", 5],
            ["note", 6],
            ["inside", 5],
        ],
    );
    assert.equal(await host.metric("rejected_unknown"), 0);
});

test("ls-target sends to the component of another element", async () => {
    const { page } = await visit();
    await clicks(page, "#far", 2);
    await shows(page, "#round-1 b", 10);
    await shows(page, "h1", 15);
});

test("I3026: a component that goes and comes again at once is never empty, and nothing fails", async () => {
    const { page, frames } = await visit();
    await page.locator(".frame input").fill("x");
    await shows(page, ".note", "x");
    for (let i = 0; i < 10; i++) {
        await clicks(page, "#hide");
        await clicks(page, "#again");
    }
    await page.evaluate(() => {
        for (let i = 0; i < 10; i++) for (const id of ["hide", "again"]) document.getElementById(id).click();
    });
    // All is dealt with: before that, the component that a click means may yet be another one.
    const sent = frames.sent.filter((frame) => frame.startsWith('["e"')).length;
    await until(() => frames.received.some((frame) => JSON.parse(frame)[1] === sent));
    await shows(page, ".frame .text", "second");
    await shows(page, ".note", "");
    await clicks(page, "#inside");
    await shows(page, "h4", 1);
    assert.equal(await page.locator(".frame").count(), 1);
});

test("I3169: a component that comes again shows what it is given then, everywhere", async () => {
    const { page } = await visit();
    await shows(page, ".born", "first");
    await clicks(page, "#hide");
    await page.locator(".frame").waitFor({ state: "detached" });
    await clicks(page, "#again");
    await shows(page, ".frame .text", "second");
    await shows(page, ".born", "second");
});

test("I3919: an attribute that falls back to its default is shown so", async () => {
    const { page } = await visit();
    const tone = () => page.locator(".frame").getAttribute("class");
    assert.equal(await tone(), "frame quiet");
    await clicks(page, "#loud");
    await page.locator(".frame.loud").waitFor();
    await clicks(page, "#default");
    await page.locator(".frame.quiet").waitFor();
    assert.equal(await tone(), "frame quiet");
});

test("I3941: what a component changes by itself is not lost while a form around it waits for an answer", async () => {
    const host = await house.host("spec/apps/walk_components.lua");
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url);
    const ticks = () => page.locator("#ticks").textContent().then(Number);
    const pass = async (count) => {
        const before = await ticks();
        await until(async () => (await ticks()) > before + count, "the clock goes on");
    };
    await pass(2);
    proxy.hold("up");
    await page.locator("#slow input").fill("one");
    await page.locator("#slow button").click();
    await pass(5);
    assert.equal(await page.locator("h3").textContent(), "");
    proxy.release();
    await shows(page, "h3", "one");
    await pass(5);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("I3979: a component that is given another key is another one, ten times over", async () => {
    const { page } = await visit();
    for (let round = 1; round <= 10; round++) {
        await shows(page, `#round-${round} b`, 0);
        await clicks(page, `#round-${round}`, round);
        await shows(page, `#round-${round} b`, round);
        assert.equal(await page.locator("#named .cell").count(), 1);
        await clicks(page, "#next");
    }
    await shows(page, "#round-11 b", 0);
});

test("I4027: the first entry of a keyed list inside a component goes, and those that stay are left", async () => {
    const { page } = await visit();
    const books = () => page.locator("#shelf li").allTextContents();
    await clicks(page, "#drop");
    await page.locator("#shelf li", { hasText: "a" }).waitFor({ state: "detached" });
    assert.deepEqual(await books(), ["b", "c"]);
    await clicks(page, "#drop");
    await page.locator("#shelf li", { hasText: "b" }).waitFor({ state: "detached" });
    assert.deepEqual(await books(), ["c"]);
});

test("I4066: an event of an element that is gone reaches nobody", async () => {
    const { host, page, frames } = await visit();
    await order(page, ["a", "b"]);
    await page.evaluate(() => {
        window.gone = document.querySelector("#all-a");
    });
    await order(page, ["b"]);
    const events = () => frames.sent.filter((frame) => String(frame).startsWith('["e",')).length; // not what acknowledges
    const sent = events();
    assert.ok(sent > 0);
    await page.evaluate(() => window.gone.click());
    await page.waitForTimeout(100);
    assert.equal(events(), sent);
    await shows(page, "h1", 0);
    // And one that was on its way already when its component went: the host has refused it by then.
    const owner = await page.evaluate(() => {
        const comments = document.createTreeWalker(document.querySelector("#all"), NodeFilter.SHOW_COMMENT);
        const found = [];
        while (comments.nextNode()) found.push(comments.currentNode.data);
        return found.map((data) => data.split("@")[1]).find(Boolean);
    });
    assert.ok(Number(owner) > 0);
    await page.evaluate(() => {
        document.querySelector("#all-b").click();
        document.querySelector("#control input").value = "";
        document.querySelector("#control button").click();
        document.querySelector("#all-b")?.click();
    });
    await shows(page, "h2", "");
    await until(async () => (await host.metric("rejected_unknown")) === 1, "the late click is refused");
    await shows(page, "h1", 1);
    await page.evaluate(() => {
        delete window.gone;
    });
});

test("I4334: a component whose root gets another id keeps showing what is in it", async () => {
    const { page } = await visit();
    await shows(page, "#named .cell i", "named");
    await clicks(page, "#next");
    await shows(page, "#round-2 i", "named");
    await shows(page, "#round-2 b", 0);
    assert.equal(await page.locator("#round-1").count(), 0);
});

test("a page that comes back after a lost line has the same components, and its clicks reach them", async () => {
    const host = await house.host("spec/apps/walk_components.lua");
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects: /WebSocket connection/ });
    await order(page, ["a", "b"]);
    await clicks(page, "#all-a", 2);
    await shows(page, "#all-a b", 2);
    await page.evaluate(() => {
        document.querySelector("#all-a").was = true;
    });
    proxy.hold("up");
    await clicks(page, "#all-a"); // it is lost with its line, and waits
    proxy.close();
    await page.waitForSelector('html[ls-state="offline"]', { state: "attached" });
    proxy.open();
    await shows(page, "#all-a b", 3);
    assert.equal(await page.evaluate(() => document.querySelector("#all-a").was), true);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("a nested view between a component's tags gets its own events, and its components theirs", async () => {
    const host = await house.host("spec/apps/walk_mixed.lua");
    const { page } = await house.tab(host.url);
    const wanted = { "outer-step": 1, outer: 2, inner: 3, "inner-step": 4 };
    await page.locator('[ls-live][ls-state="live"]').waitFor({ state: "attached" });
    for (const [id, times] of Object.entries(wanted)) await clicks(page, `#${id}`, times);
    for (const [id, times] of Object.entries(wanted)) await shows(page, `#${id}`, times);
    assert.equal(await host.metric("rejected_unknown"), 0);
    assert.equal(await host.metric("turns_failed"), 0);
});
