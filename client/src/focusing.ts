// Where the focus goes by itself.
//
//     ls-autofocus       it has the focus when it comes into the page, with the caret behind what it says
//     ls-focus-trap      Tab and Shift+Tab go round inside of it, and come into it from anywhere else
//
// When either goes, and the focus with it, the focus is given back to what had it before. When anything else goes that
// has the focus, it goes to what is next to where that was: a person who works with keys stays where they are.

import { register } from "./alive";

/** What may have the focus by Tab. */
export const FOCUSABLE =
    ":is(a[href],button,input,select,textarea,summary,[contenteditable],[tabindex]):not(:disabled,[tabindex='-1'])";

type Focusable = HTMLInputElement;

/** Who had the focus before. */
const before = new WeakMap<Element, Element | null>();
/** The latest is the one. */
const traps = new Set<Element>();

const remember = (element: Element) => void before.set(element, document.activeElement);
const stopsIn = (place: Element) =>
    [...place.querySelectorAll<Focusable>(FOCUSABLE)].filter((one) => one.getClientRects()[0]);

register("autofocus", (element) => {
    const { selectionStart, value } = element as Focusable;
    remember(element);
    (element as Focusable).focus();
    if (typeof selectionStart === "number") (element as Focusable).setSelectionRange(value.length, value.length);
});

register("focus-trap", (trap) => {
    remember(trap);
    traps.add(trap);
    return () => traps.delete(trap);
});

addEventListener("keydown", (event) => {
    const trap = [...traps].pop();
    if (!trap || event.key !== "Tab" || event.defaultPrevented) return;
    const stops = stopsIn(trap);
    const active = document.activeElement!;
    if (event.shiftKey) stops.reverse();
    // All but the last in this direction is the browser's, and what is above the page too.
    const isInside = trap.contains(active);
    if (isInside ? active !== trap && active !== stops.pop() : active.closest(":modal")) return;
    event.preventDefault();
    stops[0]?.focus();
});

/** The page is about to change; what is given is to be called when it has. */
export function holdFocus(): () => void {
    const active = document.activeElement!;
    const places: (Element | null | undefined)[] = [];
    for (let at = active; at?.parentElement?.parentElement; at = at.parentElement)
        places.push(before.get(at), at, at.nextElementSibling, at.previousElementSibling);
    return () => {
        if (!active?.isConnected) places.some((place) => place?.isConnected && enter(place, active));
    };
}

// The focus goes to `place` or into it, to an element like the one that had it where there is such a one.
function enter(place: Element, { localName }: Element): boolean {
    const all = [place, ...place.querySelectorAll(localName), ...stopsIn(place)];
    return all.some((one) => {
        (one as Focusable).focus();
        return one === document.activeElement;
    });
}
