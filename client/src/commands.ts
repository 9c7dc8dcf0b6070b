// Operations: what a page does by itself. They stand as JSON in the attribute of an event (made by ls.js, see
// stdlib/lightspeed/js.lua), or come with a frame as its `do`: `[[OP, argument, ...], ...]`. docs/protocol.md has the
// list. An argument that is left out is false or absent; a target is a selector, "closest SELECTOR", "inner SELECTOR",
// or nothing for the element itself.
//
// Other files of the client add to `operations`.

import type { Send, Told } from "./events";
import { post } from "./form";
import type { Payload } from "./frame";
import { BASE, drop, lay } from "./overlay";
import { stopsIn } from "./stops";

/** Where operations are run. */
export interface Context {
    /** Whose attribute it is; for effects of the host the view's element. */
    element: Element;
    /** Tells the host, with these fields over those that the attribute has by itself. */
    push(name: string, more?: Payload, options?: PushOptions): void;
    /** What they change is undone with this layer; without one it lasts. */
    layer?: unknown;
    /** What the app says to the one who sent the event; see scripts.ts. */
    reply?: unknown;
}

/** Who sends it in place of the element; what else is busy until it is answered. */
export interface PushOptions {
    target?: string | undefined;
    loading?: string | undefined;
    optimistic?: Operation[] | undefined;
}

export type Operation = [op: string, ...args: unknown[]];
// biome-ignore lint/suspicious/noExplicitAny: what a page is told was checked where it was made
type Run = (context: Context, ...args: any[]) => unknown;
type Transition = [during: string, from: string, to: string];

/** How long a transition is where nobody says. */
export const TRANSITION_MS = 200;

/** All of them, in order; one that fails is told and left out. */
export function run(list: Operation[], context: Context) {
    for (const [op, ...args] of list)
        try {
            operations[op]!(context, ...args);
        } catch (error) {
            console.warn("lightspeed:", op, error);
        }
}

/** What an attribute says: the name of an event for the host, or operations, of which some may push one. */
export function tell(told: Told, send: Send) {
    if (told.name[0] === "[") run(JSON.parse(told.name), contextOf(told, send));
    else send(told);
}

/** Where operations are run: those that push, push `told` with another name. */
export const contextOf = (told: Told, send: Send): Context => ({
    element: told.element,
    push: (name, more, { target } = {}) =>
        send({
            ...told,
            element: (target && document.querySelector(target)) || told.element,
            name,
            payload: { ...told.payload, ...more },
        }),
});

/** The elements that a target means. */
export function targets({ element }: Context, to?: string): Iterable<HTMLElement> {
    const [, way, selector] = /^(closest|inner) (.+)/.exec(to || "") ?? [];
    const found = !to
        ? [element]
        : way === "closest"
          ? [element.closest(selector!)]
          : (way ? element : document).querySelectorAll(selector ?? to);
    return [...found].filter(Boolean) as HTMLElement[];
}

// biome-ignore lint/suspicious/noExplicitAny: as above
type Each = (element: HTMLElement, context: Context, ...args: any[]) => unknown;

const each =
    (one: Each): Run =>
    (context, to, ...args) => {
        for (const element of targets(context, to)) one(element, context, ...args);
    };

const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

// --- transitions ---

/** What happens at the end of the transition that an element is in. */
const running = new WeakMap<Element, { end(): void; shows: boolean | undefined }>();

const classes = (element: Element, names: string, on: boolean, layer: unknown) => {
    for (const name of names.split(/\s+/)) if (name) lay(element, `.${name}`, on, layer);
};

// Another one that is under way is over then.
function transit(
    element: HTMLElement,
    shows: boolean | undefined,
    way: Transition | undefined,
    ms: number,
    end = () => {},
) {
    running.get(element)?.end();
    if (!way || matchMedia("(prefers-reduced-motion: reduce)").matches) return end();
    const [during, from, to] = way;
    const layer = {};
    classes(element, `${during} ${from}`, true, layer);
    const frame = requestAnimationFrame(() => {
        element.getClientRects(); // what is there now is where it begins
        classes(element, from, false, layer);
        classes(element, to, true, layer);
    });
    const over = () => {
        clearTimeout(timer);
        cancelAnimationFrame(frame);
        running.delete(element);
        drop(layer);
        end();
    };
    const timer = setTimeout(over, ms || TRANSITION_MS);
    running.set(element, { end: over, shows });
}

