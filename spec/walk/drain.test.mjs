// A host that is told to go: what is under way comes to its end and is seen, and what does not is done by the next.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, startHost, until } from "./support/host.mjs";
import { live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const PROGRAM = `${process.env.LIGHTSPEED_BUILD ?? "build"}/lightspeed-host`;
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;
const NO_END = ["--limit", "turn_fuel=1000000000000", "--limit", "turn_ms=3600000"];

/** A page whose button works as long as `work` does, and then counts. */
const appThat = (work) => `
local ls = require "lightspeed"
local view = ls.view { durable = true, events = { "go" } }
function view.init() return { n = 0 } end
function view.update.go(m) ${work} m.n = m.n + 1 end
function view.render(m) return html[[<button ls-click="go">go</button><p>{m.n}</p>]] end
return view
`;

function directory() {
    const path = mkdtempSync(join(tmpdir(), "lightspeed-drain-"));
    house.ends.push(async () => rmSync(path, { recursive: true, force: true }));
    return path;
}

/** A page in whose session a turn is under way. */
async function visit(work, options) {
    const path = directory();
    const app = join(path, "app.lua");
    writeFileSync(app, appThat(work));
    const all = ["--prod", ...options(path)];
    const host = await house.host(app, [...all, ...NO_END]);
    const tab = await house.tab(host.url, { expects });
    await tab.page.click("button");
    await until(async () => (await host.metric("slices")) > 0, "the turn is under way");
    return { app, host, all, ...tab };
}

const kindOf = (frame) => (/^\["bye"/.test(frame) ? "bye" : /^\[\d+,1,/.test(frame) ? "answer" : "other");

test("a turn that is under way is answered before the goodbye, and no event begins after it", async () => {
    const { host, page, frames } = await visit("for i = 1, 5e7 do m.n = 0 end", () => ["--limit", "drain_s=600"]);
    const isOver = host.stop();
    await shows(page, "p", 1);
    await isOver;
    await until(() => frames.received.some((frame) => kindOf(frame) === "bye"), "a goodbye");
    const heard = frames.received.map(kindOf).filter((kind) => kind !== "other");
    assert.deepEqual(heard, ["answer", "bye"]);
    const [code, , within] = JSON.parse(frames.received.find((frame) => kindOf(frame) === "bye")).slice(1);
    assert.equal(code, "draining");
    assert.equal(within, 1000);
});

test("a turn that does not end is rolled back in time, and its event is done by the next host", async () => {
    const { app, host, all, page } = await visit("while true do end", (path) => [
        "--state",
        join(path, "state"),
        "--limit",
        "drain_s=1",
    ]);
    await host.stop();
    await host.says(/not everything came to its end in 1 s/);
    writeFileSync(app, appThat(""));
    const next = await house.host(app, all, host.port);
    await live(page);
    await shows(page, "p", 1);
    assert.equal(await next.metric("events"), 1);
    assert.equal(await next.metric("revivals"), 1);
});

const caller = (work) => `
local ls = require "lightspeed"
local desk = ls.service("desk", function()
    local s = {}
    function s.work() ${work} end
    return s
end)
local view = ls.view { durable = true, events = { "go" }, messages = { "done" } }
function view.init() return { shown = "nothing" } end
function view.update.go(m) m.shown = "working" return m, desk.work():to "done" end
function view.update.done(m, n, err) m.shown = err or n end
function view.render(m) return html[[<button ls-click="go">go</button><p>{m.shown}</p>]] end
return view
`;

/** A page that waits for a service while its host goes down; gives it as the next host shows it. */
async function callAndStop(work, linger_s) {
    const path = directory();
    const app = join(path, "app.lua");
    const all = ["--prod", "--state", join(path, "state"), "--limit", "drain_s=600"];
    writeFileSync(app, caller(work));
    const host = await house.host(app, [...all, "--limit", `call_linger_s=${linger_s}`]);
    const { page } = await house.tab(host.url, { expects });
    await page.click("button");
    await shows(page, "p", "working");
    await host.stop();
    await house.host(app, all, host.port);
    await live(page);
    return page;
}

test("a call of a service is waited for, and the next host says what came of it", async () => {
    const page = await callAndStop("local n = 0 for i = 1, 5e7 do n = n + 1 end return n", 600);
    await shows(page, "p", "50000000");
});

test("a call that takes too long is not, and the next host says so", async () => {
    const page = await callAndStop("while true do end", 1);
    await shows(page, "p", "lost");
});

test("a page that waits for a service when the host goes down is still made", async () => {
    const path = directory();
    const app = join(path, "app.lua");
    const work = "local n = 0 for i = 1, 5e7 do n = n + 1 end return n";
    writeFileSync(app, caller(work).replace(`{ shown = "nothing" }`, `{ shown = "nothing" }, desk.work():to "done"`));
    const host = await house.host(app, ["--limit", "first_page_ms=60000", "--limit", "drain_s=600"]);
    const page = fetch(host.url);
    await until(async () => (await host.metric("visits")) > 0, "it was asked for");
    await host.stop();
    assert.match(await (await page).text(), /50000000/);
});

/** Whether a process has the file open. */
function reads({ pid }, path) {
    const fds = `/proc/${pid}/fd`;
    return readdirSync(fds).some((fd) => {
        try {
            return readlinkSync(join(fds, fd)) === path;
        } catch {
            return false; // it was closed just now
        }
    });
}

for (const signal of ["SIGTERM", "SIGINT"])
    test(`a host that hears ${signal} before it serves goes at once, and that is no failure`, async () => {
        const app = join(directory(), "app.lua");
        execFileSync("mkfifo", [app]);
        const never = openSync(app, "r+"); // nobody says what is in the app
        const child = spawn(PROGRAM, ["--port", await freePort(), app], { stdio: "inherit" });
        await until(() => reads(child, app), "it reads its app");
        child.kill(signal);
        assert.deepEqual(await once(child, "exit"), [0, null]);
        closeSync(never);
    });

test("a second SIGINT does not wait", async () => {
    const path = directory();
    const app = join(path, "app.lua");
    writeFileSync(app, appThat("while true do end"));
    const host = await startHost(app, [...NO_END, "--limit", "drain_s=600"]);
    const { page } = await house.tab(host.url, { expects });
    await page.click("button");
    await until(async () => (await host.metric("slices")) > 0, "the turn is under way");
    const gone = once(host.child, "exit");
    host.child.kill("SIGINT");
    await until(() => /once more ends at once/.test(host.said), "it is closing");
    const again = setInterval(() => host.child.kill("SIGINT"), 100); // it says so before it listens
    assert.deepEqual(await gone, [null, "SIGINT"]);
    clearInterval(again);
    await page.goto("about:blank"); // it would wait for ever
});

/** A connection that the host has taken, before any that came later. */
async function connection(host) {
    const said = { text: "", isOver: false };
    const socket = connect(host.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => {
        said.isOver = true;
    });
    socket.setEncoding("utf8").on("data", (more) => {
        said.text += more;
    });
    await once(socket, "connect");
    await host.metric("visits"); // on one shard: asked behind it
    return { socket, said };
}

test("who was let in and has not asked yet is answered, though the host goes down", async () => {
    const host = await house.host("apps/counter.lua", ["--shards", "1"]);
    const { socket, said } = await connection(host);
    const isOver = host.stop();
    await pause(700);
    assert.ok(!said.isOver, "it is waited for");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await until(() => said.isOver, "an answer");
    assert.match(said.text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(said.text, /<h1>/);
    await isOver;
});

test("who was let in and never asks is not waited for", async () => {
    const host = await house.host("apps/counter.lua", ["--shards", "1", "--limit", "drain_s=600"]);
    const { said } = await connection(host);
    await host.stop();
    await until(() => said.isOver, "its end");
    assert.equal(said.text, "");
    assert.doesNotMatch(host.said, /not everything came to its end/);
});
