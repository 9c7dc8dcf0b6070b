// The host is killed, again and again, while visitors click: at random moments, and at the very places where a mistake
// would show. What was acknowledged is never lost, and nothing happens twice. `make kill` kills a thousand times.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { freePort, startHost, until } from "../walk/support/host.mjs";
import { Visitor } from "./visitor.mjs";

const KILLS = Number(process.env.KILLS ?? 20);
const VISITORS = Number(process.env.VISITORS ?? 40);
const PLACES = ["taken", "written", "committed", "answered", "released"];
const PATIENCE_MS = 120_000;

// Builds that specs are run on have such places (host/base/mortal.h); an ordinary one is killed at random moments only.
const HAS_PLACES = /asan|mortal/.test(process.env.LIGHTSPEED_BUILD ?? "");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values, part) {
    values.sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.floor(values.length * part))];
}

// Every other time a place and how often it is passed, else a moment.
async function kill(host, number) {
    if (number % 2 && HAS_PLACES) await until(() => host.child.signalCode, `the host dies at its place`, PATIENCE_MS);
    else await pause(50 + Math.random() * 500);
    await host.kill();
}

function wishOf(number) {
    if (!(number % 2)) return {};
    const place = PLACES[(number >> 1) % PLACES.length];
    return { LIGHTSPEED_DIES: `${place}:${1 + Math.floor(Math.random() * 200)}` };
}

test(`${KILLS} kills lose no acknowledged click of ${VISITORS} visitors, and double none`, async () => {
    const state = mkdtempSync(join(tmpdir(), "lightspeed-kill-"));
    const options = ["--prod", "--state", state, "--shards", "2", "--limit", "events_per_s=10000"];
    const port = await freePort();
    let host = await startHost("spec/kill/clicks.lua", options, port);
    const visitors = Array.from({ length: VISITORS }, () => new Visitor(port));
    const complaints = () => visitors.flatMap(({ wrong }) => wrong);
    try {
        for (const visitor of visitors) await visitor.begin();
        for (let number = 0; number < KILLS; number++) {
            await until(
                () => {
                    if (complaints().length) return true;
                    return visitors.every(({ isLost }) => !isLost) || host.child.signalCode === "SIGKILL";
                },
                "everybody is back",
                PATIENCE_MS,
            );
            assert.deepEqual(complaints().slice(0, 10), []);
            await kill(host, number);
            const startedAt = performance.now();
            for (const visitor of visitors) visitor.startedAt = startedAt;
            host = await startHost("spec/kill/clicks.lua", options, port, wishOf(number + 1));
        }
        for (const visitor of visitors) visitor.isResting = true;
        await until(
            () => complaints().length || visitors.every(({ isAtRest }) => isAtRest),
            "all clicks are told of",
            PATIENCE_MS,
        );
        assert.deepEqual(complaints().slice(0, 10), []);
        const clicks = visitors.reduce((sum, visitor) => sum + visitor.clicks, 0);
        const waits = visitors.flatMap((visitor) => visitor.waits);
        console.log(
            `# ${clicks} clicks; from a restart to the first patch: p50 ${percentile(waits, 0.5).toFixed(0)} ms, ` +
                `p99 ${percentile(waits, 0.99).toFixed(0)} ms, of ${waits.length}`,
        );
        assert.ok(clicks > KILLS * 10, `only ${clicks} clicks`);
    } finally {
        for (const visitor of visitors) visitor.end();
        await host.kill();
        rmSync(state, { recursive: true, force: true });
    }
});
