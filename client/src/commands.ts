// Operations: what a page does by itself. They stand as JSON in the attribute of an event (made by ls.js, see
// stdlib/lightspeed/js.lua), or come with a frame as its `do`: `[[OP, argument, ...], ...]`. docs/protocol.md has the
// list. An argument that is left out is false or absent.
//
// Other files of the client add to `operations`, under quoted names: what is not quoted the build may rename.

import { attempt } from "./alive";
import { controls } from "./controls";
import type { Send, Told } from "./events";
import type { Payload } from "./frame";
import { drop, lay, read, type Shown } from "./overlay";

/** Where operations are run. */
export interface Context {
    /** Whose attribute it is; for effects of the host the view's element. */
    element: Element;
    /** Tells the host of an event, with these fields over those that the attribute has by itself. */
    push(name: string, more?: Payload, target?: string, answer?: () => void): void;
    /** What they change goes when this layer is dropped; without one it lasts. */
    layer?: unknown;
    /** What the app says to the one who sent the event; see scripts.ts. */
    reply?: unknown;
}

export type Operation = [op: string, ...args: unknown[]];
/** A selector in the page, around the element or in it; nothing for itself. */
export type To = string | { closest: string } | { inner: string } | false | undefined;
// biome-ignore lint/suspicious/noExplicitAny: what a page is told was checked where it was made
type Run = (context: Context, ...args: any[]) => unknown;

/** How long a transition is where nobody says. */
export const TRANSITION_MS = 200;

/** What was changed while an event was on its way is undone after this time without an answer, unless there is no line:
 * then the event waits, and so does this. */
export const OPTIMISTIC_MS = 10_000;

/** All of them, in order; a rare one when its code is there. */
export function run(list: Operation[], context: Context) {
    for (const [op, ...args] of list)
        attempt(() => (operations[op] ?? rarely(op))(context, ...args), context.element);
}

const rarely =
    (op: string): Run =>
    (context, ...args) => {
        import("./operations").then(async ({ rare }) =>
            run(((await rare[op]?.((to) => targets(context, to), context, ...args)) ?? []) as Operation[], context),
        );
    };

/** What an attribute says: the name of an event for the host, or operations, of which some may push one. */
export function act(told: Told, send: Send) {
    if (told.name[0] === "[") run(JSON.parse(told.name), contextOf(told, send));
    else send(told);
}

/** Where operations are run that push `told` under other names. */
export const contextOf = (told: Told, send: Send): Context => ({
    element: told.element,
    push(name, more, target, answer) {
        const element = (target && document.querySelector(target)) || told.element;
        const payload = { ...told.payload, ...more };
        // Whose answer is waited for is not left out for a newer one.
        send({ ...told, name, element, payload, ...(answer && { answer, subject: null }) });
    },
});

/** The elements that are meant. */
export function targets({ element }: Context, to: To): HTMLElement[] {
    const { closest = "", inner = "" } = (to || {}) as { closest?: string; inner?: string };
    const found = closest
        ? [element.closest(closest)]
        : to
          ? (inner ? element : document).querySelectorAll(inner || `${to}`)
          : [element];
    return [...found].filter((one) => one) as HTMLElement[];
}

const each =
    // biome-ignore lint/suspicious/noExplicitAny: as above
        (one: (element: HTMLElement, context: Context, ...args: any[]) => unknown): Run =>
        (context, to, ...args) => {
            for (const element of targets(context, to)) one(element, context, ...args);
        };

/** Ends the transition that an element is in. */
const running = new WeakMap<Element, () => void>();

let longest = 0;

/** How long the transitions take that begin in `call`. */
export function longestOf(call: () => void): number {
    longest = 0;
    call();
    return longest;
}

/** Classes for a time; or those of all of it, of its beginning, and from then on. */
type Classes = string[] | (string[] | false)[];

// For a while it has these classes, and then comes the end.
function transit(element: Element, names: Classes | undefined, ms: number, end = () => {}) {
    if (!names || matchMedia("(prefers-reduced-motion:reduce)").matches) return end();
    const layer = {};
    const over = () => {
        clearTimeout(timer);
        running.delete(element);
        drop(layer);
        end();
    };
    const timer = setTimeout(over, ms || TRANSITION_MS);
    longest = Math.max(longest, ms || TRANSITION_MS);
    running.set(element, over);
    const put = (these: unknown, on: object) => {
        for (const name of (these || []) as string[]) lay(element, `.${name}`, true, on);
    };
    if (typeof names[0] === "string") return put(names, layer);
    const [during, from, to] = names;
    const start = {};
    put(from, start);
    element.getAnimations(); // asks for how it looks now, so that it begins from there
    put(during, layer);
    drop(start);
    put(to, layer);
}

// What hides stays in sight until its transition is over; another transition that is under way is over now.
function set(element: Element, { layer }: Context, key: string, shown: Shown, ms: number, names?: Classes) {
    const change = () => lay(element, key, shown, layer);
    const isLast = key === "hidden" && shown;
    if (names || key === "hidden") running.get(element)?.();
    if (!isLast) change();
    transit(element, names, ms, isLast ? change : undefined);
}

export const operations: Record<string, Run> = {
    // At once, for people go on writing.
    reset: (context, to) => targets(context, to).forEach((form) => void (form as unknown as HTMLFormElement).reset()),
    push(context, name, more, target, meanwhile?: Operation[]) {
        if (!meanwhile) return context.push(name, more, target);
        const layer = {};
        const undo = () => drop(layer);
        const giveUp = () =>
            context.element.closest("[ls-state=offline]") ? setTimeout(giveUp, OPTIMISTIC_MS) : undo();
        run(meanwhile, { ...context, layer });
        setTimeout(giveUp, OPTIMISTIC_MS);
        context.push(name, more, target, undo);
    },
    dispatch: each((element, _, name: string, detail, bubbles = true) =>
        element.dispatchEvent(new CustomEvent(name, { bubbles, detail, cancelable: true })),
    ),
    set: each(set),
    toggle: each((element, context, key, shown: Shown, other: Shown, ms, way, back) => {
        if (key === "hidden") running.get(element)?.();
        const isThere = read(element, key) === shown;
        set(element, context, key, isThere ? other : shown, ms, isThere ? way : back);
    }),
    transition: each((element, _, names, ms) => {
        running.get(element)?.();
        transit(element, names, ms);
    }),
    focus: (context, to) => targets(context, to)[0]?.focus(),
    post: each((element) => controls?.post(element as HTMLFormElement)),
    announce: rarely("announce"),
    exec: each((element, context, name) => {
        const text = element.getAttribute(name);
        if (text?.[0] === "[") run(JSON.parse(text), { ...context, element });
    }),
};
