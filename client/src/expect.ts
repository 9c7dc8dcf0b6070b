// What must be so for the client to go on. Where it is not, the page or a frame is not what the host and we agreed on,
// and whoever called decides what then: all that throws here is caught in page.ts, lightspeed.ts or socket.ts. The
// stack tells what was looked for.

/** `value`, which is there; throws where it is not. */
export function expect<T>(value: T | null | undefined | false): T {
    if (value === null || value === undefined || value === false) throw new SyntaxError();
    return value;
}
