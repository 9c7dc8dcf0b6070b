// Topics in browsers: pages that hear each other, and programs that talk to the app's channels with a live page and
// without one.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./support/host.mjs";
import { clicks, hearsOfClosed, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/channels.lua";
const lineLost = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

// A program in a page: `room` is its topic, `heard` what it was told.
const begin = (page, name, topic = "room:lobby") =>
    page.evaluate(
        async ([called, at]) => {
            const { channel } = await import("/_ls/lightspeed.channels.js");
            const told = { heard: [], joins: [], closed: [] };
            document.told = told;
            const room = channel(at, { name: called });
            document.room = room;
            room.on("said", ({ who, text }) => told.heard.push(`${who}: ${text}`));
            room.onjoin = (reply) => told.joins.push(reply);
            room.onclose = ({ code, message }) => told.closed.push(`${code}: ${message}`);
            return room.join().catch(({ code, message }) => `${code}: ${message}`);
        },
        [name, topic],
    );
const say = (page, text) => page.evaluate((words) => document.room.push("say", { text: words }), text);
const hears = (page, lines) =>
    page.waitForFunction((expected) => document.told.heard.join("|") === expected, lines.join("|"));

async function program(url, expects = null) {
    const { page } = await house.tab(`${url}program.html`, { joins: false, expects });
    return page;
}

test("two tabs show the same number, whoever changes it", async () => {
    const host = await house.host("apps/ticker.lua", ["--shards", "2"]);
    const pages = [];
    for (let i = 0; i < 3; i++) pages.push((await house.tab(host.url)).page);
    for (const [i, page] of pages.entries()) {
        await clicks(page, "button");
        for (const other of pages) await shows(other, "h1", `${i + 1}`);
    }
});

test("a program without a live page joins, is answered, and hears what others say, on every shard", async () => {
    const host = await house.host(APP, ["--shards", "2"]);
    const { page: wall } = await house.tab(host.url);
    const ann = await program(host.url);
    const bob = await program(host.url);
    assert.deepEqual(await begin(ann, "ann"), { topic: "room:lobby", has_id: true });
    await begin(bob, "bob");
    assert.deepEqual(await say(ann, "hello"), { said: 1 });
    assert.deepEqual(await say(ann, "again"), { said: 2 });
    for (const page of [ann, bob]) await hears(page, ["ann: hello", "ann: again"]);
    await shows(wall, "li:last-child", "ann: again");
    await wall.getByText("Say", { exact: true }).click();
    for (const page of [ann, bob]) await hears(page, ["ann: hello", "ann: again", "wall: from the wall"]);
});

// A tab with a live page, whose sockets are counted and can be spoken on.
async function livePage(url, expects = null) {
    const sockets = [];
    const prepare = (page) => {
        page.on("websocket", (socket) => sockets.push(socket));
        return page.addInitScript(() => {
            const { send } = WebSocket.prototype;
            WebSocket.prototype.send = function (text) {
                document.spoken = this;
                send.call(this, text);
            };
        });
    };
    const tab = await house.tab(url, { prepare, expects });
    return { ...tab, sockets };
}

test("a live page's programs share its socket: one for all", async () => {
    const host = await house.host(APP, ["--shards", "2"]);
    const { page, sockets } = await livePage(host.url);
    assert.deepEqual(await begin(page, "ann"), { topic: "room:lobby", has_id: true });
    const said = await page.evaluate(() =>
        Promise.all(["one", "two", "three"].map((text) => document.room.push("say", { text }))),
    );
    assert.deepEqual(said, [{ said: 1 }, { said: 2 }, { said: 3 }]);
    await hears(page, ["ann: one", "ann: two", "ann: three"]);
    await shows(page, "li:last-child", "ann: three");
    assert.equal(await begin(page, "mallory", "room:other"), "forbidden: not you");
    assert.equal(await begin(page, "ann", "loby"), "unknown: no channel answers 'loby'; did you mean 'lobby'?");
    await begin(page, "bob", "room:two");
    assert.deepEqual(await say(page, "elsewhere"), { said: 1 });
    const ended = await host.metric("ended");
    await page.evaluate(() => document.room.leave());
    await until(async () => (await host.metric("ended")) === ended + 1, "its session has ended");
    await page.getByText("Say", { exact: true }).click();
    await shows(page, "li:last-child", "wall: from the wall");
    assert.equal(sockets.length, 1);
});

test("a live page and its programs come back together, and nothing is lost, doubled or out of order", async () => {
    const host = await house.host(APP, ["--shards", "2"]);
    const proxy = await house.proxy(host);
    const { page, sockets } = await livePage(proxy.url, lineLost);
    await begin(page, "ann");
    const expected = [];
    for (let round = 1; round <= 5; round++) {
        const texts = [1, 2, 3].map((n) => `${round}.${n}`);
        expected.push(...texts.map((text) => `ann: ${text}`));
        const pushed = page.evaluate(
            (all) => Promise.all(all.map((text) => document.room.push("say", { text }))),
            texts,
        );
        proxy.cut();
        assert.deepEqual(
            await pushed,
            [2, 1, 0].map((before) => ({ said: round * 3 - before })),
        );
    }
    await hears(page, expected);
    await shows(page, "li:last-child", "ann: 5.3");
    assert.equal(await page.evaluate(() => document.told.joins.length), 1); // it is the same session
    const isOver = await until(
        async () => sockets.filter((socket) => !socket.isClosed()).length === 1,
        "only one socket is open",
    );
    assert.ok(isOver);
});

test("where the live page has given up, its programs go on with a socket of their own", async () => {
    const host = await house.host(APP);
    const { page } = await livePage(host.url, /syntax/);
    await begin(page, "ann");
    await say(page, "one");
    await page.evaluate(() => document.spoken.send("no frame"));
    await page.waitForSelector('html[ls-state="error"]', { state: "attached" });
    assert.deepEqual(await say(page, "two"), { said: 2 });
    await hears(page, ["ann: one", "ann: two"]);
    assert.equal(await page.evaluate(() => document.told.joins.length), 1);
});

test("who may not is told why, and what is refused rejects", async () => {
    const host = await house.host(APP);
    const page = await program(host.url);
    assert.equal(await begin(page, "mallory"), "forbidden: not you");
    assert.deepEqual(await page.evaluate(() => document.told.closed), ["forbidden: not you"]);
    assert.equal(await begin(page, "ann", "loby"), "unknown: no channel answers 'loby'; did you mean 'lobby'?");
    assert.match(await begin(page, ""), /^misfit: params\.name: /);
    await begin(page, "ann");
    const refusals = await page.evaluate(() =>
        Promise.all(
            [
                ["sya", {}],
                ["say", { text: 7 }],
                ["boom", {}],
            ].map(([name, payload]) => document.room.push(name, payload).catch(({ code }) => code)),
        ),
    );
    assert.deepEqual(refusals, ["unknown", "misfit", "crash"]);
    assert.deepEqual(await say(page, "still here"), { said: 1 });
});

test("the app knows who it is by the cookie", async () => {
    const host = await house.host(APP);
    const { page, context } = await house.tab(host.url);
    assert.equal((await begin(page, "ann")).user, undefined);
    await page.getByText("Sign in").click();
    await until(async () => (await context.cookies()).length > 0, "the cookie is set");
    assert.equal((await begin(page, "ann", "room:two")).user, "ann"); // on the socket that was there before
    const other = await context.newPage();
    await other.goto(`${host.url}program.html`);
    assert.equal((await begin(other, "ann")).user, "ann");
});

test("who signs out has no channels any more, but those that are open to strangers", async () => {
    const host = await house.host(APP);
    const { page, context } = await house.tab(host.url);
    await page.getByText("Sign in").click();
    await until(async () => (await context.cookies()).length > 0, "the cookie is set");
    const other = await context.newPage();
    await other.goto(`${host.url}program.html`);
    assert.equal((await begin(other, "ann")).user, "ann");
    await other.evaluate(async () => {
        const { channel } = await import("/_ls/lightspeed.channels.js");
        document.closed = [];
        const members = channel("members");
        members.onclose = ({ code, message }) => document.closed.push(`${code}: ${message}`);
        await members.join();
    });
    await page.getByText("Sign out").click();
    await other.waitForFunction(() => document.told.joins.length === 2);
    assert.equal(await other.evaluate(() => document.told.joins[1].user), undefined);
    await other.waitForFunction(() => document.closed.join() === "forbidden: sign in first");
});

test("after a lost line it hears what it missed, and what it pushed is done once", async () => {
    const host = await house.host(APP, ["--shards", "2"]);
    const proxy = await house.proxy(host);
    const ann = await program(proxy.url, lineLost);
    const bob = await program(host.url);
    await begin(ann, "ann");
    await begin(bob, "bob");
    await say(bob, "one");
    await hears(ann, ["bob: one"]);
    proxy.cut();
    await say(bob, "two");
    await hearsOfClosed(ann, 1);
    const pushed = say(ann, "three");
    await pushed;
    await hears(ann, ["bob: one", "bob: two", "ann: three"]);
    await hears(bob, ["bob: one", "bob: two", "ann: three"]);
    assert.equal(await ann.evaluate(() => document.told.joins.length), 1); // it is the same session
});

test("whom the app ends is asked again whether they may come in", async () => {
    const host = await house.host(APP);
    const page = await program(host.url);
    await begin(page, "ann");
    await say(page, "one");
    await page.evaluate(() => document.room.push("leave_me"));
    await page.waitForFunction(() => document.told.joins.length === 2);
    assert.deepEqual(await say(page, "two"), { said: 1 });
    assert.equal(await host.metric("ended"), 1);
});

test("what is gone with its host begins anew", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const page = await program(proxy.url, lineLost);
    await begin(page, "ann");
    assert.deepEqual(await say(page, "one"), { said: 1 });
    await host.stop();
    await host.start();
    await page.waitForFunction(() => document.told.joins.length === 2);
    assert.deepEqual(await say(page, "two"), { said: 1 });
});

