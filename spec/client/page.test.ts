// A page in a real browser while somebody uses it: what a patch must not disturb.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page as Tab } from "playwright-core";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { showing } from "./support/showing";

const { tab, errors } = browser();

const shows = async (templates: TemplateSource[], html: string) => showing(await tab(), templates, html);

const ROWS: TemplateSource[] = [
    [["<ul>", "</ul>"], ["s"]],
    [
        ["<li", "><input", "><b>", "</b></li>"],
        ["a:id", "a:value", "s"],
    ],
];
const rows = (letters: string) =>
    [...letters].map((x) => `<li id="${x}"><input value="${x}"><b>${x}</b></li>`).join("");
const showsRows = (letters: string) => shows(ROWS, `<!--0--><ul><!--*1-->${rows(letters)}</ul>`);

/** Remembers the rows that are taken out or put in. */
const watchRows = (page: Tab) =>
    page.evaluate(() => {
        const touched = new Set<string>();
        Object.assign(globalThis, { touched });
        new MutationObserver((records) => {
            for (const { addedNodes, removedNodes } of records)
                for (const node of [...addedNodes, ...removedNodes]) touched.add((node as Element).id);
        }).observe(document.querySelector("ul")!, { childList: true });
    });
/** Their letters, since the last call. */
const touched = (page: Tab) =>
    page.evaluate(() => {
        const { touched: set } = globalThis as unknown as { touched: Set<string> };
        const letters = [...set].sort().join("");
        set.clear();
        return letters;
    });
const order = (page: Tab) => page.$$eval("li", (items) => items.map((item) => item.id).join(""));

test("a move touches the row that moves and no other", async () => {
    const { page, patch } = await showsRows("abcde");
    await watchRows(page);
    await patch({ 0: { ">": [4, 0] } });
    assert.equal(await order(page), "eabcd");
    assert.equal(await touched(page), "e");
    await patch({ 0: { "-": [1], ">": [3, 0], "+": [[2, ["x", "x", "x"]]], "*": [0, 2, "C"] } });
    assert.equal(await order(page), "cexbd");
    assert.equal(await touched(page), "acx");
    await patch({ 0: { "*": [0, 2, "c", 4, 1, "D"] } });
    assert.equal(await touched(page), "");
});

test("a row that moves is the same node", async () => {
    const { page, patch } = await showsRows("abc");
    const a = await page.$("#a");
    await patch({ 0: { ">": [0, 2] } });
    assert.equal(await order(page), "bca");
    assert.equal(await a!.evaluate((node) => node === document.getElementById("a")), true);
});

for (const able of [true, false])
    test(`focus, caret and scroll survive a move ${able ? "with" : "without"} moveBefore`, async () => {
        const { page, patch } = await showsRows("abcdefghij");
        if (!able) await page.evaluate(() => delete (Element.prototype as { moveBefore?: unknown }).moveBefore);
        assert.equal(await page.evaluate(() => "moveBefore" in Element.prototype), able);
        await page.evaluate(() => {
            const input = document.querySelector<HTMLInputElement>("#j input")!;
            input.style.width = "20px";
            input.value = "a long text that scrolls";
            input.focus();
            input.setSelectionRange(2, 5, "backward");
            input.scrollLeft = 7;
        });
        const look = () =>
            page.evaluate(() => {
                const { selectionStart, selectionEnd, selectionDirection, scrollLeft, parentElement } =
                    document.activeElement as HTMLInputElement;
                return [parentElement?.id, selectionStart, selectionEnd, selectionDirection, scrollLeft];
            });
        assert.deepEqual(await look(), ["j", 2, 5, "backward", 7]);
        await patch({ 0: { ">": [9, 0] } });
        assert.equal(await order(page), "jabcdefghi");
        assert.deepEqual(await look(), ["j", 2, 5, "backward", 7]);
    });

