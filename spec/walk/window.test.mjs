// ls.window: a table of a million rows of which the page has those in view, however a person moves about in it.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const HEIGHT = 24;
const COUNT = 1_000_000;

async function visit() {
    const host = await house.host("apps/million.lua");
    const tab = await house.tab(host.url);
    await tab.page.setViewportSize({ width: 800, height: 900 });
    await inView(tab.page, 1, 20); // the client is there, and the box scrolls
    return { host, ...tab };
}

/** The numbers of the rows that a person sees, wholly or in part; null where something else stands there. */
const seen = (page) =>
    page.evaluate(() => {
        const box = document.querySelector(".ls-window");
        const { left, top, bottom } = box.getBoundingClientRect();
        const numbers = [];
        for (let y = top + 3; y < bottom; y += 6) {
            const row = document.elementFromPoint(left + 10, y)?.closest("[role=row]");
            const number = row && Number(row.getAttribute("aria-rowindex"));
            if (numbers.at(-1) !== number) numbers.push(number ?? null);
        }
        return numbers;
    });

/** Waits until nothing but rows is in view, one after the other; gives the first and last. */
async function rested(page, holds = () => true) {
    let numbers = [];
    await until(async () => {
        numbers = await seen(page);
        return numbers.every((number, i) => number && number === numbers[0] + i) && holds(numbers);
    }, "rows in view").catch((error) => assert.fail(`${error.message}: ${numbers.join(" ")}`));
    return [numbers[0], numbers.at(-1)];
}

/** Waits until just these rows are in view. */
const inView = (page, first, last) => rested(page, (numbers) => numbers[0] === first && numbers.at(-1) === last);

const scrollTo = (page, part) =>
    page.locator(".ls-window").evaluate((box, at) => {
        box.scrollTop = (box.scrollHeight - box.clientHeight) * at;
    }, part);

const rowCount = (page) => page.locator("[role=row]").count();

test("the first rows are there before any script runs", async () => {
    const { host } = await visit();
    const html = await (await fetch(host.url)).text();
    assert.equal(html.match(/role="row"/g).length, 60);
    assert.match(html, /aria-rowcount="1000000"/);
    assert.match(html, /aria-rowindex="1"/);
});

test("the middle and the end come into view, and what they show is right", async () => {
    const { page, frames, host } = await visit();
    await scrollTo(page, 0.5);
    const [first, last] = await rested(page, ([number]) => number > 1000);
    assert.ok(Math.abs(first - COUNT / 2) < 20, `${first}`);
    assert.ok(last - first >= 19 && last - first <= 21);
    await scrollTo(page, 1);
    await inView(page, COUNT - 19, COUNT);
    const text = await page.locator(`[aria-rowindex="${COUNT}"] [role=cell]`).first().textContent();
    assert.equal(text, String(COUNT));
    await scrollTo(page, 0);
    await inView(page, 1, 20);
    assert.ok((await rowCount(page)) <= 82);
    for (const frame of frames.received) assert.ok(frame.length < 8000, `a frame of ${frame.length} bytes`);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("small steps are steps of as many pixels, and rows that stay keep their nodes and places", async () => {
    const { page } = await visit();
    await scrollTo(page, 0.4);
    await rested(page, ([number]) => number > 1000);
    const before = await page.evaluate(() => {
        const box = document.querySelector(".ls-window");
        const { left, top } = box.getBoundingClientRect();
        const row = document.elementFromPoint(left + 10, top + 300).closest("[role=row]");
        row.isMarked = true;
        const number = Number(row.getAttribute("aria-rowindex"));
        return { number, y: row.getBoundingClientRect().top, bar: box.scrollTop };
    });
    await page.locator(".ls-window").evaluate((box) => box.scrollBy(0, 5 * 24));
    const isPut = (bar) => document.querySelector(".ls-window").scrollTop < bar;
    await page.waitForFunction(isPut, before.bar + 4 * HEIGHT); // the scroll bar, where it belongs
    await rested(page);
    const row = page.locator(`[aria-rowindex="${before.number}"]`);
    const after = await row.evaluate((element) => ({
        y: element.getBoundingClientRect().top,
        isMarked: element.isMarked,
    }));
    assert.ok(after.isMarked);
    assert.ok(Math.abs(before.y - after.y - 5 * HEIGHT) < 2, `${before.y} ${after.y}`);
});

test("the keyboard scrolls, to both ends", async () => {
    const { page } = await visit();
    await page.locator(".ls-window").focus();
    await page.keyboard.press("End");
    await inView(page, COUNT - 19, COUNT);
    await page.keyboard.press("PageUp");
    const [first] = await rested(page, ([number]) => number < COUNT - 19);
    assert.ok(first > COUNT - 60, `${first}`);
    await page.keyboard.press("Home");
    await inView(page, 1, 20);
    await page.keyboard.press("ArrowDown");
    await rested(page, ([number]) => number >= 2 && number < 5);
});

test("a window that grows is filled", async () => {
    const { page } = await visit();
    await page.setViewportSize({ width: 800, height: 2400 });
    await page.locator(".ls-window").evaluate((box) => {
        box.style.height = "2200px";
    });
    const [first, last] = await rested(page, (numbers) => numbers.length > 80);
    assert.equal(first, 1);
    assert.ok(last >= 91, `${last}`);
});

test("wheel after wheel, the page stays as small as it was", async () => {
    const { page } = await visit();
    await scrollTo(page, 0.7);
    const [start] = await rested(page, ([number]) => number > 1000);
    await page.mouse.move(200, 300);
    let end = start;
    for (let i = 1; i <= 30; i++) {
        await page.mouse.wheel(0, 400); // two that the browser takes for one are no small step
        [end] = await rested(page, ([number]) => number >= start + Math.floor((i * 400) / HEIGHT) - 2);
    }
    assert.ok(Math.abs(end - start - 500) <= 2, `${end - start} rows in 12000 pixels`);
    assert.ok((await rowCount(page)) <= 82);
    assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < 500);
});

test("a browser that asks for all of it gets five hundred", async () => {
    const { page, host } = await visit();
    await page.locator("[ls-window]").evaluate((sheet) => {
        const detail = { first: 1, last: 1000000 };
        sheet.dispatchEvent(new CustomEvent("ls:window", { detail }));
    });
    await shows(page, "output", "1 to 1000000");
    assert.equal(await rowCount(page), 500);
    assert.equal(await host.metric("turns_failed"), 0);
});
