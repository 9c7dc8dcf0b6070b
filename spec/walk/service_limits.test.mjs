// A service that says nothing of its threads and of how many may wait has what the operator says. Pages are asked for,
// and no browser is needed: a page waits for its service.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startHost, until } from "./support/host.mjs";

const PATIENT = ["first_page_ms=60000", "service_ms=3600000", "call_linger_s=0", "drain_s=1"];

/** A host with these limits, and what there is to do with its only service. */
async function open(...limits) {
    const host = await startHost(
        "spec/apps/walk_waiting.lua",
        [...PATIENT, ...limits].flatMap((limit) => ["--limit", limit]),
    );
    const ask = async (ms) => {
        const html = await (await fetch(`${host.url}?ms=${ms}`)).text();
        return />([^<]*)<\/output>/.exec(html)[1];
    };
    const metric = (name) => host.metric(`service_${name}{service="work"}`);
    const is = (name, value) => until(async () => (await metric(name)) === value, `${name} is ${value}`);
    const occupy = () => ask(3_000_000).catch(() => "gone"); // with the host
    return { host, ask, metric, is, occupy };
}

test("service_pool is how many threads it has, and service_queue how many calls wait for one", async () => {
    const { host, ask, metric, is, occupy } = await open("service_pool=2", "service_queue=1");
    const pages = [occupy()];
    await is("working", 1);
    pages.push(occupy());
    await is("working", 2);
    pages.push(occupy());
    await is("waiting", 1);
    assert.equal(await metric("threads"), 2);
    assert.equal(await ask(0), "full");
    assert.equal(await metric("full_total"), 1);
    assert.equal(await host.metric("calls_full"), 1);
    assert.equal(await metric("working"), 2);
    assert.equal(await metric("waiting"), 1);
    await host.stop();
    await Promise.all(pages);
});

test("with more of both, as many work and wait, and each is answered", async () => {
    const { host, ask, metric, is, occupy } = await open("service_pool=4", "service_queue=2");
    const pages = [];
    for (let busy = 1; busy <= 3; busy++) {
        pages.push(occupy());
        await is("working", busy);
    }
    assert.equal(await ask(0), "slept"); // by the fourth
    pages.push(occupy());
    await is("working", 4);
    for (let waiting = 1; waiting <= 2; waiting++) {
        pages.push(occupy());
        await is("waiting", waiting);
    }
    assert.equal(await metric("threads"), 4);
    assert.equal(await metric("full_total"), 0);
    assert.equal(await ask(0), "full");
    await host.stop();
    await Promise.all(pages);
});
