// A program that hangs, and one that crashes, in a host with visitors: they are ended and replaced, who asked is
// told, and everybody else goes on.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

/** The processes that somebody has started, and what these have. */
function descendants(pid) {
    const parents = new Map();
    for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
        try {
            const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
            parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
        } catch {
            // It has ended meanwhile.
        }
    const found = new Set([pid]);
    for (let before = 0; before < found.size; ) {
        before = found.size;
        for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
    }
    found.delete(pid);
    return [...found];
}

/** Whether a process runs: one that only waits to be counted does not. */
function lives(pid) {
    try {
        return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
        return false;
    }
}

const click = (page, name) => page.getByRole("button", { name }).click();
const program = (host, name) => host.metric(`program_${name}{program="echo"}`);

test("a program that hangs is killed at its deadline, and others click on meanwhile", async () => {
    const host = await house.host("spec/apps/programs.lua");
    const ann = await house.tab(host.url);
    const bob = await house.tab(host.url);
    await shows(ann.page, "p", "first");
    for (let round = 1; round <= 2; round++) {
        await click(ann.page, "Wedge");
        for (let clicks = 1; clicks <= 5; clicks++) {
            await click(bob.page, "Count");
            await shows(bob.page, "output", (round - 1) * 5 + clicks);
        }
        await shows(ann.page, "i", "timeout");
        await until(async () => (await program(host, "processes")) === 2, "another process is up");
        await click(ann.page, "Echo");
        await shows(ann.page, "p", "hi,7");
    }
    assert.equal(await program(host, "killed_total"), 2);
    assert.equal(await program(host, "restarts_total"), 2);
    assert.equal(await program(host, "crashed_total"), 0);
});

test("one that crashes is replaced, and who asked hears how it ended", async () => {
    const host = await house.host("spec/apps/programs.lua");
    const { page } = await house.tab(host.url);
    await shows(page, "p", "first");
    await click(page, "Crash");
    await shows(page, "b", "echo.crash: its process ended with code 3");
    await click(page, "Echo");
    await shows(page, "p", "hi,7");
    assert.equal(await program(host, "crashed_total"), 1);
});

for (const [name, end] of Object.entries({ "kill -9": (host) => host.kill(), SIGTERM: (host) => host.stop() }))
    test(`${name} of the host: no process of a program is left`, async () => {
        const host = await house.host("spec/apps/programs.lua");
        const { page } = await house.tab(host.url, { expects: /WebSocket connection|ERR_/ });
        await shows(page, "p", "first");
        await click(page, "Wedge");
        await until(async () => (await program(host, "working")) === 1, "it works");
        const processes = descendants(host.child.pid);
        assert.ok(processes.length >= 2);
        await end(host);
        await until(() => !processes.some(lives), "all have ended");
    });
