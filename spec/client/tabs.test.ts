// The keys of a list of tabs in a real browser: which tab has the focus, and which was clicked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, withParts } from "./support/browser";

const { tab, errors } = browser();

async function shows(html: string) {
    const page = await withParts(await tab());
    await page.evaluate((text) => {
        const view = parts.viewOf(text);
        const clicked: string[] = [];
        Object.assign(globalThis, { clicked });
        view.querySelectorAll("[role=tablist]").forEach(parts.listenTabs);
        view.addEventListener("click", ({ target }) => clicked.push((target as Element).id));
    }, html);
    const press = async (key: string) => {
        await page.keyboard.press(key);
        return page.evaluate(() => {
            const { clicked } = globalThis as unknown as { clicked: string[] };
            return [document.activeElement!.id, clicked.splice(0).join()];
        });
    };
    return { page, press };
}

const TABS = `<div role="tablist"><button role="tab" id="a">a</button><button role="tab" id="b" disabled>b</button>
<button role="tab" id="c">c</button><button role="tab" id="d"><i>d</i></button></div><button id="other">x</button>`;

test("arrows go from tab to tab and around, past those that are disabled", async () => {
    const { page, press } = await shows(TABS);
    await page.focus("#a");
    assert.deepEqual(await press("ArrowRight"), ["c", "c"]);
    assert.deepEqual(await press("ArrowRight"), ["d", "d"]);
    assert.deepEqual(await press("ArrowRight"), ["a", "a"]);
    assert.deepEqual(await press("ArrowLeft"), ["d", "d"]);
});

test("Home and End go to the first and the last tab", async () => {
    const { page, press } = await shows(TABS);
    await page.focus("#c");
    assert.deepEqual(await press("End"), ["d", "d"]);
    assert.deepEqual(await press("Home"), ["a", "a"]);
});

test("other keys and other elements are nobody's business", async () => {
    const { page, press } = await shows(TABS);
    await page.focus("#a");
    assert.deepEqual(await press("x"), ["a", ""]);
    assert.deepEqual(await press("ArrowDown"), ["a", ""]);
    await page.focus("#other");
    assert.deepEqual(await press("ArrowRight"), ["other", ""]);
});

test("a tab outside of any list of tabs stays alone", async () => {
    const { page, press } = await shows(`<button role="tab" id="lone">x</button>`);
    await page.focus("#lone");
    assert.deepEqual(await press("ArrowRight"), ["lone", ""]);
});

test("no page had an error", () => assert.deepEqual(errors, []));
