// A start in which memory ends: at every piece that is asked for until the app is loaded, at every one from there on
// until the host is up; and a worker's end for want of memory, which its master answers with another.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { FAULTS, IS_ALL, startHost, tryAll, until } from "./run.mjs";

const APP = "spec/kill/clicks.lua";
const LONG_MS = 3_600_000;
const PIECES_MIN = 10_000; // that loading an app takes
const ASK_MS = 4000;
const ANSWERS = 20; // by which it is known that a worker went on
const STRUCK = /fault: the call failed/;

/** A host on a state of its own; `begin` starts it. */
async function inDirectory(work) {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-start-"));
    try {
        return await work(directory);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

test("memory that ends while the app is loaded ends the host with a clear error, at any piece", async (t) => {
    const step = IS_ALL ? 1 : 499;
    const wishes = { LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: `malloc:${step}:each` };
    const host = await startHost(APP, ["--prod"], 0, wishes, LONG_MS);
    try {
        const [line, tried, all, refused, aborted, wentOn, wrong] = await host.says(
            /forks: (\d+) of (\d+) calls failed: (\d+) refused, (\d+) aborted, (\d+) went on, (\d+) wrong/,
        );
        t.diagnostic(line);
        assert.equal(Number(wrong), 0, host.said);
        assert.ok(Number(all) > PIECES_MIN);
        assert.equal(Number(tried), Math.floor(all / step));
        assert.equal(Number(refused) + Number(aborted) + Number(wentOn), Number(tried));
        assert.equal((await fetch(host.url)).status, 200, "who was spared serves");
        await host.stop();
    } finally {
        await host.kill();
    }
});

/** Gives whether the call was made before the host was up. */
function startOnce(fault) {
    return inDirectory(async (directory) => {
        const options = ["--prod", "--state", directory, "--shards", "1"];
        const wishes = { LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: fault };
        let host;
        try {
            host = await startHost(APP, options, 0, wishes);
        } catch (error) {
            assert.match(error.message, STRUCK);
            assert.match(error.message.replace(STRUCK, ""), /memory/i, `${fault}: ${error.message}`);
            assert.doesNotMatch(error.message, /SIGSEGV|Assertion/);
            host = await startHost(APP, options);
        }
        try {
            const isHit = STRUCK.test(host.said) || !host.wishes.LD_PRELOAD;
            if (!isHit) return false;
            const status = await fetch(host.url).then(
                (answer) => answer.status,
                () => 0,
            );
            if (status === 200 && host.isAlive) return true;
            await until(() => !host.isAlive, `it ends: ${status}, ${fault}: ${host.said}`);
            await host.says(/out of memory/); // the piece was asked for a moment later
            return true;
        } finally {
            await host.kill();
        }
    });
}

test("a piece of memory that is not to be had while the host opens its state and its door", async (t) => {
    const which = { fault: (n) => `malloc:${n}:loaded`, every: 307, most: 20_000 };
    const count = await tryAll(which, startOnce);
    t.diagnostic(`${count} pieces were refused, each in a start of its own`);
    assert.ok(count > 0);
});

/** Gives whether the n-th piece was the host's own; a library may do without one of its, and says nothing. */
function failWorker(n) {
    return inDirectory(async (directory) => {
        const token = join(directory, "token");
        writeFileSync(token, "");
        const wishes = { LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: `malloc:${n}:up`, LIGHTSPEED_FAULT_TOKEN: token };
        const options = ["--prod", "--master", "--shards", "1", "--state", join(directory, "state")];
        const host = await startHost(APP, options, 0, wishes);
        try {
            const [first] = host.workers();
            const ask = () =>
                fetch(host.url, { headers: { connection: "close" }, signal: AbortSignal.timeout(ASK_MS) }).then(
                    (answer) => answer.status,
                    () => 0,
                );
            const isOut = () => /out of memory \(\d+ bytes asked for\)/.test(host.said);
            let answered = 0; // since then
            await until(async () => {
                const status = await ask();
                if (status === 200 && STRUCK.test(host.said)) answered++;
                return isOut() || answered > ANSWERS;
            }, `piece ${n} is asked for`);
            if (!isOut()) {
                assert.deepEqual(host.workers(), [first]);
                await host.stop();
                return false;
            }
            await host.says(new RegExp(`worker ${first} ended with signal 6`));
            await until(async () => (await ask()) === 200, "another serves");
            const [second, ...more] = host.workers();
            assert.ok(second !== first && more.length === 0);
            await host.stop();
            return true;
        } finally {
            await host.kill();
        }
    });
}

test("a worker that memory failed says so, and its master starts another on the same state", async () => {
    let n = 30;
    while (!(await failWorker(n))) assert.ok(++n < 50, "none of so many pieces is the host's own");
});
