// The elements of nested views, in a real browser: the page around them moves them and never looks inside.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TemplateSource } from "../../client/src/template";
import { browser, withParts } from "./support/browser";
import { showing } from "./support/showing";

const { tab, errors } = browser();

const TEMPLATES: TemplateSource[] = [
    [
        ["<p>", "</p><ul>", "</ul>"],
        ["t", "s"],
    ],
    [["<li>", "</li>"], ["s"]],
];
const HTML = '<!--0--><p><!--$--><!--/--></p><ul><!--~--><div id="a" ls-live="T-a"><b>its own</b></div></ul>';

/** A page that shows HTML; `html` is what it has, `tended` which elements came and went since it was asked. */
async function shows(text = HTML) {
    const { page, adopted, ...change } = await showing(await tab(), TEMPLATES, text);
    assert.ok(adopted);
    await page.evaluate(() => void Object.assign(globalThis, { known: new Set<Element>() }));
    const html = () => page.$eval("#ls-view", (view) => view.innerHTML);
    const tended = () =>
        page.evaluate(() => {
            const { known } = globalThis as unknown as { known: Set<Element> };
            const told: string[] = [];
            parts.tendViews(
                (element, ticket) => known.has(element) || (known.add(element) && told.push(`+${ticket}`)),
                (element) => known.delete(element) && told.push(`-${element.id}`),
            );
            return told;
        });
    return { page, ...change, html, tended };
}

test("the ticket is taken out of the page, and what is inside stays as it is", async () => {
    const { html, tended } = await shows();
    assert.equal(await html(), HTML.replace("T-a", ""));
    assert.deepEqual(await tended(), ["+T-a"]);
    assert.deepEqual(await tended(), []);
});

test("one that is shown elsewhere goes there with all that is in it, whichever slot hears first", async () => {
    const { page, patch, tended } = await shows();
    await tended();
    await page.evaluate(() => {
        document.querySelector("b")!.textContent = "changed by its own host";
    });
    const inside = () => page.$eval("#a", (element) => [element.parentElement!.localName, element.textContent]);
    await patch({ 0: { v: ["a", "T-a"] }, 1: null });
    assert.deepEqual(await inside(), ["p", "changed by its own host"]);
    await patch({ 0: null, 1: { l: 1, r: [[{ v: ["a", "T-a"] }]] } });
    assert.deepEqual(await inside(), ["li", "changed by its own host"]);
    assert.deepEqual(await tended(), []);
});

test("a whole page that shows it keeps it; one of another ticket is another", async () => {
    const { page, full, tended } = await shows();
    await tended();
    const first = await page.$("#a");
    await full([0, null, { v: ["a", "T-a"] }]);
    assert.equal(await first!.evaluate((element) => element.isConnected), true);
    await full([0, "text", { v: ["a", "T-new", 7] }]);
    assert.equal(await first!.evaluate((element) => element.isConnected), false);
    assert.equal(
        await page.$eval("#a", (element) => element.outerHTML),
        '<div id="a" ls-scope="7" ls-live=""></div>',
    );
    assert.deepEqual(await tended(), ["-a", "+T-new"]);
});

test("an element belongs to the nearest view around it", async () => {
    const { page } = await shows();
    const around = (selector: string) => page.$eval(selector, (element) => parts.viewAround(element)?.id);
    assert.equal(await around("b"), "a");
    assert.equal(await around("#a"), "a");
    assert.equal(await around("ul"), "ls-view");
});

test("a page whose nested view is missing is not what the host wrote", async () => {
    const page = await withParts(await tab());
    const adopted = await page.evaluate((templates) => {
        const view = parts.viewOf('<!--0--><p><!--$--><!--/--></p><ul><!--~--><div id="a">no view</div></ul>');
        return new parts.Page(view, new parts.Templates(templates)).adopt();
    }, TEMPLATES);
    assert.equal(adopted, false);
});

test("nothing failed in the pages", () => assert.deepEqual(errors, []));