test("who leaves is gone at once, and may come again", async () => {
    const host = await house.host(APP);
    const page = await program(host.url);
    await begin(page, "ann");
    await page.evaluate(() => document.room.leave());
    await until(async () => (await host.metric("ended")) === 1, "its session has ended");
    assert.equal(
        await page.evaluate(() => document.room.push("say", { text: "x" }).catch(({ code }) => code)),
        "gone",
    );
    await page.evaluate(() => document.room.join());
    assert.deepEqual(await say(page, "back"), { said: 1 });
    await hears(page, ["ann: back"]);
});

test("a program that opens topics too fast is slowed down, and comes in by itself", async () => {
    const host = await house.host(APP, ["--limit", "joins=3", "--limit", "opens_per_s=1"]);
    const { page, sockets } = await livePage(host.url);
    const joinSix = (round) =>
        page.evaluate(async (name) => {
            const { channel } = await import("/_ls/lightspeed.channels.js");
            const heard = [];
            for (let i = 0; i < 6; i++) {
                const room = channel(`room:${name}.${i}`, { name: "ann" });
                heard.push((await room.join()).topic);
                room.leave();
            }
            return heard;
        }, round);
    let rounds = 0;
    await until(async () => {
        const round = ++rounds; // six are not too fast for a machine that stands still meanwhile
        assert.deepEqual(
            await joinSix(round),
            [0, 1, 2, 3, 4, 5].map((i) => `room:${round}.${i}`),
        );
        return (await host.metric("rejected_full")) > 0;
    }, "it was refused meanwhile");
    await page.getByText("Say", { exact: true }).click();
    await shows(page, "li:last-child", "wall: from the wall");
    assert.equal(sockets.length, 1);
});

