// ls-click-away: a click anywhere else. One that began inside and ended outside is none (somebody marked a text), and
// what cannot be seen cannot be left.

type Call = (element: Element, event: Event) => void;

/** All around what was pressed last. */
let pressed: EventTarget[] = [];
addEventListener("pointerdown", (event) => (pressed = event.composedPath()), true);

/** Calls `away` for each element of `selector` in `view` that a click has left. */
export function listenAway(view: Element, selector: string, away: Call) {
    // On its way down, when everything is still where it was clicked.
    const onClick = (event: Event) => {
        const path = [...pressed, ...event.composedPath()];
        // A key that clicks, and Enter in a field, come from where the focus is.
        const from = (event as MouseEvent).detail ? null : document.activeElement;
        for (const element of view.querySelectorAll(selector))
            if (!path.includes(element) && !element.contains(from) && element.getClientRects()[0])
                away(element, event);
    };
    addEventListener("click", onClick, true);
}
