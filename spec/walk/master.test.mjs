// The program as master and worker: what a visitor and an operator see when the worker is killed, hangs, or is
// replaced by a newer one; and the sockets and signs of life of a service manager.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, freePort, startHost, until } from "./support/host.mjs";
import { clicks, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const COUNTER = "apps/counter.lua";
const PROGRAM = `${process.env.LIGHTSPEED_BUILD ?? "build"}/lightspeed-host`;
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;

/** Waits until there is one worker, another than `old`, and gives its number when a page comes from it. */
async function workerAfter(host, old) {
    const pid = await until(() => {
        const workers = host.workers();
        return workers.length === 1 && workers[0] !== old && workers[0];
    }, "another worker is there");
    await until(() => status(host.url), "it serves");
    return pid;
}

const status = (url) =>
    fetch(url, { headers: { connection: "close" } }).then(
        (answer) => answer.status,
        () => 0,
    );

test("a killed worker is followed by another, and open pages go on", async () => {
    const host = await house.host(COUNTER, ["--master"]);
    const { page } = await house.tab(host.url, { expects });
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 2);
    const [first] = host.workers();
    process.kill(first, "SIGKILL");
    const second = await workerAfter(host, first);
    await host.says(new RegExp(`worker ${first} ended with signal 9`));
    assert.notEqual(second, first);
    await shows(page, "h1", 0); // nothing was kept: it begins again, in place
    await live(page);
    await clicks(page, "text=+", 3);
    await shows(page, "h1", 3);
});

test("a worker that hangs is killed and followed by another", async () => {
    const host = await house.host(COUNTER, ["--master", "--limit", "hang_s=2"]);
    const [first] = host.workers();
    process.kill(first, "SIGSTOP");
    await workerAfter(host, first);
    await host.says(new RegExp(`worker ${first} does not answer any more; it is killed`));
});

test("a worker that is only slow to be asked is left alone", async () => {
    const host = await house.host(COUNTER, ["--master", "--shards", "2", "--limit", "hang_s=3"]);
    const [first] = host.workers();
    for (const end = Date.now() + 5000; Date.now() < end; ) assert.equal(await status(host.url), 200);
    assert.deepEqual(host.workers(), [first]);
});

test("a master gives up when its workers end too often, and says so", async () => {
    const host = await startHost(COUNTER, ["--master", "--limit", "restarts=2", "--limit", "restarts_s=600"]);
    let worker;
    for (let i = 0; i < 2; i++) {
        [worker] = host.workers();
        process.kill(worker, "SIGKILL");
        await workerAfter(host, worker);
    }
    const gone = once(host.child, "exit");
    process.kill(host.workers()[0], "SIGKILL");
    assert.deepEqual(await gone, [3, null]);
    await host.says(/failed more than 2 times in 600 s: given up \(see --limit restarts=N, restarts_s=N\)/);
});

test("an app that does not load ends the master with the code that its worker ended with", async () => {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-master-"));
    const app = join(directory, "app.lua");
    writeFileSync(app, "return 7\n");
    const child = spawn(PROGRAM, ["--port", await freePort(), "--master", app], { stdio: "ignore" });
    assert.deepEqual(await once(child, "exit"), [1, null]);
    rmSync(directory, { recursive: true });
});

test("a new version takes over and no connection is refused meanwhile", async () => {
    const host = await house.host(COUNTER, ["--master", "--shards", "2"]);
    const answers = {};
    let isDone = false;
    const hammer = async () => {
        while (!isDone) {
            const answer = await ask(host.port);
            answers[answer] = (answers[answer] ?? 0) + 1;
        }
    };
    const hammers = Array.from({ length: 8 }, hammer);
    let [worker] = host.workers();
    for (let i = 0; i < 4; i++) {
        host.child.kill("SIGUSR2");
        worker = await workerAfter(host, worker);
    }
    isDone = true;
    await Promise.all(hammers);
    assert.deepEqual(Object.keys(answers), ["HTTP/1.1 200 OK"], JSON.stringify(answers));
    assert.ok(answers["HTTP/1.1 200 OK"] > 50);
});

test("what is installed meanwhile is what serves next, and a page goes on with it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-master-"));
    const app = join(directory, "app.lua");
    const source = readFileSync(COUNTER, "utf8");
    copyFileSync(COUNTER, app);
    const host = await house.host(app, ["--master", "--prod"]); // in development it would be loaded anew at once
    const { page } = await house.tab(host.url, { expects });
    await clicks(page, "text=+");
    await shows(page, "h1", 1);
    const [first] = host.workers();
    writeFileSync(app, source.replace("<h1>", '<p id="news">newer</p><h1>'));
    host.child.kill("SIGUSR2");
    await workerAfter(host, first);
    await page.waitForSelector("#news");
    await live(page);
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 2);
    rmSync(directory, { recursive: true });
});

test("a new version that does not load leaves the old one serving", async () => {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-master-"));
    const app = join(directory, "app.lua");
    copyFileSync(COUNTER, app);
    const host = await house.host(app, ["--master"]);
    const { page } = await house.tab(host.url);
    const [first] = host.workers();
    writeFileSync(app, "this is no Lua\n");
    host.child.kill("SIGUSR2");
    await until(() => /ended with code 1 before it served; the old one goes on/.test(host.said), "it is said");
    assert.deepEqual(host.workers(), [first]);
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 2);
    rmSync(directory, { recursive: true });
});

