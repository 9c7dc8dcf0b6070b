import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { EVENTS_MAX, LATE_MS, Outbox } from "../../client/src/outbox";

const refs = (outbox: Outbox) => outbox.waiting.map((event) => event.ref);

test("numbers events from one and keeps them until they are dealt with", () => {
    const outbox = new Outbox();
    for (const name of ["a", "b", "c"]) outbox.put(name, {});
    assert.deepEqual(refs(outbox), [1, 2, 3]);
    outbox.settle(2);
    assert.deepEqual(refs(outbox), [3]);
    outbox.settle(1);
    assert.deepEqual(refs(outbox), [3]);
});

test("never uses a number that the host has dealt with", () => {
    const outbox = new Outbox();
    outbox.settle(7);
    assert.equal(outbox.put("a", {})?.ref, 8);
});

test("a newer state takes the place of an older one that was not sent", () => {
    const outbox = new Outbox();
    const field = {};
    outbox.put("typed", { text: "a" }, field);
    outbox.put("typed", { text: "ab" }, field);
    assert.deepEqual(
        outbox.waiting.map((event) => event.payload),
        [{ text: "ab" }],
    );
});

test("what was sent, what another field says and what came in between stay apart", () => {
    const outbox = new Outbox();
    const [field, other] = [{}, {}];
    outbox.put("typed", { text: "a" }, field)!.sent = true;
    outbox.put("typed", { text: "b" }, field);
    outbox.put("typed", { text: "c" }, other);
    outbox.put("save", {});
    outbox.put("typed", { text: "d" }, other);
    assert.deepEqual(refs(outbox), [1, 2, 3, 4, 5]);
});

test("two clicks are two events", () => {
    const outbox = new Outbox();
    outbox.put("more", {});
    outbox.put("more", {});
    assert.equal(outbox.waiting.length, 2);
});

test("is full after a while, and takes events again when some are dealt with", () => {
    const outbox = new Outbox();
    for (let i = 0; i < EVENTS_MAX; i++) assert.ok(outbox.put("a", {}));
    assert.equal(outbox.put("a", {}), null);
    outbox.settle(1);
    assert.equal(outbox.put("a", {})?.ref, EVENTS_MAX + 1);
});

test("takes back what was done too long ago, under its number, and keeps what tells a state or may wait", () => {
    let now = 1000;
    const clock = mock.method(Date, "now", () => now);
    const outbox = new Outbox();
    outbox.put("buy", { id: "7" }, null, 5, false)!.sent = true;
    outbox.put("typed", { text: "a" }, {});
    outbox.put("vote", {}, null, 0, true);
    now += LATE_MS / 2;
    outbox.put("sell", {}, null, 0, false);
    now += LATE_MS / 2 + 1;
    outbox.expire();
    clock.mock.restore();
    assert.deepEqual(
        outbox.waiting.map(({ ref, name, payload }) => [ref, name, payload]),
        [
            [1, "ls:skip", {}],
            [2, "typed", { text: "a" }],
            [3, "vote", {}],
            [4, "sell", {}],
        ],
    );
});
