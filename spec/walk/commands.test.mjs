// Operations: what a page does by itself, at once, and what of it lasts.

import assert from "node:assert/strict";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

async function visit(app = "spec/apps/operations.lua", options = {}) {
    const host = await house.host(app);
    return { host, ...(await house.tab(host.url, options)) };
}

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
    const { host, page } = await visit();
    await clicks(page, "#open");
    assert.equal(await page.locator("#menu").isVisible(), true);
    assert.equal(await attribute(page, "#open", "aria-expanded"), "true");
    await clicks(page, "#toggle");
    assert.equal(await page.locator("#menu").isVisible(), false);
    await clicks(page, "#spread");
    assert.equal(await attribute(page, "#note", "class"), "lit");
    await clicks(page, "#spread");
    assert.equal(await attribute(page, "#note", "class"), "");
    assert.equal(await host.metric("events"), 0);
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

test("F05 a change binding that is a chain sends the form's fields, and its own", async () => {
    const { page } = await visit();
    await page.locator("#typed").pressSequentially("Ada");
    await shows(page, "#name", "Ada 3");
    assert.equal(await attribute(page, "form", "class"), "touched");
});
