// The board as two people use it, in two browsers: with a pointer, with a keyboard alone, and both at once.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { until } from "./support/host.mjs";
import { live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const PATIENT = ["--limit", "first_page_ms=60000"]; // of what it asks, the page then has all

/** Tabs of so many people, who look at one board with these cards in its first column. */
async function open(people, ...titles) {
    const host = await house.host("apps/board.lua", PATIENT);
    const tabs = [];
    for (let i = 0; i < people; i++) tabs.push((await house.tab(host.url)).page);
    for (const title of titles) await add(tabs[0], title);
    for (const page of tabs) await has(page, titles.join(" "), "", "");
    return tabs;
}

async function add(page, title) {
    await page.fill(".new input", title);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".new input").value === "");
}

const read = () =>
    [...document.querySelectorAll(".column")].map((column) =>
        [...column.querySelectorAll(".card span")].map((span) => span.textContent.trim()).join(" "),
    );

/** Waits until the columns have these cards. */
const has = (page, ...columns) =>
    until(async () => isDeepStrictEqual(await page.evaluate(read), columns), columns.join(" | ")).catch(async () =>
        assert.deepEqual(await page.evaluate(read), columns),
    );

const card = (title) => `.card:has([aria-label="Move ${title}"])`;
const grip = (title) => `[aria-label="Move ${title}"]`;
const column = (name) => `.column[aria-label="${name}"]`;
/** What was said last, and who has the focus. */
const state = () => ({
    said: [...document.querySelectorAll("[aria-live]")].map((live) => live.textContent).filter(Boolean),
    focused: document.activeElement.ariaLabel ?? document.activeElement.tagName,
    carried: [...document.querySelectorAll(".carried span")].map((span) => span.textContent),
});

const spoken = (page, text) =>
    page
        .waitForFunction(
            (said) => [...document.querySelectorAll("[aria-live]")].some((live) => live.textContent.includes(said)),
            text,
        )
        .catch(async () => assert.fail(`"${text}" is not said: ${JSON.stringify(await page.evaluate(state))}`));

test("the first HTML has the cards", async () => {
    const [page] = await open(1, "Tea", "Jam");
    const html = await (await fetch(page.url())).text();
    assert.match(html, /Move Tea[\s\S]*Move Jam/);
});

test("a card that one of two drags goes its way in both browsers", async () => {
    const [ada, bob] = await open(2, "Tea", "Jam", "Bun");
    await ada.dragAndDrop(`${card("Tea")} span`, column("Doing"));
    for (const page of [ada, bob]) await has(page, "Jam Bun", "Tea", "");
    await bob.dragAndDrop(`${card("Bun")} span`, `${card("Jam")} span`);
    for (const page of [ada, bob]) await has(page, "Bun Jam", "Tea", "");
    await bob.dragAndDrop(`${card("Bun")} span`, `${card("Tea")} span`);
    for (const page of [ada, bob]) await has(page, "Jam", "Bun Tea", "");
    for (const page of [ada, bob])
        await until(
            async () => !(await page.locator(".over, .dragged, .dragging").count()),
            "nothing is marked any more",
        );
});

test("a card that is dropped nowhere stays where it is", async () => {
    const [page] = await open(1, "Tea", "Jam");
    await page.dragAndDrop(`${card("Jam")} span`, "h1");
    await until(async () => !(await page.locator(".dragged, .dragging").count()), "it is let go");
    await has(page, "Tea Jam", "", "");
});

test("by keyboard a card goes everywhere, keeps the focus, and says where it is", async () => {
    const [ada, bob] = await open(2, "Tea", "Jam");
    await ada.focus(grip("Tea"));
    await ada.keyboard.press("Enter");
    await spoken(ada, "Tea is lifted");
    await ada.keyboard.press("ArrowRight");
    await spoken(ada, "Doing, 1 of 1");
    await ada.keyboard.press("ArrowRight");
    for (const page of [ada, bob]) await has(page, "Jam", "", "Tea");
    await spoken(ada, "Done, 1 of 1");
    assert.equal(await ada.evaluate(() => document.activeElement.ariaLabel), "Move Tea");
    await ada.keyboard.press("Enter");
    await spoken(ada, "Tea is put down");
    await ada.keyboard.press("ArrowLeft"); // which carries nothing now
    await ada.keyboard.press("Enter");
    await spoken(ada, "Tea is lifted");
    await has(ada, "Jam", "", "Tea");
});

test("keys that come faster than answers are not lost", async () => {
    const [page] = await open(1, "Tea", "Jam");
    await page.focus(grip("Tea"));
    for (const key of ["Enter", "ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    await has(page, "Jam", "Tea", "");
    await spoken(page, "Tea is put down");
});

test("Escape takes a card back to where it was lifted", async () => {
    const [page] = await open(1, "Tea", "Jam", "Bun");
    await page.focus(grip("Jam"));
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${card("Jam")}.carried`);
    await page.keyboard.press("ArrowUp");
    await has(page, "Jam Tea Bun", "", "");
    await page.keyboard.press("ArrowRight");
    await has(page, "Tea Bun", "Jam", "");
    await page.keyboard.press("Escape");
    await has(page, "Tea Jam Bun", "", "");
    await spoken(page, "back where it was");
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Move Jam");
});

test("whoever carries a card hears that somebody else took it away", async () => {
    const [ada, bob] = await open(2, "Tea", "Jam");
    await ada.focus(grip("Tea"));
    await ada.keyboard.press("Enter");
    await spoken(ada, "Tea is lifted");
    await bob.click('[aria-label="Delete Tea"]');
    await spoken(ada, "Somebody took the card away");
    for (const page of [ada, bob]) await has(page, "Jam", "", "");
});

test("whoever comes later, or again, sees the board as it is", async () => {
    const [ada] = await open(1, "Tea", "Jam");
    await ada.dragAndDrop(`${card("Jam")} span`, column("Done"));
    await has(ada, "Tea", "", "Jam");
    await ada.reload();
    await live(ada);
    await has(ada, "Tea", "", "Jam");
    await shows(ada, `${column("Done")} small`, "1");
});
