// Operations that few pages have; commands.ts fetches them when it first meets one. They come a moment
// later than others in the same chain.

import type { Context, To } from "./commands";
import { stopsIn } from "./stops";

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

// biome-ignore lint/suspicious/noExplicitAny: what a page is told was checked where it was made
export const rare: Record<string, (find: Find, context: Context, ...args: any[]) => unknown> = {
    focus_first: (find, _, to) => find(to).slice(0, 1).flatMap(stopsIn)[0]?.focus(),
    push_focus: (find, _, to) => focused.push(...find(to).slice(0, 1)),
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
    redirect: (_, __, url) => location.assign(url),
    title(_, __, text) {
        document.title = text;
    },
};
