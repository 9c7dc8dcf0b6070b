// What a person notices of a lost line: for a while nothing, then a word that is true; and what becomes of what they did.
// How the host and the client come together again is in coming_back.test.mjs.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, freeze, hearsOfClosed, hearsOfJoined, live, openHouse, shows, test } from "./support/house.mjs";
import { mark, marks, STILL, watch } from "./support/watch.mjs";

const house = openHouse();
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED|INTERNET|NETWORK)/;

async function visit({ options = [], prepare = () => {} } = {}) {
    const host = await house.host("spec/apps/walk_lines.lua", options);
    const proxy = await house.proxy(host);
    const remember = async (page) => {
        await page.addInitScript(watchStates);
        await prepare(page);
    };
    const tab = await house.tab(proxy.url, { expects: lineLost, prepare: remember });
    const { page } = tab;
    const told = (name) => page.evaluate((list) => window.told[list], name);
    return { host, proxy, ...tab, told };
}

// Runs in the page: every state that it shows, every trouble that it tells.
function watchStates() {
    window.told = { states: [], errors: [] };
    document.addEventListener("ls:error", ({ detail }) => window.told.errors.push(detail));
    const note = () => window.told.states.push(document.documentElement.getAttribute("ls-state"));
    new MutationObserver(note).observe(document, { subtree: true, attributeFilter: ["ls-state"] });
    let isHidden = false;
    Object.defineProperty(document, "hidden", { get: () => isHidden });
    window.hide = (hides) => {
        isHidden = hides;
        document.dispatchEvent(new Event("visibilitychange"));
    };
}

const offline = (page) => page.waitForSelector('html[ls-state="offline"]', { state: "attached" });
const isShown = (page, selector) => page.locator(selector).isVisible();
const resumed = (host, count) =>
    until(async () => (await host.metric("resumes")) === count, `${count} lines that came back`);

test("a line that is back soon shows nothing at all: no state, no word, no event, no touched node", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    await freeze(page);
    const count = await mark(page);
    const watcher = await watch(page);
    await page.evaluate(() => document.addEventListener("ls:disconnect", () => window.told.errors.push("left")));
    for (let round = 1; round <= 5; round++) {
        proxy.cut();
        await hearsOfClosed(page, round);
        await page.clock.runFor(600); // it tries within 500 ms, and says nothing for 3 s
        await resumed(host, round);
        await hearsOfJoined(page, 1 + round);
    }
    assert.deepEqual(await watcher.tell(), STILL);
    assert.deepEqual(await marks(page), { kept: count, fresh: 0 });
    assert.deepEqual(await told("states"), ["connecting", "live"]);
    assert.deepEqual(await told("errors"), []);
});

test("what is done while nothing shows arrives as if late, once and in order", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    await freeze(page);
    proxy.close();
    await hearsOfClosed(page, 1);
    await clicks(page, "#add", 7);
    await clicks(page, "#vote", 2);
    proxy.open();
    await page.clock.runFor(600);
    await shows(page, "#n", 7);
    await shows(page, "#votes", 2);
    assert.equal(await host.metric("events"), 9);
    assert.deepEqual(await told("errors"), []);
});

test("a line that stays away is told after a while: honestly, and to screen readers too", async () => {
    const { proxy, page } = await visit();
    const banner = page.locator("body > [role=status] > [ls-when=offline]");
    assert.equal(await banner.isVisible(), false);
    proxy.close();
    await offline(page);
    assert.equal(await banner.isVisible(), true);
    assert.match(await banner.textContent(), /No connection.*Still to be sent: 0/s);
    await page.fill("#later input", "x"); // nobody is told of this form before it is sent
    await page.fill("form:not([id]) input", "abc");
    await clicks(page, "#vote", 2);
    assert.match(await banner.textContent(), /Still to be sent: 3/);
    proxy.open();
    await live(page);
    await banner.waitFor({ state: "hidden" });
    await shows(page, "#votes", 2);
    await shows(page, "#text", "abc");
});

