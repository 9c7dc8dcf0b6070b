// A host that ends, in peace or not, and another on the same state directory: the page goes on as if nothing had been.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./support/host.mjs";
import { follows, live, openHouse, quiet, shows, test } from "./support/house.mjs";
import { mark, marks, watch } from "./support/watch.mjs";

const house = openHouse();
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;
const ENDS = { "kill -9": (host) => host.kill(), SIGTERM: (host) => host.stop() };

async function visit(app, { path = "", options = [] } = {}) {
    const state = mkdtempSync(join(tmpdir(), "lightspeed-state-"));
    house.ends.push(async () => rmSync(state, { recursive: true, force: true }));
    const all = ["--state", state, ...options];
    const host = await house.host(app, all);
    const tab = await house.tab(host.url + path, { expects: lineLost });
    /** The host ends, and another takes its place. */
    const another = async (end) => {
        await end(host);
        const next = await house.host(app, all, host.port);
        await until(async () => (await next.metric("joins")) > 0, "the page is back");
        await live(tab.page);
        return next;
    };
    return { host, state, another, ...tab, tab };
}

const field = (page, name) => page.getByLabel(name, { exact: true });
const focused = (page) =>
    page.evaluate(() => {
        const { name, value, selectionStart, selectionEnd } = document.activeElement;
        return [name, value, selectionStart, selectionEnd];
    });

for (const [name, end] of Object.entries(ENDS))
    test(`${name}: half a form is still half a form, and no node is touched`, async () => {
        const { page, tab, another } = await visit("spec/apps/walk_recovery.lua");
        const id = await page.locator("#id").textContent();
        await field(page, "Name").pressSequentially("Ada Lovelace");
        await field(page, "Colour").selectOption("green");
        await field(page, "Plain").fill("a letter that nobody was told of");
        await shows(page, "#name", "Ada Lovelace");
        await shows(page, "#colour", "green");
        await field(page, "Name").focus();
        await page.evaluate(() => document.activeElement.setSelectionRange(2, 5));
        await page.evaluate(() => scrollTo(0, 40));
        await quiet(page);
        const told = await page.locator("#told").textContent();
        await mark(page);
        const watcher = await watch(page);
        const next = await another(end);
        assert.deepEqual(await focused(page), ["name", "Ada Lovelace", 2, 5]);
        await page.keyboard.type("!");
        await shows(page, "#name", "Ad!ovelace");
        assert.equal(await page.locator("#id").textContent(), id, "it is the same session");
        assert.equal(await page.locator("#told").textContent(), String(Number(told) + 1), "nothing was told again");
        assert.equal(await field(page, "Plain").inputValue(), "a letter that nobody was told of");
        assert.equal(await page.evaluate(() => scrollY), 40);
        assert.equal((await marks(page)).fresh, 0);
        const seen = await watcher.tell();
        assert.deepEqual([seen.added, seen.removed, seen.moved], [[], [], []]);
        assert.equal(tab.loads, 1);
        assert.equal(await next.metric("fulls"), 0, "what it lacks is nothing");
    });

test("kill -9: nested views stay, each with its own", async () => {
    const { page, tab, another } = await visit("spec/apps/walk_nested.lua");
    const leaf = page.locator("#leaf-a .leaf");
    for (const id of ["a", "b", "leaf-a"])
        await page.waitForSelector(`#${id}[ls-state="live"]`, { state: "attached" });
    await leaf.click();
    await leaf.click();
    await shows(page, "#leaf-a .leaf", "2");
    await mark(page);
    const watcher = await watch(page);
    const next = await another(ENDS["kill -9"]);
    await until(async () => (await next.metric("joins")) >= 4, "all are back");
    await leaf.click();
    await shows(page, "#leaf-a .leaf", "3");
    assert.equal((await marks(page)).fresh, 0);
    const seen = await watcher.tell();
    assert.deepEqual([seen.added, seen.removed, seen.moved], [[], [], []]);
    assert.equal(await next.metric("children"), 0, "none began anew");
    assert.equal(tab.loads, 1);
});

for (const [name, end] of Object.entries(ENDS))
    test(`${name}: views that were left are as they were when one goes back to them`, async () => {
        const { page, tab, another } = await visit("spec/apps/walk_passing.lua", { path: "still" });
        await follows(page);
        for (const [clicks, to] of [
            [2, "two"],
            [3, "one"],
        ]) {
            for (let i = 0; i < clicks; i++) await page.getByRole("button", { name: "add" }).click();
            await shows(page, "b", String(clicks));
            await page.locator(to === "two" ? "#still-two" : "#still").click();
            await page.getByRole("heading", { name: to === "two" ? "Still two" : "Still", exact: true }).waitFor();
        }
        await live(page);
        await another(end);
        for (const kept of ["3", "2"]) {
            await page.evaluate(() => history.back());
            await shows(page, "b", kept);
        }
        assert.equal(tab.loads, 1);
    });

test("a link that was followed when the host was killed leads there all the same", async () => {
    const { host, state } = await visit("spec/apps/walk_passing.lua", { path: "still" });
    const proxy = await house.proxy(host);
    const { page } = await house.tab(`${proxy.url}still`, { expects: lineLost });
    await follows(page);
    const kept = await host.metric("kept_entries");
    proxy.hold("down");
    await page.locator("#still-two").click();
    await until(async () => (await host.metric("passages")) === 1, "it was answered");
    await until(async () => (await host.metric("kept_entries")) > kept, "which is kept");
    await host.kill();
    proxy.release();
    await house.host("spec/apps/walk_passing.lua", ["--state", state], host.port);
    await page.getByRole("heading", { name: "Still two", exact: true }).waitFor();
    await live(page);
});

test("a click while the host is away is done by the next one, once", async () => {
    const { page, host, state } = await visit("apps/counter.lua");
    await page.getByRole("button", { name: "+" }).click();
    await shows(page, "h1", "1");
    await host.kill();
    await page.getByRole("button", { name: "+" }).click();
    const next = await house.host("apps/counter.lua", ["--state", state], host.port);
    await shows(page, "h1", "2");
    assert.equal(await next.metric("events"), 1);
});

test("without a state directory nothing is written, and nothing waits", async () => {
    const host = await house.host("apps/counter.lua");
    const text = await (await fetch(`${host.url}_ls/metrics`)).text();
    assert.doesNotMatch(text, /lightspeed_kept/);
});
