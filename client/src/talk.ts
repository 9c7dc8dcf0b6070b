// How far a view and its host are with each other: what was said, what was heard, and what waits until more is heard.

import { hide, type Pending } from "./busy";
import type { Value } from "./frame";
import type { Slot } from "./instance";

export interface Talk {
    /** The last event that was told. */
    said: number;
    /** The last event that the host has dealt with, as far as the page shows it. */
    heard: number;
    /** Whether the newest frame says that of an event of which none before it did. */
    isAnswer?: boolean;
    /** Why the host did not do what event `heard` asked for. */
    refused?: string | undefined;
    /** By the events that are on their way. */
    readonly pending: Map<number, Pending>;
    /** What was said to slots that may not change yet, in order. */
    held: [slot: Slot, value: Value][];
}

export const makeTalk = (): Talk => ({ said: 0, heard: 0, pending: new Map(), held: [] });

/** A frame comes that the host has sent when it had dealt with all events up to `ref`. */
export function hear(talk: Talk, ref: number, refused: string | undefined) {
    talk.isAnswer = ref > talk.heard;
    talk.heard = ref;
    talk.said = Math.max(talk.said, ref);
    talk.refused = refused;
}

/** With another session from now on: nothing was said, and nothing waits. */
export function forget(talk: Talk) {
    talk.heard = Infinity;
    hide(talk);
    Object.assign(talk, makeTalk());
}
