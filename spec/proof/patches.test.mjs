// Random pages: whatever happened to a page, its DOM is that of a page that was rendered anew. Templates, models,
// events and accidents of the line are drawn by lot (record.lua) and acted out by the built client in Chromium
// (support/player.ts).
//
//     PROOF_PATCHES=100000 PROOF_SEED=1 node --test spec/proof/patches.test.mjs

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { linesOf, openTheatre, seedOf } from "./support/theatre.mjs";

const PATCHES = Number(process.env.PROOF_PATCHES ?? 3000);
const PLANTED_PATCHES = 1500;
const PLANTED_SEED = 1;
const PLANTS = ["drop", "swap", "shift", "lose", "stale", "extra"];
const SCRIPT = readFileSync(new URL("../../client/dist/lightspeed.classic.js", import.meta.url), "utf8");

let theatre;
before(async () => {
    theatre = await openTheatre("player.ts");
});
after(() => theatre?.browser.close());

const FIGURES = ["patches", "checks", "joins", "repeated", "planted"];

/** Acts out plays until `patches` were applied; tells the sums of their figures, and what went wrong first. */
async function actOut(seed, patches, { planted = null, goesOn = false } = {}) {
    const sums = { apps: 0, wrong: [] };
    for (const name of FIGURES) sums[name] = 0;
    for await (const line of linesOf("record.lua", seed, patches)) {
        const outcome = await theatre.page.evaluate(([...words]) => proof.play(...words), [line, SCRIPT, planted]);
        sums.apps++;
        for (const name of FIGURES) sums[name] += outcome[name];
        if (outcome.wrong) sums.wrong.push(outcome.wrong);
        if (outcome.wrong && !goesOn) break;
    }
    return sums;
}

test("a patched page is what a page rendered anew would be", { timeout: 3_600_000 }, async (t) => {
    const seed = seedOf(process.env.PROOF_SEED);
    const started = performance.now();
    const sums = await actOut(seed, PATCHES);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    t.diagnostic(
        `seed ${seed}: ${sums.patches} patches of ${sums.apps} apps, ${sums.checks} comparisons, ${sums.joins} joins, ` +
            `${sums.repeated} repeated or early frames, in ${seconds} s`,
    );
    assert.equal(sums.wrong.join("\n"), "");
    assert.ok(sums.patches >= PATCHES, `only ${sums.patches} patches`);
});

for (const planted of PLANTS)
    test(`a planted bug is found: ${planted}`, { timeout: 120_000 }, async (t) => {
        const sums = await actOut(PLANTED_SEED, PLANTED_PATCHES, { planted });
        t.diagnostic(`found in app ${sums.apps}, with ${sums.planted} planted`);
        assert.ok(sums.planted > 0, "none was planted");
        assert.equal(sums.wrong.length, 1);
    });

test("nothing throws by itself", () => assert.deepEqual(theatre.errors, []));
