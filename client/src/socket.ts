// The line to the host: it joins, listens, says what was applied, and comes back whenever it is lost.
//
//     closed --connect--> connecting --join--> joining --["ok"]--> joined --lost--> waiting --back-off--> connecting
//
// It knows nothing of pages: the listener gets the frames that change something and says `applied` when they have.

import { backoff } from "./backoff";
import { decode, encodeAck, encodeBye, encodeEvent, encodeHeartbeat, encodeJoin, type ServerFrame } from "./frame";
import type { Outbox, OutEvent } from "./outbox";
import { makeTimer, type World } from "./timer";

/** What a WebSocket is to us. */
export type Line = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

type Handler = Line["onopen"] | Line["onmessage"] | Line["onclose"];
const call = (handler: Handler | undefined, event = {}) => (handler as ((event: object) => void) | null)?.(event);

export interface Listener {
    /** The host knows us; what we lack follows. */
    joined(): void;
    /** A frame that has a place in the order. `applied` is to be told. */
    frame(frame: ServerFrame & { kind: "patch" | "full" }): void;
    /** The line is gone; unless `ended`, we come back. */
    lost(): void;
    /** The host closed, for this reason, and coming back by ourselves would not help. */
    ended(code: string, text: string): void;
}

/** Silence after which we ask whether anybody is there. */
export const HEARTBEAT_MS = 20_000;
/** How long an answer to a join or a heartbeat may take, and one to the question of a person who is back. */
export const ANSWER_MS = 10_000;
export const ANSWER_SOON_MS = 4_000;
/** What is applied is acknowledged after so many frames, or so much time. */
export const ACK_FRAMES = 16;
export const ACK_MS = 1_000;
/** What a page uses of it. */
export type Socket = ReturnType<typeof makeSocket>;

/**
 * `ticket` opens a session, `open` makes the lines. Where those are channels of another socket (`isInner`), whether
 * anybody is there is that one's business.
 */
export function makeSocket(
    ticket: string,
    outbox: Outbox,
    listener: Listener,
    open: () => Line,
    world: World,
    isInner = false,
) {
    const retry = makeTimer(world);
    const watch = makeTimer(world);
    const acknowledge = makeTimer(world);
    const channels = new Map<number, Line>();
    let channelLast = 0;
    let line: Line | null = null;
    let ended = false;
    let tries = 0;
    let unacknowledged = 0;

    const socket = {
        /** The last frame that was applied; 0 is the page as it came, null nothing at all. */
        seen: 0 as number | null,
        joined: false,

        /** The same line is another session's from now on. Gives the ticket of the one before. */
        become(next: string, seen: number | null) {
            const before = ticket;
            ticket = next;
            outbox.clear();
            settled();
            socket.joined = false; // what is on its way is not for us
            socket.seen = seen;
            line!.send(encodeJoin(ticket, seen));
            expectAnswer();
            return before;
        },

        /** At once, if there is no line and nobody ended this. */
        connect() {
            retry();
            if (line || ended) return;
            const fresh = open();
            line = fresh;
            fresh.onopen = () => fresh.send(encodeJoin(ticket, socket.seen));
            fresh.onmessage = ({ data }) => hear(String(data));
            fresh.onclose = () => lose();
            expectAnswer();
        },

        /** Hang up, to come back only when `connect` is called; `isOff`: not even then. */
        close(isOff = ended) {
            ended = isOff;
            retry();
            hangUp();
        },

        /** The browser thinks that the network, or the person, is back. */
        wake() {
            tries = 0;
            if (!line) socket.connect();
            else if (socket.joined && !isInner) ask(ANSWER_SOON_MS);
        },

        /** Sends an event of the outbox now, or once there is a line. */
        push(event: OutEvent) {
            if (!socket.joined) return;
            event.sent = true;
            line!.send(encodeEvent(event.ref, event.name, event.payload, socket.seen ?? 0, event.owner));
            settled();
        },

        /** The page shows everything up to frame `seq`. */
        applied(seq: number, ref: number) {
            socket.seen = seq;
            outbox.settle(ref);
            if (++unacknowledged >= ACK_FRAMES) sendAck();
            else if (unacknowledged === 1) acknowledge(sendAck, ACK_MS);
        },

        /** A line within this one; it opens when this one has joined, and is lost with it. */
        channel(): Line {
            const number = ++channelLast;
            const channel: Line = {
                onopen: null,
                onmessage: null,
                onclose: null,
                send: (text) => line!.send(number + (text as string)),
                close() {
                    if (channels.delete(number) && socket.joined) channel.send(encodeBye());
                },
            };
            channels.set(number, channel);
            if (socket.joined) queueMicrotask(() => begin(channel));
            return channel;
        },

        /** The page cannot go on from what it has: join again, with nothing; perhaps another session. */
        restart(fresh = ticket) {
            ticket = fresh;
            ended = false;
            socket.seen = null;
            lose();
        },
    };
    return socket;

    function hear(data: string) {
        expectWord();
        const number = Number.parseInt(data, 10);
        if (number) return call(channels.get(number)?.onmessage, { data: data.slice(`${number}`.length) });
        let frame: ServerFrame;
        try {
            frame = decode(data);
        } catch (error) {
            return end("syntax", `${error}`);
        }
        if (frame.kind === "ok") join(frame.ref);
        else if (frame.kind === "bye") frame.within ? lose(frame.within) : end(frame.code, frame.reason);
        else if (frame.kind !== "h" && socket.joined) listener.frame(frame);
    }

    function join(ref: number) {
        socket.joined = true;
        tries = 0;
        expectWord();
        outbox.settle(ref);
        outbox.expire();
        outbox.waiting.forEach(socket.push);
        channels.forEach(begin);
        listener.joined();
    }

    // Once: those that are open stay so when the line is another session's.
    function begin(channel: Line) {
        call(channel.onopen);
        channel.onopen = null;
    }

    function end(code: string, text: string) {
        ended = true;
        lose();
        listener.ended(code, text);
    }

    // `within`: a host that sends many away says in what time they come back, so that they do not come all at once.
    function lose(within?: number) {
        hangUp();
        listener.lost();
        if (!ended) retry(socket.connect, backoff(tries++, world.random(), world.isAway(), within));
    }

    function hangUp() {
        watch();
        settled();
        socket.joined = false;
        if (line) {
            line.onopen = line.onmessage = line.onclose = null;
            line.close();
        }
        line = null;
        const lost = [...channels.values()];
        channels.clear();
        for (const { onclose } of lost) call(onclose);
    }

    function sendAck() {
        if (socket.joined && socket.seen !== null) line!.send(encodeAck(socket.seen));
        settled();
    }

    function settled() {
        acknowledge();
        unacknowledged = 0;
    }

    function ask(ms?: number) {
        line!.send(encodeHeartbeat());
        expectAnswer(ms);
    }

    // Once joined, silence means that we ask; before, that nobody is there.
    function expectWord() {
        if (socket.joined) watch(isInner ? undefined : () => ask(), HEARTBEAT_MS);
        else expectAnswer();
    }

    function expectAnswer(ms = ANSWER_MS) {
        watch(lose, ms);
    }
}
