// What clicks cost while services are at it: pages that count, without and with other pages whose services loop and
// sleep and whose program wedges until it is killed, in turns, so that what else the machine does falls on both. The
// host has one core, the generator another. Needs build/lightspeed-host and build/bench/load.
//
//     node bench/services.mjs [ROUNDS]

import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSocket } from "../spec/kill/socket.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const PORT = 27_471;
const URL = `http://127.0.0.1:${PORT}/`;
const SPINNERS = 2;
const SLEEPERS = 6;
const WEDGERS = 3; // one after the other, each until it is killed
const LIMITS = ["--limit", "events_per_s=1000000", "--limit", "events_burst=1000000"];

const host = spawn(
    "taskset",
    ["-c", "0", "build/lightspeed-host", "--prod", "--shards", "1", "--port", String(PORT), ...LIMITS, "spec/apps/walk_services.lua"],
    { stdio: ["ignore", "ignore", "inherit"] },
);

process.on("exit", () => host.kill("SIGKILL"));

async function run(mode, ...options) {
    const load = spawn("taskset", ["-c", "1", "build/bench/load", mode, "--port", String(PORT), ...options], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    load.stdout.setEncoding("utf8").on("data", (text) => {
        said += text;
    });
    await once(load, "close");
    return said;
}

async function clicks() {
    const said = await run(
        "paced",
        ...["--host", String(host.pid), "--sessions", "1000", "--rate", "10000", "--seconds", "3"],
        ...["--event", "count", "--payload", "{}"],
    );
    const figure = (name) => Number(new RegExp(`^${name} +([\\d.]+)`, "m").exec(said)[1]);
    return { p50: figure("latency p50"), p99: figure("latency p99") };
}

/** A page whose service is at it until its line is closed. */
async function busy(event) {
    const ticket = /ls-ticket" content="([^"]+)"/.exec(await (await fetch(URL)).text())[1];
    await new Promise((said) => {
        const socket = openSocket(PORT, {
            opened: () => {
                socket.send(JSON.stringify(["join", 1, ticket, 0]));
                socket.send(JSON.stringify(["e", 1, event, event === "wedge" ? {} : { ms: "60000" }, 0]));
            },
            said: (text) => /waiting/.test(String(text)) && said(),
            closed: () => {},
        });
        sockets.push(socket);
    });
}
const sockets = [];

/** Whether nobody is at anything any more. */
async function isOver() {
    const text = await (await fetch(`${URL}_ls/metrics`)).text();
    return [...text.matchAll(/^lightspeed_(?:service|program)_(?:working|waiting)\{.*\} (\d+)/gm)].every(([, n]) => n === "0");
}

const median = (list, name) => list.map((one) => one[name]).sort((a, b) => a - b)[list.length >> 1];
const show = (says, list) =>
    console.log(
        `${says}: p50 ${median(list, "p50")} us, p99 ${median(list, "p99")} us  (p99 of each: ${list.map((one) => one.p99).join(", ")})`,
    );

await run("ready");
const idle = [];
const beside = [];
for (let round = 0; round < ROUNDS; round++) {
    idle.push(await clicks());
    for (let i = 0; i < SPINNERS; i++) await busy("spin");
    for (let i = 0; i < SLEEPERS; i++) await busy("doze");
    for (let i = 0; i < WEDGERS; i++) await busy("wedge");
    beside.push(await clicks());
    for (const socket of sockets.splice(0)) socket.end();
    while (!(await isOver())) await new Promise((done) => setTimeout(done, 100));
}
show("idle", idle);
show(`${SPINNERS} services loop, ${SLEEPERS} sleep, a program wedges`, beside);
process.exit();
