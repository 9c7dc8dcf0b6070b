// The line to the host, with a line and a clock that these specs hold in their hands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WAIT_AWAY_MS } from "../../client/src/backoff";
import { ACK_FRAMES, ACK_MS, ANSWER_MS, ANSWER_SOON_MS, HEARTBEAT_MS } from "../../client/src/socket";
import { rig } from "./support/line";

test("joins first, with the ticket and what it has", () => {
    const { socket, line } = rig();
    socket.connect();
    assert.deepEqual(line().take(), []);
    line().accept();
    assert.deepEqual(line().take(), [["join", 1, "ticket", 0]]);
});

test("an event from before the join is sent after it", () => {
    const { socket, line, send } = rig();
    socket.connect();
    send("early");
    line().accept();
    send("earlier than ok");
    assert.deepEqual(line().take(), [["join", 1, "ticket", 0]]);
    line().say(["ok", 0, 0]);
    assert.deepEqual(line().take(), [
        ["e", 1, "early", {}, 0],
        ["e", 2, "earlier than ok", {}, 0],
    ]);
});

test("connecting twice opens one line", () => {
    const { socket, lines, join } = rig();
    join();
    socket.connect();
    socket.wake();
    assert.equal(lines.length, 1);
});

test("acknowledges with an event", () => {
    const { line, send, join, clock } = rig();
    join();
    line().say([1, 0], [2, 0]);
    send("a");
    assert.deepEqual(line().take(), [["e", 1, "a", {}, 2]]);
    clock.advance(ACK_MS);
    assert.deepEqual(line().take(), []);
});

test("acknowledges after a second", () => {
    const { line, join, clock } = rig();
    join();
    line().say([1, 0]);
    clock.advance(ACK_MS / 2);
    line().say([2, 0]);
    clock.advance(ACK_MS / 2 - 1);
    assert.deepEqual(line().take(), []);
    clock.advance(1);
    assert.deepEqual(line().take(), [["ack", 2]]);
});

test("acknowledges after sixteen frames at once", () => {
    const { line, join, clock } = rig();
    join();
    for (let seq = 1; seq < ACK_FRAMES; seq++) line().say([seq, 0]);
    assert.deepEqual(line().take(), []);
    line().say([ACK_FRAMES, 0]);
    assert.deepEqual(line().take(), [["ack", ACK_FRAMES]]);
    clock.advance(ACK_MS);
    assert.deepEqual(line().take(), []);
});

test("comes back with what it has, and sends what was not dealt with again, with the old numbers", () => {
    const { line, lines, send, join, clock, heard } = rig();
    join();
    for (const name of ["a", "b", "c"]) send(name);
    line().say([1, 1]);
    line().break();
    clock.advance(250);
    assert.equal(lines.length, 2);
    line().accept();
    assert.deepEqual(line().take(), [["join", 1, "ticket", 1]]);
    line().say(["ok", 2, 2]);
    assert.deepEqual(line().take(), [["e", 3, "c", {}, 1]]);
    line().say([2, 2]);
    assert.deepEqual(heard, ["joined", 1, "lost", "joined", 2]);
});

test("waits longer after each failure, and short again after a success", () => {
    const { line, lines, join, clock } = rig();
    join();
    line().break();
    for (const wait of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
        const before = lines.length;
        clock.advance(wait - 1);
        assert.equal(lines.length, before);
        clock.advance(1);
        assert.equal(lines.length, before + 1);
        line().break();
    }
    join();
    line().break();
    const before = lines.length;
    clock.advance(250);
    assert.equal(lines.length, before + 1);
});

test("does not wait when woken", () => {
    const { socket, line, lines, join, clock } = rig();
    join();
    line().break();
    socket.wake();
    assert.equal(lines.length, 2);
    line().accept();
    line().say(["ok", 0, 0]);
    clock.advance(HEARTBEAT_MS);
    assert.equal(lines.length, 2, "and the wait that was under way is over");
});

