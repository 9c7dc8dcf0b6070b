// Time travel: the toolbar of pages in development.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, until } from "./support/host.mjs";
import { live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const BUILD = process.env.LIGHTSPEED_BUILD ?? "build";
const APP = "spec/apps/walk_travel.lua";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const chosen = (page) => page.locator("#lightspeed-toolbar [aria-selected=true] b");
const count = (page, steps) => page.waitForFunction((many) => itemsOf().length === many, steps + 1);
/** Waits until this item of the list is chosen: from there Back and Forth go. */
const stands = (page, item) =>
    page.waitForFunction((at) => itemsOf()[at].getAttribute("aria-selected") === "true", item);
const add = (page) => page.locator("#add").click();

/** A page with its toolbar open. */
async function visit(path = "", options = []) {
    const host = await house.host(APP, options);
    const tab = await house.tab(host.url + path, { hasToolbar: true });
    const { page } = tab;
    await page.addInitScript(defineItems);
    await page.evaluate(defineItems);
    await button(page, "Steps").click();
    await chosen(page).waitFor();
    return { host, ...tab };
}

function defineItems() {
    window.itemsOf = () => document.querySelector("#lightspeed-toolbar").shadowRoot.querySelectorAll("li");
}

test("the page shows what it was, step by step, back and forth", async () => {
    const { page, host } = await visit();
    for (const n of [2, 4, 6]) {
        await add(page);
        await shows(page, "h1", n);
    }
    await count(page, 3);
    const luck = await page.locator("#luck").textContent();
    await button(page, "← Back").click();
    await shows(page, "h1", 4);
    assert.deepEqual(await page.locator("#ls-view li").allTextContents(), ["2", "4"]);
    await stands(page, 2);
    await button(page, "← Back").click();
    await shows(page, "h1", 2);
    await stands(page, 1);
    await button(page, "← Back").click();
    await shows(page, "h1", 0);
    await stands(page, 0);
    assert.ok(await button(page, "← Back").isDisabled());
    await page.locator("#lightspeed-toolbar li").nth(2).click();
    await shows(page, "h1", 4);
    await stands(page, 2);
    await button(page, "Forth →").click();
    await shows(page, "h1", 6);
    await shows(page, "#luck", luck);
    await add(page);
    await shows(page, "h1", 8);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("in a page that shows the past nothing is done, and it says so", async () => {
    const { page } = await visit();
    await page.evaluate(() => {
        window.refused = [];
        document.addEventListener("ls:error", ({ detail }) => window.refused.push(detail));
    });
    await add(page);
    await shows(page, "h1", 2);
    await count(page, 1);
    await button(page, "← Back").click();
    await shows(page, "h1", 0);
    await add(page);
    await page.waitForFunction(() => window.refused.length === 1);
    const [refusal] = await page.evaluate(() => window.refused);
    assert.equal(refusal.code, "forbidden");
    assert.match(refusal.text, /shows step 0 of 1/);
    await shows(page, "h1", 0);
    await button(page, "Now").click();
    await shows(page, "h1", 2);
    await add(page);
    await shows(page, "h1", 4);
});

test("from a step that is shown the session really goes on", async () => {
    const { page } = await visit();
    for (const n of [2, 4, 6]) {
        await add(page);
        await shows(page, "h1", n);
    }
    await count(page, 3);
    await page.locator("#lightspeed-toolbar li").nth(1).click();
    await shows(page, "h1", 2);
    await stands(page, 1);
    await button(page, "Continue from here").click();
    await count(page, 1);
    await add(page);
    await shows(page, "h1", 4);
    await count(page, 2);
    assert.deepEqual(await page.locator("#ls-view li").allTextContents(), ["2", "4"]);
});

test("each step says what it changed and what it cost, and the model is a tree", async () => {
    const { page } = await visit("?start=5");
    await add(page);
    await shows(page, "h1", 7);
    await count(page, 1);
    const toolbar = page.locator("#lightspeed-toolbar");
    await toolbar.locator("pre", { hasText: "m.n: 5, now 7" }).waitFor();
    assert.match(await toolbar.locator("pre").textContent(), /m\.list\[1\]: nil, now 7/);
    assert.match(await toolbar.locator("li small").nth(1).textContent(), /^ \d+ µs · \d+ fuel · \d+ bytes$/);
    await toolbar.locator("details div", { hasText: /^n 7$/ }).waitFor();
    await page.locator("#boom").click();
    await count(page, 2);
    await toolbar.locator("pre", { hasText: "boom" }).waitFor();
    assert.equal(await chosen(page).textContent(), "boom");
    await toolbar.locator("details div", { hasText: /^n 7$/ }).waitFor(); // it was undone
});

test("time stands still in a page that shows the past, and goes on after it", async () => {
    const { page } = await visit("?ticks=true");
    await page.waitForFunction(() => itemsOf().length > 3);
    await page.locator("#lightspeed-toolbar li").nth(1).click();
    await shows(page, "#ticks", 1);
    const before = await page.evaluate(() => itemsOf().length);
    await page.waitForTimeout(1500); // that nothing happens can only be waited for
    await shows(page, "#ticks", 1);
    await button(page, "Now").click();
    await page.waitForFunction((many) => itemsOf().length > many, before + 2);
});

test("a line that is lost ends it: the page is now again", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { hasToolbar: true });
    await page.evaluate(defineItems);
    await button(page, "Steps").click();
    await add(page);
    await shows(page, "h1", 2);
    await count(page, 1);
    await button(page, "← Back").click();
    await shows(page, "h1", 0);
    proxy.cut();
    await shows(page, "h1", 2);
    await add(page);
    await shows(page, "h1", 4);
    await count(page, 2);
});

test("what the toolbar still asks when the line is lost is no error of the page", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { hasToolbar: true });
    await page.evaluate(() => {
        const { send } = WebSocket.prototype;
        WebSocket.prototype.send = function (text) {
            if (/^\["dev",\d+,"model"/.test(text)) window.isAsked = true;
            else send.call(this, text);
        };
    });
    await button(page, "Steps").click();
    await page.waitForFunction(() => window.isAsked);
    proxy.cut();
    await page.locator("#lightspeed-toolbar output", { hasText: "the line was lost" }).waitFor();
});

