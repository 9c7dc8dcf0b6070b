// A program that hangs, and one that crashes, in a host with visitors: they are ended and replaced, who asked is
// told, and everybody else goes on.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    await shows(ann.page, "#value", "first");
    for (let round = 1; round <= 2; round++) {
        await click(ann.page, "Wedge");
        for (let clicks = 1; clicks <= 5; clicks++) {
            await click(bob.page, "Count");
            await shows(bob.page, "output", (round - 1) * 5 + clicks);
        }
        await shows(ann.page, "i", "timeout");
        await until(async () => (await program(host, "processes")) === 2, "another process is up");
        await click(ann.page, "Echo");
        await shows(ann.page, "#value", "hi,7");
    }
    assert.equal(await program(host, "killed_total"), 2);
    assert.equal(await program(host, "restarts_total"), 2);
    assert.equal(await program(host, "crashed_total"), 0);
});

test("one that crashes is replaced, and who asked hears how it ended", async () => {
    const host = await house.host("spec/apps/programs.lua");
    const { page } = await house.tab(host.url);
    await shows(page, "#value", "first");
    await click(page, "Crash");
    await shows(page, "b", "echo.crash: its process ended with code 3");
    await click(page, "Echo");
    await shows(page, "#value", "hi,7");
    assert.equal(await program(host, "crashed_total"), 1);
});

test("a saved file gives a program new processes only where it says something else of it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lightspeed-programs-"));
    house.ends.push(async () => rmSync(folder, { recursive: true, force: true }));
    cpSync("spec/apps/programs", join(folder, "programs"), { recursive: true });
    const file = join(folder, "app.lua");
    const source = readFileSync("spec/apps/programs.lua", "utf8");
    writeFileSync(file, source);
    const host = await house.host(file);
    const { page } = await house.tab(host.url);
    await shows(page, "#value", "first");
    const before = descendants(host.child.pid);
    writeFileSync(file, source.replace("<i>{m.err}</i>", "<i>{m.err}</i><em>saved</em>"));
    await page.locator("em").waitFor();
    assert.deepEqual(descendants(host.child.pid), before);
    writeFileSync(file, source.replace('GREETING = "hello"', 'GREETING = "good day"'));
    await page.locator("em").waitFor({ state: "detached" });
    await until(async () => {
        await click(page, "Environment");
        return /^good day none none /.test(await page.locator("#value").textContent());
    }, "the new processes answer");
    await until(() => !before.some(lives), "the former ones have ended");
});

for (const [name, end] of Object.entries({ "kill -9": (host) => host.kill(), SIGTERM: (host) => host.stop() }))
    test(`${name} of the host: no process of a program is left`, async () => {
        const host = await house.host("spec/apps/programs.lua");
        const { page } = await house.tab(host.url, { expects: /WebSocket connection|ERR_/ });
        await shows(page, "#value", "first");
        await click(page, "Wedge");
        await until(async () => (await program(host, "working")) === 1, "it works");
        const processes = descendants(host.child.pid);
        assert.ok(processes.length >= 2);
        await end(host);
        await until(() => !processes.some(lives), "all have ended");
    });
