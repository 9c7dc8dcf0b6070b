// What must be so for the client to go on. Where it is not, the page or a frame is not what the host and we agreed on,
// and whoever called decides what then: all that throws here is caught in page.ts, lightspeed.ts or socket.ts.

/** `value`, which is there; throws, saying what was looked for, where it is not. */
export function expect<T>(value: T | null | undefined | false, what: string): T {
    if (value === null || value === undefined || value === false) throw new SyntaxError(`no ${what}`);
    return value;
}
