// What goes wrong for good, at four levels: the page request, a page that cannot begin again, a nested view, a turn.
//
// E03, E04, E05, E07: in nested.test.mjs
// I3530: in nested.test.mjs and streams.test.mjs
// I4147: what stands outside of a view belongs to no view, and no lost line touches it (hooks.test.mjs has the hooks)

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, freeze, live, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks } from "./support/watch.mjs";

const house = openHouse();
const due = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)|status of (500|503)|failsafe/;

test("E01: an exception in the first render is answered with status 500, and no session is kept", async () => {
    const host = await house.host("spec/apps/failing.lua");
    const { page } = await house.tab("about:blank", { joins: false, expects: due });
    const response = await page.goto(`${host.url}?init=true`);
    assert.equal(response.status(), 500);
    await shows(page, "h1", "Something went wrong");
    assert.equal(await page.locator("#ls-view").count(), 0);
    await until(async () => (await host.metric("visits")) === (await host.metric("ended")), "no session is kept");
});

test("E02: a view that cannot begin again is tried a few times at random, then seldom, and says so; and lives when it can", async () => {
    const host = await house.host("spec/apps/walk_recovery.lua");
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, { expects: due, prepare: (page) => page.clock.install() });
    const { page } = tab;
    await page.getByLabel("Name", { exact: true }).fill("Ada");
    await shows(page, "#name", "Ada");
    await page.evaluate(() => {
        window.errors = [];
        document.addEventListener("ls:error", ({ detail }) => window.errors.push(detail.code));
        history.replaceState(null, "", "?fail=true");
    });
    const count = await mark(page);
    await host.kill();
    const next = await house.host("spec/apps/walk_recovery.lua", [], host.port);
    const visits = () => next.metric("visits");
    const codes = () => page.evaluate(() => window.errors);
    // Time goes as fast as the page takes it: each step is longer than any wait between the first tries.
    await until(async () => {
        await page.clock.runFor(500);
        return (await codes()).includes("failsafe");
    }, "the word that it will take longer");
    await freeze(page); // the next one comes after 15 seconds at the earliest
    const tries = await visits();
    assert.equal(tries, 5);
    assert.equal(await page.locator("html").getAttribute("ls-state"), "error");
    await page.clock.runFor(10_000);
    assert.equal(await visits(), tries, "none comes soon");
    assert.equal((await marks(page)).kept, count, "the page stays as it was");
    await page.evaluate(() => history.replaceState(null, "", "?"));
    await until(async () => {
        await page.clock.runFor(5_000);
        return (await page.locator("html").getAttribute("ls-state")) === "live";
    }, "a page that lives");
    await shows(page, "#name", "Ada");
    assert.equal(tab.loads, 1);
});

test("E06: a crash in the page's own view undoes the turn; page, nested views and line stay, and it is told", async () => {
    const host = await house.host("spec/apps/walk_nested.lua");
    const { page, ...tab } = await house.tab(host.url);
    await page.waitForFunction(() => document.querySelectorAll('[ls-live][ls-state="live"]').length === 3);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    const told = page.evaluate(
        () => new Promise((done) => document.addEventListener("ls:error", ({ detail }) => done(detail.code))),
    );
    const count = await mark(page);
    await clicks(page, "#boom");
    assert.equal(await told, "crash");
    await clicks(page, "#add");
    await clicks(page, "#a .add");
    await shows(page, "#n", 2);
    await shows(page, "#a > .add", 1);
    assert.equal((await marks(page)).kept, count);
    assert.equal(await host.metric("joins"), 4);
    assert.equal(tab.loads, 1);
    await live(page);
});