test("a trace from the page is gone again by `lightspeed replay`", async () => {
    const { page } = await visit();
    const folder = mkdtempSync(join(tmpdir(), "traces-"));
    try {
        for (const n of [2, 4]) {
            await add(page);
            await shows(page, "h1", n);
        }
        await page.locator("#boom").click();
        await count(page, 3);
        const coming = page.waitForEvent("download");
        await button(page, "Trace").click();
        const file = join(folder, "x.trace");
        await (await coming).saveAs(file);
        const replay = (...words) => spawnSync(`${BUILD}/bin/lightspeed`, ["replay", ...words], { cwd: ROOT });
        const whole = replay(file);
        assert.equal(whole.status, 0, `${whole.stdout}${whole.stderr}`);
        assert.match(`${whole.stdout}`, /3 boom\n {7}crash\n {7}walk_travel\.lua:\d+: boom/);
        assert.match(`${whole.stdout}`, /Every step came out as it was recorded/);
        const some = replay("--to", "1", file);
        assert.match(`${some.stdout}`, /n = 2/);
        assert.doesNotMatch(`${some.stdout}`, /boom/);
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace(/(step = 2.*)model = "\w+"/, '$1model = "0123456789abcdef"'));
        const other = replay(file);
        assert.equal(other.status, 1, `${other.stdout}${other.stderr}`);
        assert.match(`${other.stdout}`, /Step 2 goes another way/);
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("a spec from the page fails as the page did", async () => {
    const { page, context } = await visit("?start=3");
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await add(page);
    await page.locator("#boom").click();
    await count(page, 2);
    await button(page, "Copy as spec").click();
    await page.locator("#lightspeed-toolbar output", { hasText: "in the clipboard" }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /test\.open\("spec\/apps\/walk_travel\.lua", "\/\?.*start=3/);
    assert.match(text, /page:send\("add", \{ by = "2" \}\)/);
    assert.match(text, /-- failed: walk_travel\.lua:\d+: boom/);
});

test("a failure is told with a trace that goes its way again; secrets are in neither log, toolbar, trace nor spec", async () => {
    const folder = mkdtempSync(join(tmpdir(), "traces-"));
    try {
        const { page, host } = await visit("", ["--traces", join(folder, "new")]);
        await page.getByLabel("Name").fill("nobody");
        await page.getByLabel("Word").fill("sesame");
        await button(page, "Log in").click();
        await count(page, 1);
        const said = await until(() => /lightspeed replay (\S+)\n/.exec(host.said), "the log names the trace");
        assert.doesNotMatch(host.said, /sesame/);
        await host.says(/no ••• opens/);
        const trace = readFileSync(said[1], "utf8");
        assert.doesNotMatch(trace, /sesame/);
        assert.equal(readdirSync(join(folder, "new")).length, 1);
        const replay = spawnSync(`${BUILD}/bin/lightspeed`, ["replay", said[1]], { cwd: ROOT });
        assert.equal(replay.status, 0, `${replay.stdout}${replay.stderr}`);
        assert.match(`${replay.stdout}`, /secrets/);
        const shown = await page.evaluate(() => document.querySelector("#lightspeed-toolbar").shadowRoot.textContent);
        assert.doesNotMatch(shown, /sesame/);
        assert.match(shown, /no ••• opens/);
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("in production there is no toolbar, and nobody answers what it would ask", async () => {
    const host = await house.host(APP, ["--prod"]);
    const asked = [];
    const prepare = (page) => page.on("request", (request) => asked.push(request.url()));
    const { page } = await house.tab(host.url, { hasToolbar: true, prepare });
    await add(page);
    await shows(page, "h1", 2);
    assert.equal(await page.locator("#lightspeed-toolbar").count(), 0);
    assert.ok(asked.length > 2 && !asked.some((url) => url.includes("lightspeed.dev")));
    const ticket = /ls-ticket" content="([^"]+)/.exec(await (await fetch(host.url)).text())[1];
    const said = await page.evaluate(
        (word) =>
            new Promise((done) => {
                const line = new WebSocket(`ws://${location.host}/_ls/live`, "lightspeed.1");
                line.onopen = () => {
                    line.send(JSON.stringify(["join", 1, word, 0]));
                    line.send(JSON.stringify(["dev", 1, "steps", 0]));
                };
                line.onmessage = ({ data }) => /bye|dev/.test(data) && done(data);
            }),
        ticket,
    );
    assert.match(said, /^\["bye","syntax"/);
});

test("the toolbar's styles and the page's do not meet, and who hides it has it back when they say so", async () => {
    const { page } = await visit();
    const font = () => page.locator("#add").evaluate((element) => getComputedStyle(element).backgroundColor);
    const before = await font();
    await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("button { display: none !important } section { visibility: hidden !important }");
        document.adoptedStyleSheets = [sheet];
    });
    assert.ok(await button(page, "Steps").isVisible());
    await page.evaluate(() => {
        document.adoptedStyleSheets = [];
    });
    await button(page, "Hide").click();
    assert.equal(await font(), before);
    await page.reload();
    await live(page);
    assert.equal(await page.locator("#lightspeed-toolbar").count(), 0);
    await page.evaluate(() => import("/_ls/lightspeed.dev.js").then((dev) => dev.toolbar(true)));
    await button(page, "Steps").waitFor();
});
