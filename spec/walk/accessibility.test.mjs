// What looks after people who work with keys, who listen, and who write for long, in Chromium.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { openHouse, settled, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(options) {
    const host = await house.host("spec/apps/attentive.lua");
    return { host, ...(await house.tab(host.url, options)) };
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
const has = (page, id) => page.waitForFunction((name) => document.activeElement.id === name, id);

/** Opens the menu; the part of the client that keeps Tab in it comes only then. */
async function open(tab, by) {
    await by();
    await has(tab.page, "first");
    await settled(tab);
}

async function presses(page, ...keysAndIds) {
    for (let i = 0; i < keysAndIds.length; i += 2) {
        await page.keyboard.press(keysAndIds[i]);
        assert.equal(await focused(page), keysAndIds[i + 1], `${i / 2 + 1}: ${keysAndIds[i]}`);
    }
}

// --- the focus ---

test("C01 a menu's first item has the focus when it opens; choosing closes it, and the focus is back", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.focus("#open");
    await open(tab, () => page.keyboard.press("Enter"));
    await presses(page, "Tab", "second", "Shift+Tab", "first", "Shift+Tab", "last", "Tab", "first");
    await page.keyboard.press("Enter");
    await page.locator("#menu").waitFor({ state: "detached" });
    await has(page, "open");
});

test("C02 Tab and Shift+Tab go round in a trap, past what is hidden or disabled", async () => {
    const tab = await visit();
    const { page } = tab;
    await open(tab, () => page.click("#open"));
    await presses(page, "Tab", "second", "Tab", "r1", "Tab", "last", "Tab", "first");
    await presses(page, "Shift+Tab", "last", "Shift+Tab", "r1", "Shift+Tab", "second", "Shift+Tab", "first");
});

// C03: a trap needs no sentinels: its keys are heard, so nothing is rendered that a screen reader would come upon.

test("I3636 Tab into a trap from outside lands on its first element", async () => {
    const tab = await visit();
    const { page } = tab;
    await open(tab, () => page.click("#open"));
    await page.focus("#say");
    await presses(page, "Tab", "first");
    await page.evaluate(() => document.activeElement.blur());
    await presses(page, "Tab", "first");
});

test("what has ls-autofocus gets the focus, its caret behind the text, and gives it back", async () => {
    const { page } = await visit();
    await page.click("#rename");
    await has(page, "name");
    await page.keyboard.type("s");
    assert.equal(await page.inputValue("#name"), "old names");
    await page.keyboard.press("Enter");
    await page.locator("#name").waitFor({ state: "detached" });
    await has(page, "rename");
});

test("when what has the focus is taken away, it goes to its like in the next row, or the one before", async () => {
    const { page } = await visit();
    await page.focus("#remove-2");
    await page.keyboard.press("Enter");
    await has(page, "remove-3");
    await page.keyboard.press("Enter");
    await has(page, "remove-1");
    await page.keyboard.press("Enter");
    await page.locator("li").first().waitFor({ state: "detached" });
    assert.notEqual(await focused(page), "body");
});

test("when a whole list goes, the focus goes to what is near; nobody else's is touched", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        document.querySelector("li a").focus();
        document.querySelector("#say").click(); // which does not take the focus
    });
    await page.locator("li").first().waitFor({ state: "detached" });
    assert.equal(await focused(page), "rename");
});

// --- what is read out ---

test("ls-announce is a live region from the first page on", async () => {
    const { page } = await visit();
    const region = page.locator("#said[aria-live=polite][aria-atomic=true]");
    assert.equal(await region.count(), 1);
    await page.click("#say");
    await shows(page, "#said", "Said.");
});

// --- scrolling ---

const fromEnd = (page, id) =>
    page.locator(`#${id}`).evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));
const seen = (page, id) =>
    page.locator(`#${id}`).evaluate((log) => {
        const { top } = log.getBoundingClientRect();
        const row = [...log.children].find((child) => child.getBoundingClientRect().bottom > top);
        return `${row.textContent} ${Math.round(row.getBoundingClientRect().top - top)}`;
    });
const scroll = (page, id, top) =>
    page.locator(`#${id}`).evaluate(
        (log, to) =>
            new Promise((done) => {
                log.addEventListener("scroll", done, { once: true });
                log.scrollTop = to;
            }),
        top,
    );

test("ls-scroll=end follows the end, unless the person has scrolled away", async () => {
    const { page } = await visit();
    assert.equal(await fromEnd(page, "end"), 0);
    await page.click("#append");
    await shows(page, "#end p:last-child", "line 23");
    assert.equal(await fromEnd(page, "end"), 0);
    await scroll(page, "end", 200);
    await page.click("#append");
    await shows(page, "#end p:last-child", "line 26");
    assert.equal(await seen(page, "end"), "line 7 -20");
    await scroll(page, "end", 10000);
    await page.click("#append");
    await shows(page, "#end p:last-child", "line 29");
    assert.equal(await fromEnd(page, "end"), 0);
});

