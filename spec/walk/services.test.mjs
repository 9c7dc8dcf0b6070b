// Services in a real host: two browsers in step over one database, and work that sleeps, loops or is cut off while
// pages go on.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./support/host.mjs";
import { follows, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;
const APP = "spec/apps/walk_services.lua";
const PATIENT = ["--limit", "first_page_ms=60000"];

const click = (page, name) => page.getByRole("button", { name, exact: true }).click();

function directory(name) {
    const path = mkdtempSync(join(tmpdir(), `lightspeed-${name}-`));
    house.ends.push(async () => rmSync(path, { recursive: true, force: true }));
    return path;
}

/** Watches what an element of the view says from now on; gives a function that gives all of it. */
async function listen(page, selector) {
    await page.evaluate((place) => {
        window.texts = [];
        new MutationObserver(() => {
            const text = document.querySelector(place)?.textContent;
            if (text && text !== window.texts.at(-1)) window.texts.push(text);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }, selector);
    return () => page.evaluate(() => window.texts);
}

async function add(page, title) {
    await page.locator('[name="title"]').fill(title);
    await page.keyboard.press("Enter");
    await page.locator("li", { hasText: title }).waitFor();
}

test("two browsers see the same tasks, and a third has them in its first HTML", async () => {
    const host = await house.host("apps/todo.lua", ["--shards", "2", ...PATIENT]);
    const { page: one } = await house.tab(host.url);
    const { page: other } = await house.tab(host.url);
    await add(one, "Milk");
    await other.locator("li", { hasText: "Milk" }).waitFor();
    await add(other, "Bread");
    await one.locator("li", { hasText: "Bread" }).waitFor();
    await other.locator("li", { hasText: "Milk" }).getByRole("checkbox").click();
    await one.locator("li.done", { hasText: "Milk" }).waitFor();
    await one.waitForFunction(() => document.querySelector("li:last-child").textContent.includes("Milk"));
    const html = await (await fetch(host.url)).text();
    assert.match(html, /Bread[\s\S]*Milk/);
    await click(one, "Remove Milk");
    await other.locator("li", { hasText: "Milk" }).waitFor({ state: "detached" });
    assert.equal(await other.locator("li").count(), 1);
});

test("tasks outlive the host", async () => {
    const data = directory("data");
    const host = await house.host("apps/todo.lua", ["--data", data, ...PATIENT]);
    const { page } = await house.tab(host.url, { expects: lineLost });
    await add(page, "Milk");
    await host.kill();
    const next = await house.host("apps/todo.lua", ["--data", data, ...PATIENT]);
    assert.match(await (await fetch(next.url)).text(), /Milk/);
});

test("a form without a script shows what the service made of it", async () => {
    const host = await house.host("apps/todo.lua", PATIENT);
    const context = await house.browser.newContext({ javaScriptEnabled: false });
    house.ends.push(() => context.close());
    const page = await context.newPage();
    await page.goto(host.url);
    await page.locator('[name="title"]').fill("Milk");
    await click(page, "Add");
    await page.locator("li", { hasText: "Milk" }).waitFor();
});

test("a service that sleeps holds up nobody, and is ended when its page is closed", async () => {
    const host = await house.host(APP, ["--shards", "1"]);
    const sleeper = await house.tab(host.url);
    const { page } = await house.tab(host.url);
    await click(sleeper.page, "Sleep");
    await shows(sleeper.page, "#said", "waiting");
    for (let clicks = 1; clicks <= 5; clicks++) {
        await click(page, "Count");
        await shows(page, "#clicks", String(clicks));
    }
    await click(sleeper.page, "Count");
    await shows(sleeper.page, "#clicks", "1");
    assert.equal(await host.metric("calls_cancelled"), 0);
    await sleeper.page.close();
    house.tabs.splice(house.tabs.indexOf(sleeper), 1);
    await until(async () => (await host.metric("calls_cancelled")) === 1, "its call is cancelled");
});

test("a service that loops for ever ends at its time, and others go on meanwhile", async () => {
    const host = await house.host(APP, ["--shards", "1"]);
    const { page: spinner } = await house.tab(host.url);
    const { page } = await house.tab(host.url);
    const texts = await listen(spinner, "#said");
    await click(spinner, "Spin");
    await click(page, "Count");
    await shows(page, "#clicks", "1");
    await shows(spinner, "#said", "timeout");
    assert.deepEqual(await texts(), ["waiting", "timeout"]);
    await click(spinner, "Nap");
    await shows(spinner, "#said", "slept");
});

const count = async (page, clicks) => {
    await click(page, "Count");
    await shows(page, "#clicks", String(clicks));
};

test("one sleeps, one loops, one wedges outside of Lua: each ends, and a page clicks on beside them", async () => {
    const host = await house.host(APP, ["--shards", "1"]);
    const desk = (name) => host.metric(`service_${name}{service="work"}`);
    const crew = (name) => host.metric(`program_${name}{program="echo"}`);
    const sleeper = await house.tab(host.url);
    const { page: spinner } = await house.tab(host.url);
    const { page: wedger } = await house.tab(host.url);
    const { page } = await house.tab(host.url);
    await click(sleeper.page, "Sleep");
    await shows(sleeper.page, "#said", "waiting");
    await until(async () => (await desk("working")) === 1, "it sleeps");
    await click(spinner, "Spin");
    await click(wedger, "Wedge");
    for (let clicks = 1; clicks <= 10; clicks++) await count(page, clicks);
    await sleeper.page.close();
    house.tabs.splice(house.tabs.indexOf(sleeper), 1);
    await until(async () => (await desk("cancelled_total")) >= 1, "the first is cancelled with its page");
    await count(page, 11);
    await shows(spinner, "#said", "timeout");
    await count(page, 12);
    await shows(wedger, "#said", "timeout");
    await until(async () => (await crew("processes")) === 1, "another process is up");
    assert.equal(await crew("killed_total"), 1);
    await count(page, 13);
    await click(wedger, "Echo");
    await shows(wedger, "#said", "well");
    await click(spinner, "Nap");
    await shows(spinner, "#said", "slept");
    assert.equal(await desk("calls_total"), 3);
    assert.equal(await desk("waiting"), 0);
    assert.ok((await desk("threads")) >= 1 && (await desk("cold_start_us")) > 0);
});

test("a service that raises changes nothing, and is told of", async () => {
    const host = await house.host(APP);
    const { page } = await house.tab(host.url);
    await click(page, "Raise");
    await page.getByText("the service is broken").first().waitFor();
    await shows(page, "#said", "nothing");
    await click(page, "Count");
    await shows(page, "#clicks", "1");
    await host.says(/service work\.raise failed: walk_services\.lua:\d+: the service is broken\n {2}at/);
});

test("an answer finds its page on another shard", async () => {
    const host = await house.host(APP, ["--shards", "4"]);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects: lineLost });
    await click(page, "Nap");
    await until(async () => (await host.metric("calls")) === 1, "it is called");
    for (let tries = 0; tries < 30 && (await host.metric("handovers")) === 0; tries++) {
        const { taken } = proxy;
        proxy.cut();
        await until(() => proxy.taken > taken, "the page has another line");
        await live(page);
        await click(page, "Nap");
    }
    assert.ok((await host.metric("handovers")) > 0, "it went to another shard");
    await shows(page, "#said", "slept");
});

for (const [name, end] of [
    ["kill -9", (host) => host.kill()],
    ["SIGTERM", (host) => host.stop()],
])
    test(`${name}: a page is told of the call that was lost with its host`, async () => {
        const options = ["--state", directory("state")];
        const host = await house.host(APP, options);
        const { page } = await house.tab(host.url, { expects: lineLost });
        await click(page, "Sleep");
        await shows(page, "#said", "waiting");
        await end(host);
        const next = await house.host(APP, options, host.port);
        await until(async () => (await next.metric("joins")) > 0, "the page is back");
        await live(page);
        await shows(page, "#said", "lost");
        await click(page, "Nap");
        await shows(page, "#said", "slept");
    });

// A service that takes until the spec opens its gate.
const GATED = `
local work = ls.service("work", function()
  local function pass()
    while not ls.files.exists "gate" do ls.sleep(20) end
    return "passed"
  end
  return { pass = pass }
end, { deadline = 120000 })
`;

/** A host of this app; `open` opens its gate. */
async function gated(source, options) {
    const app = directory("app");
    const data = directory("data");
    mkdirSync(join(data, "files"));
    writeFileSync(join(app, "app.lua"), source);
    const host = await house.host(join(app, "app.lua"), ["--data", data, ...options]);
    return { host, open: () => writeFileSync(join(data, "files", "gate"), "") };
}

const LATE = `
local ls = require "lightspeed"
${GATED}
local view = ls.view { messages = { "told" } }
function view.init() return { text = "waiting" }, work.pass():to "told" end
function view.update.told(m, text, err) m.text = text or err end
function view.render(m) return html[[<p id="text">{m.text}</p>]] end
return view
`;

test("a first page waits only so long, and what came late comes over its line", async () => {
    const { host, open } = await gated(LATE, ["--limit", "first_page_ms=50"]);
    assert.match(await (await fetch(host.url)).text(), /waiting/);
    const { page } = await house.tab(host.url);
    await shows(page, "#text", "waiting");
    open();
    await shows(page, "#text", "passed");
});

const GOING = `
local ls = require "lightspeed"
${GATED}
local home = ls.view { messages = { "tick" } }
function home.init() return { ticks = 0 }, ls.every(50):to "tick" end
function home.update.tick(m) m.ticks = m.ticks + 1 end
function home.render(m)
  return html[[<a id="go" href="/late" ls-navigate>Go</a><p id="ticks">{m.ticks}</p>]]
end
local late = ls.view { messages = { "told" } }
function late.init() return { text = "waiting" }, work.pass():to "told" end
function late.update.told(m, text, err) m.text = text or err end
function late.render(m) return html[[<h1>Late</h1><p id="text">{m.text}</p>]] end
return ls.app():live("/", home):live("/late", late)
`;

async function going(options) {
    const { host, open } = await gated(GOING, options);
    const { page } = await house.tab(host.url);
    await follows(page);
    const texts = await listen(page, "#text");
    await page.evaluate(() => {
        window.ticksOfBusy = new Set();
        new MutationObserver(() => {
            const ticks = document.querySelector("#ticks")?.textContent;
            if (ticks && document.documentElement.hasAttribute("ls-busy")) window.ticksOfBusy.add(ticks);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.click("#go");
    return { page, texts, open };
}

test("a link leads to a complete page, and the one before it stays, alive and busy, until then", async () => {
    const { page, texts, open } = await going(PATIENT);
    await page.waitForFunction(() => window.ticksOfBusy.size > 1); // it ticks, busy, meanwhile
    open();
    await shows(page, "#text", "passed");
    await page.locator("html:not([ls-busy])").waitFor();
    assert.deepEqual(await texts(), ["passed"]);
});

test("a link waits only so long, and what came late comes over its line", async () => {
    const { page, texts, open } = await going(["--limit", "first_page_ms=50"]);
    await shows(page, "#text", "waiting");
    open();
    await shows(page, "#text", "passed");
    assert.deepEqual(await texts(), ["waiting", "passed"]);
});

test("a request that goes away takes the calls of its page along", async () => {
    const { host } = await gated(LATE, PATIENT);
    const gone = new AbortController();
    const request = fetch(host.url, { signal: gone.signal }).catch((error) => error.name);
    await until(async () => (await host.metric("calls")) === 1, "it waits");
    gone.abort();
    assert.equal(await request, "AbortError");
    await until(async () => (await host.metric("ended")) === 1, "its session ends");
});

const GREETER = `
local ls = require "lightspeed"
local greeter = ls.service "greeter"
local view = ls.view { events = { "ask" }, messages = { "told" } }
function view.init() return { text = "" } end
function view.update.ask(m) return m, greeter.greet("Ada"):to "told" end
function view.update.told(m, text, err) m.text = text or err end
function view.render(m) return html[[<button ls-click="ask">Ask</button><p id="text">{m.text}</p>]] end
return view
`;
const service = (greeting) => `
local s = {}
function s.greet(name) return "${greeting}, " .. name end
return s
`;

test("a service in a file of its own speaks as the file does that was saved last", async () => {
    const app = directory("app");
    mkdirSync(join(app, "services"));
    writeFileSync(join(app, "app.lua"), GREETER);
    writeFileSync(join(app, "services", "greeter.lua"), service("Hello"));
    const host = await house.host(join(app, "app.lua"));
    const { page } = await house.tab(host.url);
    await click(page, "Ask");
    await shows(page, "#text", "Hello, Ada");
    writeFileSync(join(app, "services", "greeter.lua"), service("Welcome"));
    await until(async () => /loaded again/.test(host.said), "the file was loaded again");
    await click(page, "Ask");
    await shows(page, "#text", "Welcome, Ada");
});
