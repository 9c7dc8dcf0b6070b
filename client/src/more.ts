// What events (events.ts) need on some pages only, in one part of the client: everything but plain clicks, submits and
// changes. Words behind the attribute's name, questions before, fields that are taken from what happened, rates.

import { listenAway } from "./away";
import type { Payload } from "./frame";
import { wait } from "./rate";

export { fits } from "./keys";
export { born } from "./visible";

// biome-ignore lint/suspicious/noExplicitAny: an element of any kind
type Fire = (element: Element, event: Event, target?: any) => void;

/** Calls `bubbled` for what bubbles in `view`, and `fire` for what happens to an element of `selector` in other ways. */
export function listenMore(
    view: Element,
    selector: string,
    kind: string,
    types: string[],
    words: string[],
    fire: Fire,
    bubbled: (event: Event) => void,
) {
    if (kind === "click-away") return listenAway(view, selector, fire);
    for (const type of types)
        if (words.includes("window"))
            addEventListener(type, (event) => {
                for (const element of view.querySelectorAll(selector)) fire(element, event);
            });
        else {
            const passive = /^(touch|wheel)/.test(type) && !words.includes("prevent");
            view.addEventListener(type, (event) => event.bubbles && bubbled(event), { passive });
            // What does not bubble is met on its way down, and means nobody but who it happened to.
            const down = (event: Event) =>
                !event.bubbles && (event.target as Element).matches(selector) && fire(event.target as Element, event);
            view.addEventListener(type, down, true);
        }
}

/** By the name of the attribute. */
const told = new Map<string, WeakSet<Element>>();

/** Does what `words` say; true where that, or a person, lets nothing be told. */
export function isStopped(
    attribute: string,
    words: string[],
    element: Element,
    event: Event,
    said: string | null,
): boolean {
    if (words.includes("stop")) event.stopPropagation();
    if (words.includes("prevent")) event.preventDefault();
    const before = told.get(attribute) ?? new WeakSet();
    if (!said || before.has(element)) return true;
    const { submitter } = event as SubmitEvent;
    const question = submitter?.getAttribute("ls-confirm") ?? element.getAttribute("ls-confirm");
    if (question !== null && !confirm(question)) {
        event.preventDefault();
        return true;
    }
    if (words.includes("once")) told.set(attribute, before.add(element));
    return false;
}

/** Calls `tell` now, later or never. What happened is about `field`; `element` has the attribute, which says `said`. */
export function tellMore(
    element: Element,
    field: Element,
    attribute: string,
    event: Event,
    said: string,
    tell: (isState: boolean, name: string, taken: Payload) => void,
) {
    const [name, ...all] = said[0] === "[" ? [said] : said.split(" ");
    const names = all.filter((one) => !element.hasAttribute(`ls-value-${one}`)); // what is said goes before
    wait(element, field, attribute, event, (isState) => {
        const target = (event.target as Element | null)?.matches ? event.target : element;
        tell(isState || event.type.startsWith("ls:"), name!, take(event, target, names));
    });
}

// The fields that are asked for and nothing else: of a custom event what it has for whoever hears it, of all others
// what is a plain value.
function take(event: Event, target: unknown, names: string[]): Payload {
    const payload: Payload = Object.create(null);
    for (const name of names) {
        const [detail, ...plain] = [(event as CustomEvent).detail, event, target].map((from) => from?.[name]);
        payload[name] = detail ?? plain.find((one) => /^[snb]/.test(typeof one));
    }
    return payload;
}
