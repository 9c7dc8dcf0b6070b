// What the host says to the visitor in passing (ls.flash): it stands outside of the view, where the layout has a place
// for it (.ls-flashes), and so stays when another view comes. It goes when it is closed; when its time is over, unless it
// tells of trouble; and when the visitor goes on or sends a form.
//
// Where the host sends them elsewhere at the same time, that may load a page: then the card, a cookie, brings it there.

import type { Operation } from "./commands";

const SHOWN_MS = 6_000;
const CARD_S = 20;
const isTrouble = (of: Element) => of.matches(".warning,.error");

/** One that is in the page. */
export function born(element: Element) {
    const over = new AbortController();
    const options = { signal: over.signal, capture: true };
    let timer: number | undefined;
    const hold = () => clearTimeout(timer);
    const wait = () => {
        hold();
        if (!isTrouble(element)) timer = window.setTimeout(end, SHOWN_MS);
    };
    function end() {
        hold();
        over.abort();
        element.remove();
    }
    element.querySelector("button")!.addEventListener("click", end, options);
    for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, hold, options);
    for (const type of ["pointerleave", "focusout"]) element.addEventListener(type, wait, options);
    for (const type of ["ls:before-navigate", "submit"]) document.addEventListener(type, end, options);
    wait();
    return end;
}

/** A new one; gives what is to be done then. */
export function show(kind: string, text: string, card?: string, then: Operation[] = []) {
    const element = document.createElement("div");
    element.className = `ls-flash ${kind}`;
    element.setAttribute("role", isTrouble(element) ? "alert" : "status");
    element.innerHTML = '<p><span></span><button type="button" aria-label="Close">×</button></p>';
    element.querySelector("span")!.textContent = text;
    (document.querySelector(".ls-flashes") ?? document.body).append(element);
    born(element);
    if (card) take(card);
    return then;
}

function take(card: string) {
    const write = (value: string, seconds: number) => {
        const secure = location.protocol === "https:" ? ";secure" : "";
        // biome-ignore lint/suspicious/noDocumentCookie: it has to be there before the next page is asked for
        document.cookie = `ls-flash=${value};path=/;max-age=${seconds};samesite=lax${secure}`;
    };
    write(card, CARD_S);
    document.addEventListener("ls:navigate", () => write("", 0), { once: true }); // no page was loaded
}
