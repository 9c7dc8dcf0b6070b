// Clients: several in a page, in pages that no host wrote, on lines that are slow on purpose; and the files of an app.

import assert from "node:assert/strict";
import { request } from "node:http";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/hooks/app.lua";

test("two clients in a page that no host wrote know nothing of each other", async () => {
    const host = await house.host(APP);
    const { page } = await house.tab(`${host.url}embed.html`, { joins: false });
    for (const id of ["one", "two"]) await page.waitForSelector(`#${id}[ls-state=live]`);
    assert.equal(await page.evaluate(() => "ls" in window || "Lightspeed" in window), false);
    for (const clicks of [1, 2]) {
        await page.click("#one #count-button");
        await shows(page, "#one #box b", clicks);
    }
    assert.equal(await page.locator("#two #box b").textContent(), "0");
    await page.evaluate(() => window.clients[0].disconnect());
    await page.waitForSelector("#one[ls-state=offline]");
    assert.deepEqual(await page.evaluate(() => window.clients.map(({ isConnected }) => isConnected)), [false, true]);
    await page.click("#two #count-button");
    await shows(page, "#two #box b", "1");
    const opened = await page.evaluate(() => {
        const { WebSocket } = window;
        let count = 0;
        window.WebSocket = class extends WebSocket {
            constructor(...given) {
                super(...given);
                count++;
            }
        };
        window.dispatchEvent(new Event("online"));
        window.WebSocket = WebSocket;
        return count;
    });
    assert.equal(opened, 0);
    assert.equal(await page.evaluate(() => window.clients[0].isConnected), false);
    await page.evaluate(() => window.clients[0].reconnect());
    await page.waitForSelector("#one[ls-state=live]");
    await page.click("#one #count-button");
    await shows(page, "#one #box b", "3");
    const mounted = await page.evaluate(() => window.said.filter((text) => text === "mounted box").length);
    assert.equal(mounted, 2);
});

test("a classic script has the client as its one global, and takes hooks from there", async () => {
    const host = await house.host("spec/apps/hooks/rows.lua");
    const { page } = await house.tab(`${host.url}classic.html`, { joins: false });
    await page.waitForSelector("#one[ls-state=live]");
    await page.waitForSelector('#row[title="classic"]');
    assert.equal(await page.evaluate(() => window.client.isConnected), true);
    const globals = await page.evaluate(() => Object.keys(window).filter((name) => /^_*(ls|lightspeed)/i.test(name)));
    assert.deepEqual(globals, ["Lightspeed"]);
    await page.goto("about:blank"); // with which the house ends its look at globals
});

test("a slow line is as slow as it was asked to be, also when the page is loaded again, and a log shows it", async () => {
    const host = await house.host("apps/counter.lua");
    const { page } = await house.tab(host.url);
    const logged = [];
    page.on("console", (message) => message.type() === "debug" && logged.push(message.text()));
    const ask = async (what, value) => {
        const loaded = page.waitForEvent("load");
        await page
            .evaluate(
                ([name, given]) => import("/_ls/lightspeed.dev.js").then((dev) => dev[name](given)),
                [what, value],
            )
            .catch(() => {}); // the page that asked is gone
        await loaded;
        await page.waitForSelector("html[ls-state=live]", { state: "attached" });
    };
    await ask("latency", 200);
    await ask("debug", true);
    const took = await page.evaluate(
        () =>
            new Promise((done) => {
                const begin = performance.now();
                new MutationObserver(() => done(performance.now() - begin)).observe(document.querySelector("h1"), {
                    characterData: true,
                    subtree: true,
                });
                document.querySelector("button:last-of-type").click();
            }),
    );
    assert.ok(took >= 400, `${took} ms`);
    await until(() => logged.some((text) => /^lightspeed ← /.test(text)), "frames are logged");
    assert.ok(logged.some((text) => /^lightspeed → /.test(text)));
});

/** The answer to a request for `path`, sent as it is. */
const ask = (url, path, headers = {}) =>
    new Promise((done, fail) => {
        const { hostname, port } = new URL(url);
        const asked = request({ hostname, port, path, headers }, (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => done({ ...response, status: response.statusCode, body: Buffer.concat(parts) }));
        });
        asked.on("error", fail).end();
    });

test("an app's files are served with their type and a tag, and one that has not changed is not sent again", async () => {
    const host = await house.host(APP);
    const first = await fetch(`${host.url}app.js`);
    assert.equal(first.status, 200);
    assert.equal(first.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.equal(first.headers.get("cache-control"), "no-cache");
    const etag = first.headers.get("etag");
    assert.match(etag, /^"[0-9a-f]{16}"$/);
    const again = await ask(host.url, "/app.js", { "if-none-match": etag });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    const page = await (await fetch(host.url)).text();
    const [, hashed] = /<link rel="modulepreload" href="(\/app-[0-9a-f]{16}\.js)" ls-script>/.exec(page);
    const kept = await fetch(new URL(hashed, host.url));
    assert.match(kept.headers.get("cache-control"), /immutable/);
    assert.equal(await kept.text(), await first.text());
});

test("nothing but the files of the folder is served", async () => {
    const host = await house.host(APP);
    for (const path of [
        "/../app.lua",
        "/..%2fapp.lua",
        "/%2e%2e/app.lua",
        "/public/app.js",
        "/app.lua",
        "/./../app.lua",
        "/.hidden",
        "/app.js/",
    ]) {
        const { status, body } = await ask(host.url, path);
        assert.ok(status >= 400, `${path} is answered with ${status}`);
        assert.doesNotMatch(String(body), /require "lightspeed"|export const/);
    }
});
