// Nested views while the page around them goes to another view: those that are sticky go along, all others end.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, follows, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const nestedLive = (page, id) => page.waitForSelector(`#${id}[ls-state="live"]`, { state: "attached" });

async function visit(path = "a") {
    const host = await house.host("spec/apps/sticky.lua");
    const tab = await house.tab(host.url + path);
    for (const id of ["player", "clock"]) await nestedLive(tab.page, id);
    await follows(tab.page);
    tab.host = host;
    return tab;
}

const textsOf = (page, selector) => page.locator(selector).allTextContents();
const opened = (frames) => frames.sent.filter((frame) => /^\d+\["join"/.test(frame)).length;

test("I3047 a sticky view keeps its list, its nodes, its state and its channel when the page shows another view", async () => {
    const { page, frames, host, loads } = await visit();
    await clicks(page, "#player .queue", 2);
    await shows(page, "#player .n", 2);
    await page.evaluate(() => {
        window.player = document.querySelector("#player");
        window.song = document.querySelector("#player li");
    });
    const before = opened(frames);
    await page.click("#to-b");
    await shows(page, "h1", "B");
    await nestedLive(page, "clock");
    assert.deepEqual(await textsOf(page, "#player li"), ["song 1", "song 2"]);
    assert.equal(await page.evaluate(() => window.player.contains(window.song) && window.player.isConnected), true);
    await clicks(page, "#player .queue");
    await shows(page, "#player .n", 3);
    assert.deepEqual(await textsOf(page, "#player li"), ["song 1", "song 2", "song 3"]);
    assert.equal(opened(frames), before + 1); // the other clock
    assert.equal(await host.metric("children"), 3);
    assert.equal(loads + (await host.metric("visits")), 1 + loads);
});

test("I3047 its timers go on, and it ends when no page has it any more", async () => {
    const { page, host } = await visit();
    await page.click("#to-b");
    await shows(page, "h1", "B");
    const ticks = Number(await page.textContent("#player .ticks"));
    await until(async () => Number(await page.textContent("#player .ticks")) > ticks + 3, "it ticks");
    await page.click("#to-c");
    await shows(page, "h1", "C");
    await page.waitForSelector("#player", { state: "detached" });
    await nestedLive(page, "clock");
    assert.equal(await host.metric("ended"), 0); // the pages that were left have it still: one may go back to them
    await page.evaluate(() => history.go(-1));
    await shows(page, "h1", "B");
    await nestedLive(page, "player");
});

test("I3496 a hook in a sticky view lives on; those of the same id in the pages around it come and go with them", async () => {
    const { page } = await visit();
    const said = async (count) => {
        await page.waitForFunction((least) => window.said?.length >= least, count);
        return page.evaluate(() => window.said.splice(0).sort());
    };
    assert.deepEqual(await said(2), ["mounted note", "mounted spot"]);
    await page.evaluate(() => {
        window.note = document.querySelector("#note");
        window.wrong = [];
        document.addEventListener("ls:error", ({ detail }) => window.wrong.push(detail.text));
    });
    await page.click("#to-b");
    await shows(page, "h1", "B");
    assert.deepEqual(await said(2), ["mounted spot", "removed spot"]);
    assert.equal(await page.evaluate(() => window.note === document.querySelector("#player #note")), true);
    await page.click("#to-c"); // which has no player, and a note of its own
    await shows(page, "h1", "C");
    assert.deepEqual(await said(4), ["mounted note", "mounted spot", "removed note", "removed spot"]);
    await page.evaluate(() => history.go(-1));
    await shows(page, "h1", "B");
    await nestedLive(page, "player");
    assert.deepEqual(await said(4), ["mounted note", "mounted spot", "removed note", "removed spot"]);
    assert.equal(await page.locator("#player #note").count(), 1);
    assert.deepEqual(await page.evaluate(() => window.wrong), []);
});

test("I3612 a link in a sticky view changes the page around it, and the view stays connected", async () => {
    const { page, frames } = await visit();
    await clicks(page, "#player .play");
    await shows(page, "#player .n", 1);
    await page.click("#player .to-b");
    await shows(page, "h1", "B");
    await clicks(page, "#player .play");
    await shows(page, "#player .n", 2);
    await page.click("#player .to-a");
    await shows(page, "h1", "A");
    await page.click("#player .leave");
    await shows(page, "h1", "B");
    await shows(page, "#player .n", 2);
    assert.equal(frames.sent.filter((frame) => frame.startsWith('["join"')).length, 4);
});

test("I3656 nothing says busy after a link in a sticky view was followed", async () => {
    const { page } = await visit();
    await page.click("#player .to-b");
    await shows(page, "h1", "B");
    await page.waitForFunction(() => !document.querySelector("[ls-busy],[aria-busy]"));
});

test("I3658 what is to do something when it is removed does nothing while its view goes along", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        window.done = [];
        const note = document.querySelector("#player .note");
        new MutationObserver((records) => {
            for (const { type, target, attributeName } of records)
                if (type === "attributes" || [...target.children].includes(note))
                    window.done.push(attributeName ?? type);
        }).observe(document.querySelector("#player"), { attributes: true, childList: true, subtree: true });
    });
    for (const [link, title] of [
        ["#to-b", "B"],
        ["#player .to-a", "A"],
    ]) {
        await page.click(link);
        await shows(page, "h1", title);
        await nestedLive(page, "clock");
        assert.equal(await page.isVisible("#player .note"), true);
    }
    const told = await page.evaluate(() => window.done);
    assert.deepEqual(
        told.filter((what) => !/^(ls|aria)-busy$/.test(what)),
        [],
    );
});

test("I3681 lists of the same name in the page, in a view nested in it and in a sticky one never mix", async () => {
    const { page } = await visit();
    await clicks(page, "#add");
    await clicks(page, "#clock .add");
    await clicks(page, "#player .queue");
    await shows(page, "#player .n", 1);
    await shows(page, "#clock li", "hour 1");
    await shows(page, "#rows li", "A 1");
    await page.click("#to-b");
    await shows(page, "h1", "B");
    await nestedLive(page, "clock");
    assert.deepEqual(await textsOf(page, "#player li"), ["song 1"]);
    assert.deepEqual(await textsOf(page, "#rows li"), []);
    assert.deepEqual(await textsOf(page, "#clock li"), []);
    await clicks(page, "#add");
    await shows(page, "#rows li", "B 1");
    assert.deepEqual(await textsOf(page, "#player li"), ["song 1"]);
});
