// Events on their way to the host. Each has a number, REF, for the session's life, and is kept until the host says
// that it has dealt with it; after a lost line those that are left are sent again, in order, with the numbers they
// have. The host deals with each number once, so nothing is lost and nothing happens twice.
//
// But what a person did long ago does not happen by surprise. An act that has waited LATE_MS for its line is taken back:
// its number goes to the host as a `ls:skip`. If the act itself came there in time, that is a duplicate of which nobody
// hears; if not, the host refuses the number as `late`. What tells a state, a field's text say, stays true however late
// it comes, and so does what its element wants to wait (`ls-offline="queue"`).

import type { Payload } from "./frame";

export interface OutEvent {
    ref: number;
    name: string;
    payload: Payload;
    /** It has been on the wire at least once, so it may not change any more. */
    sent: boolean;
    /** What it is the state of: a newer state takes the place of an unsent older one. */
    subject: unknown;
    /** The component whose event it is; 0 for the view. */
    owner: number;
    /** When it is too late for it. */
    until: number;
}

/** More events than this do not wait; the next one is refused. */
export const EVENTS_MAX = 256;
/** How long an act may wait for its line. */
export const LATE_MS = 30_000;

export class Outbox {
    private ref = 0;
    /** Oldest first. */
    waiting: readonly OutEvent[] = [];

    /** The event, which is in the outbox now; null where it is full. */
    put(name: string, payload: Payload, subject: unknown = null, owner = 0, mayWait = true): OutEvent | null {
        const [last] = this.waiting.slice(-1);
        if (subject && last?.subject === subject && !last.sent && last.name === name) {
            last.payload = payload;
            return last;
        }
        if (this.waiting.length >= EVENTS_MAX) return null;
        const until = mayWait ? Infinity : Date.now() + LATE_MS;
        const event = { ref: ++this.ref, name, payload, sent: false, subject, owner, until };
        this.waiting = [...this.waiting, event];
        return event;
    }

    /** What is too late by now is not to happen any more. */
    expire() {
        for (const event of this.waiting)
            if (event.until < Date.now()) {
                event.name = "ls:skip";
                event.payload = {};
            }
    }

    /** Another session: nothing is waiting, and its events begin at 1. */
    clear() {
        this.waiting = [];
        this.ref = 0;
    }

    /** The host has dealt with everything up to `ref`. */
    settle(ref: number) {
        this.waiting = this.waiting.filter((event) => event.ref > ref);
        this.ref = Math.max(this.ref, ref);
    }
}