test("a worker goes with its master", async () => {
    const host = await startHost(COUNTER, ["--master"]);
    const [worker] = host.workers();
    await host.kill();
    await until(() => !isThere(worker), "the worker is gone");
    assert.equal(await status(host.url), 0);
});

function isThere(pid) {
    try {
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
        return false;
    }
}

test("sockets that a service manager opened are served, and it is told when all is ready and when it ends", async () => {
    for (const options of [[], ["--master"]]) {
        const server = createServer();
        await new Promise((opened) => server.listen(0, "127.0.0.1", opened));
        const { port } = server.address();
        const command = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"';
        const child = spawn("sh", ["-c", command, "sh", PROGRAM, "--shards", "3", ...options, COUNTER], {
            stdio: ["ignore", "pipe", "pipe", server._handle.fd],
        });
        let said = "";
        child.stdout.setEncoding("utf8").on("data", (text) => {
            said += text;
        });
        await until(() => said.includes(`http://localhost:${port} `), "the host is up");
        server.close();
        for (let i = 0; i < 20; i++) assert.equal(await ask(port), "HTTP/1.1 200 OK");
        child.kill("SIGTERM");
        assert.deepEqual(await once(child, "exit"), [0, null]);
        assert.equal(await status(`http://127.0.0.1:${port}/`), 0);
    }
});

/** A host whose service manager we are; `said` is what it told us. */
async function watched(options, wishes = {}) {
    const child = spawn(PROGRAM, [...options, "--port", await freePort(), COUNTER], {
        env: { ...process.env, LIGHTSPEED_MASTER: "3", ...wishes },
        stdio: ["ignore", "ignore", "inherit", "pipe"],
    });
    const host = { child, said: "" };
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
        host.said += text;
    });
    return host;
}

test("who watches the host hears that it is ready, then signs of life, then that it ends", async () => {
    const host = await watched([], { WATCHDOG_USEC: "400000" });
    await until(() => /^READY=1(WATCHDOG=1){3}/.test(host.said), "three signs of life came");
    host.child.kill("SIGTERM");
    assert.deepEqual(await once(host.child, "exit"), [0, null]);
    await until(() => /^READY=1(WATCHDOG=1)+STOPPING=1$/.test(host.said), "the end is told");
});

test("who watches the host hears of a reload", async () => {
    const host = await watched(["--prod"]);
    await until(() => /^READY=1$/.test(host.said), "the host is up");
    host.child.kill("SIGHUP");
    await until(() => /^READY=1RELOADING=1\nMONOTONIC_USEC=\d+READY=1$/.test(host.said), "it is told");
    host.child.kill("SIGTERM");
    assert.deepEqual(await once(host.child, "exit"), [0, null]);
});

test("a host is ready when it can be asked: for a reload in that very moment, too", async () => {
    for (let i = 0; i < 10; i++) {
        const host = await watched(["--prod"]);
        host.child.stdio[3].once("data", () => host.child.kill("SIGHUP"));
        await until(() => /^READY=1RELOADING=1\n.*READY=1$/.test(host.said) || host.child.signalCode, "it is told");
        assert.equal(host.child.signalCode, null);
        host.child.kill("SIGTERM");
        assert.deepEqual(await once(host.child, "exit"), [0, null]);
    }
});

test("a reload ends no worker, in development neither", async () => {
    const host = await house.host(COUNTER, ["--master"]);
    const [worker] = host.workers();
    host.child.kill("SIGHUP");
    host.child.kill("SIGUSR2"); // is obeyed after that
    await workerAfter(host, worker);
    await host.says(new RegExp(`takes over from ${worker}`));
    await host.stop(); // and has said all that it had to say
    assert.doesNotMatch(host.said, /ended with/);
});

test("with a state directory sessions go on in the new version, and no connection is refused", async () => {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-master-"));
    const host = await house.host(COUNTER, ["--master", "--state", join(directory, "state")]);
    const tab = await house.tab(host.url, { expects });
    const { page } = tab;
    await clicks(page, "text=+", 2);
    await shows(page, "h1", 2);
    let [worker] = host.workers();
    const answers = new Set();
    let isDone = false;
    const hammer = (async () => {
        while (!isDone) answers.add(await ask(host.port));
    })();
    for (let i = 3; i <= 4; i++) {
        host.child.kill("SIGUSR2");
        worker = await workerAfter(host, worker);
        await live(page);
        await clicks(page, "text=+");
        await shows(page, "h1", i);
    }
    process.kill(worker, "SIGKILL");
    await workerAfter(host, worker);
    await clicks(page, "text=+");
    await shows(page, "h1", 5);
    isDone = true;
    await hammer;
    assert.equal(tab.loads, 1);
    answers.delete("ECONNRESET"); // those that the killed worker had taken
    answers.delete("closed without an answer");
    assert.deepEqual([...answers], ["HTTP/1.1 200 OK"]);
    rmSync(directory, { recursive: true });
});
