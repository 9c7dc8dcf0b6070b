// Whose events they are, in a real browser: what the comments around an element say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, withParts } from "./support/browser";

const { tab, errors } = browser();

/** The owner of each element with an id, in a view that shows `html`. */
async function owners(html: string): Promise<Record<string, number>> {
    const page = await withParts(await tab());
    return page.evaluate((text) => {
        const view = parts.viewOf(text);
        const all = [...view.querySelectorAll("[id]")];
        return Object.fromEntries(all.map((element) => [element.id, parts.ownerOf(element, view)]));
    }, html);
}

test("the view's where nothing says otherwise", async () => {
    assert.deepEqual(
        await owners(`<!--0--><p id="a"><!--$-->x<!--/--><b id="b"></b><!--1--><i id="c"></i><!--/--></p>`),
        {
            a: 0,
            b: 0,
            c: 0,
        },
    );
});

test("a component's from its comment to the slot's end", async () => {
    const html = `<!--0--><p id="a"></p><!--1@1025--><p id="b"><b id="c"></b></p><!--$-->x<!--/--><i id="d"></i><!--/--><p id="e"></p>`;
    assert.deepEqual(await owners(html), { a: 0, b: 1025, c: 1025, d: 1025, e: 0 });
});

test("a component's to the end of its element, where it is alone in that", async () => {
    const html = `<!--0--><div id="a"><!--1@2050--><p id="b"></p><p id="c"></p></div><p id="d"></p>`;
    assert.deepEqual(await owners(html), { a: 0, b: 2050, c: 2050, d: 0 });
});

test("the innermost mark counts, and 0 is the view in a component", async () => {
    const html =
        `<!--0--><!--1@1025--><div id="a"><!--2@0--><p id="b"><!--3@3073--><b id="c"></b><!--/--><b id="d"></b></p><!--/-->` +
        `<i id="e"></i></div><!--/--><p id="f"></p>`;
    assert.deepEqual(await owners(html), { a: 1025, b: 0, c: 3073, d: 0, e: 1025, f: 0 });
});

test("rows are whose the list is, and what stands beside them is not", async () => {
    const html = `<!--0--><ul id="a"><!--*1@5--><li id="b"></li><!----><li id="c"><!--2@6--><b id="d"></b></li></ul><p id="e"></p>`;
    assert.deepEqual(await owners(html), { a: 0, b: 5, c: 5, d: 6, e: 0 });
});

test("the whole page may be a component's", async () => {
    assert.deepEqual(await owners(`<!--0@1025--><p id="a"></p>`), { a: 1025 });
});

test("ls-target names another element, whose owner it is", async () => {
    const html = `<!--0--><!--1@1025--><b id="in"></b><!--/--><i id="out" ls-target="#in"></i><u id="lost" ls-target="#gone"></u>`;
    assert.deepEqual(await owners(html), { in: 1025, out: 1025, lost: 0 });
});

test("nothing went wrong in the browser meanwhile", () => assert.deepEqual(errors, []));
