// The operations of the js-framework-benchmark in Chromium: apps/rows.lua against the same table made by hand
// (vanilla.html), from the click until the frame that shows the outcome is painted. One loopback round trip, which a
// page without a server does not need, is measured too and shown beside.
//
//     make bench-browser                     node bench/browser/measure.mjs HOST [RUNS]

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [, , program = "build/lightspeed-host", runs = "15"] = process.argv;
const RUNS = Number(runs);
const WARM_UPS = 3;
const PORT = 4281;
const RATIO_MAX = 1.5; // limits: within 1.5 times of a page by hand, plus one round trip
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const row = (n) => `tbody>tr:nth-of-type(${n})`;
const ids = (n) => `document.querySelector("${row(n)}>td")?.textContent`;

// What is clicked before each run, what is clicked for it, and what is true once it is done. `$` is its value before.
const OPERATIONS = [
    { name: "create 1,000 rows", before: ["#clear"], click: "#run", done: `${ids(1000)}` },
    {
        name: "replace 1,000 rows",
        before: ["#run"],
        click: "#run",
        done: `${ids(1)} !== $ && ${ids(1000)}`,
        was: ids(1),
    },
    {
        name: "update every tenth",
        before: ["#run"],
        click: "#update",
        done: `document.querySelector("${row(991)} a").textContent.endsWith(" !!!")`,
    },
    {
        name: "select a row",
        before: ["#run"],
        click: `${row(2)} a.lbl`,
        done: `document.querySelector("${row(2)}").className === "danger"`,
    },
    { name: "swap rows", before: ["#run"], click: "#swaprows", done: `${ids(2)} !== $`, was: ids(2) },
    { name: "remove a row", before: ["#run"], click: `${row(4)} a.remove`, done: `${ids(4)} !== $`, was: ids(4) },
    { name: "create 10,000 rows", before: ["#clear"], click: "#runlots", done: ids(10000) },
    { name: "append 1,000 rows", before: ["#run"], click: "#add", done: ids(2000) },
    { name: "clear 1,000 rows", before: ["#run"], click: "#clear", done: `!${ids(1)}` },
];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function startHost() {
    const child = spawn(
        program,
        ["--prod", "--port", String(PORT), "--limit", "events_burst=100000", "apps/rows.lua"],
        {
            cwd: ROOT,
            stdio: ["ignore", "pipe", "inherit"],
        },
    );
    await new Promise((up) => child.stdout.on("data", (text) => String(text).includes(`:${PORT} `) && up()));
    return { url: `http://127.0.0.1:${PORT}/`, stop: () => child.kill() };
}

async function serveVanilla() {
    const html = readFileSync(new URL("vanilla.html", import.meta.url));
    const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
    await new Promise((up) => server.listen(0, "127.0.0.1", up));
    return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

// Runs in the page: clicks, and tells how long it took until the outcome was painted.
function timed({ click, done, was }) {
    const holds = new Function("$", `return Boolean(${done});`);
    const before = was ? new Function(`return ${was};`)() : null;
    return new Promise((tell) => {
        const painted = () => requestAnimationFrame(() => setTimeout(() => tell(performance.now() - start)));
        globalThis.heard = () => {
            if (!holds(before)) return;
            globalThis.heard = null;
            painted();
        };
        const start = performance.now();
        document.querySelector(click).click();
        globalThis.heard?.(); // by hand, all is done by now
    });
}

// Runs in the page: until the host has answered all that was clicked.
function settled() {
    return new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 40));
}

async function prepare(page, selectors) {
    for (const selector of selectors) await page.evaluate((at) => document.querySelector(at).click(), selector);
    await page.evaluate(settled);
    if (selectors.includes("#run")) await page.waitForSelector(row(1000), { state: "attached" });
    else await page.waitForSelector(row(1), { state: "detached" });
    await page.evaluate(() => globalThis.gc?.());
}

async function measure(page, operation) {
    await page.bringToFront();
    await prepare(page, operation.before);
    return page.evaluate(timed, operation);
}

// Both in turn, so that whatever else the machine does is done to both.
async function compare(pages, operation) {
    const times = pages.map(() => []);
    for (let i = -WARM_UPS; i < RUNS; i++)
        for (const [k, page] of pages.entries()) {
            const ms = await measure(page, operation);
            if (i >= 0) times[k].push(ms);
        }
    return times.map(median);
}

// A click that changes nothing, from the frame sent to the frame received.
async function roundTrip(page) {
    await prepare(page, ["#clear"]);
    const times = [];
    for (let i = 0; i < 30; i++)
        times.push(
            await page.evaluate(
                () =>
                    new Promise((tell) => {
                        let start = 0;
                        globalThis.heard = () => tell(performance.now() - start);
                        start = performance.now();
                        document.querySelector("#swaprows").click();
                    }),
            ),
        );
    return median(times);
}

// The page's socket tells `heard` of each frame.
const listenIn = () => {
    const { prototype } = WebSocket;
    const { set } = Object.getOwnPropertyDescriptor(prototype, "onmessage");
    Object.defineProperty(prototype, "onmessage", {
        set(listener) {
            const both = (event) => {
                listener?.(event);
                globalThis.heard?.();
            };
            set.call(this, listener && both);
        },
    });
};

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"],
});
const [host, vanilla] = await Promise.all([startHost(), serveVanilla()]);
const open = async (url) => {
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    await page.addInitScript(listenIn);
    await page.goto(url);
    return page;
};
const [ours, theirs] = [await open(host.url), await open(vanilla.url)];
await ours.waitForSelector('html[ls-state="live"]');
const trip = await roundTrip(ours);
console.log(`one round trip: ${trip.toFixed(2)} ms; medians of ${RUNS}, click to painted, ms\n`);
console.log("operation             by hand  lightspeed   ratio  less a round trip");
let missed = 0;
for (const operation of OPERATIONS) {
    const [hand, live] = await compare([theirs, ours], operation);
    const ratio = (live - trip) / hand;
    if (ratio > RATIO_MAX) missed++;
    const cells = [hand.toFixed(1).padStart(7), live.toFixed(1).padStart(11), (live / hand).toFixed(2).padStart(7)];
    console.log(
        `${operation.name.padEnd(21)} ${cells.join(" ")} ${ratio.toFixed(2).padStart(10)}${ratio > RATIO_MAX ? "  over" : ""}`,
    );
}
console.log(`\n${missed} of ${OPERATIONS.length} over ${RATIO_MAX}`);
host.stop();
vanilla.stop();
await browser.close();