function show(element: HTMLElement, { layer = BASE }: Context, display?: string, ms = 0, way?: Transition) {
    transit(element, true, way, ms);
    if (isShown(element)) return;
    lay(element, "hidden", null, layer);
    lay(element, "display", display || "", layer);
    if (!isShown(element)) lay(element, "display", display || "block", layer);
}

function hide(element: HTMLElement, { layer = BASE }: Context, ms = 0, way?: Transition) {
    transit(element, false, way, ms, () => lay(element, "display", "none", layer));
}

function toggle(
    element: HTMLElement,
    context: Context,
    display?: string,
    ms?: number,
    enter?: Transition,
    leave?: Transition,
) {
    const shows = running.get(element)?.shows ?? isShown(element);
    if (shows) hide(element, context, ms, leave);
    else show(element, context, display, ms, enter);
}

const classOperation = (on?: boolean) =>
    each((element, { layer = BASE }, names: string, ms: number, way?: Transition) => {
        transit(element, undefined, way, ms);
        for (const name of names.split(/\s+/))
            if (name) lay(element, `.${name}`, on ?? !element.classList.contains(name), layer);
    });

// --- attributes ---

type AttributeValue = string | boolean | null | undefined;

const setAttribute = (element: Element, { layer = BASE }: Context, name: string, value: AttributeValue) =>
    lay(element, name, value === true ? "" : value === false ? null : (value ?? null), layer);

// --- focus ---

const focused: HTMLElement[] = [];

const first = (context: Context, to: string | undefined, then: (element: HTMLElement) => void) => {
    for (const element of targets(context, to)) return then(element);
};

export const operations: Record<string, Run> = {
    push: ({ push }, name: string, more?: Payload, target?: string, loading?: string, optimistic?: Operation[]) =>
        push(name, more || {}, { target, loading, optimistic }),
    dispatch: each((element, _, name: string, detail: unknown, bubbles = true) =>
        element.dispatchEvent(new CustomEvent(name, { bubbles, detail, cancelable: true })),
    ),
    show: each(show),
    hide: each(hide),
    toggle: each(toggle),
    add_class: classOperation(true),
    remove_class: classOperation(false),
    toggle_class: classOperation(),
    set_attr: each(setAttribute),
    remove_attr: each(setAttribute),
    toggle_attr: each((element, context, name: string, value: AttributeValue, other: AttributeValue = false) => {
        const text = value === true ? "" : value;
        setAttribute(element, context, name, element.getAttribute(name) === text ? other : value);
    }),
    transition: each((element, _, way: Transition, ms: number) => transit(element, undefined, way, ms)),
    focus: (context, to) => first(context, to, (element) => element.focus()),
    focus_first: (context, to) => first(context, to, (element) => stopsIn(element)[0]?.focus()),
    push_focus: (context, to) => first(context, to, (element) => focused.push(element)),
    pop_focus: () => focused.pop()?.focus(),
    exec: each((element, context, name: string) => {
        const text = element.getAttribute(name);
        if (text?.[0] === "[") run(JSON.parse(text), { ...context, element });
    }),
    // No clipboard where the line is not secure, or where the person forbids it.
    copy: (context, to) =>
        first(context, to, async (element) => {
            let outcome = "copied";
            try {
                await navigator.clipboard.writeText((element as HTMLInputElement).value ?? element.textContent);
            } catch {
                outcome = "copy-failed";
            }
            context.element.dispatchEvent(new CustomEvent(outcome, { bubbles: true }));
        }),
    reset: each((element) => (element as HTMLFormElement).reset()),
    scroll: (context, to, where = "nearest") =>
        first(context, to, (element) => element.scrollIntoView({ block: where })),
    post: each((element) => post(element as HTMLFormElement)),
    announce: (_, text: string) => announce(text),
    redirect: (_, url: string) => location.assign(url),
    title(_, text: string) {
        document.title = text;
    },
};

let region: HTMLElement | undefined;

/** A screen reader says it at the next pause. */
export function announce(text: string) {
    if (!region) {
        region = document.createElement("p");
        region.setAttribute("aria-live", "polite");
        region.style.cssText = "position:fixed;clip-path:inset(50%)";
        document.body.append(region);
    }
    region.textContent = text;
}
