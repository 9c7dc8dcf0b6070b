// What a person does, as events for the host. A few listeners on the view hear everything, so patches may bring and
// take elements at will.
//
//     ls-click="name"            a click on it
//     ls-click-away="name"       a click anywhere else
//     ls-submit="name"           on a form
//     ls-change="name"           on a form or a field: whenever something in it is entered or chosen
//     ls-focus, ls-blur, ls-keydown, ls-keyup, ls-visible, ls-hidden
//     ls-on-TYPE="name"          any other event of the DOM, or of a custom element
//     ls-value-FIELD="text"      more for the payload
//
// Behind the attribute's name stand words: ls-keydown.ctrl.k.window.once. Nothing is inherited: the nearest element with
// the attribute is the one, and of an event that does not bubble only the element that it happened to. Behind the name
// of the event stand fields that are taken from what happened, or from the element where: "moved clientX clientY".
// In place of all that there may be operations, which begin with "["; see commands.ts.
//
// Which attributes a page has is in the file of its templates, so nothing is listened for that no template mentions, and
// elements are found by selectors, which browsers are quick at. Beside the templates only a spread can bring more.

import { act } from "./commands";
import { controls, ready } from "./controls";
import { closedByHost } from "./dialog";
import type { Field } from "./form";
import type { Payload } from "./frame";

/** An event for the host. */
export interface Told {
    /** The one with the attribute. */
    element: Element;
    name: string;
    payload: Payload;
    /** What the event tells the state of, of which only the latest matters. */
    subject?: Element | null | undefined;
    /** The controls that it tells of. */
    controls?: Iterable<Element>;
    /** What a person did: "click", "submit", "change", or the name of another event. */
    kind?: string;
    /** Is told what became of it. */
    answer?: (answer: Answer) => void;
}
/** The app's reply, if it said any; or the code of a refusal, and a sentence. */
export type Answer = { reply?: unknown; no?: string; text?: string };
export type Send = (told: Told) => void;

/** Who wants to know of every text that may mention attributes. */
export const learners = new Set<(text: string) => void>();
export const mention = (text: string) => learners.forEach((learn) => void learn(text));

// A name ends as it does in HTML, in JSON and in a list. What else begins like one of these is no event of the DOM.
const NAMES = /ls-(on-|(?=click|submit|change|focus|blur|key|visible|hidden))([^\s="\\/>]+)/g;

/** What a change is: something was entered, by an input method too, or chosen, or all of a form was emptied. */
const CHANGES = ["input", "change", "compositionend", "reset"];

// What only some pages have comes when one does.
const NEEDS_MORE =
    /ls-(on-|focus|blur|key|debounce|throttle|confirm|click-away|visible|hidden|[a-z]+\.|[a-z]+=\\?"[^[ "]+ )/;

/** Hears what happens in `view`. */
export function listen(view: Element, send: Send) {
    const known = new Set<string>();
    let more: typeof import("./more") | undefined;

    const learn = (text: string) => {
        if (!more && NEEDS_MORE.test(text))
            import("./more").then((part) => {
                more = part;
                learn(text);
            });
        else
            for (const [attribute, isBare, name] of text.matchAll(NAMES))
                if (!known.has(attribute)) {
                    known.add(attribute);
                    const [type, ...words] = name!.split(".");
                    hear(attribute, isBare ? "" : type!, type!, words);
                }
    };

    const hear = (attribute: string, kind: string, type: string, words: string[]) => {
        const selector = `[${CSS.escape(attribute)}]`;
        const isSubmit = kind === "submit";
        const isChange = kind === "change";
        const entered = new WeakSet<Element>();

        const fire = (element: Element, event: Event, target = element as Field): void => {
            if (more?.fits(words, event) === false || (type === "close" && closedByHost.delete(element))) return;
            if (kind === "click" && !isClick(event as MouseEvent, element, selector)) return;
            const said = element.getAttribute(attribute);
            if (isSubmit && said) event.preventDefault();
            if ((isSubmit || isChange) && !controls) return void ready.then(() => fire(element, event, target));
            if (more?.isStopped(attribute, words, element, event, said) || !said) return;
            const form = element as HTMLFormElement;
            const content =
                isSubmit || (isChange && element.localName === "form")
                    ? controls!.fields(form, event as SubmitEvent)
                    : isChange && controls!.own(target);
            const field = isChange ? target : element;
            const go = (isState: boolean, name: string, taken?: Payload) => {
                const payload = Object.assign(values(element), content, taken);
                const subject = isState ? field : undefined;
                const told = isSubmit ? form.elements : isChange || kind === "click" ? [target] : [];
                if (element.isConnected && target.isConnected)
                    act({ element, name, payload, subject, controls: told, kind: kind || type }, send);
            };
            if (more) more.tellMore(element, field, attribute, event, said, go);
            else go(isChange, said);
        };

        const happened = (event: Event) => {
            const target = event.target as Field;
            // An input method tells when it is done. Most fields say "change" after "input": nothing new then.
            if (isChange && (event as InputEvent).isComposing) return;
            if (isChange && event.type === "input") entered.add(target);
            if (event.type === "change" && entered.delete(target)) return;
            const element = target.closest(selector) ?? (isChange && target.form);
            if (!element) return;
            if (isChange && event.type === "reset")
                setTimeout(fire, 0, element, event, target); // when all is emptied
            else fire(element, event, target);
        };

        const types = isChange ? CHANGES : [type];
        if (more) more.listenMore(view, selector, kind, types, words, fire, happened);
        else for (const one of types) view.addEventListener(one, happened);
    };

    void ready.then(() => controls!.listenForms(view));
    learners.add(learn);
    learn("ls-click ls-submit ls-change"); // before the templates are there
}

// Whether the click is for the host, and then not for the browser.
function isClick(event: MouseEvent, element: Element, selector: string): boolean {
    if (event.defaultPrevented) return false;
    // On a label: one on its control follows, which counts where both are clicks on the same element.
    const inside = (event.target as Element).closest("label,a,button,input,select,textarea");
    const { control } = (inside as Partial<HTMLLabelElement> | null) ?? {};
    if (control && !control.matches(":disabled") && control.closest(selector) === element) return false;
    const link = element.closest("a[href]");
    // A click that asks the browser for a new tab or a download is the browser's.
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return false;
    if (link || (element.localName === "button" && !(element as HTMLButtonElement).form)) event.preventDefault();
    return true;
}

/** ls-value-* */
export function values(element: Element): Payload {
    const payload: Payload = Object.create(null); // a field may have any name
    for (const { name, value } of element.attributes)
        if (name.startsWith("ls-value-")) payload[name.slice(9)] = value;
    return payload;
}
