// Every single call that may fail does: the n-th piece of memory, the n-th write, the n-th file that is opened, in a
// host that starts, serves, sleeps, wakes, ends and is started again. Whatever fails ends in a clear error or a clean
// continuation, and nobody's clicks are lost or done twice. `make faults` does it for all n, `make check` for some.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import test from "node:test";
import { FAULTS, pause, startHost, tryAll, until } from "./run.mjs";

/** What the process has had of the processor; the system counts in hundredths of a second. */
function processorMs({ child }) {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * What fails, and what is said when a host ends for it, with which signal; `every`: which n a short run tries, `all`:
 * and which a long one does, where those are not all; `most`: the largest. `change`: what is done to it in flight.
 */
const CASES = [
    {
        what: "memory while it serves",
        fault: (n) => `malloc:${n}:up`,
        says: /memory/i,
        every: 9,
        code: "SIGABRT",
        change: null,
    },
    {
        what: "memory while it loads its app again",
        fault: (n) => `malloc:${n}:up`,
        says: /memory/i,
        every: 6007,
        all: 61,
        most: 80_000,
        code: "SIGABRT",
    },
    {
        what: "a disk that is full for once",
        fault: (n) => `write:${n}:ENOSPC`,
        says: /cannot be written|--state/,
        every: 6,
    },
    {
        what: "a disk that is full for good",
        fault: (n) => `write:${n}:ENOSPC+`,
        says: /cannot be written|--state/,
        every: 8,
    },
    { what: "a disk that fails", fault: (n) => `write:${n}:EIO`, says: /cannot be written|--state/, every: 7 },
    { what: "a write of the half", fault: (n) => `write:${n}:short`, says: /cannot be written|--state/, every: 5 },
    { what: "a power cut in a write", fault: (n) => `write:${n}:dies`, says: /./, every: 4, code: "SIGKILL" },
    { what: "a sync that fails", fault: (n) => `sync:${n}:EIO`, says: /cannot be written|--state/, every: 4 },
    {
        what: "a truncation that fails",
        fault: (n) => `truncate:${n}:EIO`,
        says: /cannot be written|--state/,
        every: 1,
    },
    { what: "a rename that fails", fault: (n) => `rename:${n}:EIO`, says: /cannot be written|--state/, every: 1 },
    {
        what: "no file descriptor left",
        fault: (n) => `open:${n}:EMFILE`,
        says: /Too many open files|cannot/,
        every: 2,
    },
    {
        what: "no descriptor for a visitor",
        fault: (n) => `accept:${n}:EMFILE`,
        says: /Too many open files/,
        every: 1,
    },
    { what: "no thread", fault: (n) => `thread:${n}`, says: /thread/, every: 1 },
];

/** A master, its workers, and the change from one to the next: one call of any of them fails. */
const MASTERED = [
    {
        what: "memory",
        fault: (n) => `malloc:${n}:up`,
        says: /memory/i,
        every: 37,
        most: 2000,
        code: "SIGABRT",
    },
    { what: "a disk that is full", fault: (n) => `write:${n}:ENOSPC`, says: /cannot be written|--state/, every: 19 },
    { what: "a power cut in a write", fault: (n) => `write:${n}:dies`, says: /./, every: 19, code: "SIGKILL" },
    { what: "a sync that fails", fault: (n) => `sync:${n}:EIO`, says: /cannot be written|--state/, every: 9 },
    { what: "no file descriptor left", fault: (n) => `open:${n}:EMFILE`, says: /Too many|cannot/, every: 7 },
    { what: "no thread", fault: (n) => `thread:${n}`, says: /thread/, every: 3 },
];

test("a host that has no descriptors left says so, waits, and goes in peace", async () => {
    const wishes = { LD_PRELOAD: FAULTS, LIGHTSPEED_FAULT: "accept:1:EMFILE+" };
    const host = await startHost("spec/kill/clicks.lua", ["--prod"], 0, wishes);
    try {
        const knock = connect(host.port, "127.0.0.1").on("error", () => {});
        await until(() => /no connection can be taken just now: Too many open files/.test(host.said), "it says so");
        const before = processorMs(host);
        await pause(2000);
        assert.ok(processorMs(host) - before < 400, "it does not ask again and again");
        assert.equal(host.said.match(/no connection can be taken/g).length, 1);
        knock.destroy();
        await host.stop();
    } finally {
        await host.kill();
    }
});

function tryEach(title, which) {
    test(`${title} ends in a clear error or a clean continuation, whichever call it is`, async (t) => {
        const count = await tryAll(which);
        t.diagnostic(`${count} calls failed, each in a run of its own`);
        assert.ok(count > 0);
    });
}

for (const which of CASES) tryEach(which.what, { change: "reload", ...which });
for (const which of MASTERED)
    tryEach(`${which.what}, under a master,`, { options: ["--master"], change: "replace", ...which });
