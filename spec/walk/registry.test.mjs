// Whose sessions are whose: a ticket without its cookie opens nothing, tabs are sessions of their own, and signing in
// or out ends all other pages, on every shard.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { until } from "./support/host.mjs";
import { clicks, live, openHouse, shows, test } from "./support/house.mjs";
import { exchange } from "./support/line.mjs";

const house = openHouse();
const VISITORS = "spec/apps/visitors.lua";
const SHARDS = ["--shards", "2"];
const expects = /lightspeed: (forbidden|replaced|gone)|WebSocket/;

const ticketIn = (html) => /ls-ticket" content="([^"]+)/.exec(html)[1];

async function cookieOf(context) {
    const found = await until(
        async () => (await context.cookies()).find(({ name }) => name === "ls-session"),
        "the browser has a cookie",
    );
    return `${found.name}=${found.value}`;
}

/** What a line is told that joins with this ticket and these headers: ["ok", ...] or ["bye", ...]. */
const join = (host, ticket, headers = {}) => exchange(`${host.url}_ls/live`, headers, ["join", 1, ticket, 0]);

/** Its page has been loaded with a cookie: what that is, and the page's ticket. */
async function hasCookie(tab) {
    await tab.page.click("#put");
    const cookie = await cookieOf(tab.context);
    const answer = await tab.page.reload();
    const ticket = ticketIn(await answer.text());
    await live(tab.page);
    await knows(tab.page, "color=green").waitFor();
    return { cookie, ticket };
}

const second = () => Math.floor(Date.now() / 1000);
const knows = (page, text) => page.locator("li", { hasText: text });

test("a ticket without the cookie of its page opens nothing, and disturbs nobody", async () => {
    const host = await house.host(VISITORS, SHARDS);
    const [mine, other] = [await house.tab(host.url, { expects }), await house.tab(host.url)];
    const { cookie, ticket } = await hasCookie(mine);
    const stranger = (await hasCookie(other)).cookie;
    assert.deepEqual((await join(host, ticket)).slice(0, 2), ["bye", "forbidden"]);
    assert.deepEqual((await join(host, ticket, { cookie: stranger })).slice(0, 2), ["bye", "forbidden"]);
    assert.deepEqual((await join(host, ticket, { cookie: `${cookie}x` })).slice(0, 2), ["bye", "forbidden"]);
    const joins = await host.metric("joins");
    await mine.page.click("#put"); // the page has its line still
    await mine.page.waitForSelector("#put:not([ls-busy])");
    assert.equal(await host.metric("joins"), joins);
    assert.equal((await join(host, ticket, { cookie: `a=b; ${cookie}` }))[0], "ok");
});

test("whoever has no cookie needs none", async () => {
    const host = await house.host(VISITORS);
    const html = await (await fetch(host.url)).text();
    assert.equal((await join(host, ticketIn(html)))[0], "ok");
});

test("a duplicated tab is a session of its own", async () => {
    const host = await house.host("spec/apps/walk_identity.lua", SHARDS);
    const { page, context } = await house.tab(host.url);
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
    await page.evaluate(() => sessionStorage.setItem("mark", "copied"));
    const [twin] = await Promise.all([
        context.waitForEvent("page"),
        page.evaluate(() => void window.open(location.href)), // takes the session storage along, as duplicating does
    ]);
    await live(twin);
    assert.equal(await twin.evaluate(() => sessionStorage.getItem("mark")), "copied");
    assert.notEqual(await twin.locator("#id").textContent(), await page.locator("#id").textContent());
    await clicks(twin, "#add", 3);
    await shows(twin, "#n", 3);
    await clicks(page, "#add");
    await shows(page, "#n", 3);
    await shows(twin, "#n", 3);
    assert.equal(await host.metric("joins"), 2);
    await twin.close();
});

test("what was known before somebody signed in opens nothing afterwards", async () => {
    const host = await house.host(VISITORS, SHARDS);
    const tab = await house.tab(host.url, { expects });
    const { cookie, ticket } = await hasCookie(tab);
    await tab.page.click("#renew");
    await until(async () => (await cookieOf(tab.context)) !== cookie, "the cookie is another one");
    assert.deepEqual((await join(host, ticket, { cookie })).slice(0, 2), ["bye", "forbidden"]);
    const page = await (await fetch(host.url, { headers: { cookie } })).text();
    assert.ok(!page.includes("color=green"), "the old cookie is no good any more");
    assert.equal((await join(host, ticket, { cookie: await cookieOf(tab.context) }))[0], "ok");
});

const NEXT = {
    "a host that was killed": {
        options: [],
        async next(host, start) {
            await host.kill();
            return start(host.port);
        },
    },
    "a worker that took over": {
        options: ["--master"],
        async next(host) {
            const [old] = host.workers();
            host.child.kill("SIGUSR2");
            await until(() => host.workers().length === 1 && host.workers()[0] !== old, "another worker is there");
            return host;
        },
    },
};

for (const [says, { options, next }] of Object.entries(NEXT))
    test(`nor does it after ${says}`, async () => {
        const state = mkdtempSync(joinPath(tmpdir(), "lightspeed-registry-"));
        house.ends.push(async () => rmSync(state, { recursive: true, force: true }));
        const start = (port) => house.host(VISITORS, [...SHARDS, ...options, "--state", state], port);
        let host = await start();
        // Back at its session or not yet, when the last join below takes that from it.
        const tab = await house.tab(host.url, { expects: /lightspeed: (forbidden|replaced|gone)|WebSocket|ERR_/ });
        const { cookie, ticket } = await hasCookie(tab);
        await tab.page.click("#renew");
        await until(async () => (await cookieOf(tab.context)) !== cookie, "the cookie is another one");
        const fresh = await cookieOf(tab.context);
        host = await next(host, start);
        const page = async (headers) => (await fetch(host.url, { headers })).text();
        assert.ok(!(await page({ cookie })).includes("color=green"), "the old cookie is no good any more");
        assert.ok((await page({ cookie: fresh })).includes("color=green"), "the new one is");
        assert.deepEqual((await join(host, ticket, { cookie })).slice(0, 2), ["bye", "forbidden"]);
        assert.equal((await join(host, ticket, { cookie: fresh }))[0], "ok");
    });

test("signing out in one tab ends what the others show", async () => {
    const host = await house.host("apps/signin.lua", SHARDS);
    const { page, context } = await house.tab(`${host.url}sign-in`, { expects });
    await page.fill("[name=name]", "ada");
    await page.fill("[name=password]", "engine");
    await page.getByRole("button", { name: "Sign in" }).click();
    await shows(page, "h1", "The desk of ada");
    await cookieOf(context);
    const others = [];
    for (let i = 0; i < 3; i++) {
        const other = await context.newPage();
        await other.goto(`${host.url}desk`);
        await live(other);
        await shows(other, "h1", "The desk of ada");
        others.push(other);
    }
    await page.getByRole("button", { name: "Sign out" }).click();
    await shows(page, "h1", "Sign in and out");
    for (const other of others) await shows(other, "h1", "Sign in");
    assert.ok((await host.metric("signed_out")) >= 3);
    for (const other of others) await other.close();
});

test("a user is signed out in every browser, but in the one that asks for it", async () => {
    const host = await house.host(VISITORS, SHARDS);
    const tabs = [];
    for (let i = 0; i < 4; i++) tabs.push(await house.tab(host.url, { expects }));
    const [asker, stranger, ...others] = tabs;
    await hasCookie(stranger); // is no user
    for (const { page, context } of [asker, ...others]) {
        await page.click("#renew"); // user 7, who had no cookie
        await cookieOf(context);
        await page.reload();
        await live(page);
        await knows(page, "user=7").waitFor();
    }
    await asker.page.click("#everywhere");
    for (const { page } of others) await knows(page, "user=7").waitFor({ state: "detached" });
    const ended = second();
    for (const { page } of others) {
        await page.reload();
        await live(page);
        assert.equal(await knows(page, "user=7").count(), 0);
    }
    for (const [tab, text] of [
        [asker, "user=7"],
        [stranger, "color=green"],
    ]) {
        await tab.page.reload();
        await live(tab.page);
        await knows(tab.page, text).waitFor();
    }
    assert.ok((await host.metric("signed_out")) >= 2);
    await until(() => second() > ended, "a second later: cookies say in which one they were made");
    const [{ page, context }] = others; // and signs in again
    const cookies = async () => (await context.cookies()).map(({ value }) => value).join();
    const before = await cookies();
    await page.click("#renew");
    await until(async () => ![before, ""].includes(await cookies()), "another cookie");
    await page.reload();
    await live(page);
    await knows(page, "user=7").waitFor();
});
