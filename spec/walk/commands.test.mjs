// Operations: what a page does by itself, at once, and what of it lasts.

import assert from "node:assert/strict";
import { clicks, freeze, hearsOfJoined, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(app = "spec/apps/operations.lua", options = {}) {
    const host = await house.host(app);
    return { host, ...(await house.tab(host.url, options)) };
}

/** The same, where a transition lasts as long as the spec wants. */
async function visitFrozen() {
    const tab = await visit(undefined, { prepare: (page) => page.clock.install() });
    await freeze(tab.page);
    return tab;
}

/** What was sent before is dealt with by then: nothing, but this click. */
async function saidNothing({ host, page }) {
    await clicks(page, "#add");
    await shows(page, "#n", "1");
    assert.equal(await host.metric("events"), 1);
}

const classes = (page, selector) => page.locator(selector).evaluate(({ classList }) => [...classList].sort());
const attribute = (page, selector, name) => page.locator(selector).getAttribute(name);

test("a chain runs in the page, and pushes its event", async () => {
    const { page } = await visit();
    await clicks(page, "#save");
    await shows(page, "#saved", "7");
    assert.equal(await attribute(page, "#n", "class"), "wide saved");
    await clicks(page, "#add");
    await shows(page, "#n", "1");
    await clicks(page, "#save");
    await shows(page, "#saved", "15");
    assert.equal(await attribute(page, "#n", "class"), "wide saved");
});

test("what never needs the host sends nothing", async () => {
    const tab = await visit();
    const { page } = tab;
    await clicks(page, "#open");
    assert.equal(await page.locator("#menu").isVisible(), true);
    assert.equal(await attribute(page, "#open", "aria-expanded"), "true");
    await clicks(page, "#toggle");
    assert.equal(await page.locator("#menu").isVisible(), false);
    await clicks(page, "#spread");
    assert.equal(await attribute(page, "#note", "class"), "lit");
    await clicks(page, "#spread");
    assert.equal(await attribute(page, "#note", "class"), "");
    await saidNothing(tab);
});

test("effects come with the patch of their turn, those of init with the first line", async () => {
    const { page } = await visit();
    await page.waitForSelector("#menu[lang=la]", { state: "attached" });
    await clicks(page, "#say");
    await shows(page, "#n", "1");
    assert.equal(await page.evaluate(() => document.activeElement.id), "field");
    assert.equal(await attribute(page, "#menu", "class"), "counted");
    assert.equal(await page.locator("#note").isVisible(), false);
    assert.equal(await page.locator("p[aria-live=polite]").textContent(), "Counted");
});

test("text of a visitor is no operation, wherever it stands", async () => {
    const { page } = await visit("spec/apps/operations.lua", { expects: /unknown/ });
    for (const id of ["#forged", "#forged_spread"]) {
        assert.equal(await attribute(page, id, "ls-click"), ":refused");
        const refused = page.evaluate(
            () =>
                new Promise((done) =>
                    document.addEventListener("ls:error", ({ detail }) => done(detail.code), { once: true }),
                ),
        );
        await clicks(page, id);
        assert.equal(await refused, "unknown");
    }
});

test("a change binding that is a chain sends the form's fields, and its own", async () => {
    const { page } = await visit();
    await page.locator("#typed").pressSequentially("Ada");
    await shows(page, "#name", "Ada 3");
    assert.equal(await attribute(page, "form", "class"), "touched");
});

test("J01 a chain toggles what is seen and two kinds of attributes; a second use takes all back", async () => {
    const tab = await visitFrozen();
    const { page } = tab;
    const state = () =>
        page
            .locator("#menu")
            .evaluate((menu) => [menu.hidden, menu.lang, menu.hasAttribute("inert"), menu.className]);
    await page.waitForSelector("#menu[lang=la]", { state: "attached" });
    await clicks(page, "#both");
    assert.deepEqual(await state(), [false, "grc", true, "ls-fade-in"]);
    await page.clock.runFor(2000);
    await page.waitForSelector("#menu:not(.ls-fade-in)");
    await clicks(page, "#both");
    assert.deepEqual(await state(), [false, "la", false, "ls-fade-out"]);
    await page.clock.runFor(2000);
    await page.waitForSelector("#menu[hidden]", { state: "attached" });
    assert.deepEqual(await state(), [true, "la", false, ""]);
    await saidNothing(tab);
});

test("J02 classes of a transition are gone when it is over, also where patches come meanwhile", async () => {
    const { page } = await visitFrozen();
    await clicks(page, "#away");
    assert.equal(await attribute(page, "#note", "class"), "leaving");
    await clicks(page, "#fill");
    await page.waitForSelector("#note.big.leaving");
    await page.clock.runFor(2000);
    await page.waitForSelector("#note[hidden]", { state: "attached" });
    assert.equal(await attribute(page, "#note", "class"), "big");
    assert.equal(await attribute(page, "#note", "title"), "gone");
    await clicks(page, "#return");
    assert.equal(await attribute(page, "#note", "class"), "big coming");
    assert.equal(await attribute(page, "#note", "title"), null);
    assert.equal(await page.isVisible("#note"), true);
    await page.clock.runFor(2000);
    await page.waitForSelector("#note:not(.coming)");
    assert.equal(await attribute(page, "#note", "class"), "big");
});

test("a transition of three lists begins at one and goes to the other, and nothing is left of it", async () => {
    const { page } = await visit();
    const [frames, shown] = await page.evaluate(() => {
        const note = document.querySelector("#note");
        document.querySelector("#three").click();
        const [animation] = note.getAnimations();
        return [animation.effect.getKeyframes().map(({ opacity }) => opacity), note.className];
    });
    assert.deepEqual(frames, ["0", "0.5"]);
    assert.equal(shown, "gliding dim");
    await page.waitForSelector("#note:not(.dim)");
    assert.ok(!(await attribute(page, "#note", "class")));
});

test("J03 details that a person opened stay open after an update", async () => {
    const { page } = await visit();
    await page.locator("summary").click();
    await clicks(page, "#add");
    await shows(page, "#inside", "1");
    assert.equal(await page.locator("details").evaluate(({ open }) => open), true);
});

test("what an operation changed lasts until the host says something new about it", async () => {
    const { page } = await visit();
    await clicks(page, "#mark");
    assert.deepEqual(await classes(page, "#n"), ["big", "marked", "wide"]);
    assert.equal(await attribute(page, "#n", "title"), "mine");
    await clicks(page, "#fill"); // the host says "wide big": of `big` something new, and what is there
    await page.waitForSelector("#note.big", { state: "attached" });
    assert.deepEqual(await classes(page, "#n"), ["big", "marked", "wide"]);
    assert.equal(await attribute(page, "#n", "title"), "mine");
    await clicks(page, "#fill"); // and now that it is not
    await page.waitForSelector("#note:not(.big)", { state: "attached" });
    assert.deepEqual(await classes(page, "#n"), ["marked", "wide"]);
    await clicks(page, "#add");
    await page.waitForFunction(() => document.querySelector("#n").title === "n is 1");
});

test("another page in place of the first has what operations changed, by the ids", async () => {
    const host = await house.host("spec/apps/operations.lua", ["--limit", "outbox_bytes=1024"]);
    const proxy = await house.proxy(host);
    const { page, frames } = await house.tab(proxy.url);
    await clicks(page, "#mark");
    await clicks(page, "#open");
    proxy.cut();
    await hearsOfJoined(page, 2);
    await clicks(page, "#add");
    await shows(page, "#n", "1");
    assert.equal(await page.locator("#menu").isVisible(), true);
    assert.deepEqual(await classes(page, "#n"), ["big", "marked", "wide"]);
    assert.ok(frames.received.length > 0);
});

test("exec runs what stands in another element's attribute, for that element", async () => {
    const { page } = await visit();
    await clicks(page, "#exec");
    assert.equal(await attribute(page, "#open", "aria-expanded"), "true");
    assert.equal(await page.locator("#menu").isVisible(), true);
});

test("a transition that is under way is over when the next begins: clicks at speed come out right", async () => {
    const { page } = await visit();
    for (const [times, isHidden] of [
        [2, true],
        [3, false],
        [1, true],
        [4, true],
        [7, false],
    ]) {
        await clicks(page, "#slow", times);
        await page.waitForFunction(() => document.querySelector("#menu").className === "");
        assert.equal(await page.locator("#menu").evaluate(({ hidden }) => hidden), isHidden, `${times} clicks`);
    }
});

test("who asked for less motion sees none", async () => {
    const { page } = await visit("spec/apps/operations.lua", {
        prepare: (fresh) => fresh.emulateMedia({ reducedMotion: "reduce" }),
    });
    await clicks(page, "#away");
    assert.equal(await attribute(page, "#note", "class"), null);
    assert.equal(await page.locator("#note").evaluate(({ hidden }) => hidden), true);
});

test("the focus is put aside and comes back; the first that can have it gets it; text goes to the clipboard", async () => {
    const { page, context } = await visit();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const active = () => page.evaluate(() => document.activeElement.id);
    await page.locator("#aside").click();
    await page.waitForFunction(() => document.activeElement.id === "field");
    await page.locator("#restore").click();
    await page.waitForFunction(() => document.activeElement.id === "aside");
    await page.locator("#copy").click();
    await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text === "a note"));
    assert.equal(await active(), "copy");
});

test("a DOM event goes out with its detail", async () => {
    const { page } = await visit();
    const heard = page.evaluate(
        () =>
            new Promise((done) =>
                document.addEventListener("opened", ({ detail, target }) => done([detail, target.id]), {
                    once: true,
                }),
            ),
    );
    await clicks(page, "#dispatch");
    assert.deepEqual(await heard, [{ n: 3 }, "menu"]);
});
