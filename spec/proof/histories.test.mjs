// Pages on two shards do to actors, topics and each other what comes to their minds: they start, tell, ask, watch
// and stop, subscribe and broadcast, come and go; actors fail, lines are lost, sessions and actors are killed by
// hand. When all is quiet, whatever the way there was:
//
//   every question was answered once, and every watch that is open is of an actor that lives; nobody is told of an
//   end that he did not watch for, or not any more;
//   what one said arrived in its order, at actors and on topics, and nowhere else;
//   every page that tracks a topic has the list of exactly those who do;
//   and when all have gone nothing is left of them.
//
//     HISTORIES=20 PROOF_SEED=random node --test spec/proof/histories.test.mjs

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openSocket } from "../kill/socket.mjs";
import { lightspeed, startHost, until } from "../walk/support/host.mjs";
import { seedOf } from "./support/theatre.mjs";

const HISTORIES = Number(process.env.HISTORIES ?? 1);
const SEED = seedOf(process.env.PROOF_SEED);
const PAGES = 8;
const STEPS = 400;
const WORKERS = ["ann", "bob", "cid", "dan", "eve", "fay"];
const TOPICS = ["red", "green", "blue"];
const ON_WORKERS = ["start", "start", "tell", "tell", "ask", "ask", "fail", "leave", "stop", "watch", "unwatch"];
const ON_TOPICS = ["subscribe", "subscribe", "unsubscribe", "shout", "shout", "track", "track", "untrack"];

