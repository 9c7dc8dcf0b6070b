// From view to view as a view transition, where the layout wants it.

import assert from "node:assert/strict";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

/** `window.passes` has the types of each transition, and which parts of the page had one. */
const watch = (page) =>
    page.addInitScript(() => {
        window.passes = [];
        const start = document.startViewTransition;
        document.startViewTransition = function (options) {
            const seen = { types: [...(options.types ?? [])], parts: [] };
            if (window.passes.push(seen) === 1) window.atFirst?.();
            const transition = start.call(this, options);
            transition.ready.then(() => {
                const names = document.getAnimations().map(({ effect }) => effect.pseudoElement);
                seen.parts = [...new Set(names)].filter((name) => /^::view-transition-(old|new)/.test(name)).sort();
            });
            return transition;
        };
    });

async function visit(path = "", { reducedMotion = "no-preference" } = {}) {
    const host = await house.host("spec/apps/walk_passing.lua");
    const prepare = async (page) => {
        await page.emulateMedia({ reducedMotion });
        await watch(page);
    };
    const tab = await house.tab(host.url + path, { prepare });
    return { host, ...tab };
}

const passes = (page, count) =>
    page
        .waitForFunction((n) => window.passes.length >= n && window.passes[n - 1].parts.length, count)
        .then(() => page.evaluate(() => window.passes));
const ofViews = (page) => page.evaluate(() => window.passes.filter(({ types }) => types.includes("ls-move")));
const VIEW = ["::view-transition-new(ls-view)", "::view-transition-old(ls-view)"];

test("the next view comes as a transition of the view as a whole, and the one before as its reverse", async () => {
    const { page } = await visit();
    await clicks(page, "button");
    await shows(page, "b", "1");
    await page.click("#two");
    await shows(page, "h1", "Two");
    assert.deepEqual(await passes(page, 1), [{ types: ["ls-move", "forward"], parts: VIEW }]);
    await page.goBack();
    await shows(page, "h1", "One");
    await shows(page, "b", "1");
    assert.deepEqual((await passes(page, 2))[1], { types: ["ls-move", "backward"], parts: VIEW });
    await page.goForward();
    await shows(page, "h1", "Two");
    assert.deepEqual((await passes(page, 3))[2], { types: ["ls-move", "forward"], parts: VIEW });
    await clicks(page, "button");
    await shows(page, "b", "1");
});

test("one who clicks on while it comes gets where they wanted to go last", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        window.moves = 0;
        document.addEventListener("ls:navigate", () => window.moves++);
        window.atFirst = () => document.querySelector("#one").click();
        document.querySelector("#two").click();
    });
    await page.waitForFunction(() => window.moves === 2 && location.pathname === "/");
    await shows(page, "h1", "One");
    await clicks(page, "button");
    await shows(page, "b", "1");
});

test("other params are no transition of the view", async () => {
    const { page } = await visit();
    await page.click("#patch");
    await page.waitForFunction(() => location.search === "?page=2");
    assert.deepEqual(await ofViews(page), []);
});

test("nothing moves for those who asked for less motion, nor where no layout wants it", async () => {
    const calm = await visit("", { reducedMotion: "reduce" });
    await calm.page.click("#two");
    await shows(calm.page, "h1", "Two");
    await calm.page.goBack();
    await shows(calm.page, "h1", "One");
    assert.deepEqual(await ofViews(calm.page), []);
    const still = await visit("still");
    await still.page.click("#still-two");
    await shows(still.page, "h1", "Still two");
    await still.page.goBack();
    await shows(still.page, "h1", "Still");
    assert.deepEqual(await ofViews(still.page), []);
});
