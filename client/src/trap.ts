// ls-focus-trap: Tab and Shift+Tab go round inside of the element, and come into it from anywhere else; of several the
// latest counts. Whatever is above the page, a modal dialog, is the browser's own.

import { stopsIn } from "./stops";

const traps = new Set<Element>();

export function born(trap: Element): () => void {
    traps.add(trap);
    return () => traps.delete(trap);
}

addEventListener("keydown", (event) => {
    const trap = [...traps].pop();
    if (!trap || event.key !== "Tab" || event.defaultPrevented) return;
    const stops = stopsIn(trap);
    const active = document.activeElement!;
    if (event.shiftKey) stops.reverse();
    // All but the last step in this direction is the browser's.
    const isInside = trap.contains(active);
    if (isInside ? active !== trap && active !== stops[stops.length - 1] : active.closest(":modal")) return;
    event.preventDefault();
    stops[0]?.focus();
});
