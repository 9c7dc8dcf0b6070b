// Going from one address of a site to another, as a person does: links, the back and forward buttons, the keyboard.
// What travels is counted: the frames of the WebSocket, and the requests for documents.

import assert from "node:assert/strict";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/moves.lua";

/** A visitor; `tab.documents` counts requests for pages, `tab.told` has what the page's events said. */
async function visit(path = "", { app = APP, options, ...more } = {}) {
    const host = await house.host(app, options);
    const tab = await house.tab(host.url + path, { prepare: listen, ...more });
    tab.host = host;
    tab.documents = 0;
    tab.page.on("request", (request) => request.isNavigationRequest() && tab.documents++);
    tab.told = () => tab.page.evaluate(() => window.told.splice(0));
    return tab;
}

// `before` and `after` of each move, as the page hears them.
const listen = (page) =>
    page.addInitScript(() => {
        window.told = [];
        for (const when of ["before-navigate", "navigate"])
            document.addEventListener(`ls:${when}`, (event) => {
                window.told.push([when, { ...event.detail, href: event.detail.href.replace(location.origin, "") }]);
                if (window.refuses && when === "before-navigate") event.preventDefault();
            });
    });

const address = (page) => page.evaluate(() => location.pathname + location.search + location.hash);
const at = (page, path) =>
    page.waitForFunction((to) => location.pathname + location.search + location.hash === to, path);
const entries = (page) => page.evaluate(() => history.length);
const sent = (tab, name) => tab.frames.sent.filter((frame) => frame.includes(`"ls:${name}"`)).length;
/** Goes back or forward without waiting for a page to load. */
const go = (page, steps) => page.evaluate((n) => history.go(n), steps);

test("N01 other params send one message, load nothing and make one entry; another view comes over the same line", async () => {
    const tab = await visit();
    const { page, frames } = tab;
    const before = { entries: await entries(page), sent: frames.sent.length };
    await page.click("#two");
    await shows(page, "#page", "2");
    await at(page, "/?page=2");
    assert.equal(await entries(page), before.entries + 1);
    assert.deepEqual(
        frames.sent.slice(before.sent).filter((frame) => !frame.includes("ack")),
        ['["e",1,"ls:params",{"url":"/?page=2"},0]'],
    );
    await page.click("#other");
    await shows(page, "h1", "Other");
    await at(page, "/other");
    assert.equal(await entries(page), before.entries + 2);
    assert.equal(sent(tab, "go"), 1);
    assert.equal(frames.sent.filter((frame) => frame.includes('"join"')).length, 2);
    await page.click("#add");
    await shows(page, "#n", "1");
    assert.equal(tab.documents, 0);
    assert.equal(tab.loads, 1);
    assert.equal(await tab.host.metric("passages"), 1);
    assert.equal(await tab.host.metric("visits"), 1);
});

test("N03 back and forward through params and views load nothing", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.click("#two");
    await shows(page, "#page", "2");
    await page.click("#other");
    await shows(page, "h1", "Other");
    await go(page, -1);
    await shows(page, "#page", "2");
    await at(page, "/?page=2");
    await go(page, -1);
    await shows(page, "#page", "1");
    assert.equal(await address(page), "/");
    await go(page, 2);
    await shows(page, "h1", "Other");
    assert.equal(await address(page), "/other");
    assert.equal(tab.documents, 0);
    assert.equal(tab.loads, 1);
});
