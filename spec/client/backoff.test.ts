import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, WAIT_AWAY_MS, WAIT_FIRST_MS, WAIT_MAX_MS } from "../../client/src/backoff";

test("waits at random below a bound that doubles", () => {
    assert.equal(backoff(0, 0.5), WAIT_FIRST_MS / 2);
    assert.equal(backoff(1, 0.5), WAIT_FIRST_MS);
    assert.equal(backoff(2, 0), 0);
});

test("never waits longer than the maximum", () => {
    for (const tries of [5, 10, 100, 5000]) assert.equal(backoff(tries, 1), WAIT_MAX_MS);
});

test("waits at random within the time that the host said, unless nobody looks", () => {
    for (const tries of [0, 100]) assert.equal(backoff(tries, 0.5, false, 3000), 1500);
    assert.equal(backoff(0, 0, true, 3000), WAIT_AWAY_MS / 2);
});

test("waits long where nobody looks, however often it tried, and not all at the same time", () => {
    for (const tries of [0, 1, 5000]) {
        assert.equal(backoff(tries, 0, true), WAIT_AWAY_MS / 2);
        assert.equal(backoff(tries, 1, true), WAIT_AWAY_MS);
    }
});
