// Elements that are told of their birth and their end.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page as Tab } from "playwright-core";
import type { Value } from "../../client/src/frame";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { showing } from "./support/showing";

const { tab, errors } = browser();

/** Shows `html`; `told` gives what was said since it was last asked, `+VALUE` for a birth and `-VALUE` for an end. */
async function watching(templates: TemplateSource[], html: string) {
    const { page, patch, full } = await showing(await tab(), templates, html);
    await page.evaluate(() => {
        const said: string[] = [];
        parts.register("hook", (element, value) => {
            const id = value + (element.id && `#${element.id}`);
            said.push(`+${id}`);
            return () => void said.push(`-${id}`);
        });
        const { live } = globalThis as unknown as { live: object };
        Object.assign(globalThis, { said, live });
    });
    // Templates are parsed when the attribute is known, as in a page.
    await page.evaluate(
        ({ all, text }) => {
            const view = parts.viewOf(text);
            const live = new parts.Page(view, new parts.Templates(all));
            Object.assign(globalThis, { live });
            if (!live.adopt()) throw new Error("not adopted");
            parts.note(view);
        },
        { all: templates, text: html },
    );
    const told = (of: Tab = page) =>
        of.evaluate(() => {
            parts.tend();
            return (globalThis as unknown as { said: string[] }).said.splice(0).join(" ");
        });
    const change = async (value: Value) => {
        await patch(value);
        return told();
    };
    return { page, full, told, patch: change };
}

const ROWS: TemplateSource[] = [
    [["<ul>", "</ul>"], ["s"]],
    [['<li ls-hook="row"', "></li>"], ["a:id"]],
];
const rows = (letters: string) => [...letters].map((x) => `<li ls-hook="row" id="${x}"></li>`).join("");

test("who was in the page as it came is born, in the order of the page", async () => {
    const { told } = await watching(ROWS, `<!--0--><ul><!--*1-->${rows("abc")}</ul>`);
    assert.equal(await told(), "+row#a +row#b +row#c");
    assert.equal(await told(), "");
});

test("rows that come are born, those that go have their end, those that move live on", async () => {
    const { patch, told, page } = await watching(ROWS, `<!--0--><ul><!--*1-->${rows("abc")}</ul>`);
    await told();
    assert.equal(await patch({ 0: { ">": [2, 0] } }), "");
    assert.equal(await patch({ 0: { "-": [1], "+": [[2, ["d"]]] } }), "-row#a +row#d");
    await page.evaluate(() => {
        (Element.prototype as { moveBefore?: unknown }).moveBefore = undefined;
    });
    assert.equal(await patch({ 0: { ">": [2, 0] } }), "");
});

test("an end comes before the births of the same patch, and each comes once", async () => {
    const { patch, told } = await watching(
        [
            [["<p>", "</p>"], ["t"]],
            [['<b ls-hook="b"><i ls-hook="i"></i></b>'], []],
            [['<u ls-hook="u">', "</u>"], ["s"]],
        ],
        "<!--0--><p><!--1--><b ls-hook=b><i ls-hook=i></i></b><!--/--></p>",
    );
    assert.equal(await told(), "+b +i");
    assert.equal(await patch({ 0: [2, [1]] }), "-b -i +u +b +i");
    assert.equal(await patch({ 0: null }), "-u -b -i");
});

test("what comes and goes before anybody looks was never there", async () => {
    const { page, told } = await watching(
        [
            [["<p>", "</p>"], ["t"]],
            [['<b ls-hook="b"></b>'], []],
        ],
        "<!--0--><p><!--$--><!--/--></p>",
    );
    await page.evaluate(() => {
        const { live } = globalThis as unknown as { live: { patch(value: unknown): void } };
        live.patch({ 0: [1] });
        live.patch({ 0: null });
    });
    assert.equal(await told(), "");
});

test("an attribute that a slot or a set of attributes gives, changes or takes counts", async () => {
    const { patch, told } = await watching(
        [
            [
                ["<p", "></p><p", "></p>"],
                ["a:ls-hook", "p"],
            ],
        ],
        "<!--0--><p></p><p></p>",
    );
    assert.equal(await told(), "");
    assert.equal(await patch({ 0: "a" }), "+a");
    assert.equal(await patch({ 0: "b" }), "-a +b");
    assert.equal(await patch({ 0: "b" }), "");
    assert.equal(await patch({ 0: null }), "-b");
    assert.equal(await patch({ 1: { p: { "ls-hook": "c", id: "x" } } }), "+c#x");
    assert.equal(await patch({ 1: { p: { id: "x" } } }), "-c#x");
});

test("HTML that the app vouches for may have it too", async () => {
    const { patch } = await watching([[["<p>", "</p>"], ["h"]]], "<!--0--><p><!--$--><!--/--></p>");
    assert.equal(await patch({ 0: "<b ls-hook=raw></b>" }), "+raw");
    assert.equal(await patch({ 0: "" }), "-raw");
});

test("one that throws does not keep the others from being told", async () => {
    const { page, patch } = await watching(
        [
            [["<p>", "</p>"], ["t"]],
            [["<b ls-bad ls-hook=a></b><b ls-hook=b></b>"], []],
        ],
        "<!--0--><p><!--$--><!--/--></p>",
    );
    const logged = page.waitForEvent("console", (message) => /bad luck/.test(message.text()));
    await page.evaluate(() => {
        parts.register("bad", () => {
            throw new Error("bad luck");
        });
    });
    assert.equal(await patch({ 0: [1] }), "+a +b");
    await logged;
});

test("a page without such attributes is never searched", async () => {
    const items = "<li id=a></li>".repeat(100);
    const { page, patch } = await watching(
        [
            [["<ul>", "</ul>"], ["s"]],
            [["<li", "></li>"], ["a:id"]],
        ],
        `<!--0--><ul><!--*1-->${items}</ul>`,
    );
    await page.evaluate(() => {
        const searched: string[] = [];
        for (const { prototype } of [Document, DocumentFragment, Element]) {
            const { querySelectorAll } = prototype;
            prototype.querySelectorAll = function (this: ParentNode, selector: string) {
                if (selector.includes("ls-hook")) searched.push(selector);
                return querySelectorAll.call(this, selector);
            } as typeof querySelectorAll;
        }
        Object.assign(globalThis, { searched });
    });
    await patch({ 0: { "+": [[100, ...Array.from({ length: 100 }, () => ["n"])]] } });
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { searched: string[] }).searched), []);
});

test("no page had an error", () => assert.deepEqual(errors, []));
