// Moves: from one address of the site to another without loading a page. A link says which kind it is:
//
//     <a href="?page=2" ls-patch>       the same view is told of other params: the event "ls:params"
//     <a href="/about" ls-navigate>     another view takes the page's place: "ls:go"; see docs/navigation.md
//     ls-replace                        the address takes the place of this one in the history
//     ls-prefetch                       it is asked for when the pointer, or the focus, comes near
//
// An entry of the history holds [its place, the number of the view that it shows], so that back and forward do what the
// move did that made it. What the host refuses, or cannot be asked for because there is no line, the browser loads.
//
// The document hears `ls:before-navigate` (which may be prevented) before a move of its person, and `ls:navigate` after
// any; their detail is the move. While one is under way <html> has ls-busy; when that comes and goes the document hears
// `ls:loading-start` and `ls:loading-stop`, { kind: "navigate" | "patch", href }.

import { dispatch } from "./alive";
import type { Context, operations as Operations } from "./commands";
import type { Extra, Go } from "./frame";
import { head, showHead } from "./head";
import type { Live } from "./live";
import { pass } from "./passing";

/** A move, as pages hear of it. */
interface Move {
    href: string;
    /** To other params of the view that is shown. */
    patch: boolean;
    /** By the back and forward buttons. */
    pop: boolean;
    direction: "forward" | "backward";
    replace?: boolean | undefined;
    /** The number of the view that it goes back to, and where the window was scrolled to then. */
    view?: number;
    y?: number;
}

/** How long a page that was asked for in advance is good. */
export const PREFETCH_MS = 10_000;

const bare = (href: string) => href.split("#")[0];
const says = (link: Element, what: string) => link.hasAttribute(`ls-${what}`);

