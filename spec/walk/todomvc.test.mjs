// TodoMVC as a person drives it, in Chromium: every behaviour of its application specification, over a line without
// delay and over one that takes 300 ms from here to there and back.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { until } from "./support/host.mjs";
import { follows, openHouse, quiet, test } from "./support/house.mjs";

const house = openHouse();
const KEY = "todos-lightspeed";

async function visit(latency, path = "", options = {}) {
    const host = await house.host("apps/todomvc.lua");
    const proxy = await house.proxy(host);
    const tab = await house.tab(new URL(path, proxy.url).href, options);
    proxy.delay(latency / 2);
    return { host, proxy, ...tab };
}

const titles = (page) => page.locator(".todo-list li label").allTextContents();
const field = ".new-todo";

const read = () =>
    [...document.querySelectorAll(".todo-list li")].map(
        (item) => (item.classList.contains("completed") ? "x " : "") + item.querySelector("label").textContent.trim(),
    );

// Waits until the list shows exactly these; "x Tea" is completed.
const lists = (page, ...expected) =>
    until(async () => isDeepStrictEqual(await page.evaluate(read), expected), expected.join()).catch(async () =>
        assert.deepEqual(await page.evaluate(read), expected),
    );

async function enter(page, ...names) {
    for (const name of names) {
        await page.locator(field).pressSequentially(name);
        await page.keyboard.press("Enter");
    }
}

async function three(latency, options) {
    const tab = await visit(latency, "", options);
    await enter(tab.page, "Tea", "Bread", "Jam");
    await lists(tab.page, "Tea", "Bread", "Jam");
    return tab;
}

const item = (page, number) => page.locator(".todo-list li").nth(number - 1);
const toggle = (page, number) => item(page, number).locator(".toggle").click();
const isFocused = (page, selector) => page.waitForFunction((one) => document.activeElement.matches(one), selector);
const count = (page, text) =>
    page.waitForFunction(
        (want) => document.querySelector(".todo-count")?.textContent.replace(/\s+/g, " ").trim() === want,
        text,
    );
const gone = (page, selector) => page.locator(selector).first().waitFor({ state: "detached" });
const shown = (page, selector) => page.locator(selector).first().waitFor();

async function edit(page, number) {
    await item(page, number).locator("label").dblclick();
    await isFocused(page, ".editing .edit");
    return page.locator(".editing .edit");
}

