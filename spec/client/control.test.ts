// Form controls after the host has dealt with what they told: the built client, a real browser, a host whose part the
// specs speak.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Page as Tab } from "playwright-core";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { Host } from "./support/host";

const { tab, errors } = browser();
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.close())));

/** A live page of one template; `answer` waits for the event number `ref` and says what the host makes of it. */
async function house(html: string, template: TemplateSource = [[html], []]) {
    const host = new Host([template], `<!--0-->${html}`);
    hosts.push(host);
    host.answer = (frame, line) => frame[0] === "join" && line.send('["ok",0,0]');
    await host.open();
    const page = await tab();
    await page.goto(host.url);
    await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    let seq = 0;
    const answer = async (ref: number, ...more: [patch?: unknown, extra?: { no: string }]) => {
        await host.hear("e", ref);
        host.say([++seq, ref, more[0] ?? null, { title: `answered ${seq}`, ...more[1] }]);
        await page.waitForFunction((title) => document.title === title, `answered ${seq}`);
    };
    const values = () =>
        page.$$eval("input,select,textarea", (all) =>
            (all as HTMLInputElement[]).map((one) => (/checkbox|radio/.test(one.type) ? one.checked : one.value)),
        );
    return { host, page, answer, values };
}

const FORM = `<form ls-submit="save"><input name="a"><input name="b" value="rendered"><textarea name="c">text</textarea>
<input type="checkbox" name="d" checked><input type="radio" name="e" value="1" checked><input type="radio" name="e" value="2">
<select name="f"><option>1</option><option selected>2</option><option>3</option></select><input id="unnamed">
<button name="how" value="now">go</button></form>`;

/** Nobody can while it is on its way; scripts can. */
const write = (page: Tab, field: string, text: string) =>
    page.$eval(
        field,
        (element, value) => {
            (element as HTMLInputElement).value = value;
            element.dispatchEvent(new InputEvent("input", { bubbles: true }));
        },
        text,
    );

async function filled() {
    const rig = await house(FORM);
    const { page } = rig;
    await page.fill("[name=a]", "A");
    await page.fill("[name=b]", "B");
    await page.fill("[name=c]", "C");
    await page.uncheck("[name=d]");
    await page.check("[value='2']");
    await page.selectOption("select", "3");
    await page.fill("#unnamed", "mine");
    await page.press("[name=a]", "Enter");
    return rig;
}

test("a form that was dealt with shows what is rendered, and the focus stays", async () => {
    const { page, answer, values } = await filled();
    assert.deepEqual(await values(), ["A", "B", "C", false, false, true, "3", "mine"]);
    await answer(1);
    assert.deepEqual(await values(), ["", "rendered", "text", true, true, false, "2", "mine"]);
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), "a");
    assert.equal(await page.textContent("button"), "go");
    assert.equal(await page.getAttribute("button", "value"), "now");
});

test("what somebody typed or chose since the submit stays", async () => {
    const { page, answer, values } = await filled();
    await write(page, "[name=a]", "And more");
    await page.check("[name=d]");
    await page.selectOption("select", "1");
    await answer(1);
    assert.deepEqual(await values(), ["And more", "rendered", "text", true, true, false, "1", "mine"]);
});

test("a form that was refused keeps what was entered", async () => {
    const { answer, values } = await filled();
    await answer(1, null, { no: "misfit" });
    assert.deepEqual(await values(), ["A", "B", "C", false, false, true, "3", "mine"]);
});

test("a refusal is about the last event only", async () => {
    const { page, answer, values } = await house(
        '<form ls-submit="s"><input name="a"></form><button ls-click="b">b</button>',
    );
    await page.fill("input", "x");
    await page.press("input", "Enter");
    await page.click("button");
    await answer(2, null, { no: "crash" });
    assert.deepEqual(await values(), [""]);
});

test("a form waits for its own answer", async () => {
    const { page, answer, values } = await house(
        '<button ls-click="b">b</button><form ls-submit="s"><input name="a"></form>',
    );
    await page.click("button");
    await page.fill("input", "x");
    await page.press("input", "Enter");
    await answer(1);
    assert.deepEqual(await values(), ["x"]);
    await answer(2);
    assert.deepEqual(await values(), [""]);
});

test("a field shows the value that comes with the answer, though somebody is there", async () => {
    const { page, answer, values } = await house('<form ls-submit="s"><input name="a" value="old"></form>', [
        ['<form ls-submit="s"><input name="a"', "></form>"],
        ["a:value"],
    ]);
    await page.fill("input", " new ");
    await page.press("input", "Enter");
    await answer(1, { 0: "new" });
    assert.deepEqual(await values(), ["new"]);
});

const BOX: [string, TemplateSource] = [
    '<input type="checkbox" ls-click="toggle">',
    [['<input type="checkbox"', ' ls-click="toggle">'], ["a:checked"]],
];

test("a click that the host does not go along with is taken back", async () => {
    const { page, answer, values } = await house(...BOX);
    await page.click("input");
    assert.deepEqual(await values(), [true]);
    await answer(1);
    assert.deepEqual(await values(), [false]);
    await page.click("input");
    await answer(2, null, { no: "crash" });
    assert.deepEqual(await values(), [false]);
});

test("a click that the host goes along with stays", async () => {
    const { page, answer, values } = await house(...BOX);
    await page.click("input");
    await answer(1, { 0: true });
    assert.deepEqual(await values(), [true]);
});

test("a checkbox that was clicked again waits for the answer to that", async () => {
    const { page, answer, values } = await house(...BOX);
    for (let i = 0; i < 3; i++) await page.click("input");
    await answer(1);
    assert.deepEqual(await values(), [true]);
    await answer(3);
    assert.deepEqual(await values(), [false]);
});

test("a set of attributes is the host's word, too", async () => {
    const { page, answer, values } = await house('<input ls-click="t" type="checkbox" checked>', [
        ['<input ls-click="t"', ">"],
        ["p"],
    ]);
    await page.click("input");
    await answer(1);
    assert.deepEqual(await values(), [true]);
});

test("where the host says nothing of it, a checkbox is the person's", async () => {
    const { page, answer, values } = await house('<input type="checkbox" ls-click="toggle">');
    await page.click("input");
    await answer(1);
    assert.deepEqual(await values(), [true]);
});

test("a choice among radio buttons and in a select is taken back, text is not", async () => {
    const { page, answer, values } = await house(
        `<form ls-change="c"><input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">
<select name="s"><option>1</option><option selected>2</option></select><input name="t"></form>`,
        [
            [
                '<form ls-change="c"><input type="radio" name="r" value="1"',
                '><input type="radio" name="r" value="2"',
                `>
<select name="s"><option`,
                ">1</option><option",
                '>2</option></select><input name="t"',
                "></form>",
            ],
            ["a:checked", "a:checked", "a:selected", "a:selected", "a:value"],
        ],
    );
    await page.check("[value='2']");
    await page.selectOption("select", "1");
    await page.fill("[name=t]", "typed");
    assert.deepEqual(await values(), [false, true, "1", "typed"]);
    await answer(3);
    assert.deepEqual(await values(), [true, false, "2", "typed"]);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
