// Patches, in a real browser: the shared cases, and what they do to nodes that somebody is using.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page as Tab } from "playwright-core";
import { browser, withParts } from "./support/browser";
import type { PatchCase } from "./support/case";
import { fixture } from "./support/fixtures";
import { CASES } from "./support/patch_cases";

const { tab, errors } = browser();
let shared: Promise<Tab> | null = null;
const here = () => {
    shared ??= tab().then(withParts);
    return shared;
};

const wrongWith = async (one: PatchCase) => {
    const page = await here();
    return page.evaluate((text) => parts.tryCase(JSON.parse(text)), JSON.stringify(one));
};

const tryAll = (says: string, cases: () => PatchCase[]) =>
    test(says, async (t) => {
        assert.ok(cases().length > 0);
        for (const one of cases()) await t.test(one.says, async () => assert.deepEqual(await wrongWith(one), []));
    });

tryAll("a patch changes what it names, where a browser is particular", () => CASES);
tryAll("a patch changes what it names, as the host says it", () => fixture<PatchCase>("patches"));

test("a case that is wrong is found out", async () => {
    assert.notDeepEqual(await wrongWith({ ...CASES[0]!, patch: { 0: "something else" } }), []);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
