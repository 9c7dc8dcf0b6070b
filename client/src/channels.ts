// Topics for programs: JavaScript in any page of the app's own site talks to the app's channels (ls.channel), with a
// live view or without. All topics of a page share one WebSocket: the live page's, or one of their own (trunk.ts). Each
// comes back by itself after a lost line, hears what it missed, and nothing that it pushes is lost or done twice.
//
//     import { channel } from "/_ls/lightspeed.channels.js";
//
//     const room = channel("room:lobby", { name: "Ann" });
//     room.on("said", ({ who, text }) => console.log(who, text));
//     const { topic } = await room.join();
//     await room.push("say", { text: "hello" });

import { backoff } from "./backoff";
import { encodeAck, encodeEvent, encodeJoin, type Payload, VERSION } from "./frame";
import { Outbox } from "./outbox";
import { ACK_FRAMES, ACK_MS, type Line } from "./socket";
import { makeTimer, world } from "./timer";
import { makeTrunk, type Trunk } from "./trunk";

/** Why the host, or the app, says no; `code` is one of docs/protocol.md's. */
export class Refusal extends Error {
    override name = "Refusal"; // ours is shortened, and a console shows it
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

// A live page's own socket has room for topics, until that page has given up.
const script = globalThis.document?.querySelector<HTMLScriptElement>('script[src*="/_ls/client-"]');
const page: Promise<Trunk | null> | null | undefined =
    script &&
    import(script.src).then(
        // biome-ignore lint/complexity/useLiteralKeys: it is exported by this name, and ours are shortened
        (module) => module["client"],
        () => null,
    );
const hasPage = () => document.documentElement.getAttribute("ls-state") !== "error";
const comers = new Map<() => void, Trunk>(); // who comes back when told, and from where
void page?.then((client) =>
    new MutationObserver(() => {
        if (!hasPage()) for (const [comeBack, trunk] of [...comers]) if (trunk === client) comeBack();
    }).observe(document.documentElement, { attributeFilter: ["ls-state"] }),
);

const trunks = new Map<string, Trunk>();

function trunkTo(origin: string) {
    const trunk = trunks.get(origin) ?? makeTrunk(origin);
    trunks.set(origin, trunk);
    return trunk;
}

/** A topic of the app, to be joined with these params. */
export const channel = (topic: string, params: Payload = {}) =>
    makeChannel(topic, params, async () => {
        const client = await page;
        return client && hasPage() ? client : trunkTo(location.origin);
    });

/** The same for the app of another host, or beyond the browser: `channelOf("https://example.org")`. */
export function channelOf(host: string | URL) {
    const { origin } = new URL(host);
    return (topic: string, params: Payload = {}) => makeChannel(topic, params, async () => trunkTo(origin));
}

/** What a program has of a topic. */
export type Channel = ReturnType<typeof makeChannel>;

function makeChannel(topic: string, params: Payload, pick: () => Promise<Trunk>) {
    const listeners = new Map<string, Set<Hear>>();
    const pending = new Map<number, Wait>();
    const outbox = new Outbox();
    const acknowledge = makeTimer(world);
    const retry = makeTimer(world);
    let joining: (Wait & { promise: Promise<unknown> }) | undefined;
    let ticket: string | undefined;
    let trunk: Trunk | undefined;
    let line: Line | undefined;
    let openings = 0;
    let seen = 0;
    let unacknowledged = 0;

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
            void open();
            return wait.promise;
        },

        /** Sends an event; what the app replied, once it is dealt with. It waits for a line as long as that takes. */
        push(name: string, payload: Payload = {}): Promise<unknown> {
            const wait = waiting();
            const event = joining && outbox.put(name, payload);
            if (!event) {
                wait.reject(joining ? new Refusal("full", "too many events wait") : refused());
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
            if (joining) close(new Refusal("gone", "it was left"));
        },
    };
    return it;

    // A line of its own, which is lost with the socket that it is a part of.
    async function open() {
        const mine = ++openings;
        const from = await pick();
        if (mine !== openings) return; // meanwhile it was left, or is opened again
        const fresh = from.channel();
        trunk = from;
        line = fresh;
        comers.set(comeBack, from);
        fresh.onopen = () =>
            say(ticket ? encodeJoin(ticket, seen) : JSON.stringify(["open", VERSION, topic, params]));
        fresh.onmessage = ({ data }) => hear(data);
        fresh.onclose = comeBack;
    }

    function comeBack() {
        lose();
        void open();
    }

    function lose() {
        const lost = line;
        openings++;
        it.isJoined = false;
        comers.delete(comeBack);
        acknowledge();
        retry();
        unacknowledged = 0;
        line = undefined;
        lost?.close();
    }

    function hear(text: string) {
        const [kind, ref, said, extra = {}] = JSON.parse(text);
        if (kind === "ok") begin(said);
        else if (kind === "bye") end(ref, said, extra);
        else if (Number.isInteger(kind)) follow(kind, ref, extra);
    }

    function say(text: string) {
        line?.send(text);
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
        // Until the host knows that the ticket came, it does not keep the session for long.
        if (isNew || ++unacknowledged >= ACK_FRAMES) sendAck();
        else if (unacknowledged === 1) acknowledge(sendAck, ACK_MS);
    }

    function sendAck() {
        acknowledge();
        unacknowledged = 0;
        say(encodeAck(seen));
    }

    // What is gone begins anew; what became of the last events nobody knows then. A visitor who is another by now comes
    // with another cookie.
    function end(code: string, text: string, within: unknown) {
        const from = trunk;
        if (/gone|forbidden/.test(code) && ticket) {
            ticket = undefined;
            seen = 0;
            forget(new Refusal(code, text));
            comeBack();
            if (code === "forbidden") from?.change?.();
        } else if (Number(within) > 0) {
            lose();
            retry(open, backoff(0, world.random(), false, Number(within)));
        } else close(new Refusal(code, text));
    }

    function close(why: Refusal) {
        const wait = joining;
        lose();
        joining = undefined;
        ticket = undefined;
        seen = 0;
        forget(why);
        wait?.reject(why);
        it.onclose?.(why);
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
