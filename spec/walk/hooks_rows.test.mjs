// Hooks keep to their elements: where those are replaced, moved, in nested views, in components, in the layout.
//
// I3496: a view that stays while the page around it is another is with navigation (navigation_sticky.test.mjs).
// T05: without portals: the tooltip's hook is X02's, which shows and hides an element by an operation.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/hooks/rows.lua";
const FIRST = "mounted static, mounted leaf-a, mounted leaf-b, mounted root-1, mounted fixed, mounted card-x";

async function visit(url, options) {
    const { page, frames } = await house.tab(url ?? (await house.host(APP)).url, options);
    await page.waitForFunction(() => window.said?.length);
    await page.waitForFunction(() => document.querySelectorAll('[ls-live][ls-state="live"]').length === 2);
    const said = () => page.evaluate(() => window.said.splice(0).join(", "));
    return { page, frames, said };
}

test("I3530 each nested view of a list has its hook mounted and removed once as rows come, go and move", async () => {
    const { page, said } = await visit();
    assert.equal(await said(), FIRST);
    await page.click("#add-button");
    await page.waitForSelector("#leaf-c");
    await until(async () => (await page.evaluate(() => window.said.length)) > 0, "the new hook is mounted");
    assert.equal(await said(), "mounted leaf-c");
    await page.click("#turn-button");
    await shows(page, "li:first-child b", "0");
    await page.click("#bump-c");
    await shows(page, "#leaf-c", "1");
    assert.equal(await said(), "updated leaf-c");
    await page.click("#remove-button");
    await page.waitForSelector("#leaf-c", { state: "detached" });
    assert.equal(await said(), "removed leaf-c");
});

test("I3651 an element that is replaced while its hook's push is pending leaves nothing behind, and tells nothing more", async () => {
    const { page, said, frames } = await visit();
    await said();
    const replies = await page.evaluate(async () => {
        const got = [];
        for (let i = 0; i < 5; i++) {
            const { context } = document.querySelector("section");
            got.push(await context.push("ping"));
        }
        return got;
    });
    assert.deepEqual(replies, [1, 2, 3, 4, 5]);
    await page.waitForSelector("#root-6");
    assert.equal(
        await said(),
        [1, 2, 3, 4, 5].map((n) => `updated fixed, removed root-${n}, mounted root-${n + 1}`).join(", "),
    );
    assert.equal(await page.locator("[ls-busy],[aria-busy]").count(), 0);
    await page.click("#same-button"); // nothing is locked
    await shows(page, "#fixed", 6);
    assert.equal(frames.sent.filter((frame) => frame.includes('"ping"')).length, 5);
});

test("I4147 a hook on what the layout wrote is mounted once, and a lost line is nothing to it", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page, said } = await visit(proxy.url, { expects: /WebSocket/ });
    assert.match(await said(), /^mounted static, /);
    proxy.close();
    await page.waitForSelector("html[ls-state=offline]", { state: "attached" });
    proxy.open();
    await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    await page.click("#same-button");
    await shows(page, "#fixed", "1");
    assert.doesNotMatch(await said(), /static/);
});

test("I4325 an id that a script sets to what it is changes nothing: the same node, updated once", async () => {
    const { page, said } = await visit();
    await said();
    await page.evaluate(() => {
        window.fixed = document.querySelector("#fixed");
        window.fixed.id = "fixed";
    });
    await page.click("#same-button");
    await shows(page, "#fixed", "1");
    assert.equal(await said(), "updated fixed");
    assert.ok(await page.evaluate(() => window.fixed === document.querySelector("#fixed")));
});

// A hook is its element's, whatever its id: only another element, which is another key, mounts it anew.
test("I4334 another key of a root mounts its hook again, and its children are there", async () => {
    const { page, said } = await visit();
    await said();
    await page.click("#swap-button");
    await page.waitForSelector("#root-2");
    assert.equal(await said(), "removed root-1, mounted root-2");
    assert.equal(await page.locator("section u").isVisible(), true);
});

test("I3953 a component's hook pushes to the component, and one in a nested view is that view's", async () => {
    const { page, said } = await visit();
    await said();
    assert.equal(await page.evaluate(() => document.querySelector("#card-x").context.push("more")), 1);
    assert.equal(await page.evaluate(() => document.querySelector("#leaf-a").context.push("bump")), undefined);
    await shows(page, "#leaf-a", "1");
    assert.equal(await said(), "updated card-x, updated leaf-a");
    const code = await page.evaluate(() =>
        document
            .querySelector("#leaf-a")
            .context.push("swap")
            .catch((error) => error.code),
    );
    assert.equal(code, "unknown");
});

// A component that a turn leaves out has its end in that turn, so one that comes back is another one, with a state of its
// own. No word of the client's is needed for that, so none can come too late.
test("I4350 a component that goes and comes back at once is there each time, with its children, hook and events", async () => {
    const { page, said } = await visit();
    await said();
    const kept = await page.locator("section").elementHandle();
    for (let round = 1; round <= 3; round++) {
        await page.click("#card-x button");
        await shows(page, "#card-x i", 1);
        await clicks(page, "#card-button", 6);
        await page.click("#same-button");
        await shows(page, "#fixed", round);
        assert.equal(await said(), `updated card-x, ${"removed card-x, mounted card-x, ".repeat(3)}updated fixed`);
        await shows(page, "#card-x i", 0);
        assert.equal(await page.evaluate(() => document.querySelector("#card-x").context.push("more")), 1);
        assert.equal(await said(), "updated card-x");
        await clicks(page, "#card-button", 2);
        await shows(page, "#card-x i", 0);
        await page.waitForFunction(() => window.said.length === 2);
        assert.equal(await said(), "removed card-x, mounted card-x");
    }
    assert.equal(await kept.evaluate((section) => section.isConnected), true);
});
