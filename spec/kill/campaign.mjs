// A host that is killed and started again, on the same directory and the same port, and visitors who click meanwhile.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startHost, until } from "../walk/support/host.mjs";
import { Visitor } from "./visitor.mjs";

const SOURCE = readFileSync(new URL("clicks.lua", import.meta.url), "utf8");
const PATIENCE_MS = 120_000;

// Builds that specs are run on have places to die at (host/base/mortal.h); an ordinary one is killed at any moment.
export const HAS_PLACES = /asan|mortal/.test(process.env.LIGHTSPEED_BUILD ?? "");

/** Runs `work(campaign)` with a host and so many visitors, and leaves nothing behind. */
export async function openCampaign(count, work, options = []) {
    const campaign = new Campaign(options);
    try {
        await campaign.open(count);
        await work(campaign);
    } finally {
        await campaign.close();
    }
}

class Campaign {
    version = 0;
    visitors = [];

    constructor(options) {
        this.directory = mkdtempSync(join(tmpdir(), "lightspeed-kill-"));
        this.app = join(this.directory, "clicks.lua");
        const state = join(this.directory, "state");
        this.options = ["--prod", "--state", state, "--shards", "2", "--limit", "events_per_s=10000", ...options];
    }

    async open(count) {
        this.port = await freePort();
        this.deploy();
        await this.start();
        this.visitors = Array.from({ length: count }, () => new Visitor(this.port));
        for (const visitor of this.visitors) await visitor.begin();
        await this.everybody();
    }

    /** The app is another from now on: for whoever loads it. */
    deploy() {
        this.version++;
        writeFileSync(this.app, SOURCE.replace("VERSION = 1", `VERSION = ${this.version}`));
    }

    /** The next host; of one that was killed the port may be free a moment later. */
    async start(wishes = {}) {
        const startedAt = performance.now();
        for (const visitor of this.visitors) visitor.startedAt = startedAt;
        this.host = await until(
            () =>
                startHost(this.app, this.options, this.port, wishes).catch((error) => {
                    // Visitors come as soon as somebody listens: it may die for them before it says that it is up.
                    const { host, message } = error;
                    if (wishes.LIGHTSPEED_DIES && host.child.signalCode === "SIGKILL") return host;
                    if (!/is in use/.test(message)) throw error;
                }),
            "the host is started",
            PATIENCE_MS,
        );
    }

    get isDead() {
        return this.host.child.signalCode === "SIGKILL";
    }

    get complaints() {
        return this.visitors.flatMap(({ wrong }) => wrong);
    }

    async awaits(holds, what) {
        const isOver = () => this.complaints.length || holds() || !this.host.isAlive;
        await until(isOver, what, PATIENCE_MS).catch((error) => assert.fail(`${error.message}: ${this.host.said}`));
        assert.deepEqual(this.complaints.slice(0, 10), []);
        assert.ok(holds(), `${what}; it is over before: ${this.host.said}`);
    }

    /** Waits until all have been shown something since the host was started; or it is dead before. */
    everybody() {
        return this.awaits(() => this.visitors.every(({ isLost }) => !isLost) || this.isDead, "everybody is back");
    }

    /** Waits until the host died where it should. */
    death(place) {
        return this.awaits(() => this.isDead, `the host dies: ${place}`);
    }

    rest(isResting) {
        for (const visitor of this.visitors) visitor.isResting = isResting;
    }

    /** Waits until all are back and all clicks are told of, and gives how many there were. */
    async account() {
        await this.everybody(); // who was at rest when the last host died has yet to hear of the next
        this.rest(true);
        await this.awaits(() => this.visitors.every(({ isAtRest }) => isAtRest), "all clicks are told of");
        return this.visitors.reduce((sum, { clicks }) => sum + clicks, 0);
    }

    async close() {
        for (const visitor of this.visitors) visitor.end();
        await this.host?.kill();
        rmSync(this.directory, { recursive: true, force: true });
    }
}