test("focus on a checkbox survives a move without moveBefore", async () => {
    const { page, patch } = await shows(
        [
            [["<ul>", "</ul>"], ["s"]],
            [["<li><input type=checkbox id=", "></li>"].map((s) => s.replace(" id=", "")), ["a:id"]],
        ],
        `<!--0--><ul><!--*1--><li><input type=checkbox id="a"></li><li><input type=checkbox id="b"></li></ul>`,
    );
    await page.evaluate(() => delete (Element.prototype as { moveBefore?: unknown }).moveBefore);
    await page.focus("#b");
    await patch({ 0: { ">": [1, 0] } });
    assert.equal(await page.evaluate(() => document.activeElement?.id), "b");
});

const FIELD: TemplateSource[] = [
    [
        ["<input", '><input id="other"><p>', "</p>"],
        ["a:value", "s"],
    ],
];
const FIELD_HTML = '<!--0--><input value="a"><input id="other"><p>x</p>';

test("what somebody types is theirs while they are there, and the host's word counts afterwards", async () => {
    const { page, patch } = await shows(FIELD, FIELD_HTML);
    await page.fill("input", "typed");
    await patch({ 0: "host" });
    assert.equal(await page.inputValue("input"), "typed");
    assert.equal(await page.getAttribute("input", "value"), "host");
    await page.focus("#other");
    await patch({ 0: "again" });
    assert.equal(await page.inputValue("input"), "again");
});

test("a field that has the focus but says what the host said follows the host", async () => {
    const { page, patch } = await shows(FIELD, FIELD_HTML);
    await page.fill("input", "message");
    await patch({ 0: "message" });
    await patch({ 0: "" });
    assert.equal(await page.inputValue("input"), "");
    await page.type("input", "next");
    await patch({ 0: null });
    assert.equal(await page.inputValue("input"), "next");
});

test("a field that somebody typed into and left follows the host", async () => {
    const { page, patch } = await shows(FIELD, FIELD_HTML);
    await page.fill("input", "typed");
    await page.focus("#other");
    await patch({ 0: null });
    assert.equal(await page.inputValue("input"), "");
});

test("an equal value leaves the caret alone", async () => {
    const { page, patch } = await shows(FIELD, FIELD_HTML);
    await page.fill("input", "abc");
    await page.evaluate(() => document.querySelector("input")!.setSelectionRange(1, 1));
    await patch({ 0: "abc" });
    assert.equal(await page.evaluate(() => document.querySelector("input")!.selectionStart), 1);
});

test("the same for a textarea, whatever its line ends", async () => {
    const { page, patch } = await shows(
        [[["<textarea>", "</textarea>"], ["r"]]],
        "<!--0--><textarea>a&#13;&#10;b</textarea>",
    );
    await page.focus("textarea");
    await patch({ 0: "c\r\nd" });
    assert.equal(await page.inputValue("textarea"), "c\nd");
    await page.type("textarea", "!");
    await patch({ 0: "host" });
    assert.notEqual(await page.inputValue("textarea"), "host");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await patch({ 0: "host again" });
    assert.equal(await page.inputValue("textarea"), "host again");
});

test("a checkbox that somebody clicked follows the host", async () => {
    const { page, patch } = await shows(
        [
            [
                ["<input type=checkbox", "><input type=checkbox", ">"],
                ["a:checked", "a:indeterminate"],
            ],
        ],
        "<!--0--><input type=checkbox><input type=checkbox indeterminate>",
    );
    const look = () => page.$$eval("input", (all) => all.map((one) => [one.checked, one.indeterminate]));
    assert.deepEqual(await look(), [
        [false, false],
        [false, true],
    ]);
    await page.check("input >> nth=0");
    await patch({ 0: true });
    await patch({ 0: null, 1: null });
    assert.deepEqual(await look(), [
        [false, false],
        [false, false],
    ]);
});

const SELECT: TemplateSource[] = [
    [
        ["<select><option", ">1</option><option", ">2</option><option", ">3</option></select>"],
        ["a:selected", "a:selected", "a:selected"],
    ],
];
const SELECT_HTML = "<!--0--><select><option selected>1</option><option>2</option><option>3</option></select>";

test("a choice is theirs while the select has the focus, and follows the host afterwards", async () => {
    const { page, patch } = await shows(SELECT, SELECT_HTML);
    await page.focus("select");
    await page.selectOption("select", "3");
    await patch({ 0: null, 1: true });
    assert.equal(await page.inputValue("select"), "3");
    await patch({ 1: null, 2: true });
    assert.equal(await page.inputValue("select"), "3");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await patch({ 0: true, 2: null });
    assert.equal(await page.inputValue("select"), "1");
});

