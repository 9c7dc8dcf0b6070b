// A session's life: it sleeps and wakes, it ends when nobody comes, and a host that was started anew is met by pages
// that begin anew too, once, and without being loaded.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { until } from "./support/host.mjs";
import { clicks, freeze, hearsOfClosed, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const IDENTITY = "spec/apps/walk_identity.lua";
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

const awaitMetric = (host, name, least) =>
    until(async () => (await host.metric(name)) >= least, `${name} is ${least}`);
// A session begins awake, and each time that it was put to sleep it is made again at most once.
const isAsleep = async (host) => (await host.metric("sleeps")) > (await host.metric("restores"));
const identity = (page) => page.locator("#id").textContent();
const offline = (page) => page.waitForSelector('html[ls-state="offline"]', { state: "attached" });

test("a session sleeps when nothing happens, and wakes with its state on a click", async () => {
    const host = await house.host(IDENTITY, ["--limit", "sleep_s=1"]);
    const { page, frames } = await house.tab(host.url);
    const id = await identity(page);
    await clicks(page, "#add", 3);
    await shows(page, "#n", 3);
    await until(() => isAsleep(host), "it sleeps");
    await clicks(page, "#add");
    await shows(page, "#n", 4);
    assert.equal(await identity(page), id);
    assert.ok((await host.metric("restores")) >= 1);
    assert.equal(await host.metric("fulls"), 0);
    const patch = JSON.parse(frames.received.findLast((frame) => /^\[\d/.test(frame)))[2]; // no heartbeat
    assert.equal(Object.keys(patch).length, 2); // the number, and "odd" is gone
});

test("a host may have as many files open as it is told, and not all that the system would let it", async () => {
    const host = await house.host(IDENTITY, ["--limit", "files=300"]);
    const limits = readFileSync(`/proc/${host.child.pid}/limits`, "utf8");
    const [, soft, hard] = /Max open files\s+(\d+)\s+(\d+)/.exec(limits);
    assert.equal(Number(soft), 300);
    assert.ok(Number(hard) > 300); // the machine has more
});

test("a sleeping session is woken by a line that comes back, as it was", async () => {
    const host = await house.host(IDENTITY, ["--limit", "sleep_s=1"]);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects, prepare: (page) => page.clock.install() });
    const id = await identity(page);
    await clicks(page, "#add", 5);
    await shows(page, "#n", 5);
    await freeze(page);
    proxy.close();
    await hearsOfClosed(page, 1);
    await clicks(page, "#add"); // nobody can see yet that the line is gone, so this waits
    await page.clock.resume();
    await until(() => isAsleep(host), "it sleeps");
    await offline(page);
    proxy.open();
    await shows(page, "#n", 6);
    assert.equal(await identity(page), id);
    assert.equal(await host.metric("visits"), 1);
});

test("timers tick on in a session that is put to sleep again and again", async () => {
    const host = await house.host("spec/apps/walk_motion.lua", ["--limit", "sleep_s=1"]);
    const { page } = await house.tab(host.url);
    await clicks(page, "#start");
    await page.waitForFunction(() => Number(document.querySelector("#ticks").textContent) > 60);
    assert.equal(await host.metric("turns_failed"), 0);
});

test("a page whose session nobody joined in time begins again, once", async () => {
    const host = await house.host(IDENTITY, ["--limit", "parked_s=10"]); // in which the second page is joined
    let firstId = null;
    const prepare = (page) =>
        page.route("**/_ls/client-*", async (route) => {
            if (firstId === null) {
                firstId = await identity(page);
                await awaitMetric(host, "expired", 1);
            }
            await route.continue();
        });
    const tab = await house.tab(host.url, { prepare });
    const { page } = tab;
    await page.waitForFunction((old) => document.querySelector("#id").textContent !== old, firstId);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.equal(await host.metric("visits"), 2);
    assert.equal(tab.loads, 1);
});

