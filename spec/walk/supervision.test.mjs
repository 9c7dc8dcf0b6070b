// A host whose app supervises actors, as one who wrote such an app sees it: who is started again, what is given up
// and what is not, and how all of it stops.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lightspeed, until } from "./support/host.mjs";
import { openHouse, test } from "./support/house.mjs";

const house = openHouse();
const NO_END = ["--limit", "turn_fuel=1000000000000", "--limit", "turn_ms=3600000"];

/** A host of the app in a directory of its own, with what is seen and done from outside. */
async function open(directory = newDirectory(), port = 0) {
    const control = join(directory, "control");
    const places = ["--data", directory, "--state", join(directory, "state"), "--control", control];
    const all = ["--prod", "--shards", "2", ...places, ...NO_END, "--limit", "first_page_ms=60000"];
    const host = await house.host("spec/apps/supervised.lua", all, port);
    const get = async (query) => (await fetch(`${host.url}?${query}`)).text();
    return {
        host,
        directory,
        get,
        tell: (name, word) => get(`tell=${name}&word=${word}`),
        notes: async () => (/<p>([^<]*)<\/p>/.exec(await get("")) ?? [])[1],
        tree: () => lightspeed("tree", control),
    };
}

function newDirectory() {
    const directory = mkdtempSync(join(tmpdir(), "lightspeed-tree-"));
    house.ends.push(async () => rmSync(directory, { recursive: true, force: true }));
    return directory;
}

const treeSays = (app, row) => until(async () => row.test(await app.tree()), `the tree says ${row}`);
const states = (tree, ...names) => names.map((name) => new RegExp(`^ *${name} +(\\w+)`, "m").exec(tree)?.[1]);

test("an actor that crashes is started again three times, and the fourth takes down its group alone", async () => {
    const app = await open();
    for (let times = 1; times <= 3; times++) {
        await app.tell("till", "crash");
        await treeSays(app, new RegExp(`^ *till +up +${times} restarts.*till fell`, "m"));
    }
    await app.tell("till", "crash");
    await treeSays(app, /^shop +down/m);
    await app.host.says(/group 'shop': more than 3 restarts in 600 s: it is down, and stays so/);
    const tree = await app.tree();
    assert.deepEqual(states(tree, "till", "shelf"), ["down", "down"]);
    assert.deepEqual(states(tree, "books", "ledger", "outer", "a", "b", "c", "d"), Array(7).fill("up"));
    assert.equal(await app.host.metric("actor_restarts"), 3);
    assert.equal(await app.host.metric("groups_down"), 1);
    await until(async () => /-shelf:/.test(await app.notes()), "the service has what the shelf asked of it last");
});

test("failures go up a tree three deep one level at a time, and what stands beside stays", async () => {
    const app = await open();
    const births = async () => {
        const notes = (await app.notes()).split(" ");
        return ["a", "b", "c", "d"].map((name) => notes.filter((note) => note === `+${name}`).length);
    };
    const crash = async (...expected) => {
        await app.tell("d", "crash");
        const are = async () => (await births()).join() === expected.join();
        await until(are, `a, b, c and d have begun ${expected} times`);
    };
    await treeSays(app, /^ *d +up/m);
    await crash(1, 1, 1, 1); // it goes on
    await treeSays(app, /^ *d +up +1 restarts/m);
    await crash(1, 1, 2, 2); // inner is beyond, and begins anew
    await treeSays(app, /^ *d +up/m);
    await crash(1, 2, 3, 3); // so is middle
    await treeSays(app, /^ *d +up/m);
    await app.tell("d", "crash");
    await treeSays(app, /^outer +down/m);
    const tree = await app.tree();
    assert.deepEqual(states(tree, "a", "middle", "b", "inner", "c", "d"), Array(6).fill("down"));
    assert.deepEqual(states(tree, "books", "ledger", "shop", "till", "shelf"), Array(5).fill("up"));
});

test("200 starts of one name at one time make one actor, on two shards", async () => {
    const app = await open();
    for (const name of ["x", "y", "z"]) {
        await Promise.all(Array.from({ length: 200 }, () => app.get(`start=${name}`)));
        await treeSays(app, new RegExp(`^ *${name} +up`, "m"));
    }
    const births = async (name) => (await app.notes()).split(" ").filter((note) => note === `+${name}`).length;
    for (const name of ["x", "y", "z"]) await until(() => births(name), `${name} has noted its birth`);
    for (const name of ["x", "y", "z"]) assert.equal(await births(name), 1);
    assert.equal((await app.tree()).match(/^ *x +up/gm).length, 1);
});

test("a host that ends stops the tree in order, and what is asked of services then is done", async () => {
    const app = await open();
    await treeSays(app, /^ *d +up/m);
    await app.get("start=x");
    await treeSays(app, /^ *x +up/m);
    for (let times = 0; times < 5; times++) await app.tell("ledger", "add");
    await app.tell("d", "hang");
    await until(async () => (await app.host.metric("tells")) >= 6, "all are told");
    await app.host.stop();
    await app.host.says(/actor 'd' did not stop in 100 ms, and is killed/);
    const next = await open(app.directory, app.host.port);
    const ended = (await next.notes()).split(" ").filter((note) => note.endsWith(":shutdown"));
    assert.deepEqual(
        ended,
        ["-x", "-c", "-b", "-a", "-shelf", "-till", "ledger"].map((name) => `${name}:shutdown`),
    );
    await treeSays(next, /^ *d +up/m); // the last to begin: nothing else is noted from here on
    await next.tell("ledger", "say");
    await until(async () => / total:105$/.test(await next.notes()), "the ledger goes on");
});

test("after kill -9 a durable actor is there again, with all that it ever acknowledged", async () => {
    const app = await open();
    await treeSays(app, /^ *d +up/m); // the last to begin: nothing else is noted from here on
    await app.get("open=side");
    await treeSays(app, /^ *side +up/m);
    for (let times = 0; times < 3; times++) await app.tell("side", "add");
    await app.tell("side", "say");
    await until(
        async () => / total:3$/.test(await app.notes()),
        "it says so, and that waits for nobody but the disk",
    );
    await app.host.kill();
    const next = await open(app.directory, app.host.port);
    await treeSays(next, /^ *side +up/m);
    await next.tell("side", "say");
    await until(async () => (await next.notes()).match(/ total:3/g)?.length === 2, "it goes on");
});
