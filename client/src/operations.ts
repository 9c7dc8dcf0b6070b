// Operations that few pages have; commands.ts fetches them when it first meets one. They come a moment
// later than others in the same chain.

import { backoff } from "./backoff";
import type { Context, Operation, To } from "./commands";
import { show } from "./flash";
import { stopsIn } from "./stops";

const DEV = "/_ls/lightspeed.dev.js";
const focused: HTMLElement[] = [];
let region: HTMLElement | undefined;

// A screen reader says it at the next pause.
function announce(text: string) {
    if (!region) {
        region = document.createElement("p");
        region.setAttribute("aria-live", "polite");
        region.style.cssText = "position:fixed;clip-path:inset(50%)";
        document.body.append(region);
    }
    region.textContent = text;
}

/** The elements that a target means. */
type Find = (to: To) => HTMLElement[];

/** How often a ticket is brought; it is good for two minutes. */
const TRIES = 12;

// The host changes the cookie of the session, which no script can see. What it wants the page to do then waits for that.
async function bring(ticket: string) {
    for (let tries = 0; tries < TRIES; tries++) {
        try {
            const { status } = await fetch("/_ls/session", { method: "POST", body: ticket, keepalive: true });
            if (status < 500) return;
        } catch {} // no network: again
        await new Promise((done) => setTimeout(done, backoff(tries, Math.random())));
    }
}

/** Each may give what is to be done when it is done. */
// biome-ignore lint/suspicious/noExplicitAny: what a page is told was checked where it was made
type Rare = (find: Find, context: Context, ...args: any[]) => unknown;

export const rare: Record<string, Rare> = {
    flash: (_, __, kind, text, card, then) => show(kind, text, card, then),
    async session(_, __, ticket, then: Operation[]) {
        await bring(ticket);
        return then;
    },
    focus_first: (find, _, to) => find(to).slice(0, 1).flatMap(stopsIn)[0]?.focus(),
    push_focus: (find, _, to) => void focused.push(...find(to).slice(0, 1)),
    pop_focus: () => focused.pop()?.focus(),
    // No clipboard where the line is not secure, or where the person forbids it.
    async copy(find, { element }, to) {
        const [place] = find(to) as HTMLInputElement[];
        let outcome = "copied";
        try {
            await navigator.clipboard.writeText(place!.value ?? place!.textContent);
        } catch {
            outcome = "copy-failed";
        }
        element.dispatchEvent(new CustomEvent(outcome, { bubbles: true }));
    },
    scroll: (find, _, to, block = "nearest") => find(to)[0]?.scrollIntoView({ block }),
    announce: (_, __, text) => announce(text),
    // Styles that the app has instead, told by a host that loaded it again: the old ones go when the new ones are there.
    sheet(_, { element }, before, now, path) {
        const places = [before, path].map((href) => `link[rel=stylesheet][href="${CSS.escape(href)}"]`);
        for (const link of (element.getRootNode() as ParentNode).querySelectorAll<HTMLLinkElement>(`${places}`)) {
            const next = link.cloneNode() as HTMLLinkElement;
            next.href = now;
            next.onload = next.onerror = () => link.remove();
            link.after(next);
        }
    },
    scope: (_, { element }, number) =>
        number ? element.setAttribute("ls-scope", number) : element.removeAttribute("ls-scope"),
    // Only from a host in development.
    trouble: (_, __, text) => import(DEV).then((dev) => dev.trouble(text)),
    redirect: (_, __, url) => location.assign(url),
    title(_, __, text) {
        document.title = text;
    },
};
