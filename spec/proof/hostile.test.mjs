// Escaping cannot be forgotten: hostile strings, drawn by lot, in every place of a template that takes one
// (spec/apps/contexts.lua), as first HTML and through patches, in Chromium. No script runs, and what stands in the DOM
// is the string.
//
//     PROOF_STRINGS=100000 PROOF_SEED=1 node --test spec/proof/hostile.test.mjs

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { linesOf, openTheatre, seedOf } from "./support/theatre.mjs";

const STRINGS = Number(process.env.PROOF_STRINGS ?? 600);
const SCRIPT = readFileSync(new URL("../../client/dist/lightspeed.classic.js", import.meta.url), "utf8");
const SPOILT_SEED = 2;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src";

let theatre;
before(async () => {
    theatre = await openTheatre("hostile.ts");
});
after(() => theatre?.browser.close());

const show = (line, policy) => theatre.page.evaluate(([...words]) => proof.exhibit(...words), [line, SCRIPT, policy]);

async function exhibit(t, strings, policy, ...words) {
    const seed = seedOf(process.env.PROOF_SEED);
    const started = performance.now();
    let [texts, places, shown] = [0, 0, 0];
    for await (const line of linesOf("record_hostile.lua", seed, strings, ...words)) {
        const outcome = await show(line, policy);
        assert.deepEqual(outcome.ran, [], `seed ${seed}: scripts ran`);
        assert.equal(outcome.wrong.slice(0, 5).join("\n"), "", `seed ${seed}`);
        texts += outcome.texts;
        places = outcome.places;
        shown += 3 * outcome.texts * outcome.places;
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    t.diagnostic(`seed ${seed}: ${texts} strings in ${places} places, ${shown} in all, in ${seconds} s`);
    assert.equal(texts, strings);
}

/** What is noticed of pages that a host wrote which forgets something: `spoil` is what it forgets. */
async function notice(policy, spoil) {
    const noticed = { ran: [], wrong: [] };
    for await (const line of linesOf("record_hostile.lua", SPOILT_SEED, 80)) {
        const { ran, wrong } = await show(JSON.stringify(spoil(JSON.parse(line))), policy);
        noticed.ran.push(...ran);
        noticed.wrong.push(...wrong);
    }
    return noticed;
}

const long = { timeout: 3_600_000 };

test("a hostile string is itself in every place, and nothing runs, without a policy", long, (t) =>
    exhibit(t, STRINGS / 2, null),
);

test("a hostile string gives a policy nothing to forbid", long, (t) => exhibit(t, STRINGS / 2, POLICY));

test("a hostile string in what loads by itself runs nothing", long, (t) =>
    exhibit(t, Math.ceil(STRINGS / 50), null, 8, "loads"),
);

test("nothing throws by itself", () => assert.deepEqual(theatre.errors, []));

const plain = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
const unescaped = (page) => ({
    ...page,
    first: page.first.replace(/&(lt|gt|quot|#39|amp);/g, (one) => plain[one]),
});

test("a host that forgets to escape would be found out", async () => {
    for (const policy of [null, POLICY]) {
        const { ran, wrong } = await notice(policy, unescaped);
        assert.notEqual(ran.length, 0, `policy ${policy}`);
        assert.notEqual(wrong.length, 0);
    }
});

test("a host that forgets to judge an address would be found out", async () => {
    const unjudged = (page) => ({
        ...page,
        first: page.first.replaceAll("about:invalid#refused", "javascript:ran()"),
    });
    const { wrong } = await notice(null, unjudged);
    assert.ok(wrong.some((what) => what.startsWith("first: url:href of")));
});
