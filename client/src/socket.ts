// The line to the host: it joins, listens, says what was applied, and comes back whenever it is lost.
//
//     closed --connect--> connecting --join--> joining --["ok"]--> joined --lost--> waiting --back-off--> connecting
//
// It knows nothing of pages: the listener gets the frames that change something and says `applied` when they have.

import { backoff } from "./backoff";
import { decode, encodeAck, encodeEvent, encodeHeartbeat, encodeJoin, type ServerFrame } from "./frame";
import type { Outbox, OutEvent } from "./outbox";
import { Timer, type World } from "./timer";

/** What a WebSocket is to us. */
export type Line = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

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
/** How long an answer to a join or a heartbeat may take. */
export const ANSWER_MS = 10_000;
/** What is applied is acknowledged after so many frames, or so much time. */
export const ACK_FRAMES = 16;
export const ACK_MS = 1_000;
/** Tries that a host which is full or going down is spared: the wait starts at 4 s. */
const TRIES_SPARED = 3;

export class Socket {
    /** The last frame that was applied; 0 is the page as it came, null nothing at all. */
    seen: number | null = 0;
    private line: Line | null = null;
    joined = false;
    private ended = false;
    private tries = 0;
    private unacknowledged = 0;
    private readonly retry: Timer;
    private readonly watch: Timer;
    private readonly acknowledge: Timer;

    constructor(
        private readonly ticket: string,
        private readonly outbox: Outbox,
        private readonly listener: Listener,
        private readonly open: () => Line,
        private readonly world: World,
    ) {
        this.retry = new Timer(world);
        this.watch = new Timer(world);
        this.acknowledge = new Timer(world);
    }

    /** At once, if there is no line and nobody ended this. */
    connect() {
        this.retry.clear();
        if (this.line || this.ended) return;
        const line = this.open();
        this.line = line;
        line.onopen = () => line.send(encodeJoin(this.ticket, this.seen));
        line.onmessage = ({ data }) => this.hear(data);
        line.onclose = () => this.lose();
        this.expectAnswer();
    }

    /** Hang up, to come back only when `connect` is called. */
    close() {
        this.retry.clear();
        this.hangUp();
    }

    /** The browser thinks that the network, or the person, is back. */
    wake() {
        if (!this.line) this.connect();
        else if (this.joined) this.ask();
    }

    /** Sends an event of the outbox now, or once there is a line. */
    push(event: OutEvent) {
        if (!this.joined) return;
        event.sent = true;
        this.line!.send(encodeEvent(event.ref, event.name, event.payload, this.seen ?? 0));
        this.settled();
    }

    /** The page shows everything up to frame `seq`. */
    applied(seq: number, ref: number) {
        this.seen = seq;
        this.outbox.settle(ref);
        if (++this.unacknowledged >= ACK_FRAMES) this.sendAck();
        else if (!this.acknowledge.runs) this.acknowledge.set(ACK_MS, () => this.sendAck());
    }

    /** The page cannot go on from what it has: join again, with nothing. */
    restart() {
        this.seen = null;
        this.lose();
    }

    private hear(data: unknown) {
        this.expectWord();
        let frame: ServerFrame;
        try {
            frame = decode(String(data));
        } catch (error) {
            return this.end("syntax", String(error));
        }
        if (frame.kind === "ok") this.join(frame.ref);
        else if (frame.kind === "bye") this.leave(frame.code, frame.reason);
        else if (frame.kind !== "h") this.listener.frame(frame);
    }

    private join(ref: number) {
        this.joined = true;
        this.tries = 0;
        this.expectWord();
        this.outbox.settle(ref);
        for (const event of this.outbox.waiting) this.push(event);
        this.listener.joined();
    }

    private leave(code: string, text: string) {
        if (/^(syntax|too_large|forbidden|gone|replaced)$/.test(code)) return this.end(code, text);
        this.tries = Math.max(this.tries, TRIES_SPARED);
        this.lose();
    }

    private end(code: string, text: string) {
        this.ended = true;
        this.lose();
        this.listener.ended(code, text);
    }

    private lose() {
        this.hangUp();
        this.listener.lost();
        if (this.ended) return;
        this.retry.set(backoff(this.tries++, this.world.random()), () => this.connect());
    }

    private hangUp() {
        const { line } = this;
        this.line = null;
        this.joined = false;
        this.watch.clear();
        this.settled();
        if (!line) return;
        line.onopen = line.onmessage = line.onclose = null;
        line.close();
    }

    private sendAck() {
        if (this.joined && this.seen !== null) this.line!.send(encodeAck(this.seen));
        this.settled();
    }

    private settled() {
        this.acknowledge.clear();
        this.unacknowledged = 0;
    }

    private ask() {
        this.line!.send(encodeHeartbeat());
        this.expectAnswer();
    }

    // Once joined, silence means that we ask; before, that nobody is there.
    private expectWord() {
        if (this.joined) this.watch.set(HEARTBEAT_MS, () => this.ask());
        else this.expectAnswer();
    }

    private expectAnswer() {
        this.watch.set(ANSWER_MS, () => this.lose());
    }
}
