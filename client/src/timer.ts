// One thing to be done later, at most; setting it again, or to nothing, forgets what it was.

/** The clock, and chance; specs bring their own. */
export interface World {
    after(call: () => void, ms: number): unknown;
    cancel(timer: unknown): void;
    random(): number;
}

export type Timer = (call?: () => void, ms?: number) => void;

export function makeTimer({ after, cancel }: World): Timer {
    let timer: unknown;
    return (call, ms = 0) => {
        cancel(timer);
        timer = call && after(call, ms);
    };
}
