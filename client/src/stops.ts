// Where Tab stops.

const FOCUSABLE =
    ":is(a[href],button,input,select,textarea,summary,[contenteditable],[tabindex]):not(:disabled,[tabindex='-1'])";

/** All that is in `place`, can be seen and may have the focus. */
export const stopsIn = (place: Element) =>
    [...place.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.getClientRects()[0]);
