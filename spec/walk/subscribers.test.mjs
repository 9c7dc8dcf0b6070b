// Subscribers whose browsers do not read: each costs a bounded amount, and slows nobody.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openSocket } from "../kill/socket.mjs";
import { startHost } from "./support/host.mjs";
import { test } from "./support/house.mjs";

const APP = "spec/apps/channels.lua";
const QUICK = ["--prod", "--shards", "1", "--limit", "events_per_s=1000000", "--limit", "events_burst=1000000"];
const STALLED = 40;
const ROUNDS = 60;
const SAYS = 100; // in each
const TEXT = "x".repeat(100);

// What is freed is to be free: a host with a sanitizer keeps it for a while, to catch who uses it still.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ""}:quarantine_size_mb=0:thread_local_quarantine_size_kb=0`;

const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

// A client in the lobby, that has joined: `told` is called with each frame.
function client(port, name) {
    return new Promise((joined, failed) => {
        const self = { seq: 0, done: 0, lines: [], told() {} };
        self.socket = openSocket(port, {
            opened: () => self.socket.send(`1["open",1,"room:lobby",{"name":"${name}"}]`),
            closed: (code) => failed(new Error(`closed: ${code}`)),
            said(text) {
                if (!text.startsWith("1")) return; // to the whole line
                const [seq, ref, , extra] = JSON.parse(text.slice(1));
                if (seq === "bye") return failed(new Error(text));
                self.seq = seq;
                self.done = ref;
                for (const [op, , data] of extra?.do ?? []) if (op === "push_event") self.lines.push(data.text);
                if (seq === 1) joined(self);
                if (seq % 16 === 0) self.socket.send(`1["ack",${seq}]`);
                self.told();
            },
        });
    });
}

const until = (self, holds) =>
    new Promise((done) => {
        self.told = () => holds() && done();
        self.told();
    });

async function talk(speaker, listener) {
    const began = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
        const first = speaker.done + 1;
        for (let i = 0; i < SAYS; i++)
            speaker.socket.send(`1["e",${first + i},"say",{"text":"${`${first + i} ${TEXT}`.slice(0, 100)}"},0]`);
        await until(speaker, () => speaker.done === first + SAYS - 1);
        await until(listener, () => listener.lines.length === listener.base + speaker.done - speaker.base);
    }
    return performance.now() - began;
}

test("subscribers that never read cost a bounded amount, and those who read hear everything in order", async (context) => {
    const host = await startHost(APP, QUICK);
    try {
        const speaker = await client(host.port, "speaker");
        const listener = await client(host.port, "listener");
        for (const one of [speaker, listener]) one.base = 0;
        const alone_ms = await talk(speaker, listener);
        const stalled = [];
        for (let i = 0; i < STALLED; i++) stalled.push(await client(host.port, "stalled"));
        for (const { socket } of stalled) socket.stall();
        const before = resident(host.child.pid);
        const together_ms = await talk(speaker, listener);
        const grown = resident(host.child.pid) - before;
        const said = ROUNDS * SAYS * 150; // bytes that each was told, about
        context.diagnostic(
            `${STALLED} stalled: ${Math.round(grown / STALLED / 1024)} KiB each, told ${said >> 10} KiB`,
        );
        context.diagnostic(
            `${ROUNDS * SAYS} broadcasts: ${Math.round(alone_ms)} ms, then ${Math.round(together_ms)}`,
        );
        assert.equal(listener.lines.length, 2 * ROUNDS * SAYS);
        for (const [i, line] of listener.lines.entries()) assert.equal(Number.parseInt(line, 10), i + 1);
        assert.ok(grown / STALLED < 512 * 1024, `${grown} bytes`);
        for (const { socket } of [speaker, listener, ...stalled]) socket.end();
    } finally {
        await host.stop();
    }
});
