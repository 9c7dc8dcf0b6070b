// Determinism: a session's way can be gone again. Random sessions of every app are recorded (record_turns.lua), and two
// processes go their way again (replay_turns.lua), each with hash seeds and a heap of its own: after every turn both
// must have the models and the page that were recorded, to the byte.
//
//     PROOF_TURNS=10000 PROOF_SEED=1 node --test spec/proof/turns.test.mjs

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { linesOf, seedOf } from "./support/theatre.mjs";

const TURNS = Number(process.env.PROOF_TURNS ?? 100);
const PADDING = 3;
const APPS = ["apps", "apps/bench"].flatMap((folder) =>
    readdirSync(folder)
        .filter((name) => name.endsWith(".lua"))
        .map((name) => `${folder}/${name}`),
);

async function record(app, seed, folder) {
    for await (const line of linesOf("record_turns.lua", seed, app, TURNS, folder)) return JSON.parse(line);
}

/** What a process has to say of all traces: a hash of it, how many steps, and the first that went another way. */
async function replay(app, folder, count, padding) {
    const hash = createHash("sha256");
    const way = { steps: 0, diverges: [] };
    for await (const line of linesOf("replay_turns.lua", app, folder, count, padding)) {
        const parts = line.split("\t");
        hash.update(line);
        if (parts.length > 2) way.steps++;
        else if (parts.length === 2 && parts[1] !== "nil") way.diverges.push(line);
    }
    return { ...way, hash: hash.digest("hex") };
}

async function inFolder(use) {
    const folder = mkdtempSync(join(tmpdir(), "turns-"));
    try {
        return await use(folder);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

async function goAgain(app, seed) {
    return await inFolder(async (folder) => {
        const recorded = await record(app, seed, folder);
        const ways = [];
        for (const padding of [0, PADDING]) ways.push(await replay(app, folder, recorded.traces, padding));
        return { recorded, ways };
    });
}

for (const app of APPS)
    test(`${app} goes its way again, in another process too`, { timeout: 3_600_000 }, async (t) => {
        const seed = seedOf(process.env.PROOF_SEED);
        const { recorded, ways } = await goAgain(app, seed);
        const { turns, traces, failures } = recorded;
        t.diagnostic(
            `seed ${seed}: ${turns} turns of ${traces} sessions, ${failures} of them failed and were undone`,
        );
        for (const way of ways) assert.deepEqual(way.diverges, []);
        assert.equal(ways[0].hash, ways[1].hash);
        assert.ok(turns >= TURNS, `only ${turns} turns`);
        assert.equal(recorded.said, null);
    });

test("a view that goes by a variable of its file is found out, by its replay and by the host", async () => {
    const { recorded, ways } = await goAgain("spec/apps/forgetful.lua", 1);
    assert.notEqual(ways[0].diverges.length, 0);
    assert.match(recorded.said, /forgetful\.lua:5: update\.add went another way/);
});
