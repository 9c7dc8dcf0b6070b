// The two tasks of 7GUIs in which a person draws and computes: circles and cells, in Chromium.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, quiet, shows, test } from "./support/house.mjs";
import { watch } from "./support/watch.mjs";

const house = openHouse();

async function visit(path) {
    const host = await house.host("apps/sevenguis.lua");
    return { host, ...(await house.tab(host.url + path)) };
}

// --- 6 ---

const at = (x, y, more = {}) => ({ position: { x, y }, ...more });
const circles = (page) =>
    page
        .locator("circle")
        .evaluateAll((all) =>
            all.map((circle) => ["cx", "cy", "r"].map((name) => Number(circle.getAttribute(name))).join()),
        );
const drawn = (page, ...expected) =>
    until(async () => (await circles(page)).join(" ") === expected.join(" "), expected.join(" ")).catch(async () =>
        assert.deepEqual(await circles(page), expected),
    );
const selected = (page, cx) => page.waitForSelector(`circle.selected[cx="${cx}"]`);

test("a click draws a circle, and what is drawn can be undone and done again", async () => {
    const { page } = await visit("circles");
    const svg = page.locator("svg");
    assert.equal(await page.isEnabled("text=Undo"), false);
    await svg.click(at(100, 100));
    await drawn(page, "100,100,20");
    await svg.click(at(300, 200));
    await drawn(page, "100,100,20", "300,200,20");
    await svg.click(at(305, 205)); // in a circle: it is meant, and none is drawn
    await selected(page, 300);
    await page.click("text=Undo");
    await drawn(page, "100,100,20");
    await page.click("text=Undo");
    await drawn(page);
    assert.equal(await page.isEnabled("text=Undo"), false);
    await page.click("text=Redo");
    await drawn(page, "100,100,20");
    await svg.click(at(50, 50));
    await drawn(page, "100,100,20", "50,50,20");
    await page.waitForFunction(() => document.querySelectorAll("button")[1].disabled); // nothing to be done again
});

test("the nearest circle under the pointer is the selected one", async () => {
    const { page } = await visit("circles");
    const svg = page.locator("svg");
    await svg.click(at(100, 100));
    await drawn(page, "100,100,20");
    await svg.click(at(130, 100));
    await drawn(page, "100,100,20", "130,100,20");
    await svg.hover(at(112, 100));
    await selected(page, 100);
    await svg.hover(at(118, 100));
    await selected(page, 130);
    await svg.hover(at(300, 300));
    await page.locator("circle.selected").waitFor({ state: "detached" });
});