/** What a page does about addresses. Gives who is to be told of each frame that was applied, and says whether it was his. */
export function makeMoves(root: Live, view: Element, busy: Element, operations: typeof Operations) {
    let at: number = history.state?.[0] ?? 0;
    /** The view that is shown; a page that was here before has none of its numbers. */
    let shown = Date.now();
    let here = location.href;
    let moving: Move | null = null;
    let wanted: Move;
    /** The event that is to be answered; 0: the next frame answers. */
    let awaited = 0;
    let warm: { href: string; ref: number; until: number; go?: Go } | undefined;
    /** The next view is there, and the browser is still to see it. */
    let isPassing = false;
    let passed = () => {};
    const scrolls: number[] = [];
    const tickets: Record<number, string> = {};
    const heads: Record<number, Element[]> = {};

    remember(true);
    history.scrollRestoration = "manual";
    addEventListener("pagehide", () => {
        history.scrollRestoration = "auto"; // the browser knows where they were who come back from elsewhere
    });
    addEventListener("scroll", () => {
        if (!moving) scrolls[at] = scrollY;
    });
    addEventListener("popstate", popped);
    addEventListener("click", clicked);
    addEventListener("pointerover", prefetch);
    addEventListener("focusin", prefetch);
    operations.navigate = (_, to, ...more) => follow(to, false, ...more);
    operations.patch = (_, to, ...more) => follow(to, true, ...more);
    operations.head = (_, html) => showHead(html);
    // The host has gone to other params by itself.
    operations.moved = (_, to, replace) => commit(moveTo(to, true, replace)!);
    return dealt;

    function remember(isSame?: boolean, href?: string) {
        history[isSame ? "replaceState" : "pushState"]([at, shown], "", href);
    }

    // A link that is ours to follow, and not the browser's.
    function linkOf({ target }: Event): HTMLAnchorElement | null {
        const link = (target as Element).closest?.<HTMLAnchorElement>("a[href]:not([target],[download])");
        const isOurs = link && (says(link, "navigate") || says(link, "patch")) && link.origin === location.origin;
        return isOurs && root.socket.joined ? link : null;
    }

    function clicked(event: MouseEvent) {
        const link = linkOf(event);
        if (!link || event.defaultPrevented || event.button) return;
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        const { href, hash } = link;
        if (hash && bare(href) === bare(here)) return; // another place of what is shown
        event.preventDefault();
        follow(href, says(link, "patch"), says(link, "replace"));
    }

    function prefetch(event: Event) {
        const link = linkOf(event);
        if (!link || moving || !says(link, "prefetch") || says(link, "patch") || isWarm(link)) return;
        warm = { href: link.href, ref: ask("ls:go", link), until: Date.now() + PREFETCH_MS };
    }

    function isWarm({ href }: { href: string }) {
        return warm?.href === href && Date.now() < warm.until;
    }

    function ask(name: string, { href, view }: { href: string; view?: number }) {
        return root.ask(name, { url: href.slice(location.origin.length), ticket: tickets[view!]! });
    }

    function popped({ state }: PopStateEvent) {
        const from = at;
        const view = state?.[1];
        at = view ? state[0] : at + 1;
        if (!view) return remember(true); // a link to a #place: the browser has gone there
        const { href } = location;
        const y = scrolls[at] ?? 0;
        const patch = view === shown;
        const direction = at < from ? "backward" : "forward";
        if (patch && bare(href) === bare(here)) scrollTo(0, y);
        else if (!move({ href, patch, pop: true, direction, view, y })) history.go(from - at);
    }

    function moveTo(to: string | Record<string, string>, patch: boolean, replace?: boolean): Move | undefined {
        const { origin, href } = new URL(typeof to === "string" ? to : `?${new URLSearchParams(to)}`, location.href);
        if (origin === location.origin) return { href, patch, pop: false, direction: "forward", replace };
    }

    /** `isQuiet`: it is the host's wish. */
    function follow(to: string | Record<string, string>, patch: boolean, replace?: boolean, isQuiet?: boolean) {
        const next = moveTo(to, patch, replace);
        if (next) move(next, isQuiet);
    }

    /** False where the page prevents it. */
    function move(next: Move, isQuiet?: boolean): boolean {
        if (!isQuiet && !tell("before-navigate", next)) return false;
        wanted = next;
        if (!moving) start();
        return true;
    }

    function tell(when: string, detail: Move) {
        return document.dispatchEvent(new CustomEvent(`ls:${when}`, { detail, cancelable: true }));
    }

    // One that takes the place of another goes on with its loading.
    function load(isOn: boolean) {
        if (busy.hasAttribute("ls-busy") === isOn) return; // the host goes by itself, too
        const { patch, href } = moving!;
        busy.toggleAttribute("ls-busy", isOn);
        dispatch(document, `ls:loading-${isOn ? "start" : "stop"}`, { kind: patch ? "patch" : "navigate", href });
    }

    function start() {
        moving = wanted;
        const { patch } = moving;
        load(true);
        awaited = !patch && isWarm(moving) ? warm!.ref : ask(patch ? "ls:params" : "ls:go", moving);
        root.isLeaving = !patch;
        if (warm?.ref === awaited && warm.go) arrive(warm.go);
    }

    function dealt(ref: number, { go, no, text }: Extra): boolean {
        if (!moving || isPassing || ref < awaited) {
            if (ref !== warm?.ref) return false;
            warm = go && { ...warm, go };
        } else if (no === "loop") {
            load(false);
            root.socket.close();
            view.textContent = text!;
            root.fail("loop", text!);
        } else if (no || (awaited && !moving.patch && !go)) {
            // As if there were no client. The page may stay: what is there may be a file to keep.
            const { pop, href } = moving;
            load(false);
            moving = null;
            root.isLeaving = false;
            if (pop) location.reload();
            else location.assign(href);
        } else if (wanted !== moving) start();
        else if (go) arrive(go);
        else commit(moving);
        return true;
    }

    function arrive(go: Go) {
        const move = moving!;
        isPassing = true;
        pass(move.direction, () => {
            isPassing = false;
            become(move, go);
            if (!go[4]) return new Promise<void>((done) => (passed = done)); // the join brings what is to be seen
            if (wanted !== move && !moving) start();
        });
    }

    function become(move: Move, [ticket, url, scope, title, value, html]: Go) {
        heads[shown] = head();
        tickets[shown] = root.become(ticket, value);
        shown = move.view ?? Date.now();
        warm = undefined;
        awaited = 0;
        move.href = location.origin + url;
        view[scope ? "setAttribute" : "removeAttribute"]("ls-scope", `${scope}`);
        if (title) document.title = title;
        if (html ?? heads[shown]) showHead(html ?? heads[shown]!);
        if (value) commit(move);
    }

    function commit(move: Move) {
        const { href, patch, pop, replace, y } = move;
        here = href;
        load(false);
        moving = null;
        root.isLeaving = false;
        passed();
        if (!pop && !replace) at++;
        remember(pop || replace, href);
        if (!patch) focusHeading();
        const place = !pop && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (place) place.scrollIntoView();
        else if (pop || !patch) scrollTo(0, y ?? 0);
        tell("navigate", move);
    }

    // Where whoever reads with their ears goes on.
    function focusHeading() {
        operations.announce!(null as unknown as Context, document.title);
        const heading = view.querySelector<HTMLElement>("[autofocus],h1");
        if (!heading) return;
        if (heading.tabIndex < 0) {
            heading.tabIndex = -1;
            heading.addEventListener("blur", () => heading.removeAttribute("tabindex"), { once: true });
        }
        heading.focus({ preventScroll: true });
    }
}
