// What goes wrong is told in one way, whatever it is: the event `ls:error` on the element of the view, which bubbles; a
// line in the console; and for a while `ls-error="CODE"` on <html>, which is what `ls-when="error"` looks at, and what it
// says stands in elements with `ls-trouble`. Every code is in docs/lost-lines.md.

import { dispatch } from "./alive";
import { makeTimer, world } from "./timer";

/** "info": nobody need know; "warn": something was not done; "error": the page does not work. */
export type Level = "info" | "warn" | "error";

/** How long the page says so. */
export const SHOWN_MS = 8_000;

const clear = makeTimer(world);

/** What an element with `ls-NAME` says from now on. */
export function spell(name: string, text: string) {
    for (const element of document.querySelectorAll(`[ls-${name}]`)) element.textContent = text;
}

/** `ref`: of the event that it is about; 0 where it is about none, or one that was not sent. */
export function report(view: Element, level: Level, code: string, text: string, ref = 0) {
    const { documentElement } = document;
    console[level]("lightspeed:", code, text);
    if (level !== "info") {
        documentElement.setAttribute("ls-error", code);
        spell("trouble", text);
        clear(() => documentElement.removeAttribute("ls-error"), SHOWN_MS);
    }
    dispatch(view, "ls:error", { code, level, text, ref });
}
