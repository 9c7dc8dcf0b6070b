// The seven tasks of 7GUIs as a person drives them, in Chromium.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { follows, openHouse, quiet, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(path, latency = 0) {
    const host = await house.host("apps/sevenguis.lua");
    const proxy = await house.proxy(host);
    const tab = await house.tab(new URL(path, proxy.url).href);
    proxy.delay(latency / 2);
    return { host, ...tab };
}

// Whether the page was never loaded again.
const remember = (page) => page.evaluate(() => (window.isSame = true));
const isSame = (page) => page.evaluate(() => window.isSame === true);

const value = (page, selector) => page.locator(selector).inputValue();
const has = (page, selector, expected) =>
    until(async () => (await value(page, selector)) === expected, `${selector} has ${expected}`);
const isEnabled = (page, selector, expected = true) =>
    until(async () => (await page.locator(selector).isEnabled()) === expected, `${selector} enabled: ${expected}`);

test("all seven are a click away from each other, over one line", async () => {
    const { page, host } = await visit("/");
    await remember(page);
    await follows(page);
    const names = await page.locator("ol h2").allTextContents();
    assert.deepEqual(names, ["Counter", "Temperature", "Flights", "Timer", "CRUD", "Circles", "Cells"]);
    for (const name of names) {
        await page.locator("nav a", { hasText: name }).click();
        await shows(page, "h1", name);
        await shows(page, "nav [aria-current=page]", name);
    }
    assert.equal(await isSame(page), true);
    assert.equal(await host.metric("turns_failed"), 0);
});

// --- 1 ---

test("the counter counts", async () => {
    const { page } = await visit("/counter");
    await shows(page, "output", "0");
    for (let i = 0; i < 5; i++) await page.click("button");
    await shows(page, "output", "5");
});

// --- 2 ---

for (const latency of [0, 300])
    test(`temperatures follow each other, and nobody's typing is touched, at ${latency} ms`, async () => {
        const { page } = await visit("/temperature", latency);
        const [celsius, fahrenheit] = ["[ls-change=celsius]", "[ls-change=fahrenheit]"];
        await page.locator(celsius).pressSequentially("100");
        await has(page, fahrenheit, "212");
        await page.locator(celsius).press("Backspace");
        await has(page, fahrenheit, "50");
        await page.fill(fahrenheit, "");
        await page.locator(fahrenheit).pressSequentially("-40.0", { delay: 20 });
        await has(page, celsius, "-40");
        assert.equal(await value(page, fahrenheit), "-40.0");
        await page.locator(fahrenheit).pressSequentially("x");
        await page.waitForSelector(`${fahrenheit}[aria-invalid=true]`);
        await quiet(page);
        assert.equal(await value(page, celsius), "-40");
        await page.fill(celsius, "");
        await quiet(page); // it was answered
        await page.waitForSelector(`${celsius}:not([aria-invalid])`);
        assert.equal(await value(page, fahrenheit), "-40.0x");
    });

// --- 3 ---

test("a flight back can only be chosen with a return, not before the flight there, and dates must be dates", async () => {
    const { page } = await visit("/flights");
    assert.equal(await page.isEnabled("#back"), false);
    assert.equal(await value(page, "#start"), await value(page, "#back"));
    await page.click("form button");
    await shows(page, "[role=status]", "You have booked a one-way flight on 24.12.2026.");
    await page.selectOption("select", "return");
    await isEnabled(page, "#back");
    await page.fill("#back", "23.12.2026");
    await page.waitForSelector("#back[aria-invalid=true]");
    await isEnabled(page, "form button", false);
    await page.fill("#back", "1.1.2027");
    await isEnabled(page, "form button");
    await page.fill("#start", "30.2.2026");
    await page.waitForSelector("#start[aria-invalid=true]");
    await isEnabled(page, "form button", false);
    await page.fill("#start", "31.12.2026");
    await isEnabled(page, "form button");
    await page.click("form button");
    await shows(page, "[role=status]", "You have booked a return flight, on 31.12.2026 and back on 1.1.2027.");
    await page.fill("#back", "nonsense");
    await isEnabled(page, "form button", false);
    await page.selectOption("select", "one-way");
    await isEnabled(page, "form button");
    await isEnabled(page, "#back", false);
});