test("while it says that there is no line, an act is refused at once and never happens", async () => {
    const { host, proxy, page, told } = await visit();
    proxy.close();
    await offline(page);
    await clicks(page, "#add", 3);
    assert.deepEqual(
        (await told("errors")).map(({ code, level }) => [code, level]),
        Array(3).fill(["offline", "warn"]),
    );
    assert.equal(await isShown(page, "#when-error"), true);
    proxy.open();
    await live(page);
    await clicks(page, "#vote");
    await shows(page, "#votes", 1);
    await shows(page, "#n", 0);
    assert.equal(await host.metric("events"), 1);
});

test("what may wait does: acts of ls-offline=queue, and what fields say, once and in order", async () => {
    const { host, proxy, page } = await visit();
    proxy.close();
    await offline(page);
    await clicks(page, "#vote", 3);
    await page.locator("form:not([id]) input").pressSequentially("typed in a tunnel");
    await page.fill("#later input", "kept");
    await page.click("#save-later");
    proxy.open();
    await shows(page, "#votes", 3);
    await shows(page, "#text", "typed in a tunnel");
    await shows(page, "#saved", "kept");
    const before = await host.metric("events");
    proxy.cut();
    await resumed(host, 2);
    await hearsOfJoined(page, 3);
    await clicks(page, "#vote"); // goes behind all that would be sent again
    await shows(page, "#votes", 4);
    assert.equal(await host.metric("events"), before + 1, "none is sent twice");
});

test("no more wait than there is room for: the next is refused", async () => {
    const { proxy, page, told } = await visit();
    proxy.close();
    await offline(page);
    await clicks(page, "#vote", 258);
    assert.deepEqual(
        (await told("errors")).map(({ code }) => code),
        ["full", "full"],
    );
    proxy.open();
    await shows(page, "#votes", 256);
});

test("an act from long ago does not happen by surprise, and the person is told", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    proxy.hold("up");
    await clicks(page, "#add");
    await clicks(page, "#vote");
    await page.clock.fastForward(31_000);
    proxy.cut();
    await shows(page, "#votes", 1);
    await until(
        async () => (await told("errors")).some(({ code }) => code === "late"),
        "the word that it is too late",
    );
    await shows(page, "#n", 0);
    assert.equal(await host.metric("rejected_late"), 1);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
});

test("an act from long ago that the host has heard of is done, and nobody is told that it was not", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    proxy.hold("down");
    await clicks(page, "#add");
    await until(async () => (await host.metric("events")) === 1, "the click's arrival");
    await page.clock.fastForward(31_000);
    proxy.cut();
    await shows(page, "#n", 1);
    await clicks(page, "#vote");
    await shows(page, "#votes", 1);
    assert.deepEqual(await told("errors"), []);
});

test("while nobody looks nothing is shown and hardly anything tried; whoever looks again finds it as it was", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    await freeze(page);
    await page.evaluate(() => window.hide(true));
    proxy.close();
    await hearsOfClosed(page, 1);
    await page.clock.runFor(15_000);
    assert.deepEqual(await told("states"), ["connecting", "live"]);
    proxy.open();
    await page.evaluate(() => window.hide(false));
    await resumed(host, 1);
    await hearsOfJoined(page, 2);
    assert.equal(await page.evaluate(() => document.linesClosed), 1, "no line was tried in vain");
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.deepEqual(await told("states"), ["connecting", "live"]);
    assert.deepEqual(await told("errors"), []);
});

test("a device without network waits for it, says so, and is back at once when it has one", async () => {
    const { host, proxy, page, context, told } = await visit();
    await context.setOffline(true);
    proxy.close();
    await offline(page);
    const tried = proxy.turnedAway;
    await page.waitForTimeout(1500);
    assert.equal(proxy.turnedAway, tried, "nothing is tried");
    proxy.open();
    await context.setOffline(false);
    await resumed(host, 1);
    await live(page);
    assert.deepEqual(await told("errors"), []);
});

