// What belongs to the page's scripts stays as they made it: widgets that rewrite their elements, attributes and nodes
// that nobody rendered, custom elements.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, hearsOfJoined, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/hooks/keep.lua";

async function visit(url, options) {
    const { page } = await house.tab(url ?? (await house.host(APP)).url, options);
    await page.waitForFunction(() => document.querySelector(".widget.ready span"));
    return page;
}

/** Every widget is what it made of itself: once mounted, with its nodes, and still going. */
async function widgetsAreWell(page) {
    const widgets = await page.$$eval(".widget", (all) =>
        all.map(({ widget, children, textContent }) => ({
            mounted: widget?.mounted,
            children: [...children].map(({ localName }) => localName).join(" "),
            mine: textContent.startsWith("mine"),
        })),
    );
    assert.ok(widgets.length);
    for (const widget of widgets) assert.deepEqual(widget, { mounted: 1, children: "canvas input span", mine: true });
    const steps = () => page.$eval(".widget", ({ widget }) => widget.steps);
    const before = await steps();
    await until(async () => (await steps()) > before, "the widget goes on");
}

test("a widget that rewrites its element stays itself through 100 patches, moves and a lost line", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const page = await visit(proxy.url, { expects: /WebSocket/ });
    await page.evaluate(() => {
        window.first = document.querySelector("#widget-1");
        window.first.querySelector("input").value = "typed";
    });
    for (let i = 1; i <= 100; i++) {
        await page.evaluate((id) => document.querySelector(id).click(), i % 5 ? "#count-button" : "#turn-button");
        if (i === 50) proxy.hold("up");
        if (i !== 55) continue;
        proxy.cut();
        await hearsOfJoined(page, 2);
    }
    await shows(page, "#n", "80");
    await page.click("#add-button");
    await page.waitForSelector("#widget-4.ready span");
    await page.click("#remove-button");
    await widgetsAreWell(page);
    assert.ok(await page.evaluate(() => window.first === document.querySelector("#widget-1")));
    assert.equal(await page.evaluate(() => window.first.querySelector("input").value), "typed");
    assert.equal(await page.locator("li b").first().textContent(), "80");
});

test("what is kept is kept when the whole page comes anew", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page, frames } = await house.tab(proxy.url, { expects: /WebSocket/ });
    await page.waitForSelector(".widget.ready span");
    await page.fill("#area", "mine");
    await page.evaluate(() => document.querySelector("#details").toggleAttribute("open"));
    // More than the host keeps of patches that nobody has acknowledged.
    proxy.hold("down");
    await clicks(page, "#grow-button", 20);
    await until(async () => (await host.metric("patches")) >= 20, "the host has answered all");
    proxy.cut();
    await until(() => frames.received.some((frame) => /^\["full"/.test(frame)), "a whole page");
    await shows(page, "#n", "20");
    assert.equal(await page.$eval("#details", ({ open }) => open), true);
    await widgetsAreWell(page);
    assert.equal(await page.inputValue("#area"), "mine");
});

test("what a person writes into an editor of its own is theirs, with the caret, while the page changes and moves", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const page = await visit(proxy.url, { expects: /WebSocket/ });
    const state = () =>
        page.evaluate(() => {
            const { anchorNode, anchorOffset, focusOffset } = getSelection();
            const editor = document.querySelector("#editor");
            return [
                document.activeElement === editor,
                editor.textContent,
                anchorNode.data,
                anchorOffset,
                focusOffset,
            ];
        });
    await page.click("#editor");
    await page.evaluate(() => getSelection().collapse(document.querySelector("#editor").firstChild, 7));
    for (const [i, letter] of [..." by me"].entries()) {
        await page.keyboard.type(letter);
        await clicks(page, i % 2 ? "#turn-button" : "#count-button"); // which takes no focus
        if (i === 2) proxy.hold("up");
        if (i !== 4) continue;
        proxy.cut();
        await hearsOfJoined(page, 2);
    }
    await shows(page, "#n", "3");
    const text = await page.textContent("#editor");
    assert.match(text, /^written by me\s0$/);
    assert.deepEqual((await state()).slice(0, 2), [true, text]);
    assert.equal((await state())[3], 13);
    await page.keyboard.type("!");
    assert.match(await page.textContent("#editor"), /^written by me!\s0$/);
});

test("J03 attributes that are kept stay as a script made them, whatever the host says", async () => {
    const page = await visit();
    await page.evaluate(() => {
        document.querySelector("#attrs").className = "mine";
        document.querySelector("#attrs").ariaLabel = "mine";
        document.querySelector("#spread").title = "mine";
    });
    await page.click("#count-button");
    await shows(page, "#attrs", "1");
    const attributes = (id) =>
        page.$eval(id, (element) =>
            Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
        );
    const attrs = await attributes("#attrs");
    assert.deepEqual([attrs.class, attrs["aria-label"], attrs.title, attrs.lang], ["mine", "mine", "1", "en"]);
    const spread = await attributes("#spread");
    assert.deepEqual([spread.class, spread.title], ["c1", "mine"]);
});

test("J03 details that a person opened stay open, until the host says something else", async () => {
    const page = await visit();
    await page.click("#details summary");
    await page.click("#count-button");
    await shows(page, "#n", "1");
    assert.equal(await page.$eval("#details", ({ open }) => open), true);
    await page.click("#wrap-button");
    await page.click("#wrap-button");
    await page.click("#count-button");
    await shows(page, "#n", "2");
    assert.equal(await page.$eval("#details", ({ open }) => open), false);
});

test("attributes, classes and children that scripts add survive all patches", async () => {
    const page = await visit();
    await page.evaluate(() => {
        const [li] = document.querySelectorAll("li");
        li.setAttribute("lang", "x");
        li.classList.add("mine");
        li.style.color = "red";
        li.append("tail");
        window.li = li;
        document.querySelector("#calm").append(document.createElement("hr"));
    });
    for (const name of ["count", "turn", "count"]) await page.click(`#${name}-button`);
    await shows(page, "#n", "2");
    assert.deepEqual(
        await page.evaluate(() => {
            const { li } = window;
            return [li.isConnected, li.lang, li.className, li.style.color, li.title, li.lastChild.data];
        }),
        [true, "x", "mine", "red", "2", "tail"],
    );
    assert.equal(await page.locator("#calm hr").count(), 1);
});

test("I4212 a custom element keeps its state when rows around it move, and no patch disconnects it", async () => {
    const page = await visit();
    for (const name of ["count", "turn", "count"]) await page.click(`#${name}-button`);
    await shows(page, "#n", "2");
    assert.deepEqual(
        await page.$eval("#calm", (element) => [
            element.connected,
            element.getAttribute("mine"),
            element.getAttribute("level"),
        ]),
        [1, "yes", "2"],
    );
});

test("nodes that an extension puts between ours stay, and patches find their places", async () => {
    const page = await visit();
    await page.evaluate(() => {
        for (const place of document.querySelectorAll("#foreign b, li, #n")) {
            const guest = document.createElement("x-grammar");
            guest.textContent = "!";
            place.after(guest);
        }
    });
    await page.click("#count-button");
    await page.click("#turn-button");
    await page.waitForFunction(() => document.querySelector(".widget").id === "widget-3");
    await shows(page, "#n", "1");
    await shows(page, "#foreign", "one 1! two 1 three");
    assert.equal(await page.locator("x-grammar").count(), 5);
    assert.deepEqual(await page.$$eval(".widget", (all) => all.map(({ id }) => id)), [
        "widget-3",
        "widget-1",
        "widget-2",
    ]);
});
