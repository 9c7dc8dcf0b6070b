// How often the host is told: ls-debounce waits until a person pauses, ls-throttle leaves out what comes too soon.
//
// What waits is told at once when its field is left, when another field changes and when a form is submitted, so the
// host hears of things in the order in which they were done. What belongs to an element that is gone is forgotten; who
// waits sees to that.

import { makeTimer, type Timer, world } from "./timer";

/** Where the attribute has no number. */
export const RATE_MS = 300;
/** Between two events of those that come with every movement of a hand, where nobody says. */
export const MOVE_MS = 100;
// They tell a state, of which the last is told in any case; there are too many of the first ones.
const STATES = /((?:move|scroll|wheel|resize|^drag|^dragover)$)|^(?:input|change|compositionend|reset)$/;

/** What the host is told, and whether only the last of the like matters. */
type Tell = (isState: boolean) => void;
type Wait = { field: Element; attribute: string; timer: Timer; tell?: () => void };

let waits: Wait[] = [];
// A browser says so too of what is taken out of the page, just before: afterwards it is gone.
addEventListener("blur", ({ target }) => queueMicrotask(() => flush((field) => field === target)), true);

function drop(wait: Wait) {
    waits = waits.filter((one) => one !== wait);
    wait.timer();
    return wait.tell;
}

/** Tells what waits for these fields. */
function flush(isMeant: (field: Element) => boolean) {
    for (const wait of waits) if (wait.tell && isMeant(wait.field)) drop(wait)?.();
}

/** Calls `tell` now, later or never. It is about `field`; `element` has the attribute. */
export function wait(element: Element, field: Element, attribute: string, event: Event, tell: Tell) {
    const read = (name: string) => field.getAttribute(name) ?? element.getAttribute(name);
    const [states, moves] = STATES.exec(event.type) ?? [];
    const isSubmit = event.type === "submit";
    if (isSubmit || (states && !moves)) flush((one) => isSubmit || one !== field);

    const told = () => tell(!!states);
    const pause = read("ls-debounce");
    const gap = read("ls-throttle") ?? (moves ? `${MOVE_MS}` : null);
    if (pause === null) return throttle(field, attribute, event, gap, told, !!states);
    const waiting = waits.find((one) => one.field === field && one.attribute === attribute) ?? add(field, attribute);
    waiting.tell = told;
    waiting.timer(pause === "blur" ? undefined : () => drop(waiting)?.(), +(pause || RATE_MS));
}

function throttle(
    field: Element,
    attribute: string,
    event: Event,
    gap: string | null,
    told: () => void,
    isState: boolean,
) {
    if (gap === null) return told();
    const before = waits.find((one) => one.field === field && one.attribute === attribute);
    // Each key that is pressed counts, but for its repetitions.
    if (before && (event as KeyboardEvent).repeat !== false) {
        if (isState) before.tell = told;
        return;
    }
    if (before) drop(before);
    const wait = add(field, attribute);
    const next = () => {
        const last = drop(wait);
        if (last) throttle(field, attribute, event, gap, last, isState);
    };
    wait.timer(next, +(gap || RATE_MS));
    told();
}

function add(field: Element, attribute: string): Wait {
    const wait = { field, attribute, timer: makeTimer(world) };
    waits.push(wait);
    return wait;
}