test("a page that was frozen in a pocket wakes up as it was", async () => {
    const { host, proxy, page, context, told } = await visit({ prepare: (page) => page.clock.install() });
    const devtools = await context.newCDPSession(page);
    const count = await mark(page);
    await freeze(page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    proxy.cut();
    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    await hearsOfClosed(page, 1);
    await page.clock.runFor(600);
    await resumed(host, 1);
    await hearsOfJoined(page, 2);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.equal((await marks(page)).kept, count);
    assert.deepEqual(await told("states"), ["connecting", "live"]);
    assert.deepEqual(await told("errors"), []);
});

test("a line that died in its sleep is found out soon after the person is back", async () => {
    const { host, proxy, page, told } = await visit({ prepare: (page) => page.clock.install() });
    await page.evaluate(() => window.hide(true));
    proxy.hold();
    const { taken } = proxy;
    await page.evaluate(() => window.hide(false));
    await page.clock.fastForward(4_000); // of the 10 s that it has otherwise
    await until(() => proxy.taken > taken, "another line is tried");
    proxy.cut();
    await resumed(host, 1);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.deepEqual(await told("errors"), []);
});

test("ls-when: each is shown in its state and in no other, whatever CSS says of it", async () => {
    const { proxy, page } = await visit();
    await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("p { display: flex }");
        document.adoptedStyleSheets = [sheet];
    });
    const shown = () =>
        page.$$eval("[id^=when-]", (all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));
    assert.deepEqual(await shown(), ["when-live"]);
    proxy.close();
    await offline(page);
    assert.deepEqual(await shown(), ["when-offline", "when-trouble"]);
    proxy.open();
    await live(page);
    assert.deepEqual(await shown(), ["when-live"]);
    await clicks(page, "#crash");
    await page.waitForSelector("html[ls-error=crash]");
    assert.deepEqual(await shown(), ["when-live", "when-trouble", "when-error"]);
});

test("what went wrong is shown for a while, and then no more", async () => {
    const { page } = await visit({ prepare: (page) => page.clock.install() });
    await clicks(page, "#crash");
    const banner = page.locator("body > [role=status] > [ls-when=error]");
    await banner.waitFor({ state: "visible" });
    await page.clock.fastForward(8_000);
    await banner.waitFor({ state: "hidden" });
    assert.equal(await page.locator("html").getAttribute("ls-error"), null);
});

test("I3378: a page with streams in streams comes back without an error", async () => {
    const host = await house.host("spec/apps/streams_nested.lua");
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects: lineLost });
    await page.waitForSelector('[ls-live][ls-state="live"]', { state: "attached" });
    const count = await mark(page);
    proxy.cut();
    await resumed(host, 2); // the page, and the view in it
    await hearsOfJoined(page, 2);
    assert.deepEqual(await marks(page), { kept: count, fresh: 0 });
    assert.equal(await host.metric("turns_failed"), 0);
});

test("I3819: a page with an empty form comes back like any other", async () => {
    const { host, proxy, page, told } = await visit();
    await page.evaluate(() => {
        window.joins = 0;
        document.addEventListener("ls:join", () => window.joins++);
        document.querySelector("form").replaceChildren();
    });
    proxy.close();
    await offline(page);
    proxy.open();
    await resumed(host, 1);
    await live(page);
    assert.equal(await page.evaluate(() => window.joins), 1);
    assert.deepEqual(await told("errors"), []);
});

test("ls-when=dirty is shown in a form that holds what nobody has sent, and in no other", async () => {
    const { page } = await visit();
    const told = page.locator("#unsaved");
    await page.fill("form:not([id]) input", "abc");
    await shows(page, "#text", "abc");
    assert.equal(await told.isVisible(), false);
    await page.fill("#later input", "kept");
    await told.waitFor({ state: "visible" });
    await page.click("#save-later");
    await shows(page, "#saved", "kept");
    await told.waitFor({ state: "hidden" });
    await page.fill("#later input", "again");
    await told.waitFor({ state: "visible" });
    await page.$eval("#later", (form) => form.reset());
    await told.waitFor({ state: "hidden" });
});
