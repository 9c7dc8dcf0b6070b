// How often the host is told of what happens in a real browser, by a clock that the specs move.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, withParts } from "./support/browser";

const { tab, errors } = browser();

/** A page that shows `html`, where time stands still; `told` gives the events since it was last asked. */
async function shows(html: string) {
    const page = await tab();
    await page.clock.install({ time: 0 });
    await withParts(page);
    await page.clock.pauseAt(3_600_000); // later than the slowest machine gets here
    await page.evaluate(async (text) => {
        const view = parts.viewOf(text);
        const sent: unknown[] = [];
        Object.assign(globalThis, { sent });
        parts.listen(view, ({ name, payload }) => {
            const said = Object.keys(payload).filter((field) => !field.startsWith("ls:"));
            sent.push(`${name} ${said.map((field) => payload[field])}`.trim());
        });
        parts.mention(text);
        await Promise.resolve(); // what is fetched in a page is in this file
    }, html);
    const told = () =>
        page.evaluate(() => (globalThis as unknown as { sent: string[] }).sent.splice(0)) as Promise<string[]>;
    return { page, told };
}

test("ls-debounce waits for a pause of 300 ms, or as long as it says", async () => {
    for (const [says, ms] of [
        ["", 300],
        ['="50"', 50],
    ] as const) {
        const { page, told } = await shows(`<input name="a" ls-change="a" ls-debounce${says}>`);
        await page.type("input", "x");
        await page.clock.runFor(ms - 10);
        await page.type("input", "y");
        await page.clock.runFor(ms - 10);
        assert.deepEqual(await told(), []);
        await page.clock.runFor(10);
        assert.deepEqual(await told(), ["a xy"]);
        await page.clock.runFor(1000);
        assert.deepEqual(await told(), []);
    }
});

test("what waits is told when its field is left, once, and where it says blur not before", async () => {
    const { page, told } = await shows(
        `<input ls-change="a" ls-debounce><input id="b" ls-change="b" ls-debounce="blur">`,
    );
    await page.type("input", "x");
    await page.focus("#b");
    assert.deepEqual(await told(), ["a x"]);
    await page.type("#b", "y");
    await page.clock.runFor(10_000);
    assert.deepEqual(await told(), []);
    await page.focus("input");
    await page.clock.runFor(10_000);
    assert.deepEqual(await told(), ["b y"]);
});

test("another field that changes, and a submit, tell first what waits; after a submit nothing waits", async () => {
    const { page, told } = await shows(
        `<form id="f" ls-change="change" ls-submit="save"><input name="a" ls-debounce="1000"><input name="b"></form>
         <input name="c" form="f" ls-debounce="blur"><button form="f">go</button>`,
    );
    await page.type("[name=a]", "x");
    await page.$eval("[name=b]", (input: HTMLInputElement) => {
        input.value = "y";
        input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    assert.deepEqual(await told(), ["change x,,", "change x,y,"]);
    await page.type("[name=c]", "z");
    await page.press("[name=c]", "Enter");
    assert.deepEqual(await told(), ["change x,y,z", "save x,y,z"]);
    await page.focus("button");
    await page.clock.runFor(10_000);
    assert.deepEqual(await told(), []);
});

test("what waits for an element that is gone is forgotten", async () => {
    const { page, told } = await shows(
        `<p><input ls-change="a" ls-debounce></p><form ls-change="f"><input id="i" ls-debounce></form>`,
    );
    await page.type("p input", "x");
    await page.$eval("p", (p) => p.remove());
    await page.type("#i", "x");
    await page.$eval("#i", (i) => i.remove());
    await page.clock.runFor(10_000);
    assert.deepEqual(await told(), []);
});

test("ls-throttle tells the first click and leaves out those that come too soon", async () => {
    const { page, told } = await shows(
        `<button ls-click="a" ls-throttle="500">b</button><button ls-click="b" ls-throttle>c</button>`,
    );
    const clicks = async () => {
        await page.click("button");
        await page.click("button + button");
    };
    await clicks();
    await clicks();
    assert.deepEqual(await told(), ["a", "b"]);
    await page.clock.runFor(300);
    await clicks();
    assert.deepEqual(await told(), ["b"]);
    await page.clock.runFor(200);
    await clicks();
    assert.deepEqual(await told(), ["a"]);
});

test("of what tells a state the last is told in any case", async () => {
    const { page, told } = await shows(`<input name="a" ls-change="a" ls-throttle="100">`);
    await page.type("input", "xyz");
    assert.deepEqual(await told(), ["a x"]);
    await page.clock.runFor(100);
    assert.deepEqual(await told(), ["a xyz"]);
    await page.type("input", "!");
    assert.deepEqual(await told(), []);
    await page.clock.runFor(100);
    assert.deepEqual(await told(), ["a xyz!"]);
    await page.clock.runFor(1000);
    assert.deepEqual(await told(), []);
});

test("keys are throttled only while they repeat", async () => {
    const { page, told } = await shows(`<input ls-keydown="key key" ls-throttle="100">`);
    await page.focus("input");
    await page.keyboard.down("a");
    await page.keyboard.down("a"); // still
    await page.keyboard.down("b");
    await page.keyboard.down("b");
    assert.deepEqual(await told(), ["key a", "key b"]);
    await page.clock.runFor(100);
    await page.keyboard.down("b");
    assert.deepEqual(await told(), ["key b"]);
});

test("what comes with every movement of a hand is told ten times a second", async () => {
    const { page, told } = await shows(
        `<div ls-on-mousemove="moved clientX" ls-on-pointermove="pointer clientX" style="width:500px;height:100px"></div>`,
    );
    for (let x = 100; x < 110; x++) await page.mouse.move(x, 50);
    assert.deepEqual(await told(), ["pointer 100", "moved 100"]);
    await page.clock.runFor(100);
    assert.deepEqual((await told()).sort(), ["moved 109", "pointer 109"]);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
