// Views that fail: the turn is undone, the visitor is told, and the page goes on.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks, STILL, watch } from "./support/watch.mjs";

const house = openHouse();

async function visit(options = []) {
    const host = await house.host("spec/apps/walk_failures.lua", options);
    const tab = await house.tab(host.url);
    await tab.page.evaluate(() => {
        window.refusals = [];
        document.addEventListener("ls:error", ({ detail }) => window.refusals.push(detail));
    });
    const refusal = async (count = 1) => {
        await tab.page.waitForFunction((least) => window.refusals.length >= least, count);
        return tab.page.evaluate(() => window.refusals.at(-1));
    };
    return { host, ...tab, refusal };
}

const failures = [
    { says: "a turn that never ends loses its turn", button: "#spin", code: "budget" },
    { says: "so does one that swallows what ends it", button: "#swallow", code: "budget" },
    { says: "a turn that takes all memory is stopped", button: "#hoard", code: "budget" },
    { says: "an error in update undoes the turn", button: "#crash", code: "crash", text: /out of sorts/ },
    { says: "an error in render undoes the update before it", button: "#spoil", code: "crash", text: /nobody/ },
    { says: "a model that is not plain data is not kept", button: "#forget", code: "crash", text: /callback/ },
    { says: "a command that is not allowed undoes the turn", button: "#flood", code: "crash", text: /nobody/ },
];

for (const { says, button, code, text = /./ } of failures)
    test(`${says}; the page is as before, says why, and stays in use`, async () => {
        const { host, page, refusal, frames } = await visit();
        await clicks(page, "#add", 3);
        await shows(page, "h1", 3);
        const count = await mark(page);
        const watcher = await watch(page);
        await clicks(page, button);
        const detail = await refusal();
        assert.equal(detail.code, code, detail.text);
        assert.match(detail.text, text);
        assert.equal(detail.ref, 4);
        assert.deepEqual(await watcher.tell(), STILL);
        await clicks(page, "#add");
        await shows(page, "h1", 4);
        assert.deepEqual(await marks(page), { kept: count, fresh: 0 });
        assert.equal(await host.metric("turns_failed"), 1);
        assert.equal(await host.metric("fulls"), 0);
        assert.equal(JSON.parse(frames.received.at(-1))[2][0], "4");
    });

test("clicks that wait behind a turn that fails are dealt with after it", async () => {
    const { page, refusal } = await visit();
    await page.evaluate(() => {
        for (const id of ["add", "spin", "add", "crash", "add"]) document.querySelector(`#${id}`).click();
    });
    await shows(page, "h1", 3);
    assert.equal((await refusal(2)).code, "crash");
});

test("a visitor whose page spins does not keep others waiting", async () => {
    const limits = ["--limit", "turn_fuel=1000000000000", "--limit", "turn_ms=8000"];
    const { host, page, refusal } = await visit(["--shards", "1", ...limits]);
    const other = await house.tab(host.url);
    await clicks(page, "#spin");
    const began = Date.now();
    await clicks(other.page, "#add", 5);
    await shows(other.page, "h1", 5);
    const took_ms = Date.now() - began;
    const refusals = await page.evaluate(() => window.refusals.length);
    assert.equal(refusals, 0, `the turn was over before the others' clicks, which took ${took_ms} ms`);
    assert.equal((await refusal()).code, "budget");
    assert.ok((await host.metric("slices")) > 10);
});

test("an event that nobody declared reaches no view", async () => {
    const { host, page, refusal } = await visit();
    await page.evaluate(() => document.querySelector("#add").setAttribute("ls-click", "ad"));
    await clicks(page, "#add");
    const detail = await refusal();
    assert.equal(detail.code, "unknown");
    assert.match(detail.text, /did you mean 'add'/);
    assert.equal(await host.metric("events"), 0);
    assert.equal(await host.metric("rejected_unknown"), 1);
});

test("a field that does not fit its type reaches no view", async () => {
    const { host, page, refusal } = await visit();
    await clicks(page, "#misfit");
    const detail = await refusal();
    assert.equal(detail.code, "misfit");
    assert.match(detail.text, /add\.by: expected integer, got string "one"/);
    assert.equal(await host.metric("events"), 0);
    await clicks(page, "#add");
    await shows(page, "h1", 1);
});

test("who develops reads the reason in the page itself", async () => {
    const { page, refusal } = await visit();
    await clicks(page, "#crash");
    const { text } = await refusal();
    assert.equal(await page.locator("[ls-when=error] [ls-trouble]").textContent(), text);
    await page.waitForSelector("[ls-when=error]", { state: "visible" });
    await clicks(page, "#spoil");
    await refusal(2);
    assert.match(await page.locator("[ls-trouble]").textContent(), /nobody/);
});

test("in production a visitor sees a reference in place of the reason", async () => {
    const { host, page, refusal } = await visit(["--prod"]);
    await clicks(page, "#crash");
    const detail = await refusal();
    assert.equal(detail.code, "crash");
    assert.match(detail.text, /^[0-9a-f]{16}$/);
    const notice = page.locator("[ls-when=error]");
    assert.equal(await notice.locator("[ls-trouble]").textContent(), detail.text);
    await notice.waitFor({ state: "visible" });
    assert.match(await notice.textContent(), new RegExp(`Something went wrong.* ${detail.text}`));
    await until(() => new RegExp(`${detail.text}.*out of sorts`).test(host.said), "the reason in the log");
});
