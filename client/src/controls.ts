// Forms and their controls are known by a file of their own, control.ts, which comes before the first patch of a page
// that has any. What is sent or entered before it is there waits for it.

/** What it knows; nothing where there are no controls. */
export let controls: typeof import("./control") | undefined;

let come: () => void;
/** It is there. */
export const ready = new Promise<void>((done) => {
    come = done;
});

/** `text` is the file of a page's templates. */
export async function loadControls(text: string) {
    if (!/<(form|input|select|textarea)|"h"/.test(text)) return;
    controls = await import("./control");
    come();
}
