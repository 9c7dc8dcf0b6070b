// A person at work on a page that changes all the time: what they type, choose, select and scroll is theirs.

import assert from "node:assert/strict";
import { clicks, openHouse, quiet, shows, test } from "./support/house.mjs";
import { mark, marks } from "./support/watch.mjs";

const house = openHouse();

async function visit({ moves = true } = {}) {
    const host = await house.host("spec/apps/walk_motion.lua");
    const tab = await house.tab(host.url);
    const { page } = tab;
    if (moves) await clicks(page, "#start");
    return { host, ...tab };
}

const ticks = (page) => page.locator("#ticks").textContent().then(Number);

/** So many more patches were applied. */
async function pass(page, count) {
    const target = (await ticks(page)) + count;
    await page.waitForFunction((least) => Number(document.querySelector("#ticks").textContent) >= least, target);
}

const focused = (page) =>
    page.evaluate(() => {
        const { name, value, selectionStart, selectionEnd, selectionDirection } = document.activeElement;
        return { name, value, selection: [selectionStart, selectionEnd, selectionDirection] };
    });

test("timers tick without a click, until they are cancelled", async () => {
    const { host, page } = await visit({ moves: false });
    await page.waitForTimeout(150);
    assert.equal(await ticks(page), 0);
    await clicks(page, "#start");
    await pass(page, 10);
    assert.equal(await host.metric("events"), 1);
    await clicks(page, "#stop");
    await quiet(page); // and all that came before is in the page
    const stopped = await ticks(page);
    await page.waitForTimeout(150);
    assert.equal(await ticks(page), stopped);
});

test("the stopwatch runs, and stops when it is told to", async () => {
    const host = await house.host("apps/clock.lua");
    const { page } = await house.tab(host.url);
    await page.getByRole("button", { name: "Start" }).click();
    await page.waitForFunction(() => Number.parseFloat(document.querySelector("output").textContent) >= 0.5);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Start" }).waitFor();
    const stopped = await page.locator("output").textContent();
    await page.waitForTimeout(250);
    assert.equal(await page.locator("output").textContent(), stopped);
});

test("the title follows the model", async () => {
    const { page } = await visit();
    await page.waitForFunction(() => /^Tick [1-9]/.test(document.title));
    await clicks(page, "#stop");
    await page.waitForFunction(() => document.title === `Tick ${document.querySelector("#ticks").textContent}`);
});

test("typing into a field goes on undisturbed while patches arrive", async () => {
    const { page } = await visit();
    const count = await mark(page);
    const field = page.locator('[name="name"]');
    await field.pressSequentially("The quick brown fox jumps over the lazy dog", { delay: 8 });
    await pass(page, 3);
    assert.equal((await focused(page)).value, "The quick brown fox jumps over the lazy dog");
    assert.equal((await focused(page)).name, "name");
    await page.keyboard.press("Home");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
    await pass(page, 3);
    await page.keyboard.type("very ", { delay: 20 });
    assert.equal((await focused(page)).value, "The very quick brown fox jumps over the lazy dog");
    await shows(page, "#heard", "The very quick brown fox jumps over the lazy dog//red/off");
    assert.ok((await marks(page)).kept >= count - 3); // the odd paragraph comes and goes
});

test("a selection stays as it is, with its direction", async () => {
    const { page } = await visit();
    await page.locator('[name="name"]').fill("selected");
    await page.evaluate(() => document.querySelector('[name="name"]').setSelectionRange(2, 5, "backward"));
    await pass(page, 6);
    assert.deepEqual(await focused(page), { name: "name", value: "selected", selection: [2, 5, "backward"] });
    await page.locator('[name="note"]').fill("one\ntwo\nthree");
    await page.evaluate(() => document.querySelector('[name="note"]').setSelectionRange(4, 7, "forward"));
    await pass(page, 6);
    assert.deepEqual(await focused(page), { name: "note", value: "one\ntwo\nthree", selection: [4, 7, "forward"] });
});

test("text that is selected on the page stays selected", async () => {
    const { page } = await visit();
    await page.evaluate(() => getSelection().selectAllChildren(document.querySelector("#save")));
    await pass(page, 6);
    assert.equal(await page.evaluate(() => getSelection().toString()), "Save");
});

test("an input method's composition is not interrupted", async () => {
    const { page, context } = await visit();
    await page.locator('[name="name"]').focus();
    const session = await context.newCDPSession(page);
    const compose = (text) =>
        session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await compose("に");
    await pass(page, 3);
    await compose("にほん");
    await pass(page, 3);
    await session.send("Input.insertText", { text: "日本" });
    await pass(page, 3);
    assert.equal((await focused(page)).value, "日本");
});

test("what was chosen, ticked and written stays", async () => {
    const { page } = await visit();
    await page.locator('[name="colour"]').selectOption("blue");
    await clicks(page, '[name="news"]');
    await page.locator('[name="note"]').fill("a note");
    await page.locator('[name="name"]').fill("a name");
    await page.locator("#save").focus();
    await pass(page, 6);
    const values = () => page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("form"))));
    assert.deepEqual(await values(), { name: "a name", note: "a note", colour: "blue", news: "on" });
    await shows(page, "#heard", "a name/a note/blue/on");
});

