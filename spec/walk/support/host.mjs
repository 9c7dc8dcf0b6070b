// A real host for specs: the built program, on a free port, ended whatever happens.
//
//     const host = await startHost("apps/counter.lua", ["--shards", "2"]);
//     await fetch(host.url);
//     await host.stop();

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILD = process.env.LIGHTSPEED_BUILD ?? "build";
const PROGRAM = `${BUILD}/lightspeed-host`;
// Below those that the system gives to whoever asks for any: a host that is started again finds its own free.
const PORTS = { first: 20_000, last: 29_999 };
const PATIENCE_MS = 45_000; // of a machine that has much else to do

const running = new Set();
process.on("exit", () => {
    for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const run = promisify(execFile);

/** What `lightspeed` says when it is called with these words; rejects, with what it says, where it refuses. */
export const lightspeed = async (...words) => (await run(`${BUILD}/bin/lightspeed`, words, { cwd: ROOT })).stdout;

/**
 * Starts a host that serves `app`; with `port`, there and nowhere else; with `wishes` in its environment; `patience_ms`:
 * how long that may take. What is thrown where it does not start has it as `host`.
 */
export async function startHost(app, options = [], port = 0, wishes = {}, patience_ms = PATIENCE_MS) {
    for (let tries = 3; ; ) {
        const host = new Host(app, options, port || (await freePort()), wishes);
        try {
            await host.start(patience_ms);
            return host;
        } catch (error) {
            error.host = host;
            if (port || !--tries || !/port \d+ is in use/.test(host.said)) throw error; // somebody was quicker
        }
    }
}

class Host {
    constructor(app, options, port, wishes) {
        this.wishes = wishes;
        this.app = app;
        this.options = options;
        this.port = port;
        this.url = `http://127.0.0.1:${port}/`;
    }

    async start(patience_ms) {
        this.data = this.options.includes("--data") ? undefined : mkdtempSync(join(tmpdir(), "lightspeed-data-"));
        const data = this.data ? ["--data", this.data] : [];
        const options = ["--port", String(this.port), ...data, ...this.options, this.app];
        this.said = "";
        this.child = spawn(PROGRAM, options, {
            cwd: ROOT,
            env: { ...process.env, ...this.wishes },
            stdio: ["ignore", "pipe", "pipe"],
        });
        running.add(this.child);
        this.child.once("exit", () => {
            running.delete(this.child);
            if (this.data) rmSync(this.data, { recursive: true, force: true });
        });
        for (const stream of [this.child.stdout, this.child.stderr])
            stream.setEncoding("utf8").on("data", (text) => {
                this.said += text;
            });
        this.closed = once(this.child, "close");
        await until(
            async () => {
                if (this.said.includes(`:${this.port} `)) return true;
                if (this.isAlive) return false;
                await this.closed; // all that it said is here
                assert.fail(`the host does not start: ${this.said}`);
            },
            "the host is up",
            patience_ms,
        );
    }

    get isAlive() {
        return this.child.exitCode === null && this.child.signalCode === null;
    }

    /** Asks the host to go, and holds it to going in peace. */
    async stop() {
        if (this.child.signalCode === "SIGKILL") return; // by the spec
        const code = await this.end("SIGTERM");
        await this.closed; // what it said at its end is here
        assert.equal(code, 0, `the host ended with ${code}: ${this.said}`);
        assert.doesNotMatch(this.said, /Sanitizer|runtime error|Assertion/);
    }

    /** As a power cut would. */
    kill() {
        return this.end("SIGKILL");
    }

    async end(signal) {
        const { child } = this;
        if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
        const gone = once(child, "exit");
        child.kill(signal);
        const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
        const [code] = await gone;
        clearTimeout(late);
        return code;
    }

    /** The processes that a master has started and that are still there. */
    workers() {
        const { pid } = this.child;
        const found = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
        return found.trim().split(" ").filter(Boolean).map(Number);
    }

    /** Waits until the log has this; gives the match. What a process says arrives a little after what it does. */
    says(pattern) {
        return until(() => pattern.exec(this.said), `the log says ${pattern}`);
    }

    /** One of the host's counters: metric("turns"). */
    async metric(name) {
        const text = await (await fetch(`${this.url}_ls/metrics`)).text();
        const [, value] = new RegExp(`^lightspeed_${name}(?:_total)? (\\d+)$`, "m").exec(text) ?? [];
        assert.ok(value !== undefined, `no metric ${name} in\n${text}`);
        return Number(value);
    }
}

let portsTried = process.pid * 7;

/**
 * A port that nobody listens on, and that is nobody else's while this process lives: a host that was killed finds it
 * again. What other test files go by is the UDP port of the same number, which is held as a mark. Each looks from another
 * place on, so that two at the same time seldom meet. The mark comes first: who only looks whether it is free listens
 * there for a moment, and a host that is just started again would meet that.
 */
export async function freePort() {
    const count = PORTS.last - PORTS.first + 1;
    for (let i = 0; i < count; i++) {
        const port = PORTS.first + (portsTried++ % count);
        const held = await mark(port);
        if (held && (await isFree(port))) return port;
        held?.close();
    }
    throw new Error("no port is free");
}

/** The mark, until it is closed or this process ends; null where somebody else has it. */
function mark(port) {
    return new Promise((answer) => {
        const socket = createSocket("udp4");
        socket.once("error", () => answer(null));
        socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
            socket.unref();
            answer(socket);
        });
    });
}

function isFree(port) {
    return new Promise((answer) => {
        const server = createServer();
        server.once("error", () => answer(false));
        server.listen(port, "127.0.0.1", () => server.close(() => answer(true)));
    });
}

/** Waits until `holds` gives something true, which it gives; fails, saying what was awaited, when patience ends. */
export async function until(holds, what, patience_ms = PATIENCE_MS) {
    for (const end = Date.now() + patience_ms; ; ) {
        const result = await holds();
        if (result) return result;
        assert.ok(Date.now() < end, `awaited in vain: ${what}`);
        await new Promise((done) => setTimeout(done, 20));
    }
}

/** The first line of what is answered on a connection of its own, or what went wrong instead. */
export function ask(port) {
    return new Promise((answer) => {
        let text = "";
        const socket = connect(port, "127.0.0.1", () =>
            socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        );
        socket.setEncoding("utf8").on("data", (more) => {
            text += more;
        });
        socket.on("error", (error) => answer(error.code));
        socket.on("close", () => answer(text.split("\r\n")[0] || "closed without an answer"));
    });
}
