// What comes, goes and moves is shown as a view transition, where the style sheet wants it: it takes the root out of them
// (`:root { view-transition-name: none }`) where the browser knows what it takes and nobody asked for less motion. What
// takes part, and how, is said there too. Until the browser has seen the page as it was, all that comes waits in order.

import type { Value } from "./frame";

type Transition = { ready: Promise<void> };
type Styles = CSSStyleDeclaration & { viewTransitionName?: string };

// Templates, lists, their changes, nested views: not a text or an attribute alone, in a row or elsewhere.
const STRUCTURE = /(?<!"\*":)\["?\d|"[-+>lsv]":/;

let waiting: (() => void)[] | null = null;

const isWanted = () =>
    "startViewTransition" in document &&
    (getComputedStyle(document.documentElement) as Styles).viewTransitionName === "none" &&
    !document.documentElement.matches(":active-view-transition-type(ls-move)"); // of the view as a whole: passing.ts

export function around(patch: Value, change: () => void) {
    if (waiting) return void waiting.push(change);
    if (!STRUCTURE.test(JSON.stringify(patch)) || !isWanted()) return change();
    waiting = [change];
    const page = document as unknown as { startViewTransition(show: () => void): Transition };
    page.startViewTransition(() => {
        const changes = waiting!;
        waiting = null;
        for (const one of changes) one();
    }).ready.catch(() => {}); // another one came before it began
}
