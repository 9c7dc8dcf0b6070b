// Streams in a page: what the host wrote is adopted by its keys, and operations happen to the rows that are there.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page as Tab } from "playwright-core";
import type { StreamOperation, Value } from "../../client/src/frame";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { showing } from "./support/showing";

const { tab, errors } = browser();

const TEMPLATES: TemplateSource[] = [
    [
        ["<ul>", "<li>none</li></ul><ol>", "</ol>"],
        ["t", "s"],
    ],
    [
        ["<li", ">", "</li>"],
        ["a:title", "s"],
    ],
    [
        ["<b>", "</b>", ""],
        ["s", "t"],
    ], // a row of two nodes and a list
];

const row = (text: string) => `<li title="${text}">${text}</li>`;
const first = (letters: string) => [...letters].map((letter) => `<!--'${letter}-->${row(letter)}`).join("");

async function shows(letters: string) {
    const html = `<!--0--><ul><!--+1-->${first(letters)}<!--/--><li>none</li></ul><ol><!--+1--></ol>`;
    const { adopted, ...shown } = await showing(await tab(), TEMPLATES, html);
    assert.ok(adopted);
    const happens = (...operations: StreamOperation[]) => shown.patch({ 0: { l: 1, s: operations } });
    return { ...shown, happens };
}

const html = (page: Tab, selector = "ul") => page.locator(selector).evaluate((list) => list.innerHTML);
const put = (at: number | null, limit: number, letters: string): StreamOperation => [
    at,
    limit,
    ...[...letters].flatMap((letter) => [`'${letter}`, [letter, letter]]),
];
const is = (letters: string) => `<!--+1-->${[...letters].map(row).join("")}<!--/--><li>none</li>`;

test("rows are adopted by the keys in front of them, which go", async () => {
    const { page } = await shows("abc");
    assert.equal(await html(page), is("abc"));
    assert.equal(await html(page, "ol"), "<!--+1-->");
});

test("operations come one after the other and rows keep their nodes", async () => {
    const { page, happens } = await shows("abc");
    const touched = await page.evaluateHandle(() => {
        const seen: string[] = [];
        new MutationObserver((all) => {
            for (const { addedNodes, removedNodes } of all)
                for (const node of [...addedNodes, ...removedNodes]) seen.push(node.textContent!);
        }).observe(document.querySelector("ul")!, { childList: true });
        return seen;
    });
    await happens(put(0, 0, "x"), ["'b"], put(2, 0, "b"), put(-1, 0, "y"), put(null, 0, "zc"));
    assert.equal(await html(page), is("xabcy"));
    assert.deepEqual(((await touched.jsonValue()) as string[]).sort(), ["x", "y"]); // b did not even move
    await happens([], put(-1, -2, "cba"));
    assert.equal(await html(page), is("ba"));
    await happens(["'a", "'b", "'nobody"]);
    assert.equal(await html(page), is(""));
});

test("a row that is told again says so in place", async () => {
    const { page, happens } = await shows("ab");
    await happens([0, 0, "'b", ["new", "B"]]);
    assert.equal(await html(page), `<!--+1-->${row("a")}<li title="new">B</li><!--/--><li>none</li>`);
});

test("what does not fit a limit is never made", async () => {
    const { page, happens } = await shows("abc");
    const made = await page.evaluateHandle(() => {
        const counts = { rows: 0 };
        const clone = document.importNode;
        document.importNode = function count<T extends Node>(this: Document, ...given: [T, boolean?]) {
            counts.rows++;
            return clone.apply(this, given as never) as T;
        };
        return counts;
    });
    await happens(put(-1, 3, "defghij"));
    assert.equal(await html(page), is("abc"));
    assert.deepEqual(await made.jsonValue(), { rows: 0 });
});

test("the whole page anew keeps the rows, and one without any page has none", async () => {
    const { page, full } = await shows("abc");
    const stream = { l: 1, s: [] };
    await page.locator("li:nth-child(2)").evaluate((element) => {
        element.id = "mine";
    });
    await full([0, stream, stream]);
    assert.equal(await page.locator("#mine").textContent(), "b");
    await full([0, { l: 1, s: [[], put(-1, 0, "bd")] }, stream]);
    assert.equal(await page.locator("#mine").textContent(), "b");
    assert.equal(await page.locator("ul").textContent(), "bdnone");
    const bare = await page.evaluate((templates) => {
        const view = parts.viewOf("");
        new parts.Page(view, new parts.Templates(templates)).full([0, { l: 1, s: [] }, { l: 1, s: [] }]);
        return view.innerHTML;
    }, TEMPLATES);
    assert.equal(bare, `<!--0--><ul>${is("")}</ul><ol><!--+1--></ol>`);
});

test("a slot that showed something else begins with no rows", async () => {
    const { page, patch, happens } = await shows("abc");
    for (const other of [
        null,
        "text",
        { l: 1, r: [["x", "x"]] },
        { l: 2, s: [[0, 0, "'a", ["b", null]]] },
    ] as Value[]) {
        await patch({ 0: other });
        await happens(put(0, 0, "z"));
        assert.equal(await html(page), is("z"));
    }
});

test("a stream in a row of a stream goes on when its row is told again, moves or comes back", async () => {
    const { page, patch } = await shows("");
    const outer = (...s: StreamOperation[]): Value => ({ 1: { l: 2, s } });
    const inner = (...s: StreamOperation[]): Value => ({ l: 1, s });
    await patch(outer([0, 0, "'x", ["x", inner(put(0, 0, "ab"))], "'y", ["y", inner(put(0, 0, "c"))]]));
    assert.equal(await page.locator("ol").textContent(), "ycxba");
    await patch(outer(["'x"], [0, 0, "'x", ["X", inner(put(-1, 0, "d"))]]));
    assert.equal(await page.locator("ol").textContent(), "Xbadyc");
});

test("keys that JavaScript has a use for are keys like others", async () => {
    const { page, happens } = await shows("");
    const keys = ["'__proto__", "'constructor", "'", "toString", "-1", "%2F"];
    await happens([-1, 0, ...keys.flatMap((key) => [key, [null, key]])]);
    assert.equal(await page.locator("ul").textContent(), `${keys.join("")}none`);
    await happens(["'__proto__"], [0, 0, "toString", [null, "T"]]);
    assert.equal(await page.locator("ul").textContent(), "'constructor'T-1%2Fnone");
});

test("what is no operation is refused, and the page can be told anew", async () => {
    const { page, patch, full } = await shows("ab");
    await assert.rejects(patch({ 0: { l: 1, s: 7 } as unknown as Value }));
    await assert.rejects(patch({ 0: { l: 1, s: [] } })); // nothing of it is relied on any more
    await full([0, { l: 1, s: [put(0, 0, "c")] }, null]);
    assert.equal(await html(page), is("c"));
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
