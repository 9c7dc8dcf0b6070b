// What actors cost: the memory of one that sleeps, a start, and a message to one, as the host's own processor time.
//
//     node bench/actors.mjs [build/lightspeed-host [ACTORS [TELLS]]]

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const [program = "build/lightspeed-host", actors = "10000", tells = "200000"] = process.argv.slice(2);
const PORT = 20_871;
const TICKS = 100; // of /proc/PID/stat, a second
const url = `http://127.0.0.1:${PORT}`;
const options = ["--prod", "--shards", "1", "--limit", "sleep_s=1", "--limit", "parked_s=1", "--port", String(PORT)];
const host = spawn(program, [...options, "apps/bench/actors.lua"], { stdio: ["ignore", "ignore", "inherit"] });
process.on("exit", () => host.kill("SIGKILL"));

async function metric(name) {
    const text = await (await fetch(`${url}/_ls/metrics`)).text();
    return Number(new RegExp(`^lightspeed_${name}_total (\\d+)$`, "m").exec(text)?.[1]);
}

async function until(name, least) {
    while (!((await metric(name)) >= least)) await pause(20);
}

function spent() {
    const fields = readFileSync(`/proc/${host.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS;
}

const resident = () => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.pid}/status`, "utf8"))[1]);

for (let up = false; !up; ) up = await fetch(`${url}/_ls/metrics`).then(() => true, () => pause(50));
await pause(2000); // the driver sleeps
const empty = resident();
let before = spent();
await fetch(`${url}/start/${actors}`);
await until("actors", Number(actors) + 1);
console.log(`a start: ${((spent() - before) / actors).toFixed(1)} us`);
await until("sleeps", Number(actors));
await pause(2000);
console.log(`a sleeping actor: ${Math.round((resident() - empty) / actors)} bytes`);
for (const round of ["all asleep at first", "awake as they were left", "awake as they were left"]) {
    const told = await metric("tells");
    before = spent();
    await fetch(`${url}/tell/${tells}`);
    await until("tells", told + Number(tells));
    console.log(`a message, its turn with it (${round}): ${((spent() - before) / tells).toFixed(2)} us`);
}
process.exit(0);
