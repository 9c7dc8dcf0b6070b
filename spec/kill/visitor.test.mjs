// The one who keeps account in the campaigns complains of what is wrong, and of nothing else. Without a host: what it
// hears is said to it here.

import assert from "node:assert/strict";
import test from "node:test";
import { Visitor } from "./visitor.mjs";

const page = (shown) => [0, ...shown];

/** A visitor with a line that leads nowhere, who was shown two clicks. */
function visitor() {
    const one = new Visitor(0);
    one.socket = { send() {} };
    one.isResting = true;
    one.clicks = 3;
    one.hear(["ok", 0, 0]);
    one.hear(["full", 1, 0, page(["0", "0", "0"])]);
    one.hear([2, 1, { 0: "1" }]);
    one.hear([3, 2, { 0: "2" }]);
    assert.deepEqual(one.wrong, []);
    return one;
}

test("frames that were missed know less than the join that they follow", () => {
    const one = visitor();
    one.hear(["ok", 5, 4]);
    one.hear([4, 3, { 0: "3" }]);
    one.hear([5, 4, { 0: "4" }]);
    assert.deepEqual(one.wrong, []);
    assert.equal(one.acknowledged, 4);
});

for (const [says, complaint, ...frames] of [
    ["a join that takes back what was acknowledged", /^1 after 2 were acknowledged/, ["ok", 3, 1]],
    ["a frame that does", /^1 after 2 were acknowledged/, [4, 1, { 0: "1" }]],
    ["a whole page that does", /^1 after 2 were acknowledged/, ["ok", 3, 2], ["full", 4, 1, page(["1", "0", "0"])]],
    ["a frame behind what the join knew that does", /^2 after 3 were/, ["ok", 4, 3], [4, 3, { 0: "3" }], [5, 2, {}]],
    ["a click that was lost", /^3 events were dealt with, 2 are shown/, [4, 3, {}]],
    ["a click that was done twice", /^3 events were dealt with, 4 are shown/, [4, 3, { 0: "4" }]],
    ["a missed frame that lacks a click", /^3 events were dealt with, 2 are shown/, ["ok", 5, 4], [4, 3, {}]],
    ["a frame that is missing", /^frame 5 after 3/, [5, 3, { 0: "3" }]],
    ["clicks in another order", /^1 clicks out of order/, [4, 3, { 0: "3", 2: "1" }]],
    ["a session that is gone", /^bye gone/, ["bye", "gone", "the session is gone"]],
])
    test(`it complains of ${says}`, () => {
        const one = visitor();
        for (const frame of frames) one.hear(frame);
        assert.match(one.wrong[0] ?? "", complaint);
    });