test("asks whether anybody is there when woken with a line", () => {
    const { socket, line, join } = rig();
    join();
    socket.wake();
    assert.deepEqual(line().take(), [["h"]]);
});

test("a heartbeat after silence; an answer keeps the line", () => {
    const { line, lines, join, clock } = rig();
    join();
    clock.advance(HEARTBEAT_MS - 1);
    assert.deepEqual(line().take(), []);
    clock.advance(1);
    assert.deepEqual(line().take(), [["h"]]);
    clock.advance(ANSWER_MS - 1);
    line().say(["h"]);
    clock.advance(HEARTBEAT_MS);
    assert.deepEqual(line().take(), [["h"]]);
    assert.equal(lines.length, 1);
});

test("seldom tries where nobody looks, and at once when somebody does", () => {
    const { socket, person, line, lines, join, clock } = rig();
    join();
    person.isAway = true;
    line().break();
    clock.advance(WAIT_AWAY_MS * 0.75 - 1);
    assert.equal(lines.length, 1);
    clock.advance(1);
    assert.equal(lines.length, 2);
    line().break();
    person.isAway = false;
    socket.wake();
    assert.equal(lines.length, 3);
    line().break();
    clock.advance(250);
    assert.equal(lines.length, 4, "and soon again after that");
});

test("a person who is back does not wait long for a line that is dead", () => {
    const { socket, line, lines, join, clock } = rig();
    join();
    socket.wake();
    clock.advance(ANSWER_SOON_MS + 250);
    assert.equal(lines.length, 2);
    line().accept();
    line().say(["ok", 0, 0]);
    socket.wake();
    line().say(["h"]);
    clock.advance(HEARTBEAT_MS - 1);
    assert.equal(lines.length, 2);
});

test("a line on which nobody answers is given up", () => {
    const { line, lines, join, clock, heard } = rig();
    join();
    const dead = line();
    clock.advance(HEARTBEAT_MS + ANSWER_MS);
    assert.ok(dead.closed);
    clock.advance(250);
    assert.equal(lines.length, 2);
    assert.deepEqual(heard, ["joined", "lost"]);
});

test("a host that does not answer a join is given up", () => {
    const { socket, line, lines, clock } = rig();
    socket.connect();
    line().accept();
    clock.advance(ANSWER_MS + 250);
    assert.equal(lines.length, 2);
});

test("a line that was given up is not heard any more", () => {
    const { socket, line, lines, join, heard } = rig();
    join();
    socket.restart();
    socket.connect();
    lines[0]!.say([1, 0]);
    lines[0]!.break();
    assert.equal(line(), lines[1]);
    assert.deepEqual(heard, ["joined", "lost"]);
});

test("joins with nothing after a restart, until something is applied", () => {
    const { socket, line, join } = rig();
    join();
    socket.restart();
    socket.connect();
    line().accept();
    assert.deepEqual(line().take(), [["join", 1, "ticket", null]]);
    line().say(["ok", 5, 0], ["full", 5, 0, [0]]);
    assert.equal(socket.seen, 5);
});

for (const code of ["syntax", "too_large", "forbidden", "gone", "crash", "replaced"])
    test(`stays away after ${code}`, () => {
        const { socket, line, lines, join, clock, heard } = rig();
        join();
        line().say(["bye", code, "why"]);
        line().break();
        clock.advance(600_000);
        socket.wake();
        assert.equal(lines.length, 1);
        assert.deepEqual(heard, ["joined", "lost", ["ended", code, "why"]]);
    });

for (const code of ["draining", "full"])
    test(`comes back after ${code} within the time that the host says`, () => {
        const { line, lines, join, clock } = rig();
        join();
        line().say(["bye", code, "why", 6000]);
        clock.advance(2999);
        assert.equal(lines.length, 1);
        clock.advance(1);
        assert.equal(lines.length, 2);
    });

test("tries again as ever where nobody is there by then", () => {
    const { line, lines, join, clock } = rig();
    join();
    line().say(["bye", "draining", "why", 6000]);
    clock.advance(3000);
    line().break();
    clock.advance(499);
    assert.equal(lines.length, 2);
    clock.advance(1);
    assert.equal(lines.length, 3);
});

