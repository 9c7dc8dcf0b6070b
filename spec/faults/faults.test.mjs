// Every single call that may fail does: the n-th piece of memory, the n-th write, the n-th file that is opened, in a
// host that starts, serves, sleeps, wakes, ends and is started again. Whatever fails ends in a clear error or a clean
// continuation, and nobody's clicks are lost or done twice. `make faults` does it for all n, `make check` for some.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

// The preloaded calls go before a sanitizer's own, so an ordinary build is what fails here.
const BUILD = (process.env.LIGHTSPEED_BUILD ?? "build").replace(/\/asan$/, "");
process.env.LIGHTSPEED_BUILD = BUILD;
const { ROOT, freePort, startHost, until } = await import("../walk/support/host.mjs");
const { Visitor } = await import("../kill/visitor.mjs");

const FAULTS = join(ROOT, BUILD, "spec/faults/faults.so");
const IS_ALL = process.env.FAULTS === "all";
const AT_ONCE = 6;
const CLICKS = 3;
const SLEEP_MS = 1300; // the host's is 1 s
const PATIENCE_MS = 4000; // of a browser without news
const LONG_MS = 60_000;

/** What the process has had of the processor; the system counts in hundredths of a second. */
function processorMs({ child }) {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What fails, and what is said when a host ends for it, with which signal; `every`: which n a short run tries, `all`:
 * and which a long one does, where those are not all; `most`: the largest.
 */
const CASES = [
    { what: "memory while it serves", fault: (n) => `malloc:${n}:up`, says: /memory/i, every: 9, code: "SIGABRT" },
    {
        what: "memory while it starts",
        fault: (n) => `malloc:${n}`,
        says: /memory/i,
        every: 6007,
        all: 397,
        most: 80_000,
    },
    {
        what: "a disk that is full for once",
        fault: (n) => `write:${n}:ENOSPC`,
        says: /cannot be written|--state/,
        every: 6,
    },
    {
        what: "a disk that is full for good",
        fault: (n) => `write:${n}:ENOSPC+`,
        says: /cannot be written|--state/,
        every: 8,
    },
    { what: "a disk that fails", fault: (n) => `write:${n}:EIO`, says: /cannot be written|--state/, every: 7 },
    { what: "a write of the half", fault: (n) => `write:${n}:short`, says: /cannot be written|--state/, every: 5 },
    { what: "a power cut in a write", fault: (n) => `write:${n}:dies`, says: /./, every: 4, code: "SIGKILL" },
    { what: "a sync that fails", fault: (n) => `sync:${n}:EIO`, says: /cannot be written|--state/, every: 4 },
    {
        what: "a truncation that fails",
        fault: (n) => `truncate:${n}:EIO`,
        says: /cannot be written|--state/,
        every: 1,
    },
    { what: "a rename that fails", fault: (n) => `rename:${n}:EIO`, says: /cannot be written|--state/, every: 1 },
    {
        what: "no file descriptor left",
        fault: (n) => `open:${n}:EMFILE`,
        says: /Too many open files|cannot/,
        every: 2,
    },
    {
        what: "no descriptor for a visitor",
        fault: (n) => `accept:${n}:EMFILE`,
        says: /Too many open files/,
        every: 1,
    },
    { what: "no thread", fault: (n) => `thread:${n}`, says: /thread/, every: 1 },
];

class Run {
    constructor({ says, code }, fault) {
        this.says = says;
        this.code = code;
        this.fault = fault;
        this.directory = mkdtempSync(join(tmpdir(), "lightspeed-fault-"));
        this.options = ["--prod", "--state", join(this.directory, "state"), "--shards", "1", "--limit", "sleep_s=1"];
    }

    /** Gives whether the call was made at all. */
    async go() {
        try {
            this.port = await freePort();
            await this.startFaulty();
            this.visitor = await this.welcome();
            await this.clicks();
            this.visitor.isResting = true;
            await pause(SLEEP_MS);
            this.visitor.isResting = false;
            this.visitor.goOn();
            await this.clicks();
            const isHit = /fault: the call failed/.test(this.said);
            await this.replace("SIGTERM");
            await this.clicks();
            this.visitor.isResting = true;
            await until(() => this.visitor.wrong.length || this.visitor.isAtRest, "all clicks are told of", LONG_MS);
            assert.deepEqual(this.visitor.wrong, []);
            return isHit || /fault: the call failed/.test(this.said);
        } catch (error) {
            error.message = `${this.fault}: ${error.message}\n${this.said}`;
            throw error;
        } finally {
            this.visitor?.end();
            await this.host?.kill();
            rmSync(this.directory, { recursive: true, force: true });
        }
    }

    /** What the faulty host has said, also after others took its place. */
    get said() {
        return (this.faulty ?? this.host)?.said ?? "";
    }

    start(wishes = {}) {
        return startHost("spec/kill/clicks.lua", this.options, this.port, wishes);
    }

    // One that does not start for it ends with code 1 and says why, and does not keep the next from starting.
    async startFaulty() {
        try {
            this.host = await this.start({ LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: this.fault });
            this.faulty = this.host;
        } catch (error) {
            this.faulty = { said: error.message };
            assert.match(error.message, /fault: the call failed/);
            assert.match(error.message.replace(/fault: the call failed/, ""), this.says);
            this.host = await this.start();
        }
    }

    // Dead it may be only of what was asked for, and says so; then another takes its place.
    async replaceDead() {
        if (this.host.isAlive) return false;
        assert.equal(this.host.child.signalCode, this.code);
        await until(() => this.says.test(this.host.said), `it says why it ended: ${this.host.said}`); // a little later
        this.host = await this.start();
        return true;
    }

    async replace(signal) {
        await this.host.end(signal);
        const { exitCode, signalCode } = this.host.child;
        const isFine = exitCode === 0 || signalCode === this.code || signalCode === signal || signal === "SIGKILL";
        assert.ok(isFine, `it ended with ${exitCode ?? signalCode}`);
        assert.doesNotMatch(this.host.said, /Assertion|SEGV/);
        this.host = await this.start();
    }

    // A page, by somebody who asks again where it does not come.
    async welcome() {
        for (let tries = 5; ; tries--) {
            const visitor = new Visitor(this.port);
            const isThere = await Promise.race([
                visitor.begin().then(
                    () => true,
                    () => false,
                ),
                pause(PATIENCE_MS),
            ]);
            if (isThere) return visitor;
            visitor.end();
            assert.ok(tries, "nobody is let in");
            if (!(await this.replaceDead())) await pause(50);
        }
    }

    // Some more clicks are acknowledged. A browser that hears nothing connects again; a host that still says nothing
    // is restarted by its operator.
    async clicks() {
        const wanted = this.visitor.acknowledged + CLICKS;
        for (let patience = 0; this.visitor.acknowledged < wanted; ) {
            const begin = Date.now();
            const before = this.visitor.acknowledged;
            while (this.visitor.acknowledged < wanted && Date.now() - begin < PATIENCE_MS && this.host.isAlive)
                await pause(5);
            if (this.visitor.acknowledged >= wanted) return;
            // Of a session that never said anything nothing is lost.
            if (this.visitor.wrong.length && !this.visitor.acknowledged) {
                this.visitor.end();
                this.visitor = await this.welcome();
                return this.clicks();
            }
            assert.deepEqual(this.visitor.wrong, []);
            if (await this.replaceDead()) continue;
            if (this.visitor.acknowledged > before) continue;
            if (++patience % 2 === 0) await this.replace("SIGKILL");
            assert.ok(patience < 5, "no click is answered");
            this.visitor.again();
        }
    }
}

/** Tries n after n until there is no such call any more. */
async function tryAll(which) {
    const step = IS_ALL ? (which.all ?? 1) : which.every;
    const begin = IS_ALL ? 1 : 1 + Math.floor(Math.random() * step);
    let isOver = false;
    let count = 0;
    for (let n = begin; !isOver && n < (which.most ?? 2000); ) {
        const runs = [];
        for (let i = 0; i < AT_ONCE; i++, n += step) runs.push(new Run(which, which.fault(n)).go());
        const ends = await Promise.allSettled(runs);
        for (const end of ends) if (end.status === "rejected") throw end.reason;
        count += ends.filter(({ value }) => value).length;
        isOver = ends.some(({ value }) => !value);
    }
    return count;
}

test("a host that has no descriptors left says so, waits, and goes in peace", async () => {
    const wishes = { LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: "accept:1:EMFILE+" };
    const host = await startHost("spec/kill/clicks.lua", ["--prod"], 0, wishes);
    try {
        const knock = connect(host.port, "127.0.0.1").on("error", () => {});
        await until(() => /no connection can be taken just now: Too many open files/.test(host.said), "it says so");
        const before = processorMs(host);
        await pause(2000);
        assert.ok(processorMs(host) - before < 400, "it does not ask again and again");
        assert.equal(host.said.match(/no connection can be taken/g).length, 1);
        knock.destroy();
        await host.stop();
    } finally {
        await host.kill();
    }
});

for (const which of CASES) {
    test(`${which.what} ends in a clear error or a clean continuation, whichever call it is`, async (t) => {
        assert.ok(existsSync(FAULTS), `${FAULTS} is built by make`);
        const count = await tryAll(which);
        t.diagnostic(`${count} calls failed, each in a run of its own`);
        assert.ok(count > 0);
    });
}
