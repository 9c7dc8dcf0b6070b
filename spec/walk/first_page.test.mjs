// A page from its first byte to its first clicks.

import assert from "node:assert/strict";
import { clicks, openHouse, shows, test } from "./support/house.mjs";
import { watch } from "./support/watch.mjs";

const house = openHouse();
const PLUS = 'button[ls-value-by="1"]';
const MINUS = 'button[ls-value-by="-1"]';

test("the page is complete before any script runs", async () => {
    const host = await house.host("apps/counter.lua");
    const response = await fetch(host.url);
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type"), /^text\/html; charset=utf-8$/);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.match(html, /<title>Counter<\/title>/);
    assert.match(html, /<h1>0<\/h1>/);
    assert.equal(Number(response.headers.get("content-length")), Buffer.byteLength(html));
});

test("every visitor gets a ticket of their own", async () => {
    const host = await house.host("apps/counter.lua");
    const ticket = async () =>
        /name="ls-ticket" content="([^"]{1,128})"/.exec(await (await fetch(host.url)).text())[1];
    assert.notEqual(await ticket(), await ticket());
});

test("a page without scripts shows everything", async () => {
    const host = await house.host("apps/counter.lua");
    const context = await house.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(host.url);
    assert.equal(await page.locator("h1").textContent(), "0");
    await context.close();
});

test("the socket takes over the page as it came: nothing is built anew and init does not run again", async () => {
    const host = await house.host("spec/apps/walk_identity.lua");
    const prepare = (page) =>
        page.addInitScript(() => {
            window.foreign = [];
            addEventListener("DOMContentLoaded", () => {
                const observer = new MutationObserver((records) => window.foreign.push(...records));
                observer.observe(document.querySelector("#ls-view"), {
                    subtree: true,
                    childList: true,
                    attributes: true,
                    characterData: true,
                });
            });
        });
    const { page, frames } = await house.tab(host.url, { prepare });
    const id = await page.locator("#id").textContent();
    const changes = await page.evaluate(() => window.foreign.length);
    assert.equal(changes, 0);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.equal(await page.locator("#id").textContent(), id);
    assert.equal(await host.metric("visits"), 1);
    assert.equal(await host.metric("joins"), 1);
    assert.equal(await host.metric("fulls"), 0);
    assert.deepEqual(JSON.parse(frames.received[0]), ["ok", 0, 0]);
});

test("a click sends a few bytes and the answer is the number alone", async () => {
    const host = await house.host("apps/counter.lua");
    const { page, frames } = await house.tab(host.url);
    const watcher = await watch(page);
    await clicks(page, PLUS);
    await shows(page, "h1", 1);
    assert.deepEqual(JSON.parse(frames.sent[1]), ["e", 1, "add", { by: "1" }, 0]);
    assert.deepEqual(JSON.parse(frames.received[1]), [1, 1, { 0: "1" }]);
    assert.deepEqual(await watcher.tell(), { added: [], removed: [], moved: [], attributes: [], texts: 1 });
});

test("two tabs count apart", async () => {
    const host = await house.host("apps/counter.lua");
    const [one, other] = [await house.tab(host.url), await house.tab(host.url)];
    await clicks(one.page, PLUS, 3);
    await clicks(other.page, MINUS);
    await shows(one.page, "h1", 3);
    await shows(other.page, "h1", -1);
    await clicks(one.page, PLUS);
    await shows(one.page, "h1", 4);
    await shows(other.page, "h1", -1);
});

test("thirty fast clicks arrive once each", async () => {
    const host = await house.host("apps/counter.lua");
    const { page } = await house.tab(host.url);
    await clicks(page, PLUS, 30);
    await shows(page, "h1", 30);
    assert.equal(await host.metric("events"), 30);
    for (let i = 0; i < 30; i++) await page.locator(MINUS).click({ noWaitAfter: true });
    await shows(page, "h1", 0);
    assert.equal(await host.metric("events"), 60);
});

test("clicks beyond the burst are late and not lost", async () => {
    const host = await house.host("apps/counter.lua", ["--limit", "events_burst=10", "--limit", "events_per_s=100"]);
    const { page } = await house.tab(host.url);
    await clicks(page, PLUS, 100);
    await shows(page, "h1", 100);
    assert.ok((await host.metric("delayed")) > 0);
    assert.equal(await host.metric("events"), 100);
});

test("clicks made before the line is up are kept for it", async () => {
    const host = await house.host("apps/counter.lua");
    const proxy = await house.proxy(host);
    let mayGo;
    const gate = new Promise((open) => {
        mayGo = open;
    });
    const prepare = async (page) => {
        await page.route("**/_ls/templates-*", async (route) => {
            await gate;
            await route.continue();
        });
    };
    const { page } = await house.tab(proxy.url, { prepare, joins: false });
    await clicks(page, PLUS, 5);
    assert.equal(await page.locator("h1").textContent(), "0");
    mayGo();
    await shows(page, "h1", 5);
});

test("the page breaks no rule of the policy that the host sends", async () => {
    const host = await house.host("spec/apps/form_by_hand.lua");
    const policy = (await fetch(host.url)).headers.get("content-security-policy");
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe/);
    const prepare = (page) =>
        page.addInitScript(() => {
            window.violations = [];
            addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
                window.violations.push(violatedDirective),
            );
        });
    const { page } = await house.tab(host.url, { prepare });
    await page.locator('[name="name"]').fill("A");
    await page.locator('[name="email"]').fill("no address");
    await shows(page, "em", "This is not an e-mail address.");
    assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test("the policy is in force: a script that was smuggled in does not run", async () => {
    const host = await house.host("apps/counter.lua");
    const { page } = await house.tab(host.url, { expects: /Content Security Policy/ });
    const ran = await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'smuggled'";
        document.body.append(script);
        script.remove();
        return document.title === "smuggled";
    });
    assert.equal(ran, false);
});

test("nobody else's page may open a socket to this host", async () => {
    const [host, stranger] = [await house.host("apps/counter.lua"), await house.host("apps/counter.lua")];
    const { page } = await house.tab(stranger.url, { bypassCSP: true, expects: /WebSocket/ });
    const answer = (url) =>
        page.evaluate(
            (address) =>
                new Promise((done) => {
                    const socket = new WebSocket(address);
                    socket.onopen = () => done("open");
                    socket.onerror = () => done("refused");
                }),
            `${url.replace("http", "ws")}_ls/live`,
        );
    assert.equal(await answer(stranger.url), "open");
    assert.equal(await answer(host.url), "refused");
    assert.equal(await host.metric("rejected_forbidden"), 1);
});

test("what a page loads is kept by the browser for ever", async () => {
    const host = await house.host("apps/counter.lua");
    const html = await (await fetch(host.url)).text();
    const paths = html.match(/\/_ls\/(?:client|templates)-[^"]+/g);
    assert.equal(paths.length, 2);
    for (const path of paths) {
        const response = await fetch(new URL(path, host.url));
        assert.equal(response.status, 200);
        assert.match(response.headers.get("cache-control"), /immutable/);
    }
    assert.equal((await fetch(new URL("/_ls/client-0000000000000000.js", host.url))).status, 404);
    assert.equal((await fetch(new URL("/nowhere", host.url))).status, 404);
});