test("a word that is no frame ends it", () => {
    const { line, lines, join, clock, heard } = rig();
    join();
    line().sayText("<html>");
    clock.advance(60_000);
    assert.equal(lines.length, 1);
    assert.match(JSON.stringify(heard), /"ended","syntax"/);
});

test("hangs up, and stays away until told to connect", () => {
    const { socket, line, lines, join, clock, heard, send } = rig();
    join();
    const first = line();
    socket.close();
    assert.ok(first.closed);
    send("while away");
    clock.advance(600_000);
    assert.equal(lines.length, 1);
    join();
    assert.deepEqual(line().take(), [["e", 1, "while away", {}, 0]]);
    assert.deepEqual(heard, ["joined", "joined"]);
});

// ---- channels: the spec is the other socket's line as well

/** A socket that has joined, and another on a channel of it. */
function withChannel() {
    const outer = rig();
    outer.join();
    const inner = rig(outer.socket.channel, true);
    inner.socket.connect();
    return { ...outer, outer, inner };
}
const soon = () => new Promise<void>((done) => queueMicrotask(done));

test("a channel joins behind its number, and hears what is said behind it", async () => {
    const { line, inner } = withChannel();
    await soon();
    assert.deepEqual(line().texts(), ['1["join",1,"ticket",0]']);
    line().sayText('1["ok",0,0]');
    line().sayText("1[1,0]");
    line().sayText("2[7,0]");
    assert.deepEqual(inner.heard, ["joined", 1]);
    inner.send("add");
    assert.deepEqual(line().texts(), ['1["e",1,"add",{},1]']);
});

test("a channel opened before the socket has joined joins after it", () => {
    const outer = rig();
    outer.socket.connect();
    const inner = rig(outer.socket.channel, true);
    inner.socket.connect();
    outer.line().accept();
    assert.deepEqual(outer.line().texts(), ['["join",1,"ticket",0]']);
    outer.line().say(["ok", 0, 0]);
    assert.deepEqual(outer.line().texts(), ['1["join",1,"ticket",0]']);
});

test("a channel that is given up says so, and its number is not used again", async () => {
    const { line, inner } = withChannel();
    await soon();
    line().sayText('1["ok",0,0]');
    line().texts();
    inner.socket.close();
    assert.deepEqual(line().texts(), ['1["bye"]']);
    line().sayText("1[1,0]"); // on its way already
    inner.socket.connect();
    await soon();
    assert.deepEqual(line().texts(), ['2["join",1,"ticket",0]']);
    assert.deepEqual(inner.heard, ["joined"]);
});

test("channels are lost with the socket, and come back on new ones with what they have", () => {
    const { line, inner, outer } = withChannel();
    line().sayText('1["ok",0,0]');
    line().sayText("1[1,0]");
    line().break();
    assert.deepEqual(inner.heard, ["joined", 1, "lost"]);
    outer.clock.advance(250);
    inner.clock.advance(250);
    line().accept();
    line().texts();
    line().say(["ok", 0, 0]);
    assert.deepEqual(line().texts(), ['2["join",1,"ticket",1]']);
});

test("a channel has no heartbeats", () => {
    const { line, inner, outer } = withChannel();
    line().sayText('1["ok",0,0]');
    line().texts();
    inner.clock.advance(HEARTBEAT_MS * 3);
    inner.socket.wake();
    assert.deepEqual(line().texts(), []);
    assert.deepEqual(inner.heard, ["joined"]);
    outer.clock.advance(HEARTBEAT_MS);
    assert.deepEqual(line().texts(), ['["h"]']);
});

test("what is wrong on a channel is its own affair", () => {
    const { line, lines, inner, heard } = withChannel();
    line().sayText("1<html>");
    assert.match(JSON.stringify(inner.heard), /"ended","syntax"/);
    assert.deepEqual(heard, ["joined"]);
    assert.equal(lines.length, 1);
});