// --- 4 ---

const seconds = async (page) => Number.parseFloat(await page.locator("output").textContent());
const slide = (page, to) =>
    page.locator("input[type=range]").evaluate((slider, number) => {
        slider.value = number;
        slider.dispatchEvent(new Event("input", { bubbles: true })); // as while it is being dragged
    }, to);

test("the timer runs until its time is up, the slider acts while it moves, and Reset begins again", async () => {
    const { page } = await visit("/timer");
    await until(async () => (await seconds(page)) > 0.5, "time passes");
    await slide(page, 1);
    await page.waitForFunction(() => {
        const { value, max } = document.querySelector("progress");
        return max === 1000 && value === max;
    });
    const elapsed = await seconds(page); // more than a second where its time was up before it slid
    assert.ok(elapsed >= 1);
    await slide(page, 30);
    await until(async () => (await seconds(page)) > elapsed + 0.2, "it goes on");
    await shows(page, "label >> nth=1", "Duration: 30 s");
    await page.evaluate(() => {
        const output = document.querySelector("output");
        window.least = Infinity;
        const look = () => {
            window.least = Math.min(window.least, Number.parseFloat(output.textContent));
        };
        new MutationObserver(look).observe(output, { subtree: true, childList: true, characterData: true });
    });
    await page.click("text=Reset");
    await page.waitForFunction(() => window.least < 1); // it began again
});

test("a timer that has ended costs nothing", async () => {
    const { page, host } = await visit("/timer");
    await until(async () => (await seconds(page)) > 1, "time passes");
    await slide(page, 1);
    await until(async () => (await page.locator("progress").getAttribute("max")) === "1000", "it is over");
    const turns = await host.metric("turns");
    await page.waitForTimeout(400);
    assert.equal(await host.metric("turns"), turns);
});

// --- 5 ---

const people = (page, ...expected) =>
    until(
        async () =>
            (await page.locator("option").allTextContents()).map((text) => text.trim()).join("; ") ===
            expected.join("; "),
        expected.join("; "),
    );

test("people are filtered, chosen, created, renamed and taken away", async () => {
    const { page } = await visit("/crud");
    const prefix = "[ls-change=filter]";
    await people(page, "Emil, Hans", "Mustermann, Max", "Tisch, Roman");
    assert.equal(await page.isEnabled("text=Update"), false);
    assert.equal(await page.isEnabled("text=Delete"), false);
    await page.locator(prefix).pressSequentially("mu");
    await people(page, "Mustermann, Max");
    await page.selectOption("select", { index: 0 });
    await has(page, "[name=surname]", "Mustermann");
    await isEnabled(page, "text=Update");
    await page.fill("[name=name]", "Moritz");
    await page.click("text=Update");
    await people(page, "Mustermann, Moritz");
    await page.fill(prefix, "");
    await people(page, "Emil, Hans", "Mustermann, Moritz", "Tisch, Roman");
    await page.fill("[name=name]", "Ada");
    await page.fill("[name=surname]", "Byron");
    await page.click("text=Create");
    await people(page, "Emil, Hans", "Mustermann, Moritz", "Tisch, Roman", "Byron, Ada");
    await page.selectOption("select", { label: "Emil, Hans" });
    await has(page, "[name=name]", "Hans");
    await page.click("text=Delete");
    await people(page, "Mustermann, Moritz", "Tisch, Roman", "Byron, Ada");
    await isEnabled(page, "text=Delete", false);
    await page.selectOption("select", { label: "Byron, Ada" });
    await isEnabled(page, "text=Delete");
    await page.fill(prefix, "Ti");
    await people(page, "Tisch, Roman");
    await isEnabled(page, "text=Delete", false); // who cannot be seen is not chosen
});
