// From view to view as a view transition, where the layout wants it: <html ls-moves="fade">. The style sheet says how;
// a transition of ours is of the type "ls-move", and "forward" or "backward".

type Options = { update(): void | Promise<void>; types: string[] };
type Page = { startViewTransition(options: Options): { ready: Promise<void> } };
type Transitions = { ViewTransition?: { prototype: object } };

const isWanted = () =>
    document.documentElement.hasAttribute("ls-moves") &&
    "types" in ((window as Transitions).ViewTransition?.prototype ?? {}) &&
    !matchMedia("(prefers-reduced-motion:reduce)").matches;

/** Shows another view, at once or when the browser has seen the one before; a promise says when it is all there. */
export function pass(direction: string, update: () => void | Promise<void>) {
    if (!isWanted()) return void update();
    // Not seen, or another one came: it is shown all the same.
    (document as unknown as Page)
        .startViewTransition({ update, types: ["ls-move", direction] })
        .ready.catch(() => {});
}
