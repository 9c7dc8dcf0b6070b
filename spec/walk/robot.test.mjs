// A program without a browser joins a topic, as docs/channels.md tells it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { freePort, startHost, until } from "./support/host.mjs";
import { UPGRADE } from "./support/line.mjs";

const LIMIT_MS = 60_000;
const APP = "spec/apps/channels.lua";
const [, EXAMPLE] = readFileSync("docs/channels.md", "utf8").match(/```js\n(import \{ channelOf \}[\s\S]*?)```/);

const take = async (host) => (await fetch(`${host.url}_ls/lightspeed.channels.js`)).text();

/** A host for one test. */
async function serve(t, port) {
    const host = await startHost(APP, [], port);
    t.after(() => host.stop());
    return host;
}

function makeFolder(t) {
    const folder = mkdtempSync(join(tmpdir(), "lightspeed-robot-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

const FLAG = "--experimental-websocket";
const LENT = new URL("support/websocket.mjs", import.meta.url).href;

/** What this Node has to be told, for programs to find a WebSocket. */
function socketOptions() {
    if (typeof WebSocket !== "undefined") return [];
    return process.allowedNodeEnvironmentFlags.has(FLAG) ? [FLAG, "--no-warnings"] : ["--import", LENT];
}

// What it writes, and how it ends.
async function run(client, url, folder, example = EXAMPLE) {
    writeFileSync(join(folder, "channels.mjs"), client);
    writeFileSync(join(folder, "robot.mjs"), example);
    const child = spawn(process.execPath, [...socketOptions(), join(folder, "robot.mjs"), url], {
        timeout: LIMIT_MS,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    const code = await new Promise((done) => child.on("close", done));
    return { code, said };
}

/** How asking for a line from a page of `origin` is answered. */
function upgrade(url, origin) {
    const headers = { ...UPGRADE, ...(origin && { origin }) };
    return new Promise((done, fail) => {
        const asked = request(`${url}_ls/live`, { headers });
        asked.on("response", ({ statusCode }) => done(statusCode));
        asked.on("upgrade", ({ statusCode }, socket) => {
            socket.destroy();
            done(statusCode);
        });
        asked.on("error", fail).end();
    });
}

test("a program in Node joins, hears, is answered, leaves and ends", { timeout: LIMIT_MS }, async (t) => {
    const host = await serve(t);
    const folder = makeFolder(t);
    const { code, said } = await run(await take(host), host.url, folder);
    assert.match(said, /^Robot: hello from Node$/m);
    assert.match(said, /^\{ said: 1 \}$/m);
    assert.equal(code, 0, said);
    await until(async () => (await host.metric("ended")) === 1, "its session has ended");
});

test("one that is not let in ends with a refusal that says why", { timeout: LIMIT_MS }, async (t) => {
    const host = await serve(t);
    const folder = makeFolder(t);
    const stranger = EXAMPLE.replace("room:lobby", "rom:lobby");
    const { code, said } = await run(await take(host), host.url, folder, stranger);
    assert.match(said, /^Refusal: no channel answers 'rom:lobby'$/m);
    assert.match(said, /code: 'unknown'/);
    assert.notEqual(code, 0);
});

test("it waits for a host that is not up yet", { timeout: LIMIT_MS }, async (t) => {
    const first = await startHost(APP);
    const folder = makeFolder(t);
    const client = await take(first);
    await first.stop();
    const port = await freePort();
    const nobody = createServer((socket) => socket.destroy());
    t.after(() => nobody.close());
    await once(nobody.listen(port, "127.0.0.1"), "listening");
    const running = run(client, `http://127.0.0.1:${port}/`, folder);
    await once(nobody, "connection"); // it knocks, and is not let in
    await once(nobody.close(), "close");
    await serve(t, port);
    const { code, said } = await running;
    assert.equal(code, 0, said);
});

test("a page of another site is refused", { timeout: LIMIT_MS }, async (t) => {
    const host = await serve(t);
    const own = host.url.slice(0, -1);
    assert.equal(await upgrade(host.url, "https://elsewhere.example"), 403);
    assert.equal(await upgrade(host.url, "null"), 403);
    assert.equal(await host.metric("rejected_forbidden"), 2);
    assert.equal(await upgrade(host.url, own), 101);
    assert.equal(await upgrade(host.url), 101);
});
