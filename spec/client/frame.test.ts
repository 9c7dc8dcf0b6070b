// Frames, against the examples that the host's specs read too.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
    decode,
    encodeAck,
    encodeBye,
    encodeEvent,
    encodeHeartbeat,
    encodeJoin,
    type Payload,
} from "../../client/src/frame";
import { fixture } from "./support/fixtures";

interface ServerCase {
    says: string;
    text: string;
    error?: string;
}
interface ClientCase {
    says: string;
    text: string;
    error?: string;
}

test("reads every frame that the host may say", async (t) => {
    const cases = fixture<ServerCase & Record<string, unknown>>("server_frames");
    assert.ok(cases.length > 0);
    for (const { says, text, ...fields } of cases)
        await t.test(says, () => {
            const { page, ...others } = decode(text) as unknown as Record<string, unknown>;
            const frame: Record<string, unknown> = { patch: page, value: page, ...others };
            for (const [name, value] of Object.entries(fields)) assert.deepEqual(frame[name] ?? null, value, name);
        });
});

test("writes what the host reads", async (t) => {
    const cases = fixture<ClientCase>("client_frames").filter(({ error }) => !error);
    assert.ok(cases.length > 0);
    for (const { says, text } of cases)
        await t.test(says, () => assert.deepEqual(JSON.parse(writtenAgain(JSON.parse(text))), JSON.parse(text)));
});

function writtenAgain([kind, ...fields]: unknown[]): string {
    if (kind === "join") return encodeJoin(fields[1] as string, fields[2] as number | null);
    if (kind === "e") return encodeEvent(...(fields as [number, string, Payload, number, number]));
    if (kind === "bye") return encodeBye();
    return kind === "ack" ? encodeAck(fields[0] as number) : encodeHeartbeat();
}

const GOOD: [string, unknown][] = [
    ['["ok",3,2]', { kind: "ok", seq: 3, ref: 2 }],
    ["[4,2]", { kind: "patch", seq: 4, ref: 2, page: null, extra: null }],
    ['[4,2,{"0":"a"}]', { kind: "patch", seq: 4, ref: 2, page: { 0: "a" }, extra: null }],
    ['[4,2,null,{"no":"crash"}]', { kind: "patch", seq: 4, ref: 2, page: null, extra: { no: "crash" } }],
    ['["full",9,2,[0,"a"]]', { kind: "full", seq: 9, ref: 2, page: [0, "a"], extra: null }],
    ['["full",9,2,["0@1025","a"]]', { kind: "full", seq: 9, ref: 2, page: ["0@1025", "a"], extra: null }],
    ['["full",9,2,[0],{"title":"t"}]', { kind: "full", seq: 9, ref: 2, page: [0], extra: { title: "t" } }],
    ['["h"]', { kind: "h" }],
    ['["bye","gone","no such session"]', { kind: "bye", code: "gone", reason: "no such session", within: null }],
    [
        '["bye","draining","the host is going down",1500]',
        { kind: "bye", code: "draining", reason: "the host is going down", within: 1500 },
    ],
];

for (const [text, frame] of GOOD) test(`reads ${text}`, () => assert.deepEqual(decode(text), frame));

const BAD = [
    "",
    "{}",
    "[]",
    "null",
    '["what"]',
    '["ok"]',
    '["ok",-1,0]',
    '["ok",1.5,0]',
    '[1,"2"]',
    '[1,2,"text"]',
    '["full",1,0]',
    '["full",1,0,{}]',
    '["full",1,0,["x"]]',
    "[1,2,null,[]]",
    "[9007199254740993,1]",
];

for (const text of BAD) test(`takes ${text || "nothing"} for no frame`, () => assert.throws(() => decode(text)));

test("a client that has nothing joins with null", () => {
    assert.equal(encodeJoin("t", null), '["join",1,"t",null]');
});

test("sends no half characters", () => {
    assert.equal(
        encodeEvent(1, "e", { a: "x\ud83d", b: ["\ude00y", "😀"] }, 0),
        '["e",1,"e",{"a":"x�","b":["�y","😀"]},0]',
    );
});
