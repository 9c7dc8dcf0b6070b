// A window on a list that is too long to send: `ls-window="HEIGHT COUNT FIRST LAST BOX"` on an element that is as
// high as the whole list and stands alone in one that scrolls, as high as BOX says (in CSS). In its only child are the
// rows FIRST to LAST, counted from 1, each HEIGHT pixels high; when others come into view it hears `ls:window`, of which
// the ls-on-ls:window beside it tells the host.
// All of that is style, which the policy of a page leaves to scripts: without them the first rows are just there.
//
// Browsers end at some height (Firefox at 17.8 million pixels), so the element may be lower than its list. Near both
// ends a pixel of the scroll bar is a pixel of the list; between them it is more. A small step is a step of as many
// pixels of the list all the same, and when the person rests the scroll bar is put where it belongs.

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
export function makeWindow(sheet: HTMLElement): Pick<Slot, "set"> {
    const box = sheet.parentElement!;
    const { style } = sheet.firstElementChild as HTMLElement;
    let height: number;
    let count: number;
    let first: number;
    let last: number;
    /** The upper edge in pixels of the list, and where the scroll bar was then. */
    let top = 0;
    let bar = 0;
    let asked: string;
    let timer = 0;

    const ranges = () => [sheet.offsetHeight - box.clientHeight, height * count - box.clientHeight] as const;
    const place = () => {
        style.transform = `translateY(${bar - top + (first - 1) * height}px)`;
    };
    const ask = () => {
        timer = 0;
        if (!box.clientHeight) return; // it is not to be seen
        const [from, to] = ranges();
        const rest = scaled(top, to, from);
        if (Math.abs(rest - bar) >= 1) {
            box.scrollTop = rest;
            bar = box.scrollTop;
        }
        place();
        const shown = Math.ceil(box.clientHeight / height);
        const begin = Math.floor(top / height) + 1;
        const around = (rows: number) => [Math.max(1, begin - rows), Math.min(count, begin + shown + rows)] as const;
        const [nearFirst, nearLast] = around(shown >> 1);
        const [wantedFirst, wantedLast] = around(shown);
        const wanted = `${[wantedFirst, wantedLast]}`;
        if ((first <= nearFirst && last >= nearLast) || asked === wanted) return;
        asked = wanted;
        // What an app declares keeps its names in the build.
        const detail = Object.fromEntries([
            ["first", wantedFirst],
            ["last", wantedLast],
        ]);
        sheet.dispatchEvent(new CustomEvent("ls:window", { detail }));
    };
    const soon = () => {
        timer ||= window.setTimeout(ask, PAUSE_MS);
    };
    const moved = () => {
        const [from, to] = ranges();
        const { scrollTop } = box;
        const isStep = Math.abs(scrollTop - bar) <= box.clientHeight && scrollTop > 0 && scrollTop < from;
        top = Math.max(0, isStep ? top + scrollTop - bar : scaled(scrollTop, from, to));
        bar = scrollTop;
        place();
        if (isStep && from !== to) {
            clearTimeout(timer);
            timer = 0;
        }
        soon();
    };
    const set = (value: Value) => {
        sheet.setAttribute("ls-window", value as string);
        [height, count, first, last] = (value as string).split(" ").map(Number) as [number, number, number, number];
        asked = "";
        Object.assign(sheet.style, { height: `${Math.min(SHEET_MAX, height * count)}px`, overflow: "hidden" });
        Object.assign(style, { display: "grid", gridAutoRows: `${height}px` });
        place();
        soon();
    };
    // In the page, that is; what the host wrote as HTML is set by nobody else.
    requestAnimationFrame(() => {
        const value = sheet.getAttribute("ls-window")!;
        set(value);
        const height = value.split(" ").slice(4).join(" ");
        Object.assign(box.style, { height, overflow: "auto", overflowAnchor: "none" });
        box.addEventListener("scroll", moved, { passive: true });
        new ResizeObserver(soon).observe(box);
    });
    return { set };
}
