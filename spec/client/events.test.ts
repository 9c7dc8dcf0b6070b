// What a person does in a real browser, and what the host is told of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, withParts } from "./support/browser";

const { tab, errors } = browser();
type Sent = [name: string, payload: unknown];

/** A page that shows `html` and hears of its events; `sent` takes those so far. */
async function shows(html: string) {
    const page = await withParts(await tab());
    await page.evaluate((text) => {
        const view = parts.viewOf(text);
        const sent: unknown[] = [];
        Object.assign(globalThis, { sent, prevented: [] });
        parts.listen(view, ({ name, payload }) => sent.push([name, payload]));
        for (const learn of parts.learners) learn(text);
        // Nothing leaves the page here, but whether it would have is remembered.
        for (const kind of ["click", "submit"])
            document.addEventListener(kind, (event) => {
                (globalThis as unknown as { prevented: [string, boolean][] }).prevented.push([
                    kind,
                    event.defaultPrevented,
                ]);
                if (kind === "submit" || (event.target as Element).closest("a")) event.preventDefault();
            });
    }, html);
    const take = (name: string) =>
        page.evaluate((list) => (globalThis as unknown as Record<string, unknown[]>)[list]!.splice(0), name);
    return { page, sent: () => take("sent") as Promise<Sent[]>, prevented: () => take("prevented") };
}

test("a click on a child is a click, with the values of the element", async () => {
    const { page, sent } = await shows(
        `<button ls-click="pick" ls-value-id="7" data-ls-value-kind="x" class="c"><b>go</b></button><i>no</i>`,
    );
    await page.click("b");
    await page.click("i");
    assert.deepEqual(await sent(), [["pick", { id: "7", kind: "x" }]]);
});

test("the nearest element is the one that was clicked", async () => {
    const { page, sent } = await shows(`<div ls-click="outer"><p data-ls-click="inner">x</p></div>`);
    await page.click("p");
    assert.deepEqual(await sent(), [["inner", {}]]);
});

test("a link does not leave the page, a button that has no form does nothing else", async () => {
    const { page, sent, prevented } = await shows(`<a href="/x" ls-click="a">a</a><button ls-click="b">b</button>`);
    await page.click("a");
    await page.click("button");
    assert.deepEqual(await sent(), [
        ["a", {}],
        ["b", {}],
    ]);
    assert.deepEqual(await prevented(), [
        ["click", true],
        ["click", true],
    ]);
});

test("a button of a form that is an event too still submits the form", async () => {
    const { page, sent, prevented } = await shows(`<form ls-submit="s"><button ls-click="c">c</button></form>`);
    await page.click("button");
    assert.deepEqual(await sent(), [
        ["c", {}],
        ["s", {}],
    ]);
    assert.deepEqual(await prevented(), [
        ["click", false],
        ["submit", true],
    ]);
});

test("a form without ls-submit is left to the browser", async () => {
    const { page, sent, prevented } = await shows(`<form><button>c</button></form>`);
    await page.click("button");
    assert.deepEqual(await sent(), []);
    assert.deepEqual(await prevented(), [
        ["click", false],
        ["submit", false],
    ]);
});

test("a click that asks for a new tab is left to the browser", async () => {
    const { page, sent, prevented } = await shows(`<a href="/x" ls-click="a">a</a>`);
    await page.click("a", { modifiers: ["Control"] });
    assert.deepEqual(await sent(), []);
    assert.deepEqual(await prevented(), [["click", false]]);
});

test("a checkbox keeps what the click made of it", async () => {
    const { page, sent } = await shows(`<input type="checkbox" ls-click="toggle" ls-value-id="1">`);
    await page.click("input");
    assert.deepEqual(await sent(), [["toggle", { id: "1" }]]);
    assert.equal(await page.isChecked("input"), true);
});

for (const [what, html, selector] of [
    ["on the text of a label", `<label ls-click="x"><i>text</i><input type="checkbox"></label>`, "i"],
    ["on the control in a label", `<label ls-click="x"><i>text</i><input type="checkbox"></label>`, "input"],
    ["on a label in what hears it", `<p ls-click="x"><label><i>text</i><input type="checkbox"></label></p>`, "i"],
    ["on a label whose control is elsewhere", `<label ls-click="x" for="c"><i>text</i></label><input id="c">`, "i"],
    ["on a label that has none", `<label ls-click="x"><i>text</i></label>`, "i"],
    ["on a label whose control is off", `<label ls-click="x"><i>text</i><input disabled></label>`, "i"],
    ["on a button in a label", `<label ls-click="x"><input><button type="button">b</button></label>`, "button"],
] as const)
    test(`a click ${what} is one click`, async () => {
        const { page, sent } = await shows(html);
        await page.click(selector, { force: true });
        assert.deepEqual(await sent(), [["x", {}]]);
    });

