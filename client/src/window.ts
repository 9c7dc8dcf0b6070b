// A window on a list that is too long to send: `ls-window="EVENT HEIGHT COUNT FIRST LAST BOX"` on an element that is as
// high as the whole list and stands alone in one that scrolls, as high as BOX says (in CSS). In its only child are the
// rows FIRST to LAST, counted from 1, each HEIGHT pixels high; when others come into view the host is asked for them.
// All of that is style, which the policy of a page leaves to scripts: without them the first rows are just there.
//
// Browsers end at some height (Firefox at 17.8 million pixels), so the element may be lower than its list. Near both
// ends a pixel of the scroll bar is a pixel of the list; between them it is more. A small step is a step of as many
// pixels of the list all the same, and when the person rests the scroll bar is put where it belongs.

import { setAttribute } from "./attribute";
import type { Value } from "./frame";
import type { Slot } from "./instance";

/** Pixels at both ends that are not scaled. */
const END = 100_000;
/** Pixels that every browser can show. */
const SHEET_MAX = 8_000_000;
/** Between two questions, and from the last step until a person rests. */
const PAUSE_MS = 60;

/** Where in a range of `to` pixels the place `at` in a range of `from` is; the other way round, back. */
function scaled(at: number, from: number, to: number): number {
    if (at <= END) return at;
    if (at >= from - END) return at + to - from;
    return END + ((at - END) * (to - 2 * END)) / (from - 2 * END);
}

/** The slot of the attribute on `sheet`. */
export function makeWindow(sheet: HTMLElement): Slot {
    let box: HTMLElement | null = null;
    let event = "";
    let [height, count, first, last] = [1, 0, 0, 0];
    /** The upper edge in pixels of the list, and where the scroll bar was then. */
    let top = 0;
    let bar = 0;
    let asked = "";
    let timer: unknown = null;

    const read = () => {
        const [name, ...given] = (sheet.getAttribute("ls-window") ?? "").split(" ");
        event = name!;
        [height, count, first, last] = given.map(Number) as [number, number, number, number];
        const rows = sheet.firstElementChild as HTMLElement | null;
        Object.assign(sheet.style, { height: `${Math.min(SHEET_MAX, height * count)}px`, overflow: "hidden" });
        if (rows) Object.assign(rows.style, { display: "grid", gridAutoRows: `${height}px` });
    };
    const ranges = () => [sheet.offsetHeight - box!.clientHeight, height * count - box!.clientHeight] as const;
    const place = () => {
        const rows = sheet.firstElementChild as HTMLElement | null;
        if (rows) rows.style.transform = `translateY(${bar - top + (first - 1) * height}px)`;
    };
    const ask = () => {
        timer = null;
        if (!box?.isConnected || !box.clientHeight) return;
        const [from, to] = ranges();
        const rest = scaled(top, to, from);
        if (Math.abs(rest - bar) >= 1) {
            box.scrollTop = rest;
            bar = box.scrollTop;
        }
        place();
        const shown = Math.ceil(box.clientHeight / height);
        const begin = Math.floor(top / height) + 1;
        const wanted = [Math.max(1, begin - shown), Math.min(count, begin + 2 * shown)] as const;
        const near = shown >> 1;
        const isThere = first <= Math.max(1, begin - near) && last >= Math.min(count, begin + shown + near);
        if (isThere || asked === wanted.join()) return;
        asked = wanted.join();
        const detail = [event, ...wanted];
        sheet.dispatchEvent(new CustomEvent("ls:window", { bubbles: true, detail }));
    };
    const soon = () => {
        timer ??= setTimeout(ask, PAUSE_MS);
    };
    const moved = () => {
        const [from, to] = ranges();
        const { scrollTop, clientHeight } = box!;
        const isStep = Math.abs(scrollTop - bar) <= clientHeight && scrollTop > 0 && scrollTop < from;
        top = Math.max(0, isStep ? top + scrollTop - bar : scaled(scrollTop, from, to));
        bar = scrollTop;
        place();
        if (isStep && from !== to) clearTimeout(timer as number);
        if (isStep && from !== to) timer = null;
        soon();
    };
    const start = () => {
        read();
        box = sheet.parentElement;
        if (!box) return;
        const size = (sheet.getAttribute("ls-window") ?? "").split(" ").slice(5).join(" ");
        Object.assign(box.style, { height: size, overflow: "auto", overflowAnchor: "none" });
        box.addEventListener("scroll", moved, { passive: true });
        new ResizeObserver(soon).observe(box);
    };
    requestAnimationFrame(start);
    return {
        set(value: Value) {
            setAttribute(sheet as HTMLInputElement, "ls-window", value as string | null);
            read();
            asked = "";
            place();
            soon();
        },
    };
}
