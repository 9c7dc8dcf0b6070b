// What an operator's Prometheus reads of a host that has everything: sessions, a state directory, services, programs.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startHost } from "./support/host.mjs";

const FAMILY = /^# HELP (lightspeed_\w+) (\S.*)\n# TYPE \1 (counter|gauge)\n((?:\1(?:\{\w+="\w+"\})? \d+\n)+)/;

let host;
let state;

before(async () => {
    state = mkdtempSync(join(tmpdir(), "ls-metrics-"));
    host = await startHost("spec/apps/walk_services.lua", ["--state", state]);
});

after(async () => {
    await host?.stop();
    rmSync(state, { recursive: true, force: true });
});

/** Each metric by its name: its kind, and its values as they were sent. */
function read(text) {
    const families = new Map();
    for (let rest = text, family; rest; rest = rest.slice(family[0].length)) {
        family = FAMILY.exec(rest);
        assert.ok(family, `no metric begins here: ${rest.slice(0, 300)}`);
        const [, name, , kind, values] = family;
        assert.ok(!families.has(name), `${name} is told twice`);
        families.set(name, { kind, values });
    }
    return families;
}

test("every metric says what it is and of what kind, once, and then its values", async () => {
    const answer = await fetch(`${host.url}_ls/metrics`);
    assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4");
    const families = read(await answer.text());
    for (const [name, { kind }] of families) assert.equal(kind, name.endsWith("_total") ? "counter" : "gauge", name);
    const told = {
        lightspeed_visits_total: /^\w+ 0\n$/,
        lightspeed_kept_failing: /^\w+ 0\n$/,
        lightspeed_kept_transactions_total: /^\w+ \d+\n$/,
        lightspeed_service_calls_total: /^\w+\{service="work"\} 0\n$/,
        lightspeed_service_threads: /^\w+\{service="work"\} \d+\n$/,
        lightspeed_program_processes: /^\w+\{program="echo"\} \d+\n$/,
        lightspeed_program_killed_total: /^\w+\{program="echo"\} 0\n$/,
        lightspeed_cache_bytes: /^\w+ 0\n$/,
        lightspeed_mails_total: /^\w+ 0\n$/,
    };
    for (const [name, values] of Object.entries(told)) assert.match(families.get(name)?.values ?? "", values, name);
});