test("a click on a label is its control's, where that hears it itself", async () => {
    const { page, sent } = await shows(`<label><i>text</i><input type="checkbox" ls-click="x"></label>`);
    await page.click("i");
    assert.deepEqual(await sent(), [["x", {}]]);
    assert.equal(await page.isChecked("input"), true);
});

test("a submit says every field, lists for repeated names, the button, and no files", async () => {
    const { page, sent } = await shows(
        `<form ls-submit="save" ls-value-id="3"><input name="title" value="a &amp; b"><input name="constructor" value="c">
         <input type="checkbox" name="tag" value="x" checked><input type="checkbox" name="tag" value="y" checked>
         <input type="checkbox" name="off"><input type="file" name="photo"><textarea name="text">t</textarea>
         <button name="how" value="later">later</button><button name="how" value="now" id="now">now</button></form>
         <input name="title2" form="none" value="n">`,
    );
    await page.click("#now");
    const payload = { id: "3", title: "a & b", constructor: "c", tag: ["x", "y"], text: "t", how: "now" };
    assert.deepEqual(await sent(), [["save", { ...payload, "ls:submitter": ["how", "now"] }]]);
});

test("Enter in a field submits, with the form's first button", async () => {
    const { page, sent } = await shows(
        `<form ls-submit="save"><input name="a" value="1"><button name="b">b</button></form>`,
    );
    await page.press("input", "Enter");
    assert.deepEqual(await sent(), [["save", { a: "1", b: "", "ls:submitter": ["b", ""] }]]);
});

test("typing in a form says the whole form, at every key, and leaving the field says nothing more", async () => {
    const { page, sent } = await shows(
        `<form ls-change="check" ls-value-id="1"><input name="a"><input name="b" value="2"></form><button>out</button>`,
    );
    await page.type("[name=a]", "xy");
    await page.click("button");
    assert.deepEqual(await sent(), [
        ["check", { id: "1", a: "x", b: "2", "ls:changed": "a", "ls:unused": ["b"] }],
        ["check", { id: "1", a: "xy", b: "2", "ls:changed": "a", "ls:unused": ["b"] }],
    ]);
});

test("a field outside of its form belongs to it", async () => {
    const { page, sent } = await shows(`<form id="f" ls-change="check"></form><input name="a" form="f">`);
    await page.fill("input", "x");
    assert.deepEqual(await sent(), [["check", { a: "x", "ls:changed": "a" }]]);
});

test("a field with ls-change speaks for itself, whatever its form says", async () => {
    const { page, sent } = await shows(
        `<form ls-change="check"><input name="a" ls-change="mine" ls-value-id="1"><input name="b" value="2"></form>`,
    );
    await page.fill("[name=a]", "x");
    assert.deepEqual(await sent(), [["mine", { id: "1", a: "x" }]]);
});

test("choosing is said once", async () => {
    const { page, sent } = await shows(
        `<select name="s" ls-change="s"><option>1<option>2</select><input type="checkbox" name="c" value="on" ls-change="c">
         <select name="m" multiple ls-change="m"><option>1<option>2<option>3</select><input type="radio" name="r" value="x" ls-change="r">`,
    );
    await page.selectOption("[name=s]", "2");
    await page.check("[name=c]");
    await page.uncheck("[name=c]");
    await page.selectOption("[name=m]", ["1", "3"]);
    await page.check("[name=r]");
    assert.deepEqual(await sent(), [
        ["s", { s: "2" }],
        ["c", { c: "on" }],
        ["c", {}],
        ["m", { m: ["1", "3"] }],
        ["r", { r: "x" }],
    ]);
});

test("a field whose value was changed without typing says so", async () => {
    const { page, sent } = await shows(`<input name="a" ls-change="a">`);
    await page.evaluate(() => {
        const input = document.querySelector("input")!;
        input.value = "picked";
        input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    assert.deepEqual(await sent(), [["a", { a: "picked" }]]);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
