// Where the focus goes by itself.
//
//     ls-autofocus       it has the focus when it comes into the page, with the caret behind what it says
//
// When it goes, and the focus with it, the focus is given back to what had it before. When anything else goes that
// has the focus, it goes to what is next to where that was: a person who works with keys stays where they are.

import { register } from "./alive";
import { stopsIn } from "./stops";

type Focusable = HTMLInputElement;

/** Who had the focus before. */
const before = new WeakMap<Element, Element>();

/** When `element` goes, and the focus with it, who has the focus now has it again. */
export function remember(element: Element) {
    const { activeElement, body } = document;
    if (activeElement && activeElement !== body) before.set(element, activeElement);
}

register("autofocus", (element) => {
    const { selectionStart, value } = element as Focusable;
    remember(element);
    (element as Focusable).focus();
    if (typeof selectionStart === "number") (element as Focusable).setSelectionRange(value.length, value.length);
});

/** The page is about to change; what is given is to be called when it has. */
export function holdFocus(): () => void {
    const active = document.activeElement!;
    const places: (Element | null | undefined)[] = [];
    for (let at = active; at?.parentElement?.parentElement; at = at.parentElement)
        places.push(before.get(at), at, at.nextElementSibling, at.previousElementSibling);
    return () => {
        // A dialog that closed has given it back already.
        if (!active?.isConnected && document.activeElement === document.body)
            places.some((place) => place?.isConnected && enter(place, active));
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