for (const latency of [0, 300]) {
    const spec = (says, body) => test(`${says}, at ${latency} ms`, body);

    spec("without todos main and footer are hidden, and the new one may be written at once", async () => {
        const { page } = await visit(latency);
        await isFocused(page, field);
        assert.equal(await page.locator(".main, .footer").count(), 0);
        await enter(page, "Tea");
        await shown(page, ".main");
        await shown(page, ".footer");
        await page.locator(".destroy").click({ force: true });
        await gone(page, ".main");
        await gone(page, ".footer");
    });

    spec("Enter appends a trimmed todo and clears the field; nothing comes of nothing", async () => {
        const { page } = await visit(latency);
        await enter(page, "  Tea and bread  ", "   ", "", "Jam");
        await lists(page, "Tea and bread", "Jam");
        assert.deepEqual(
            (await titles(page)).map((title) => title.trim()),
            ["Tea and bread", "Jam"],
        );
        assert.equal(await page.inputValue(field), "");
        await isFocused(page, field);
    });

    spec("twenty todos written without a pause are twenty todos, letter by letter", async () => {
        const { page } = await visit(latency);
        const names = Array.from({ length: 20 }, (_, i) => `number ${i + 1}`);
        await page.locator(field).focus();
        for (const name of names) {
            await page.keyboard.type(name);
            await page.keyboard.press("Enter");
        }
        await lists(page, ...names);
        assert.equal(await page.inputValue(field), "");
    });

    spec("the checkbox completes a todo, and takes that back", async () => {
        const { page } = await three(latency);
        await toggle(page, 2);
        await lists(page, "Tea", "x Bread", "Jam");
        assert.equal(await item(page, 2).locator(".toggle").isChecked(), true);
        await toggle(page, 2);
        await lists(page, "Tea", "Bread", "Jam");
        // As fast as it goes: the last click counts.
        for (let i = 0; i < 5; i++) await toggle(page, 1);
        await quiet(page);
        await lists(page, "x Tea", "Bread", "Jam");
        assert.equal(await item(page, 1).locator(".toggle").isChecked(), true);
    });

    spec("toggle-all gives all its own state, and follows theirs", async () => {
        const { page } = await three(latency);
        const isChecked = (want) =>
            page.waitForFunction((on) => document.querySelector(".toggle-all").checked === on, want);
        await toggle(page, 1);
        await lists(page, "x Tea", "Bread", "Jam");
        await page.click(".toggle-all + label");
        await lists(page, "x Tea", "x Bread", "x Jam");
        await isChecked(true);
        await toggle(page, 3);
        await lists(page, "x Tea", "x Bread", "Jam");
        await isChecked(false);
        await toggle(page, 3);
        await lists(page, "x Tea", "x Bread", "x Jam");
        await isChecked(true);
        await page.click(".toggle-all + label");
        await lists(page, "Tea", "Bread", "Jam");
        await isChecked(false);
    });

    spec("its box is empty again when the completed ones were cleared", async () => {
        const { page } = await three(latency);
        await page.click(".toggle-all + label");
        await lists(page, "x Tea", "x Bread", "x Jam");
        await page.click(".clear-completed");
        await gone(page, ".main");
        await enter(page, "More");
        await lists(page, "More");
        assert.equal(await page.isChecked(".toggle-all"), false);
    });

    spec("the remove button shows on hovering, and removes", async () => {
        const { page } = await three(latency);
        const opacity = () =>
            item(page, 2)
                .locator(".destroy")
                .evaluate((button) => getComputedStyle(button).opacity);
        assert.equal(await opacity(), "0");
        await item(page, 2).hover();
        await until(async () => (await opacity()) === "1", "the button");
        await item(page, 2).locator(".destroy").click();
        await lists(page, "Tea", "Jam");
        // Whoever works with keys goes on with the next.
        await isFocused(page, "#todo-3 .destroy");
    });

    spec("a double click edits: the field has the focus and the title, and hides all else", async () => {
        const { page } = await three(latency);
        const input = await edit(page, 2);
        assert.equal(await input.inputValue(), "Bread");
        assert.equal(await page.locator(".todo-list li.editing").count(), 1);
        assert.equal(await item(page, 2).locator(".view").isVisible(), false);
        assert.equal(await item(page, 1).locator(".view").isVisible(), true);
        assert.equal(await item(page, 1).locator(".edit").isVisible(), false);
    });

    spec("Enter saves an edit, trimmed", async () => {
        const { page } = await three(latency);
        await edit(page, 2);
        await page.keyboard.press("End");
        await page.keyboard.type(" and butter   ");
        await page.keyboard.press("Enter");
        await lists(page, "Tea", "Bread and butter", "Jam");
        await gone(page, ".editing");
        await isFocused(page, "#toggle-2");
        await edit(page, 2);
        assert.equal(await page.inputValue(".editing .edit"), "Bread and butter");
    });

    spec("leaving the field saves an edit, and the focus is where the person went", async () => {
        const { page } = await three(latency);
        const input = await edit(page, 1);
        await input.fill("Coffee");
        await page.click(field);
        await page.keyboard.type("Milk");
        await lists(page, "Coffee", "Bread", "Jam");
        await gone(page, ".editing");
        await isFocused(page, field);
        assert.equal(await page.inputValue(field), "Milk");
    });

    spec("Escape discards an edit, and the next one begins with the title", async () => {
        const { page } = await three(latency);
        const input = await edit(page, 2);
        await input.fill("Cake");
        await page.keyboard.press("Escape");
        await gone(page, ".editing");
        await lists(page, "Tea", "Bread", "Jam");
        await edit(page, 2);
        assert.equal(await page.inputValue(".editing .edit"), "Bread");
    });

    spec("an edit that leaves nothing destroys the todo", async () => {
        const { page } = await three(latency);
        const first = await edit(page, 2);
        await first.fill("   ");
        await page.keyboard.press("Enter");
        await lists(page, "Tea", "Jam");
        const second = await edit(page, 2);
        await second.fill("");
        await page.click(".header h1");
        await lists(page, "Tea");
        await count(page, "1 item left");
    });

    spec("nobody waits to write: what is typed right behind the double click is there", async () => {
        const { page } = await three(latency);
        await item(page, 3).locator("label").dblclick();
        await page.keyboard.press("Control+A");
        await page.keyboard.type("Marmalade, the bitter one");
        await page.keyboard.press("Enter");
        await lists(page, "Tea", "Bread", "Marmalade, the bitter one");
        await gone(page, ".editing");
    });

    spec("the counter has its number in <strong>, and says items as people do", async () => {
        const { page } = await visit(latency);
        await enter(page, "Tea");
        await count(page, "1 item left");
        assert.equal(await page.locator(".todo-count > strong").textContent(), "1");
        await enter(page, "Bread");
        await count(page, "2 items left");
        await page.click(".toggle-all + label");
        await count(page, "0 items left");
    });

    spec("clear completed removes them, and is hidden when there are none", async () => {
        const { page } = await three(latency);
        assert.equal(await page.locator(".clear-completed").count(), 0);
        await toggle(page, 1);
        await toggle(page, 3);
        await page.locator(".clear-completed", { hasText: "(2)" }).click();
        await lists(page, "Bread");
        await gone(page, ".clear-completed");
        await count(page, "1 item left");
    });

    spec("the routes filter, are addresses, and go back and forth", async () => {
        const { page } = await three(latency);
        await page.evaluate(() => (window.isSame = true));
        await follows(page);
        await toggle(page, 2);
        await lists(page, "Tea", "x Bread", "Jam");
        const selected = (text) => shown(page, `.filters .selected:text-is("${text}")`);
        await selected("All");
        await page.click(".filters >> text=Active");
        await lists(page, "Tea", "Jam");
        await selected("Active");
        await page.waitForURL("**/active");
        await page.click(".filters >> text=Completed");
        await lists(page, "x Bread");
        await selected("Completed");
        await page.waitForURL("**/completed");
        assert.equal(await page.locator(".filters .selected").count(), 1);
        await page.goBack();
        await lists(page, "Tea", "Jam");
        await page.goForward();
        await lists(page, "x Bread");
        await page.click(".filters >> text=All");
        await lists(page, "Tea", "x Bread", "Jam");
        assert.equal(await page.evaluate(() => window.isSame), true);
    });

    spec("a filtered list follows what happens to its todos", async () => {
        const { page } = await three(latency);
        await follows(page);
        await page.click(".filters >> text=Active");
        await shown(page, '.selected:text-is("Active")');
        await toggle(page, 1);
        await lists(page, "Bread", "Jam");
        await enter(page, "Honey");
        await lists(page, "Bread", "Jam", "Honey");
        await page.click(".filters >> text=Completed");
        await lists(page, "x Tea");
        await toggle(page, 1);
        await lists(page);
        await count(page, "4 items left");
    });

    spec("todos survive a reload, the filter too, editing does not", async () => {
        const { page } = await three(latency);
        await toggle(page, 2);
        await lists(page, "Tea", "x Bread", "Jam");
        await follows(page);
        await page.click(".filters >> text=Active");
        await lists(page, "Tea", "Jam");
        await edit(page, 1);
        await page.reload();
        await lists(page, "Tea", "Jam");
        await shown(page, '.filters .selected:text-is("Active")');
        assert.equal(await page.locator(".editing").count(), 0);
        const stored = await page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
        assert.deepEqual(stored, [
            { id: 1, title: "Tea", completed: false },
            { id: 2, title: "Bread", completed: true },
            { id: 3, title: "Jam", completed: false },
        ]);
        await follows(page);
        await page.click(".filters >> text=All");
        await enter(page, "Honey");
        await lists(page, "Tea", "x Bread", "Jam", "Honey");
    });

    spec("a lost line loses nothing", async () => {
        const { page, proxy } = await three(latency, { expects: /WebSocket/ });
        proxy.close();
        await enter(page, "Honey");
        await toggle(page, 1);
        proxy.open();
        await lists(page, "x Tea", "Bread", "Jam", "Honey");
    });
}

test("what the browser's storage holds is checked like anything else", async () => {
    const { page, host } = await visit(0, "", {
        prepare: (tab) =>
            tab.addInitScript((key) => localStorage.setItem(key, '[{"id":1,"title":5,"completed":"?","x":1}]'), KEY),
    });
    await enter(page, "Tea");
    await lists(page, "Tea");
    assert.equal(await host.metric("turns_failed"), 0);
});

test("F2 on its box edits a todo", async () => {
    const { page } = await three(0);
    await page.focus("#toggle-2");
    await page.keyboard.press("F2");
    await isFocused(page, ".editing .edit");
    await page.keyboard.press("Escape");
    await isFocused(page, "#toggle-2");
});