test("a full page keeps the nodes that are there, and the caret in them", async () => {
    const { page, full } = await shows(FIELD, FIELD_HTML);
    const input = await page.$("input");
    await page.fill("input", "typed");
    await full([0, "host", "y"]);
    assert.equal(await input!.inputValue(), "typed");
    assert.equal(await page.textContent("p"), "y");
    assert.equal(await input!.evaluate((node) => node === document.activeElement), true);
});

test("an equal address is not loaded again", async () => {
    const { page, full } = await shows(
        [
            [
                ["<iframe", "></iframe><p>", "</p>"],
                ["u:src", "s"],
            ],
        ],
        '<!--0--><iframe src="about:blank#x"></iframe><p>a</p>',
    );
    await page.waitForFunction(() => {
        const { location, document: inner } = document.querySelector("iframe")!.contentWindow!;
        return location.hash === "#x" && inner.readyState === "complete";
    });
    await page.evaluate(() => {
        document.querySelector("iframe")!.onload = () => (document.title = "loaded again");
    });
    await full([0, "about:blank#x", "b"]);
    await page.waitForTimeout(50);
    assert.equal(await page.textContent("p"), "b");
    assert.equal(await page.title(), "");
});

const STRANGE: [string, TemplateSource[], string][] = [
    ["another element", [[["<p>", "</p>"], ["s"]]], "<!--0--><div>x</div>"],
    ["one element more", [[["<p>", "</p>"], ["s"]]], "<!--0--><p>x</p><div></div>"],
    ["one less", [[["<p>", "</p><i></i>"], ["s"]]], "<!--0--><p>x</p>"],
    ["no comment", [[["<p>", "</p>"], ["s"]]], "<p>x</p>"],
    ["a template that does not exist", [[["<p>", "</p>"], ["s"]]], "<!--7--><p>x</p>"],
    ["a slot that does not end", [[["<p>", " </p>"], ["t"]]], "<!--0--><p><!--$-->x </p>"],
    ["an element inside of a text", [[["<p>", "</p>"], ["s"]]], "<!--0--><p>x<font>y</font></p>"],
    [
        "rows without nodes",
        [
            [["<p>", "</p>"], ["s"]],
            [[""], []],
        ],
        "<!--0--><p><!--*1-->x</p>",
    ],
    [
        "a paragraph that a parser closed",
        [
            [["<p>", "</p>"], ["s"]],
            [["<div>x</div>"], []],
        ],
        "<!--0--><p><!--1--><div>x</div></p>",
    ],
];
for (const [what, templates, html] of STRANGE)
    test(`does not adopt ${what}`, async () => assert.equal((await shows(templates, html)).adopted, false));

test("does adopt where somebody changed what has no slots", async () => {
    const { adopted } = await shows(
        [[["<div><b>a</b></div><p>", "</p>"], ["s"]]],
        "<!--0--><div><b>b</b><i></i></div><p>x</p>",
    );
    assert.equal(adopted, true);
});

test("templates that do not parse into their slots are refused", async () => {
    const { adopted } = await shows([[["<p>", "</p>"], ["r"]]], "<!--0--><p>x</p>");
    assert.equal(adopted, true, "an r slot is found in any element");
    assert.equal((await shows([[["<p", "</p>"], ["s"]]], "<!--0--><p>x</p>")).adopted, false);
});

test("ten thousand rows, and a change of one", async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => [`r${i}`, `${i}`, `${i}`]);
    const { page, full } = await showsRows("a");
    await full([0, { l: 1, r: many }]);
    const took = await page.evaluate(() => {
        const { live } = globalThis as unknown as { live: { patch(value: unknown): void } };
        const start = performance.now();
        for (let i = 0; i < 100; i++) live.patch({ 0: { "*": [5000, 2, `${i}`] } });
        return performance.now() - start;
    });
    assert.equal(await page.textContent("#r5000"), "99");
    assert.ok(took < 100, `a hundred changes took ${took} ms`);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
