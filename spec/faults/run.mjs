// One run of a host in which one call fails: it starts, serves one who clicks, sleeps, wakes, is changed in flight,
// ends and is started again; and nobody's clicks are lost or done twice.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The preloaded calls go before a sanitizer's own, so an ordinary build is what fails here.
const BUILD = (process.env.LIGHTSPEED_BUILD ?? "build").replace(/\/asan$/, "");
process.env.LIGHTSPEED_BUILD = BUILD;
const { ROOT, freePort, startHost, until } = await import("../walk/support/host.mjs");
const { Visitor } = await import("../kill/visitor.mjs");

export { freePort, startHost, until };
export const FAULTS = join(ROOT, BUILD, "spec/faults/faults.so");
assert.ok(existsSync(FAULTS), `${FAULTS} is built by make`);
export const IS_ALL = process.env.FAULTS === "all";
const APP = readFileSync(join(ROOT, "spec/kill/clicks.lua"), "utf8");
const AT_ONCE = 6;
const CLICKS = 3;
const SLEEP_MS = 1300; // the host's is 1 s
const PATIENCE_MS = 4000; // of a browser without news
const LONG_MS = 60_000;
const STRUCK = /fault: the call failed/;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What is done to a host in flight, and what it says when that is over, well or not. */
const CHANGES = {
    reload: { signal: "SIGHUP", over: /loaded again/ },
    replace: { signal: "SIGUSR2", over: /worker \d+ serves|before it served/ },
};

export class Run {
    constructor({ says, code, change, options = [] }, fault) {
        this.says = says;
        this.change = CHANGES[change];
        this.code = code;
        this.fault = fault;
        this.directory = mkdtempSync(join(tmpdir(), "lightspeed-fault-"));
        this.options = ["--prod", "--state", join(this.directory, "state"), "--shards", "1", "--limit", "sleep_s=1"];
        this.options.push(...options);
        this.app = join(this.directory, "clicks.lua");
        writeFileSync(this.app, APP);
        this.token = join(this.directory, "token"); // of a master and its workers one call fails
        writeFileSync(this.token, "");
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
            await this.changes();
            const isHit = STRUCK.test(this.said);
            await this.replace("SIGTERM");
            await this.clicks();
            this.visitor.isResting = true;
            await until(() => this.visitor.wrong.length || this.visitor.isAtRest, "all clicks are told of", LONG_MS);
            assert.deepEqual(this.visitor.wrong, []);
            return isHit || STRUCK.test(this.said);
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
        return startHost(this.app, this.options, this.port, wishes);
    }

    // One that does not start for it ends with code 1 and says why, and does not keep the next from starting.
    async startFaulty() {
        try {
            this.host = await this.start({
                LD_PRELOAD: FAULTS,
                LIGHTSPEED_FAULT: this.fault,
                ...(this.fault.endsWith("+") ? {} : { LIGHTSPEED_FAULT_TOKEN: this.token }),
            });
            this.faulty = this.host;
        } catch (error) {
            this.faulty = { said: error.message };
            assert.match(error.message, STRUCK);
            assert.match(error.message.replace(STRUCK, ""), this.says);
            this.host = await this.start();
        }
    }

    // It goes on with other code, or with a new worker; or with what it had, and says why.
    async changes() {
        const { host } = this;
        if (!this.change || /no thread to load the app again/.test(host.said)) return this.ignores();
        const before = host.said.length;
        writeFileSync(this.app, APP.replace('title = "Clicks"', 'title = "Clicks, again"'));
        host.child.kill(this.change.signal);
        const isOver = () => !host.isAlive || this.change.over.test(host.said.slice(before));
        await until(isOver, `the change is over: ${host.said}`, LONG_MS);
        await this.clicks();
    }

    // Whom nobody can tell to change goes on as it is.
    async ignores() {
        if (this.change) this.host.child.kill(this.change.signal);
        await this.clicks();
    }

    // Dead it may be only of what was asked for, and says so; then another takes its place.
    async replaceDead() {
        if (this.host.isAlive) return false;
        assert.equal(this.host.child.signalCode, this.code);
        // A little later than it ends.
        await until(() => this.says.test(this.host.said), `it says why it ended: ${this.host.said}`);
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
export async function tryAll(which, beginRun = (fault) => new Run(which, fault).go()) {
    const step = IS_ALL ? (which.all ?? 1) : which.every;
    const begin = IS_ALL ? 1 : 1 + Math.floor(Math.random() * step);
    let isOver = false;
    let count = 0;
    for (let n = begin; !isOver && n < (which.most ?? 2000); ) {
        const runs = [];
        for (let i = 0; i < AT_ONCE; i++, n += step) runs.push(beginRun(which.fault(n)));
        const ends = await Promise.allSettled(runs);
        for (const end of ends) if (end.status === "rejected") throw end.reason;
        count += ends.filter(({ value }) => value).length;
        isOver = ends.some(({ value }) => !value);
    }
    return count;
}
