// Events on their way to the host. Each has a number, REF, for the session's life, and is kept until the host says
// that it has dealt with it; after a lost line those that are left are sent again, in order, with the numbers they
// have. The host deals with each number once, so nothing is lost and nothing happens twice.

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
}

/** More events than this do not wait; the next one is refused. */
export const EVENTS_MAX = 256;

export class Outbox {
    private ref = 0;
    /** Oldest first. */
    waiting: readonly OutEvent[] = [];

    /** The event, which is in the outbox now; null where it is full. */
    put(name: string, payload: Payload, subject: unknown = null, owner = 0): OutEvent | null {
        const [last] = this.waiting.slice(-1);
        if (subject && last?.subject === subject && !last.sent && last.name === name) {
            last.payload = payload;
            return last;
        }
        if (this.waiting.length >= EVENTS_MAX) return null;
        const event = { ref: ++this.ref, name, payload, sent: false, subject, owner };
        this.waiting = [...this.waiting, event];
        return event;
    }

    /** The host has dealt with everything up to `ref`. */
    settle(ref: number) {
        this.waiting = this.waiting.filter((event) => event.ref > ref);
        this.ref = Math.max(this.ref, ref);
    }
}
