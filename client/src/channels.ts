// Topics for programs: JavaScript in any page of the app's own site talks to the app's channels (ls.channel) without
// a live view. All topics of a page share one WebSocket; each comes back by itself after a lost line, hears what it
// missed, and nothing that it pushes is lost or done twice.
//
//     import { channel } from "/_ls/lightspeed.channels.js";
//
//     const room = channel("room:lobby", { name: "Ann" });
//     room.on("said", ({ who, text }) => console.log(who, text));
//     const { topic } = await room.join();
//     await room.push("say", { text: "hello" });

import { backoff } from "./backoff";
import { encodeAck, encodeBye, encodeEvent, encodeHeartbeat, encodeJoin, type Payload, VERSION } from "./frame";
import { Outbox } from "./outbox";
import { ACK_FRAMES, ACK_MS, ANSWER_MS, HEARTBEAT_MS } from "./socket";
import { makeTimer, world } from "./timer";

const SUBPROTOCOL = "lightspeed.1";

/** Why the host, or the app, says no; `code` is one of docs/protocol.md's. */
export class Refusal extends Error {
    constructor(
        readonly code: string,
        text: string,
    ) {
        super(text);
    }
}

type Hear = (data: unknown) => void;
type Wait = { resolve: Hear; reject: (why: Refusal) => void };
type Extra = { no?: string; text?: string; do?: [op: string, ...rest: unknown[]][] };
type Topic = { open(): void; hear(text: string): void; lose(): void };

const topics = new Set<Topic>(); // that somebody wants
const lines = new Map<number, Topic>(); // by their numbers on this socket
const retry = makeTimer(world);
const watch = makeTimer(world);
let socket: WebSocket | undefined;
let isOpen = false;
let last = 0;
let tries = 0;

function connect() {
    retry();
    if (socket || !topics.size) return;
    const fresh = new WebSocket(`${location.origin.replace("http", "ws")}/_ls/live`, SUBPROTOCOL);
    socket = fresh;
    fresh.onopen = () => {
        isOpen = true;
        expectWord();
        for (const topic of topics) topic.open();
    };
    fresh.onmessage = ({ data }) => {
        const number = Number.parseInt(data, 10);
        tries = 0;
        expectWord();
        lines.get(number)?.hear(data.slice(`${number}`.length));
    };
    fresh.onclose = () => lose();
    watch(lose, ANSWER_MS);
}

// Silence means that we ask, and then that nobody is there.
function expectWord() {
    watch(() => {
        socket?.send(encodeHeartbeat());
        watch(lose, ANSWER_MS);
    }, HEARTBEAT_MS);
}

function lose() {
    watch();
    isOpen = false;
    last = 0;
    if (socket) {
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
    }
    socket = undefined;
    lines.clear();
    for (const topic of topics) topic.lose();
    if (topics.size) retry(connect, backoff(tries++, world.random(), world.isAway()));
}

function wake() {
    tries = 0;
    connect();
}
addEventListener("online", wake);
document.addEventListener("visibilitychange", () => document.hidden || wake());

/** What a program has of a topic. */
export type Channel = ReturnType<typeof channel>;

