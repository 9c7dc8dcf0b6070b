// What a person does to a page beyond clicking, up to the host and back.
//
// I3194: a submit tells first what waits (I4102), and what waits for an element that is gone is forgotten (I4066): nothing
// is left that the next view could hear.
// I3719: which field changed is told by forms (`ls:changed`), see forms.test.mjs.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { freeze, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(options) {
    const host = await house.host("spec/apps/walk_events.lua");
    const tab = await house.tab(host.url, options);
    const { frames } = tab;
    const events = () =>
        frames.sent
            .map((frame) => JSON.parse(frame))
            .filter(([kind]) => kind === "e")
            .map(([, , name, payload]) => [name, payload]);
    return { ...tab, tab, host, events };
}

const said = (page, text) => shows(page, "#said", text);

test("keys are heard by name, where they are pressed and anywhere", async () => {
    const { page, events } = await visit();
    await page.press("#keys", "Enter");
    await said(page, "key Enter p");
    await page.press("#keys", "ArrowDown");
    await said(page, "key ArrowDown p");
    await page.press("#keys", "x");
    await page.press("body", "Control+k");
    await said(page, "key k window");
    assert.equal(events().length, 3);
});

test("any event of the DOM tells the fields that its declaration asks for, and those alone", async () => {
    const { page, events } = await visit();
    const { x, y } = await page.locator("#field").boundingBox();
    await page.mouse.move(Math.ceil(x) + 5, y + 5);
    await said(page, `moved ${Math.ceil(x) + 5}`);
    await page.dblclick("#field");
    await until(() => events().some(([name]) => name === "tick"), "the double click"); // of which a move may tell after
    for (const [name, payload] of events())
        assert.deepEqual(Object.keys(payload), name === "moved" ? ["clientX"] : [], name);
});

test("what is dragged is dropped where dragover is prevented", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        const dragged = document.querySelector("#outside");
        dragged.draggable = true;
    });
    await page.dragAndDrop("#outside", "#target");
    await said(page, "dropped 7 -");
});

test("a custom element's event brings what it has", async () => {
    const { page } = await visit();
    await page.$eval("#sorter", (p) =>
        p.dispatchEvent(new CustomEvent("sorted", { detail: { order: [3, 1, 2], secret: 1 } })),
    );
    await said(page, "picked 3,1,2");
});

test("a question comes first", async () => {
    const { page, tab, events } = await visit();
    await page.click("#sure"); // the house says no
    assert.equal(tab.dialogs, 1);
    tab.dialogs = 0;
    assert.deepEqual(events(), []);
});

test("data-ls-click is ls-click, and attributes that are spread are heard, once where they say so", async () => {
    const { page, events } = await visit();
    assert.equal(await page.getAttribute("#data", "ls-click"), "tick");
    await page.click("#data");
    await shows(page, "#count", "1");
    await page.dblclick("#spread");
    await shows(page, "#count", "2");
    await page.dblclick("#spread");
    await page.click("#data");
    await shows(page, "#count", "3");
    assert.equal(events().length, 3);
});

test("ls-throttle tells the first, and of a field the last as well", async () => {
    const { page, events } = await visit({ prepare: (fresh) => fresh.clock.install() });
    await freeze(page);
    for (let i = 0; i < 4; i++) await page.click("#often");
    await said(page, "tick");
    await page.focus("#quick");
    await page.keyboard.type("abc");
    await said(page, "typed a");
    assert.deepEqual(events(), [
        ["tick", {}],
        ["typed", { a: "a" }],
    ]);
    await page.clock.runFor(1_000);
    await said(page, "typed abc");
    await page.click("#often");
    await shows(page, "#count", 4);
    assert.equal(events().length, 4);
});

test("I3040a Enter that submits in a modal is no click elsewhere; a real one is", async () => {
    const { page, events } = await visit();
    await page.click("#open");
    await page.waitForFunction(() => document.activeElement.name === "a");
    await page.keyboard.type("x");
    await page.keyboard.press("Enter");
    await said(page, "saved x");
    assert.deepEqual(
        events().map(([name]) => name),
        ["open", "saved"],
    );
    await page.click("#outside");
    await said(page, "closed");
    assert.equal(await page.locator("#modal").count(), 0);
});

test("I3040b what is pressed inside and released outside is no click elsewhere; Escape closes", async () => {
    const { page, events } = await visit();
    const names = () => events().map(([name]) => name);
    await page.click("#open");
    await page.waitForFunction(() => document.activeElement.name === "a");
    await page.hover("#modal");
    await page.mouse.down();
    await page.hover("#outside");
    await page.mouse.up();
    assert.deepEqual(names(), ["open"]);
    await page.keyboard.press("Escape");
    await said(page, "closed");
    assert.deepEqual(names(), ["open", "close"]);
});

test("I4066 what waits for a field that the host takes away is forgotten", async () => {
    const { page, events } = await visit();
    await page.fill("#a", "x");
    await page.$eval("#leave", (button) => button.click());
    await said(page, "left");
    await page.click("#data");
    await said(page, "tick");
    assert.deepEqual(
        events().map(([name]) => name),
        ["leave", "tick"],
    );
});

test("I4102 a field outside of its form waits too, and a submit tells first what it says, once", async () => {
    const { page, events } = await visit();
    await page.fill("#b", "y");
    await page.press("#b", "Enter");
    await said(page, "saved y");
    await page.focus("#leave");
    await page.click("#data");
    await said(page, "tick");
    assert.deepEqual(
        events().map(([name]) => name),
        ["typed", "saved", "tick"],
    );
});

test("what is scrolled into view is told, and out of it; what was never seen is not hidden", async () => {
    const { page, events } = await visit();
    const scroll = (top) => page.$eval("#scroller", (box, to) => box.scrollTo(0, to), top);
    await page.locator("#scroller").scrollIntoViewIfNeeded();
    assert.deepEqual(events(), []);
    await scroll(5000);
    await said(page, "seen end");
    await shows(page, "#count", "1");
    await scroll(0);
    await shows(page, "#count", "2");
});
