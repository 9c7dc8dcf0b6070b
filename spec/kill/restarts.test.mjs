// The host is replaced, again and again, while visitors click: as a deploy does it. Nothing that was acknowledged
// is lost, nothing happens twice, and where sockets outlive the host nobody is refused. `make restarts` does so a
// hundred times.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { ask, freePort, startHost, until } from "../walk/support/host.mjs";
import { Visitor } from "./visitor.mjs";

const RESTARTS = Number(process.env.RESTARTS ?? 3);
const VISITORS = Number(process.env.VISITORS ?? 40);
const PATIENCE_MS = 120_000;
const APP = "spec/kill/clicks.lua";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sum = (values) => values.reduce((all, value) => all + value, 0);

function percentile(values, part) {
    values.sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.floor(values.length * part))];
}

/** Each gives the host that serves from then on. */
const WAYS = {
    "a master puts a new worker in the old one's place": {
        options: ["--master"],
        refusesNobody: true,
        async restart(host) {
            const [old] = host.workers();
            host.child.kill("SIGUSR2");
            await until(
                () => host.workers().length === 1 && host.workers()[0] !== old,
                "another serves",
                PATIENCE_MS,
            );
            return host;
        },
    },
    "the host is told to go, and another is started": {
        options: [],
        refusesNobody: false,
        async restart(host, start) {
            await host.stop();
            return start();
        },
    },
};

/** New visitors all the while: what each was answered, and how long the slowest waited. */
function askAllTheTime(port) {
    const answers = new Map();
    let isDone = false;
    let slowest = 0;
    const isOver = (async () => {
        while (!isDone) {
            const askedAt = performance.now();
            const answer = await ask(port);
            slowest = Math.max(slowest, performance.now() - askedAt);
            answers.set(answer, (answers.get(answer) ?? 0) + 1);
            await pause(5);
        }
    })();
    return async () => {
        isDone = true;
        await isOver;
        return { answers, slowest };
    };
}

for (const [says, { options, refusesNobody, restart }] of Object.entries(WAYS))
    test(`${RESTARTS} times ${says}: ${VISITORS} visitors lose no click, and none is done twice`, async () => {
        const state = mkdtempSync(join(tmpdir(), "lightspeed-restarts-"));
        const port = await freePort();
        const all = ["--prod", "--state", state, "--shards", "2", "--limit", "events_per_s=10000", ...options];
        const start = () => startHost(APP, all, port);
        let host = await start();
        const visitors = Array.from({ length: VISITORS }, () => new Visitor(port));
        const complaints = () => visitors.flatMap(({ wrong }) => wrong);
        const settle = (holds, what) => until(() => complaints().length || visitors.every(holds), what, PATIENCE_MS);
        let stopAsking;
        try {
            for (const visitor of visitors) await visitor.begin();
            stopAsking = askAllTheTime(port);
            for (let number = 0; number < RESTARTS; number++) {
                await settle(({ isLost }) => !isLost, "everybody is back");
                assert.deepEqual(complaints().slice(0, 10), []);
                await pause(50 + Math.random() * 200);
                for (const visitor of visitors) visitor.startedAt = performance.now();
                host = await restart(host, start);
            }
            await settle(({ isLost }) => !isLost, "everybody is back");
            for (const visitor of visitors) visitor.isResting = true;
            await settle(({ isAtRest }) => isAtRest, "all clicks are told of");
            assert.deepEqual(complaints().slice(0, 10), []);
            const { answers, slowest } = await stopAsking();
            const clicks = sum(visitors.map((visitor) => visitor.clicks));
            const waits = visitors.flatMap((visitor) => visitor.waits);
            const found = JSON.stringify([...answers]);
            console.log(`# ${clicks} clicks; pages ${found}, the slowest in ${slowest.toFixed(0)} ms`);
            const [middle, most] = [0.5, 0.99].map((part) => percentile(waits, part).toFixed(0));
            console.log(`# from the word to the first patch: p50 ${middle} ms, p99 ${most} ms`);
            assert.ok(clicks > RESTARTS * 10, `only ${clicks} clicks`);
            if (refusesNobody) {
                assert.deepEqual([...answers.keys()], ["HTTP/1.1 200 OK"]);
                assert.equal(sum(visitors.map((visitor) => visitor.refused)), 0);
            }
        } finally {
            for (const visitor of visitors) visitor.end();
            await stopAsking?.();
            await host.stop();
            rmSync(state, { recursive: true, force: true });
        }
    });
