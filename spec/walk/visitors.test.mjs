// The session of a browser: its cookie, which a live view changes, and who may change it.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost, until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const VISITORS = "spec/apps/visitors.lua";

async function visit(app = VISITORS, path = "", more = {}) {
    const host = await house.host(app);
    const tab = await house.tab(host.url + path, more);
    return { host, ...tab };
}

const cookies = async (context) => (await context.cookies()).filter(({ name }) => name !== "ls-hops");

/** Waits until the browser has the session's cookie, or has none. */
const has = (context, isThere) =>
    until(async () => (await cookies(context)).length === Number(isThere), `a cookie: ${isThere}`);

/** A POST as no browser would send it. */
const post = (url, headers, body) =>
    new Promise((done, failed) => {
        const sent = request(new URL("/_ls/session", url), { method: "POST", headers }, (answer) => {
            answer.resume();
            answer.on("end", () => done(answer));
        });
        sent.on("error", failed);
        sent.end(body);
    });

test("a live view sets the cookie: sealed, for no script to see, for this site alone", async () => {
    const { page, context } = await visit();
    assert.deepEqual(await cookies(context), []);
    await page.click("#put");
    await has(context, true);
    const [cookie] = await cookies(context);
    assert.equal(cookie.name, "ls-session");
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, "Lax");
    assert.equal(cookie.secure, false);
    assert.equal(cookie.path, "/");
    assert.ok(!cookie.value.includes("green"));
    assert.equal(await page.evaluate(() => document.cookie), "");
    await page.reload();
    await page.locator("li", { hasText: "color=green" }).waitFor();
});

test("what the view wants of the page then waits for the cookie", async () => {
    const { page } = await visit();
    await page.route("**/_ls/session", async (route) => {
        await new Promise((done) => setTimeout(done, 300));
        await route.continue();
    });
    await page.click("#away");
    await page.locator("li", { hasText: "color=blue" }).waitFor();
});

test("a network that is gone for a while gets the ticket later", async () => {
    const { page, context } = await visit(VISITORS, "", { expects: /ERR_FAILED/ });
    let failures = 0;
    await page.route("**/_ls/session", (route) => (failures++ < 2 ? route.abort() : route.continue()));
    await page.click("#put");
    await has(context, true);
    assert.equal(failures, 3);
});

test("a person signs in, is let in, and signs out", async () => {
    const { page, context } = await visit("apps/signin.lua", "desk");
    await shows(page, "h1", "Sign in");
    await page.fill("[name=name]", "ada");
    await page.fill("[name=password]", "engine");
    await page.getByRole("button", { name: "Sign in" }).click();
    await shows(page, "h1", "The desk of ada");
    await has(context, true);
    await page.reload();
    await shows(page, "h1", "The desk of ada");
    await page.getByRole("button", { name: "Sign out" }).click();
    await shows(page, "h1", "Sign in and out");
    await has(context, false);
    await page.goto(new URL("desk", page.url()).href);
    await shows(page, "h1", "Sign in");
});

test("a proxy's https makes it a cookie that goes by https alone, under a name that nobody else can set", async () => {
    const { host, page } = await visit();
    const ticket = page.waitForRequest("**/_ls/session").then((sent) => sent.postData());
    await page.click("#put");
    const origin = host.url.slice(0, -1);
    const answer = await post(host.url, { origin, "x-forwarded-proto": "https" }, await ticket);
    assert.equal(answer.statusCode, 204);
    assert.match(
        answer.headers["set-cookie"][0],
        /^__Host-ls-session=[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    );
});

test("a page of another site, or what is no browser, changes nothing", async () => {
    const { host, page } = await visit();
    const ticket = page.waitForRequest("**/_ls/session").then((sent) => sent.postData());
    await page.click("#put");
    const origin = host.url.slice(0, -1);
    const cases = [
        [{}, await ticket],
        [{ origin: "https://evil.example" }, await ticket],
        [{ origin: "null" }, await ticket],
        [{ origin }, "nonsense"],
        [{ origin }, ""],
        [{ origin }, `${await ticket}A`],
    ];
    for (const [headers, body] of cases) {
        const answer = await post(host.url, { ...headers, "content-length": body.length }, body);
        assert.equal(answer.statusCode, 403);
        assert.equal(answer.headers["set-cookie"], undefined);
    }
    await assert.rejects(post(host.url, { origin }, "x".repeat(100_000)));
    assert.equal((await fetch(new URL("/_ls/session", host.url))).status, 404);
    assert.equal((await post(host.url, { origin }, await ticket)).statusCode, 204);
});

test("a key of one's own outlives the host; without one, or with another, cookies are nobody's", async () => {
    const secrets = await Promise.all(
        [1, 2].map(async (number) => {
            const path = join(tmpdir(), `ls-secret-${process.pid}-${number}`);
            await writeFile(path, `${number}`.repeat(40), { mode: 0o600 });
            return path;
        }),
    );
    const first = await house.host(VISITORS, ["--secret", secrets[0]]);
    const { page, context } = await house.tab(first.url);
    await page.click("#put");
    await has(context, true);
    const [{ name, value }] = await cookies(context);
    const seen = async (options) => {
        const host = await startHost(VISITORS, options);
        const text = await (await fetch(host.url, { headers: { cookie: `a=b; ${name}=${value}; c=d` } })).text();
        await host.stop();
        return text.includes("color=green");
    };
    assert.equal(await seen(["--secret", secrets[0]]), true);
    assert.equal(await seen(["--secret", secrets[1]]), false);
    assert.equal(await seen([]), false);
});