test("a right click opens a menu, its slider acts at once, and closing it is one step for undo", async () => {
    const { page, host } = await visit("circles");
    const svg = page.locator("svg");
    await svg.click(at(200, 200));
    await drawn(page, "200,200,20");
    await svg.click(at(205, 205, { button: "right" }));
    await page.waitForFunction(() => document.activeElement.getAttribute("role") === "menuitem");
    const menu = await page.locator("[role=menu]").boundingBox();
    const canvas = await svg.boundingBox();
    assert.ok(Math.abs(menu.x - canvas.x - 205) <= 3 && Math.abs(menu.y - canvas.y - 205) <= 3);
    await page.keyboard.press("Escape");
    await page.locator("[role=menu]").waitFor({ state: "detached" });
    await svg.click(at(205, 205, { button: "right" }));
    await page.click("[role=menuitem]");
    const slider = page.locator("#diameter input");
    await slider.waitFor();
    for (const diameter of ["60", "90", "120"]) {
        await slider.fill(diameter);
        await drawn(page, `200,200,${diameter / 2}`);
    }
    await page.keyboard.press("Escape");
    await page.locator("#diameter:not([open])").waitFor({ state: "attached" });
    await page.click("text=Undo");
    await drawn(page, "200,200,20");
    await page.click("text=Redo");
    await drawn(page, "200,200,60");
    await svg.click(at(500, 300, { button: "right" })); // where no circle is
    await quiet(page);
    assert.equal(await page.locator("[role=menu]").count(), 0);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("who has no pointer draws, and changes circles, too", async () => {
    const { page } = await visit("circles");
    await page.focus("text=Add one");
    await page.keyboard.press("Enter");
    await page.locator("circle").waitFor();
    await page.focus("circle");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.getAttribute("role") === "menuitem");
    await page.keyboard.press("Enter");
    await page.locator("#diameter input").waitFor(); // it is there before, and not to be seen
    await page.locator("#diameter input").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector('circle[r="20.5"]');
});

// --- 7 ---

const cell = (name) => `td[ls-value-cell=${name}]`;
const focusedCell = (page, name) =>
    page.waitForFunction((want) => {
        const { activeElement } = document;
        return activeElement.matches(".here") && activeElement.getAttribute("ls-value-cell") === want;
    }, name);

async function write(page, name, text) {
    await page.locator(cell(name)).dblclick();
    await page.waitForFunction((want) => document.activeElement.getAttribute("ls-value-cell") === want, name);
    await page.locator(`${cell(name)} input`).fill(text);
    await page.keyboard.press("Enter");
    await focusedCell(page, name);
}

test("what is written into a cell is computed, and so is all that needs it", async () => {
    const { page } = await visit("cells");
    await shows(page, cell("B2"), "48");
    await write(page, "B0", "10");
    await shows(page, cell("B2"), "40");
    await write(page, "C0", "=B2 * 2");
    await shows(page, cell("C0"), "80");
    await write(page, "D5", "=sum(B0:C2)");
    await shows(page, cell("D5"), "134");
    await write(page, "B1", "1");
    await shows(page, cell("D5"), "41");
    assert.equal(await page.locator("tbody tr").count(), 100);
    assert.equal(await page.locator("tbody tr >> nth=99 >> td").count(), 26);
});

test("what makes no sense says so, a circle too, and nothing else suffers", async () => {
    const { page, host } = await visit("cells");
    await write(page, "A3", "=B0 / 0");
    await page.waitForSelector(`${cell("A3")} [title="division by 0"]`);
    await write(page, "B0", "=B2");
    await page.waitForSelector(`${cell("B0")} [title="it needs itself"]`);
    await page.waitForSelector(`${cell("B2")} [title="it needs itself"]`);
    await write(page, "B0", "3");
    await shows(page, cell("B2"), "12");
    assert.equal(await host.metric("turns_failed"), 0);
});

test("only what changed is sent, and touched", async () => {
    const { page, frames } = await visit("cells");
    await page.locator(cell("B0")).dblclick();
    await page.locator(`${cell("B0")} input`).fill("11");
    const watcher = await watch(page);
    await page.keyboard.press("Enter");
    await shows(page, cell("B2"), "44");
    await focusedCell(page, "B0");
    const isNews = (frame) => frame.includes('"44"');
    await until(() => frames.received.some(isNews), "the frame is told of");
    const sizes = frames.received.slice(frames.received.findIndex(isNews)).map(({ length }) => length);
    assert.ok(Math.max(...sizes) < 250, `${sizes} bytes`);
    const { added, removed, attributes } = await watcher.tell();
    assert.ok(added.length <= 4 && removed.length <= 4, `${added} ${removed}`);
    assert.ok(attributes.length <= 8, attributes.join());
});

test("Escape discards, leaving saves, and arrows go from cell to cell as fast as they are pressed", async () => {
    const { page } = await visit("cells");
    await page.click(cell("A0"));
    await focusedCell(page, "A0");
    await page.keyboard.press("F2");
    await page.waitForFunction(() => document.activeElement.localName === "input");
    await page.keyboard.type(" of one");
    await page.keyboard.press("Escape");
    await focusedCell(page, "A0");
    await shows(page, cell("A0"), "Price");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.localName === "input");
    await page.keyboard.type(" of one");
    await page.click(cell("C3"));
    await shows(page, cell("A0"), "Price of one");
    await focusedCell(page, "C3");
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowLeft"])
        await page.keyboard.press(key);
    await focusedCell(page, "B4");
});
