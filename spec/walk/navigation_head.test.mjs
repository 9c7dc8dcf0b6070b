// The head of the document on moves: what the layout says there is what it says of the place that is shown.

import assert from "node:assert/strict";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(path = "") {
    const host = await house.host("spec/apps/walk_head.lua");
    const tab = await house.tab(host.url + path);
    await tab.page.evaluate(() => {
        window.first = [...document.head.children];
    });
    return tab;
}

/** What stands in the head: `name`s and `rel`s with what they say, in order. */
const head = (page) =>
    page.evaluate(() =>
        Object.fromEntries(
            [...document.head.querySelectorAll("meta[name],meta[property],link")]
                .filter((one) => !/^\/_ls\//.test(one.getAttribute("href")) && !/^(viewport|ls-.*)$/.test(one.name))
                .map((one) => [
                    one.getAttribute("name") ?? one.getAttribute("property") ?? one.rel,
                    one.getAttribute("content") ?? one.getAttribute("href"),
                ]),
        ),
    );

/** Waits until the head says so. */
const says = (page, selector) => page.waitForSelector(`head > ${selector}`, { state: "attached" });

const LIST = {
    description: "About List 1",
    "og:title": "nameless",
    canonical: "/",
    icon: "/favicon.ico",
    generator: "by hand",
};
const WIDE = {
    description: "About Wide",
    "og:title": "Wide one",
    canonical: "/wide",
    icon: "/favicon.ico",
    stylesheet: "/wide.css",
    author: "Wide one </head> & co",
    generator: "by hand",
};

test("another view's head takes the place of this one's, in its order, and back", async () => {
    const { page } = await visit();
    assert.deepEqual(await head(page), LIST);
    await page.click("#wide");
    await says(page, 'link[href="/wide.css"]');
    assert.deepEqual(Object.entries(await head(page)), Object.entries(WIDE));
    await page.goBack();
    await shows(page, "h1", "List 1");
    assert.deepEqual(Object.entries(await head(page)), Object.entries(LIST));
    await page.goForward();
    await says(page, 'link[href="/wide.css"]');
    assert.deepEqual(Object.entries(await head(page)), Object.entries(WIDE));
    await page.click("#list");
    await says(page, 'link[rel=canonical][href="/"]');
    assert.deepEqual(Object.entries(await head(page)), Object.entries(LIST));
});

test("the style sheet of the next view comes, and goes with it", async () => {
    const { page } = await visit();
    const spacing = () => page.locator("h1").evaluate((one) => getComputedStyle(one).letterSpacing);
    await page.click("#wide");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
    await page.click("#list");
    await shows(page, "h1", "List 1");
    assert.equal(await spacing(), "normal");
});

test("other params have their own head, by the model too", async () => {
    const { page } = await visit();
    await page.click("#two");
    await says(page, 'meta[content="About List 2"]');
    const shown = await head(page);
    assert.equal(shown["og:title"], "Page 2");
    assert.equal(shown.author, "Page 2 </head> & co");
    await page.click("#next");
    await says(page, 'meta[content="About List 3"]');
    await page.goBack();
    await says(page, 'meta[content="About List 2"]');
    await page.goBack();
    await says(page, 'meta[content="About List 1"]');
    assert.deepEqual(Object.entries(await head(page)), Object.entries(LIST));
});

test("what stays the same is not touched, scripts do not run again, and strangers stay", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        const strange = document.createElement("meta");
        strange.name = "strange";
        document.head.append(strange);
    });
    await page.click("#two");
    await says(page, 'meta[content="About List 2"]');
    const left = await page.evaluate(() => {
        const kept = window.first.filter((one) => one.isConnected);
        return {
            gone: window.first.length - kept.length,
            ran: window.ran,
            color: getComputedStyle(document.querySelector("h1")).color,
            strange: document.head.querySelectorAll("[name=strange]").length,
            generator: kept.some((one) => one.name === "generator"),
        };
    });
    assert.deepEqual(left, { gone: 2, ran: 1, color: "rgb(1, 2, 3)", strange: 1, generator: true });
});

test("a move that changes nothing in the head says nothing of it", async () => {
    const { page, frames } = await visit();
    await page.click("#same");
    await page.click("#rename");
    await page.click("#two");
    await says(page, 'meta[content="About List 2"]');
    assert.equal(frames.received.filter((frame) => frame.includes('["head"')).length, 1);
});

test("the head comes with a page that came back after all", async () => {
    const { page } = await visit();
    await page.click("#two");
    await says(page, 'meta[content="About List 2"]');
    await page.reload();
    await shows(page, "h1", "List 2");
    assert.equal((await head(page)).description, "About List 2");
    await page.click("#wide");
    await says(page, 'link[href="/wide.css"]');
    await page.goBack();
    await says(page, 'meta[content="About List 2"]');
});
