// One thing to be done later, at most; setting it again, or to nothing, forgets what it was.

/** The clock, chance, and whether anybody is there; specs bring their own. */
export interface World {
    after(call: () => void, ms: number): unknown;
    cancel(timer: unknown): void;
    random(): number;
    /** Nobody looks at the page, or the device knows that it has no network. */
    isAway(): boolean;
}

export const world: World = {
    after: setTimeout,
    cancel: clearTimeout as (timer: unknown) => void,
    random: Math.random,
    isAway: () => document.hidden || !navigator.onLine,
};

export type Timer = (call?: () => void, ms?: number) => void;

export function makeTimer({ after, cancel }: World): Timer {
    let timer: unknown;
    return (call, ms = 0) => {
        cancel(timer);
        timer = call && after(call, ms);
    };
}
