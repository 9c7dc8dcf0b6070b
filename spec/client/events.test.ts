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
        parts.listen(view, ({ name, payload }) => sent.push(JSON.parse(JSON.stringify([name, payload]))));
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
        `<button ls-click="pick" ls-value-id="7" ls-value-kind="x" class="c"><b>go</b></button><i>no</i>`,
    );
    await page.click("b");
    await page.click("i");
    assert.deepEqual(await sent(), [["pick", { id: "7", kind: "x" }]]);
});

test("the nearest element is the one that was clicked", async () => {
    const { page, sent } = await shows(`<div ls-click="outer"><p ls-click="inner">x</p></div>`);
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

test("a key is meant by its name, without modifiers that nobody named", async () => {
    const { page, sent } = await shows(
        `<input ls-keydown.enter="send" ls-keydown.shift.enter="line" ls-keydown.ctrl.k.up="cut" ls-keyup="any"
            ls-keydown.?="help" ls-keydown.space="space" ls-keydown.slash="find" ls-keydown.period="dot" ls-keydown.ctrl="held">`,
    );
    const names = async () => (await sent()).map(([name]) => name).join(" ");
    const cases = [
        ["Enter", "send any"],
        ["Shift+Enter", "line any any"],
        ["Control+Enter", "held held any any"],
        ["Control+k", "held cut held any any"],
        ["Control+ArrowUp", "held cut held any any"],
        ["ArrowUp", "any"],
        ["Shift+?", "help any any"],
        ["Space", "space any"],
        ["/", "find any"],
        [".", "dot any"],
        ["x", "any"],
    ] as const;
    for (const [keys, expected] of cases) {
        await page.press("input", keys);
        assert.equal(await names(), expected, keys);
    }
});

test("what an input method composes are no keys", async () => {
    const { page, sent } = await shows(`<input ls-keydown="any" ls-keydown.enter="send">`);
    for (const isComposing of [true, false])
        await page.$eval(
            "input",
            (input, isComposing) =>
                input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing, bubbles: true })),
            isComposing,
        );
    assert.deepEqual(
        (await sent()).map(([name]) => name),
        ["any", "send"],
    );
});

test("an event of the window is heard wherever it happens", async () => {
    const { page, sent } = await shows(
        `<p ls-keydown.escape.window="close" ls-value-id="1"></p><p ls-keydown.escape.window="close" ls-value-id="2"></p>`,
    );
    await page.press("body", "Escape");
    await page.evaluate(() => document.querySelector("p")!.remove());
    await page.press("body", "Escape");
    assert.deepEqual(await sent(), [
        ["close", { id: "1" }],
        ["close", { id: "2" }],
        ["close", { id: "2" }],
    ]);
});

test("once is once for each element; stop and prevent are done where nothing is told, too", async () => {
    const { page, sent, prevented } = await shows(
        `<p ls-click.once="a"></p><p ls-click.once="a" ls-value-x="2"></p><a href="/x" ls-on-click.prevent>x</a>
         <b ls-on-click.stop>y</b>`,
    );
    await page.evaluate(() => {
        for (const p of document.querySelectorAll("p")) for (let i = 0; i < 2; i++) p.click();
    });
    await page.click("a");
    await page.click("b");
    assert.deepEqual(await sent(), [
        ["a", {}],
        ["a", { x: "2" }],
    ]);
    assert.deepEqual((await prevented()).slice(4), [["click", true]]);
});

test("any event of the DOM has its attribute, also one that does not bubble, and only where it happened", async () => {
    const { page, sent } = await shows(
        `<div ls-on-dblclick="twice" ls-on-mouseenter="in" ls-on-toggle="toggled"><p ls-on-mouseenter="in2">x</p>
         <details ls-on-toggle="toggled"><summary>s</summary></details></div>`,
    );
    await page.dblclick("p");
    await page.click("summary");
    await page.waitForFunction(() => (globalThis as unknown as { sent: unknown[] }).sent.length > 3);
    assert.deepEqual(
        (await sent()).map(([name]) => name),
        ["in", "in2", "twice", "toggled"],
    );
});

test("events of custom elements have any name, and say what they are asked for and nothing else", async () => {
    const { page, sent } = await shows(
        `<x-list ls-on-row-moved="moved from to order much target" ls-on-slideChange="slid isTrusted tagName ownerDocument none">
         <i>x</i></x-list>`,
    );
    await page.evaluate(() => {
        const detail = { from: 1, to: 2, order: [3, 4], hidden: "x", much: null };
        const i = document.querySelector("i")!;
        i.dispatchEvent(new CustomEvent("row-moved", { bubbles: true, detail }));
        i.dispatchEvent(new CustomEvent("slideChange", { bubbles: true, detail: "text" }));
    });
    assert.deepEqual(await sent(), [
        ["moved", { from: 1, to: 2, order: [3, 4] }],
        ["slid", { isTrusted: false, tagName: "I" }],
    ]);
});

test("a question comes first; who says no has done nothing", async () => {
    const { page, sent } = await shows(
        `<form ls-submit="save" ls-confirm="Save?"><button name="b" value="1">b</button>
         <button ls-confirm="Really?" name="b" value="2">c</button><input type="checkbox" ls-click="tick" ls-confirm="Tick?"></form>`,
    );
    const asked: string[] = [];
    let answer = false;
    page.on("dialog", (dialog) => {
        asked.push(dialog.message());
        void (answer ? dialog.accept() : dialog.dismiss());
    });
    for (answer of [false, true]) {
        for (const button of await page.$$("button")) await button.click();
        await page.click("input");
        assert.equal(await page.isChecked("input"), answer);
    }
    assert.deepEqual(asked, ["Save?", "Really?", "Tick?", "Save?", "Really?", "Tick?"]);
    assert.deepEqual(
        (await sent()).map(([name, payload]) => [name, (payload as { b?: string }).b]),
        [
            ["save", "1"],
            ["save", "2"],
            ["tick", undefined],
        ],
    );
});

test("a click that began inside, or comes from a key inside, is not away; nor is one from what nobody sees", async () => {
    const { page, sent } = await shows(
        `<div id="in" ls-click-away="away" style="width:200px;height:50px"><form id="f"><input></form></div>
         <div id="hidden" hidden ls-click-away="hidden"></div><p id="out" style="height:50px">out</p><button form="f">go</button>`,
    );
    await page.hover("#in");
    await page.mouse.down();
    await page.hover("#out");
    await page.mouse.up();
    await page.press("input", "Enter"); // which clicks the button
    assert.deepEqual(await sent(), []);
    await page.click("#in");
    assert.deepEqual(await sent(), []);
    await page.click("#out");
    await page.press("button", "Enter");
    assert.deepEqual(
        (await sent()).map(([name]) => name),
        ["away", "away"],
    );
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