test("where memory is limited, pages that nobody joined make room, and one in use stays in use", async () => {
    const limits = ["memory_mb=60", "heap_bytes=67108864", "turn_ms=60000"].flatMap((limit) => ["--limit", limit]);
    const host = await house.host("spec/apps/heavy.lua", ["--prod", "--shards", "1", ...limits]);
    const { page } = await house.tab(`${host.url}?records=100`);
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 2);
    for (let i = 0; i < 80; i++) {
        const answer = await fetch(`${host.url}?records=8000`); // a megabyte
        assert.ok([200, 503].includes(answer.status));
        await answer.text();
    }
    await until(async () => (await host.metric("evicted")) > 5, "some made room");
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`))[1]) / 1024;
    const isHonest = !process.env.LIGHTSPEED_BUILD?.includes("asan"); // which gives no memory back
    if (isHonest) await until(() => resident() <= 60, "the host is small again");
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 4);
    assert.equal(await host.metric("fulls"), 0);
});

test("a session whose visitor stays away too long is gone: the page begins again, once", async () => {
    const host = await house.host(IDENTITY, ["--limit", "linger_s=1"]);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, { expects });
    const { page } = tab;
    const id = await identity(page);
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
    proxy.close();
    await awaitMetric(host, "expired", 1);
    proxy.open();
    await page.waitForFunction((old) => document.querySelector("#id")?.textContent !== old, id);
    await live(page);
    await shows(page, "#n", 0);
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    assert.equal(tab.loads, 1);
    assert.equal(await host.metric("visits"), 2);
});

for (const [how, end] of [
    ["was closed", (host) => host.stop()],
    ["was killed", (host) => host.kill()],
])
    test(`a host that ${how} and is back is met by a page that begins again`, async () => {
        const host = await house.host(IDENTITY);
        const tab = await house.tab(host.url, { expects });
        const { page } = tab;
        const id = await identity(page);
        await clicks(page, "#add", 2);
        await shows(page, "#n", 2);
        await end(host);
        await offline(page);
        await shows(page, "#n", 2);
        await host.start();
        await page.evaluate(() => dispatchEvent(new Event("online"))); // or it would come back in its own time
        await page.waitForFunction((old) => document.querySelector("#id")?.textContent !== old, id);
        await live(page);
        await shows(page, "#n", 0);
        await clicks(page, "#add");
        await shows(page, "#n", 1);
        await page.waitForTimeout(700);
        assert.equal(tab.loads, 1);
        assert.equal(await host.metric("visits"), 1);
    });

// A page that finds its host anew each time slows down and says so: errors.test.mjs, E02.

test("a page that was left alone asks whether its host is there, and is answered", async () => {
    const host = await house.host(IDENTITY);
    const prepare = (page) => page.clock.install();
    const { page, frames } = await house.tab(host.url, { prepare });
    await page.clock.fastForward(21_000);
    await until(() => frames.received.includes('["h"]'), "the answer to a heartbeat");
    assert.ok(frames.sent.includes('["h"]'));
    assert.equal(await host.metric("resumes"), 0);
});

test("a line on which nobody answers is given up for another, and no click is lost", async () => {
    const host = await house.host(IDENTITY);
    const proxy = await house.proxy(host);
    const prepare = (page) => page.clock.install();
    const { page } = await house.tab(proxy.url, { prepare, expects });
    await clicks(page, "#add");
    await shows(page, "#n", 1);
    proxy.hold();
    await clicks(page, "#add");
    await page.clock.fastForward(21_000); // asks
    await page.clock.fastForward(11_000); // nobody answers
    await offline(page);
    proxy.release();
    await page.clock.fastForward(1_000);
    await shows(page, "#n", 2);
    await live(page);
    assert.equal(await host.metric("events"), 2);
    assert.equal(await host.metric("resumes"), 1);
});

test("a page that nobody hears from is given up by the host, and its session is there when it comes back", async () => {
    const host = await house.host(IDENTITY, ["--limit", "silence_s=5"]);
    const prepare = (page) => page.clock.install();
    const { page } = await house.tab(host.url, { prepare, expects });
    await clicks(page, "#add", 2);
    await shows(page, "#n", 2);
    await page.clock.pauseAt(Date.now() + 3_600_000);
    const closed = await page.evaluate(() => document.linesClosed); // 0, unless the way here took 5 s
    await hearsOfClosed(page, closed + 1);
    await page.clock.resume();
    await awaitMetric(host, "resumes", closed + 1);
    await live(page);
    await clicks(page, "#add");
    await shows(page, "#n", 3);
    assert.equal(await host.metric("visits"), 1);
});

test("a second line for the same page takes over, and the first stays silent", async () => {
    const host = await house.host(IDENTITY);
    let asked;
    const prepare = (page) => {
        asked = page.waitForResponse(host.url);
    };
    const tab = await house.tab(host.url, { prepare, expects: /lightspeed: replaced/ });
    const { page } = tab;
    const [, ticket] = /"ls-ticket" content="([^"]+)"/.exec(await (await asked).text());
    const answers = await page.evaluate(
        (ours) =>
            new Promise((done) => {
                const socket = new WebSocket(`ws://${location.host}/_ls/live`, "lightspeed.1");
                const heard = [];
                socket.onopen = () => socket.send(JSON.stringify(["join", 1, ours, 0]));
                socket.onclose = () => done(heard);
                socket.onmessage = ({ data }) => {
                    heard.push(JSON.parse(data));
                    if (heard.length === 1) socket.send(JSON.stringify(["e", 1, "add", { by: 5 }, 0]));
                    else done(heard);
                };
            }),
        ticket,
    );
    assert.deepEqual(answers[0], ["ok", 0, 0]);
    assert.equal(answers[1][2][1] ?? answers[1][2][0], "5");
    await page.waitForSelector('html[ls-state="error"]', { state: "attached" });
    await page.waitForTimeout(700);
    assert.equal(await host.metric("joins"), 2);
    assert.equal(tab.loads, 1);
});

test("a host that closes says goodbye, and goes in peace while pages are open", async () => {
    const host = await house.host("spec/apps/walk_motion.lua");
    const tabs = [];
    for (let i = 0; i < 3; i++) tabs.push(await house.tab(host.url, { expects }));
    for (const { page } of tabs) await clicks(page, "#start");
    const began = Date.now();
    await host.stop();
    assert.ok(Date.now() - began < 15_000);
    for (const { page, frames } of tabs) {
        await offline(page);
        await until(() => frames.received.some((frame) => frame.startsWith('["bye","draining"')), "a goodbye");
    }
});
