// Elements that are told of their birth and their end, because they say so: ls-hook, ls-autofocus and their like.
//
//     register("hook", (element, value, live) => () => { its end });       ls-hook="value"
//
// Nobody looks through the page for them. A template knows whether its own tags say such a thing, and notes those of
// every copy; an attribute that a slot sets notes its element. After a patch `tend` goes through what was noted, and
// through the living: a page without such attributes pays nothing. An element that merely moves lives on; one whose
// attribute says something else has its end, and is born again.

import type { Live } from "./live";
import { report } from "./trouble";
import { viewOf } from "./views";

/** What happens at the end, if anything. */
type End = (() => void) | undefined;
/** `live` is the view that `element` is in; none for what a layout wrote around it. */
export type Born = (element: Element, value: string, live: Live | undefined) => End;
/** The elements that live, what their attribute said at their birth, and what their end is. */
type Living = Map<Element, [said: string, end: End]>;

/** By the name of the attribute. */
const known = new Map<string, [Born, Living]>();
/** What may have been born since `tend` looked. */
let noted = new Set<Element>();

/** From now on `born` is called for every element with ls-KIND. To be told before there are templates. */
export function register(kind: string, born: Born) {
    known.set(`ls-${kind}`, [born, new Map()]);
}

/** Elements in `root` are new, and perhaps soon in the page: how many of them might have to be told. */
export function note(root: ParentNode): number {
    const elements = known.size ? root.querySelectorAll(`[${[...known.keys()].join("],[")}]`) : [];
    for (const element of elements) noted.add(element);
    return elements.length;
}

/** A slot sets this attribute. */
export function noteAttribute(element: Element, name: string) {
    if (known.has(name)) noted.add(element);
}

/** The page has changed: who is no longer in it has an end, who is new is born. */
export function tend() {
    const fresh = noted;
    noted = new Set();
    for (const [name, [, living]] of known)
        for (const [element, [said, end]] of living)
            if (!element.isConnected || element.getAttribute(name) !== said) {
                living.delete(element);
                fresh.add(element);
                attempt(end, element);
            }
    for (const element of fresh)
        for (const [name, [born, living]] of known) {
            const says = element.getAttribute(name);
            if (says !== null && element.isConnected && !living.has(element))
                living.set(element, [says, attempt(() => born(element, says, viewOf(element)), element)]);
        }
}

/** What is not our code may throw; the page goes on. */
export function attempt<T>(call: (() => T) | undefined, element: Element): T | undefined {
    try {
        return call?.();
    } catch (error) {
        failed(error, element);
    }
}

/** Code of the app failed, at `place`. */
export function failed(error: unknown, place: Element) {
    report(place, "warn", "script", `${(error as Error)?.stack ?? error}`);
}

/** An event of ours; one that says something bubbles. */
export function dispatch(target: EventTarget, name: string, detail?: unknown) {
    target.dispatchEvent(new CustomEvent(name, { bubbles: !!detail, detail }));
}