const folder = mkdtempSync(join(tmpdir(), "ls-histories-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers below `count`, the same for the same seed (mulberry32). */
function dice(seed) {
    let state = seed;
    return (count) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
    };
}

/** A browser that does not look: it sends events until they are acknowledged, over as many lines as it takes. */
class Page {
    constructor(host, name) {
        Object.assign(this, { host, name, sent: [], acknowledged: 0, seen: 0, account: "", byes: [] });
        this.tracks = new Set();
    }

    async begin() {
        const html = await (await fetch(`${this.host.url}${this.name}`)).text();
        this.ticket = /ls-ticket" content="([^"]+)"/.exec(html)[1];
        this.connect();
    }

    connect() {
        this.hasJoined = false;
        this.socket = openSocket(this.host.port, {
            opened: () => this.socket.send(JSON.stringify(["join", 1, this.ticket, this.seen])),
            said: (text) => this.hear(JSON.parse(text)),
            closed: () => {
                this.retry = setTimeout(() => this.connect(), 20);
            },
        });
    }

    lose() {
        clearTimeout(this.retry);
        this.socket.end();
        this.connect();
    }

    hear(frame) {
        if (frame[0] === "bye") this.byes.push(frame.slice(1).join(" "));
        else if (frame[0] === "ok") this.join(frame[2]);
        else if (frame[0] === "full") this.show(frame[1], frame[2], frame[3][1]);
        else if (typeof frame[0] === "number") this.show(frame[0], frame[1], frame[2]?.[0]);
    }

    join(ref) {
        this.hasJoined = true;
        this.acknowledged = Math.max(this.acknowledged, ref);
        for (let k = this.acknowledged + 1; k <= this.sent.length; k++) this.send(k);
    }

    show(seq, ref, account) {
        this.seen = seq;
        this.acknowledged = Math.max(this.acknowledged, ref);
        if (typeof account === "string") this.account = account;
        else for (const [at, rest] of Object.entries(account ?? {})) this.account = this.account.slice(0, at) + rest;
    }

    send(k) {
        const [what, whom] = this.sent[k - 1];
        this.socket.send(JSON.stringify(["e", k, what, { what: whom }, this.seen]));
    }

    do(what, whom) {
        if (what === "track") this.tracks.add(whom);
        else if (what === "untrack") this.tracks.delete(whom);
        this.sent.push([what, whom]);
        if (this.hasJoined) this.send(this.sent.length);
    }

    get isHeard() {
        return this.hasJoined && this.acknowledged === this.sent.length;
    }

    end() {
        clearTimeout(this.retry);
        this.socket.end();
    }
}

/** What it shows, as it is to be; null for what differs. */
function lacks(page, pages, actors) {
    const [counts, watching, wrong, ...lists] = page.account.split("\n");
    const [, asked, answered] = /^asked (\d+) answered (\d+)$/.exec(counts);
    if (wrong !== "wrong ") return wrong;
    if (asked !== answered) return counts;
    const gone = watching
        .split(" ")
        .slice(1)
        .filter((name) => name && !actors.has(name));
    if (gone.length) return `it watches ${gone}, which are down`;
    const expected = [...page.tracks].sort().map((topic) => {
        const there = pages.filter((other) => other.tracks.has(topic));
        return `${topic}: ${there
            .map(({ name }) => name)
            .sort()
            .join(" ")}`;
    });
    return lists.join("\n") === expected.join("\n") ? null : `it sees ${lists}; there are ${expected}`;
}

async function tree(control) {
    const shown = await lightspeed("tree", control);
    const actors = [...shown.matchAll(/^ {2}(\S+) +(?:up|starting|paused|stopping)/gm)].map(([, name]) => name);
    return {
        actors: new Set(actors),
        sessions: [...shown.matchAll(/^ {2}([0-9a-f]{16}) /gm)].map(([, id]) => id),
        shown,
    };
}

/** Whoever was to be killed has ended meanwhile. */
const gone = ({ message }) => assert.match(message, /there is no actor, no session and no service '/);

async function killSomebody(control, roll) {
    const { actors, sessions } = await tree(control);
    const nodes = [...actors, ...sessions];
    if (nodes.length) await lightspeed("kill", nodes[roll(nodes.length)], control).catch(gone);
}

async function step(pages, control, roll) {
    const page = pages[roll(pages.length)];
    const kind = roll(100);
    if (kind < 4) page.lose();
    else if (kind < 6) await killSomebody(control, roll);
    else if (kind < 55) page.do(ON_WORKERS[roll(ON_WORKERS.length)], WORKERS[roll(WORKERS.length)]);
    else page.do(ON_TOPICS[roll(ON_TOPICS.length)], TOPICS[roll(TOPICS.length)]);
    if (roll(4) === 0) await new Promise((done) => setTimeout(done, roll(12)));
}

async function comeToRest(pages, control) {
    let lacking = [];
    await until(async () => {
        const { actors, sessions } = await tree(control);
        if (sessions.length !== pages.length) {
            lacking = [`there are ${sessions.length} sessions of ${pages.length} pages`];
            return false;
        }
        lacking = pages
            .map((page) => (page.isHeard ? lacks(page, pages, actors) : "it is not heard"))
            .filter(Boolean);
        return !lacking.length;
    }, "all is quiet and as it is to be").catch((error) => assert.fail(`${error.message}: ${lacking.join("\n")}`));
    for (const page of pages) assert.deepEqual(page.byes, []);
}

/** Nobody is left, but for the actors that are stopped now. */
async function allGo(pages, control, host) {
    for (const worker of WORKERS) pages[0].do("stop", worker);
    for (const page of pages) for (const topic of TOPICS) page.do("untrack", topic);
    await until(() => pages.every((page) => page.isHeard), "all is done");
    for (const page of pages) page.end();
    await until(async () => {
        const { actors, sessions, shown } = await tree(control);
        return !actors.size && !sessions.length && !/ listen$/m.test(shown);
    }, "nobody is left");
    const joins = await host.metric("presence_joins");
    assert.equal(await host.metric("presence_leaves"), joins);
}

for (let history = 0; history < HISTORIES; history++) {
    const seed = SEED + history;
    test(`whatever pages and actors do to each other, all of it comes right (seed ${seed})`, async () => {
        const roll = dice(seed);
        const control = join(folder, `${seed}`);
        const limits = ["events_per_s=10000", "events_burst=10000", "linger_s=10", "joins=10000", "asks=1000"];
        const options = [
            "--prod",
            "--shards",
            "2",
            "--control",
            control,
            ...limits.flatMap((each) => ["--limit", each]),
        ];
        const host = await startHost("spec/apps/histories.lua", options);
        const pages = Array.from({ length: PAGES }, (_, number) => new Page(host, `page${number}`));
        try {
            for (const page of pages) await page.begin();
            for (let k = 0; k < STEPS; k++) await step(pages, control, roll);
            await comeToRest(pages, control);
            await allGo(pages, control, host);
        } finally {
            for (const page of pages) page.end();
            await host.stop();
        }
    });
}
