// What the toolbar asks the host about a session's steps, over the page's own line: ["dev", N, WHAT, STEP], answered by
// ["dev", N, ANSWER]. The page hears nothing of it, but for the whole pages that it is shown.

import type { Line } from "./socket";

/** A turn, as the host kept it. */
export interface Step {
    step: number;
    time: number;
    us: number;
    fuel: number;
    patch: number;
    event?: string;
    message?: string;
    component?: number;
    error?: string;
    text?: string;
    changes?: string;
}

/** Steps that are newer than those that were asked for; `at`: what the page shows, null for now. */
export interface Steps {
    oldest: number;
    newest: number;
    at: number | null;
    steps: Step[];
}

const MARK = '["dev",';

export type Travel = ReturnType<typeof makeTravel>;

/** `joined` is told when a line has joined a session, `told` when that said anything. */
export function makeTravel(joined: () => void, told: () => void) {
    const waiting = new Map<number, (answer: unknown) => void>();
    let last = 0;
    let line: Pick<Line, "send"> | null = null;
    return {
        /** The line is that of another session, or a new one. */
        use(next: Pick<Line, "send"> | null) {
            line = next;
            for (const answer of waiting.values()) answer({ error: "the line was lost" });
            waiting.clear();
        },

        /** A frame came; true where it is for nobody else. */
        hear(frame: string): boolean {
            if (!frame.startsWith(MARK)) {
                if (frame.startsWith('["ok",')) joined();
                else if (/^\[(\d|"full")/.test(frame)) told();
                return false;
            }
            const [, number, answer] = JSON.parse(frame);
            waiting.get(number)?.(answer);
            waiting.delete(number);
            return true;
        },

        /** Rejects with the host's own words where it cannot be. */
        ask<T>(what: string, step = 0): Promise<T> {
            return new Promise((resolve, reject) => {
                if (!line) return reject(new Error("there is no line"));
                waiting.set(++last, (answer) => {
                    const { error } = answer as { error?: string };
                    if (error) reject(new Error(error));
                    else resolve(answer as T);
                });
                line.send(JSON.stringify(["dev", last, what, step]));
            });
        },
    };
}