test("ls-scroll=keep keeps what is seen where it is, at the very top too", async () => {
    const { page } = await visit();
    assert.equal(await seen(page, "keep"), "line 1 0");
    await page.click("#prepend");
    await shows(page, "#keep p:first-child", "line -2");
    assert.equal(await seen(page, "keep"), "line 1 0");
    await scroll(page, "keep", 200);
    const before = await seen(page, "keep");
    await page.click("#prepend");
    await shows(page, "#keep p:first-child", "line -5");
    await page.click("#append");
    await shows(page, "#keep p:last-child", "line 23");
    assert.equal(await seen(page, "keep"), before);
});

test("ls-scroll=keep keeps what is seen, wherever the page itself was scrolled to meanwhile", async () => {
    const { page } = await visit();
    await page.setViewportSize({ width: 800, height: 300 });
    await scroll(page, "keep", 200);
    const before = await seen(page, "keep");
    await page.evaluate(() => scrollTo(0, 90));
    await page.locator("#prepend").evaluate((button) => button.click()); // which scrolls to nothing
    await shows(page, "#keep p:first-child", "line -2");
    assert.equal(await page.evaluate(() => scrollY), 90);
    assert.equal(await seen(page, "keep"), before);
});

test("ls-scroll=top goes to the top when there is something else to see", async () => {
    const { page } = await visit();
    await scroll(page, "top", 200);
    await page.click("#append");
    await shows(page, "#top p:last-child", "line 23");
    assert.equal(await seen(page, "top"), "line 1 0");
});

// --- the clipboard ---

test("ls-copy copies, and says so", async () => {
    const { page, context } = await visit();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.click("#copy");
    await page.waitForSelector("#copy[title=copied]");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "lightspeed new");
});

test("ls-copy says when it could not", async () => {
    const { page } = await visit({
        prepare: (tab) =>
            tab.addInitScript(() => {
                navigator.clipboard.writeText = () => Promise.reject(new Error("forbidden"));
            }),
    });
    await page.click("#copy");
    await page.waitForSelector("#copy[title=failed]");
});

// --- what is not saved ---

// Answers the dialogs that come, and remembers them.
function answer(tab, accepts) {
    const asked = [];
    tab.page.removeAllListeners("dialog");
    tab.page.on("dialog", (dialog) => {
        asked.push(`${dialog.type()} ${dialog.message()}`);
        void (accepts ? dialog.accept() : dialog.dismiss());
    });
    return asked;
}

const leave = (page) =>
    page.evaluate(() => document.dispatchEvent(new CustomEvent("ls:before-navigate", { cancelable: true })));

test("U01 while a form holds what is not saved, leaving asks and can be cancelled, and the line lives on", async () => {
    const tab = await visit();
    const { page } = tab;
    const asked = answer(tab, false);
    assert.equal(await leave(page), true);
    await page.fill("[name=note]", "Dear");
    assert.equal(await leave(page), false);
    assert.deepEqual(asked, ["confirm Leave the letter?"]);
    await page.evaluate(() => {
        location.href = "/away";
    });
    await until(() => asked.length === 2, "it asks");
    assert.match(asked[1], /^beforeunload/);
    await shows(page, "h1", "Attentive");
    await page.close({ runBeforeUnload: true });
    await until(() => asked.length === 3, "it asks before the tab is closed");
    assert.match(asked[2], /^beforeunload/);
    await page.click("#save");
    await shows(page, "output", "1");
    assert.equal(await page.inputValue("[name=note]"), "Dear");
    assert.equal(await leave(page), true);
    await page.goto(new URL("/away", page.url()).href);
    await shows(page, "h1", "Away");
    assert.equal(asked.length, 3);
});

test("U01 a link within the site asks, and is followed only by those who say so", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.fill("[name=note]", "Dear");
    const asked = answer(tab, false);
    await page.click("#away");
    await until(() => asked.length === 1, "it asks");
    assert.deepEqual(asked, ["confirm Leave the letter?"]);
    await shows(page, "h1", "Attentive");
    assert.equal(new URL(page.url()).pathname, "/");
    assert.equal(await page.inputValue("[name=note]"), "Dear");
    await page.click("#append"); // the line is as it was
    await shows(page, "#end p:last-child", "line 23");
    const accepted = answer(tab, true);
    await page.click("#away");
    await shows(page, "h1", "Away");
    assert.equal(accepted.length, 1);
    await page.goBack();
    await shows(page, "h1", "Attentive");
    await page.click("#away");
    await shows(page, "h1", "Away");
    assert.equal(accepted.length, 1); // nothing was held in the form that is new
});

test("U01 what was reset may be left, what was found wrong may not, and controls outside the form count", async () => {
    const tab = await visit();
    const { page } = tab;
    const asked = answer(tab, true);
    await page.fill("[name=note]", "x");
    await page.click("#undo");
    await leave(page);
    assert.equal(asked.length, 0);
    await page.selectOption("[name=kind]", "b");
    assert.equal(await leave(page), true);
    assert.equal(asked.length, 1);
    await page.click("#save");
    await page.waitForSelector("[aria-invalid]");
    await leave(page);
    assert.equal(asked.length, 2);
});