/** A topic of the app, to be joined with these params. */
export function channel(topic: string, params: Payload = {}) {
    const listeners = new Map<string, Set<Hear>>();
    const pending = new Map<number, Wait>();
    const outbox = new Outbox();
    const acknowledge = makeTimer(world);
    let joining: (Wait & { promise: Promise<unknown> }) | undefined;
    let ticket: string | undefined;
    let number = 0;
    let seen = 0;
    let unacknowledged = 0;

    const self: Topic = {
        open() {
            number = ++last;
            lines.set(number, self);
            say(ticket ? encodeJoin(ticket, seen) : JSON.stringify(["open", VERSION, topic, params]));
        },
        hear(text) {
            const [kind, ref, said, extra = {}] = JSON.parse(text);
            if (kind === "ok") begin(said);
            else if (kind === "bye") end(ref, said, extra);
            else if (Number.isInteger(kind)) follow(kind, ref, extra);
        },
        lose() {
            it.isJoined = false;
            acknowledge();
            unacknowledged = 0;
        },
    };

    const it = {
        topic,
        /** Whether the host is listening. */
        isJoined: false,
        /** Called each time that it is joined, with join's reply; also when the app began it anew. */
        onjoin: null as Hear | null,
        /** Called when the host or the app ended it, and it does not come back by itself. */
        onclose: null as ((why: Refusal) => void) | null,

        /** What the app's join replied; rejects with a `Refusal` where it does not let us in. */
        join(): Promise<unknown> {
            if (joining) return joining.promise;
            const wait = waiting();
            joining = wait;
            topics.add(self);
            if (isOpen) self.open();
            else connect();
            return wait.promise;
        },

        /** Sends an event; what the app replied, once it is dealt with. It waits for a line as long as that takes. */
        push(name: string, payload: Payload = {}): Promise<unknown> {
            const wait = waiting();
            const event = topics.has(self) && outbox.put(name, payload);
            if (!event) {
                wait.reject(topics.has(self) ? new Refusal("full", "too many events wait") : refused());
                return wait.promise;
            }
            pending.set(event.ref, wait);
            if (it.isJoined) transmit(event);
            return wait.promise;
        },

        /** Hears what the app tells by this name (ls.push_event); call the answer to hear it no more. */
        on(name: string, hear: Hear): () => void {
            const all = listeners.get(name) ?? new Set();
            listeners.set(name, all.add(hear));
            return () => void all.delete(hear);
        },

        /** The app hears no more of us. */
        leave() {
            if (!topics.has(self)) return;
            if (lines.delete(number)) say(encodeBye());
            close(new Refusal("gone", "it was left"));
        },
    };
    return it;

    function say(text: string) {
        socket?.send(number + text);
    }

    function transmit({ ref, name, payload }: { ref: number; name: string; payload: Payload }) {
        say(encodeEvent(ref, name, payload, seen));
    }

    // What the host had dealt with before the line was lost is not sent again; its frames follow.
    function begin(ref: number) {
        it.isJoined = true;
        outbox.settle(ref);
        outbox.waiting.forEach(transmit);
    }

    function follow(seq: number, ref: number, { no, text, do: operations = [] }: Extra) {
        let reply: unknown;
        let isNew = false;
        seen = seq;
        for (const [op, first, second] of operations)
            if (op === "reply") reply = first;
            else if (op === "joined") {
                ticket = first as string;
                isNew = true;
            } else if (op === "push_event") for (const hear of listeners.get(first as string) ?? []) hear(second);
        outbox.settle(ref);
        for (const [at, wait] of [...pending])
            if (at <= ref) {
                pending.delete(at);
                if (no && at === ref) wait.reject(new Refusal(no, text ?? ""));
                else wait.resolve(at === ref ? reply : undefined);
            }
        if (isNew) {
            joining?.resolve(reply);
            it.onjoin?.(reply);
            begin(0);
        }
        if (++unacknowledged >= ACK_FRAMES) sendAck();
        else if (unacknowledged === 1) acknowledge(sendAck, ACK_MS);
    }

    function sendAck() {
        acknowledge();
        unacknowledged = 0;
        say(encodeAck(seen));
    }

    // What is gone begins anew; what became of the last events nobody knows then.
    function end(code: string, text: string, within: unknown) {
        lines.delete(number);
        self.lose();
        if (/gone|forbidden/.test(code) && ticket) {
            ticket = undefined;
            seen = 0;
            forget(new Refusal(code, text));
            self.open();
        } else if (!(Number(within) > 0)) close(new Refusal(code, text));
        // else the host ends the socket with it
    }

    function close(why: Refusal) {
        const wait = joining;
        topics.delete(self);
        self.lose();
        joining = undefined;
        ticket = undefined;
        seen = 0;
        forget(why);
        wait?.reject(why);
        it.onclose?.(why);
        if (!topics.size && socket) lose();
    }

    function forget(why: Refusal) {
        outbox.clear();
        for (const { reject } of pending.values()) reject(why);
        pending.clear();
    }
}

const refused = () => new Refusal("gone", "join the topic first");

// Whoever does not look at the outcome hears of no rejection.
function waiting(): Wait & { promise: Promise<unknown> } {
    let resolve!: Hear;
    let reject!: Wait["reject"];
    const promise = new Promise((...both) => ([resolve, reject] = both));
    promise.catch(() => {});
    return { promise, resolve, reject };
}
