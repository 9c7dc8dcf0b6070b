// JavaScript of the app in a page of the host: hooks are told of what happens to their elements, once and in order.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/hooks/app.lua";
const FIRST = "mounted a, mounted b, mounted c, mounted box, mounted on, mounted inner";

/** A tab, and what its hooks were told since it was last asked. */
async function visit(url, options) {
    const { page, ...tab } = await house.tab(url ?? (await house.host(APP)).url, options);
    await page.waitForFunction(() => window.said?.length);
    const said = () => page.evaluate(() => window.said.splice(0).join(", "));
    const click = async (name) => {
        await page.click(`#${name}-button`);
        await page.click("#ignore-button"); // and what was told before is told
        await until(async () => (await page.locator("[ls-busy]").count()) === 0, "all is answered");
    };
    return { page, ...tab, said, click };
}

test("hooks are mounted once, in the order of the page, when their module is there", async () => {
    const { page, said } = await visit();
    assert.equal(await said(), FIRST);
    assert.equal(await page.getAttribute("#phone", "title"), "(0123) 456 789");
});

test("a row that comes is mounted, one that goes is removed, one that moves is told nothing", async () => {
    const { page, said } = await visit();
    await said();
    await page.click("#turn-button");
    await shows(page, "ul", "cab");
    assert.equal(await said(), "");
    await page.click("#add-button");
    await shows(page, "ul", "cabd");
    assert.equal(await said(), "mounted d");
    await page.click("#remove-button");
    await shows(page, "ul", "abd");
    assert.equal(await said(), "removed c");
});

test("what is in an element is updated with it, and scripts that change it are no news", async () => {
    const { page, said } = await visit();
    await said();
    await page.evaluate(() => document.querySelector("#box").append("mine"));
    await page.click("#count-button");
    await shows(page, "#box b", "1");
    assert.equal(await said(), "updated box");
    assert.equal(await page.$eval("#box", (box) => box.context.n), 1);
    await page.click("#toggle-button");
    await page.waitForSelector("#on", { state: "detached" });
    assert.equal(await said(), "removed on, removed inner");
});

test("an element whose hook is another's from now on is removed and mounted", async () => {
    const { page, said } = await visit();
    await said();
    await page.click("#rename-button");
    await page.waitForSelector("#box[ls-hook=Second]");
    assert.equal(await said(), "updated box, removed box, second box");
    await page.click("#rename-button");
    await page.waitForSelector("#box[ls-hook=Log]");
    assert.equal(await said(), "second removed box, mounted box");
});

test("hooks hear when the line is lost and when it is back, and nothing is mounted again", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page, said } = await visit(proxy.url, { expects: /WebSocket/ });
    await said();
    proxy.close();
    await page.waitForSelector("html[ls-state=offline]", { state: "attached" });
    proxy.open();
    await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    const all = ["a", "b", "c", "box", "on", "inner"];
    assert.equal(
        await said(),
        [...all.map((id) => `disconnected ${id}`), ...all.map((id) => `reconnected ${id}`)].join(", "),
    );
});