test("a choice that the view does not take goes back to what it renders", async () => {
    const { page } = await visit();
    await page.locator('[name="colour"]').selectOption("green");
    await shows(page, "#heard", "//green/off");
    await page.locator('[name="colour"]').selectOption("grey");
    await shows(page, "#heard", "//grey/off");
    await pass(page, 3);
    assert.equal(await page.locator('[name="colour"]').inputValue(), "green");
});

test("a form that was sent shows what the host makes of it", async () => {
    const { page } = await visit({ moves: false });
    await page.locator('[name="name"]').fill("ada");
    await page.locator('[name="note"]').fill("first\nsecond");
    await page.locator('[name="colour"]').selectOption("blue");
    await page.locator("#save").click();
    await page.waitForFunction(() => document.querySelector('[name="news"]').checked);
    const state = () =>
        page.evaluate(() => {
            const { name, note, colour, news } = document.querySelector("form").elements;
            return [name.value, note.value, colour.value, news.checked];
        });
    assert.deepEqual(await state(), ["ADA", "FIRST\nSECOND", "green", true]);
    await page.locator('[name="name"]').fill("grace");
    await page.locator("#save").click();
    await page.waitForFunction(() => !document.querySelector('[name="news"]').checked);
    assert.deepEqual(await state(), ["GRACE", "FIRST\nSECOND", "green", false]);
});

test("a list that is open for choosing is not closed or changed by patches", async () => {
    const { page } = await visit();
    const select = page.locator('[name="colour"]');
    await select.focus();
    await page.keyboard.press("ArrowDown");
    await pass(page, 4);
    await page.keyboard.press("ArrowDown");
    await pass(page, 4);
    assert.equal(await select.inputValue(), "blue");
    assert.equal(await page.evaluate(() => document.activeElement.name), "colour");
});

test("what is scrolled stays where it is, in a box and in the window", async () => {
    const { page } = await visit();
    const scrolled = await page.evaluate(() => {
        const box = document.querySelector("#box");
        box.style.cssText = "height: 100px; overflow: auto";
        box.scrollTop = 333;
        document.documentElement.style.overflowAnchor = "none";
        scrollTo(0, 200);
        return [box.scrollTop, scrollY];
    });
    assert.deepEqual(scrolled, [333, 200]);
    await pass(page, 10);
    assert.deepEqual(await page.evaluate(() => [document.querySelector("#box").scrollTop, scrollY]), scrolled);
});

test("a check of what is typed is shown at once and takes nothing away from it", async () => {
    const host = await house.host("spec/apps/form_by_hand.lua");
    const { page } = await house.tab(host.url);
    await page.locator('[name="name"]').pressSequentially("Ada ", { delay: 15 });
    await shows(page, "em", "This is not an e-mail address.");
    assert.deepEqual(await focused(page), { name: "name", value: "Ada ", selection: [4, 4, "forward"] });
    await page.locator('[name="email"]').pressSequentially("ada@example.org", { delay: 5 });
    await page.locator("em").waitFor({ state: "detached" });
    await page.locator("button").click();
    await shows(page, '[role="status"]', "Welcome, Ada.");
    await page.locator('[name="name"]').fill("");
    await shows(page, "em", "What shall we call you?");
    assert.equal(await page.locator('[name="name"]').getAttribute("aria-invalid"), "true");
});

test("tasks are added, ticked, removed and cleared, and the others stay as they are", async () => {
    const host = await house.host("spec/apps/tasks.lua");
    const { page } = await house.tab(host.url);
    for (const title of ["Milk", "Bread", "Eggs", "Salt"]) {
        await page.locator('[name="title"]').fill(title);
        await page.keyboard.press("Enter");
        await page.locator("li", { hasText: title }).waitFor();
    }
    await page.waitForFunction(() => document.title === "Todo (4)");
    const count = (await mark(page)) && (await page.locator("li").count());
    assert.equal(count, 4);
    await page.locator("li", { hasText: "Bread" }).getByRole("checkbox").click();
    await page.locator("li.done", { hasText: "Bread" }).waitFor();
    assert.equal(await page.locator("li", { hasText: "Bread" }).getByRole("checkbox").isChecked(), true);
    await page.getByRole("button", { name: "Remove Milk" }).click();
    await page.locator("li", { hasText: "Milk" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Clear what is done" }).click();
    await page.locator("li", { hasText: "Bread" }).waitFor({ state: "detached" });
    const left = await page
        .locator("li")
        .evaluateAll((items) => items.map((item) => [item.querySelector("label").textContent.trim(), item.isMarked]));
    assert.deepEqual(left, [
        ["Eggs", true],
        ["Salt", true],
    ]);
    await page.locator('[name="title"]').fill("   ");
    await page.keyboard.press("Enter");
    await shows(page, "#title-error", "can't be blank");
});