test("as many come into a topic as its channel lets in, and the next comes when one leaves", async () => {
    const host = await house.host(APP, ["--shards", "2"]);
    const pages = [];
    for (let i = 0; i < 3; i++) pages.push(await program(host.url));
    const [ann, bob, eve] = pages;
    await begin(ann, "ann", "small:room");
    await begin(bob, "bob", "small:room");
    const full = "full: 2 are in this topic already; come back later";
    assert.equal(await begin(eve, "eve", "small:room"), full);
    await ann.evaluate(() => document.room.leave());
    // The shard that gives out the places may hear of it later than eve asks.
    const comesIn = async () => {
        const said = await begin(eve, "eve", "small:room");
        return said !== full && said;
    };
    assert.deepEqual(await until(comesIn, "there is room"), { topic: "small:room" });
    const long = () => document.room.push("say", { text: "x".repeat(2000) }).catch(({ code }) => code);
    assert.equal(await eve.evaluate(long), "too_large");
});

test("with `durable` a program goes on after kill -9, and no push that was answered is lost or done twice", async () => {
    const state = mkdtempSync(join(tmpdir(), "lightspeed-channels-"));
    try {
        const host = await house.host(APP, ["--shards", "2", "--state", state]);
        const page = await program(host.url, lineLost);
        await page.evaluate(async () => {
            const { channel } = await import("/_ls/lightspeed.channels.js");
            document.joins = 0;
            document.answers = [];
            document.lasting = channel("lasting");
            document.lasting.onjoin = () => document.joins++;
            await document.lasting.join();
        });
        for (let round = 1; round <= 5; round++) {
            const pushed = page.evaluate(() =>
                Promise.all([1, 2, 3, 4].map(() => document.lasting.push("add", { by: 1 }))),
            );
            if (round % 2) await pushed; // else it is killed while they are on their way
            await host.kill();
            await host.start();
            const totals = (await pushed).filter(Boolean).map(({ total }) => total); // an answer may be lost
            assert.deepEqual(
                totals.filter((total) => total <= (round - 1) * 4 || total > round * 4),
                [],
            );
            const { total } = await page.evaluate(() => document.lasting.push("add", { by: 0 }));
            assert.equal(total, round * 4);
        }
        assert.equal(await page.evaluate(() => document.joins), 1);
        await host.stop();
        await host.start(); // in peace, too
        assert.equal((await page.evaluate(() => document.lasting.push("add", { by: 1 }))).total, 21);
    } finally {
        rmSync(state, { recursive: true, force: true });
    }
});
