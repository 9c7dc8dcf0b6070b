// What a person does, as events for the host. A few listeners on the view hear everything, so patches may bring and
// take elements at will; which ones are needed, the templates tell (binding.ts).
//
//     ls-click="name"            a click on it
//     ls-submit="name"           on a form
//     ls-change="name"           on a form or a field: whenever something in it is entered or chosen
//     ls-focus, ls-blur, ls-keydown, ls-keyup
//     ls-on-TYPE="name"          any other event of the DOM, or of a custom element
//     ls-value-FIELD="text"      more for the payload
//
// In place of an event's name there may be operations, which begin with "["; see commands.ts.
//
// Each may be written data-ls-... too. Nothing is inherited: the nearest element with the attribute is the one, and of
// an event that does not bubble only the element that it happened to.

import { type Binding, bindingsIn, learners } from "./binding";
import { act } from "./commands";
import { closedByHost } from "./dialog";
import { type Field, fields, listenForms, nothing, own } from "./form";
import type { Payload } from "./frame";

/** An event for the host. */
export interface Told {
    /** The one with the attribute. */
    element: Element;
    name: string;
    payload: Payload;
    /** The field of an event that tells a state, of which only the latest matters. */
    subject?: Element | null;
    /** The controls that it tells of. */
    controls?: Iterable<Element>;
    isSubmit?: boolean;
    /** Is told what became of it. */
    answer?: (answer: Answer) => void;
}
/** The app's reply, if it said any; or the code of a refusal, and a sentence. */
export type Answer = { reply?: unknown; no?: string; text?: string };
export type Send = (told: Told) => void;

/** Attributes that listen for the same. */
type Scope = { all: Binding[]; selector: string };

/** Heard before the templates are there. */
const ALWAYS = "ls-click ls-submit ls-change data-ls-click data-ls-submit data-ls-change";

/** What a change is: something was entered, by an input method too, or chosen, or all of a form was emptied. */
const CHANGES = ["input", "change", "compositionend", "reset"];

/** Hears what happens in `view`, until the signal in `options` ends it. */
export function listen(view: Element, send: Send, options: AddEventListenerOptions = {}) {
    const scopes = new Map<string, Scope>();
    const entered = new WeakSet<EventTarget>();

    const learn = (text: string) => {
        for (const binding of bindingsIn(text))
            for (const type of binding[1] === "change" ? CHANGES : [binding[2]]) hear(type, binding);
    };

    const hear = (type: string, binding: Binding) => {
        const scope = scopes.get(type) ?? open(type);
        if (scope.all.some(([attribute]) => attribute === binding[0])) return;
        scope.all.push(binding);
        scope.selector += `${scope.selector && ","}[${CSS.escape(binding[0])}]`;
    };

    const open = (type: string): Scope => {
        const scope = { all: [], selector: "" };
        // What does not bubble is met on its way down.
        for (const capture of [true, false])
            view.addEventListener(type, (event) => event.bubbles !== capture && happened(event, scope), {
                ...options,
                capture,
            });
        scopes.set(type, scope);
        return scope;
    };

    const happened = (event: Event, { all, selector }: Scope) => {
        const target = event.target as Field;
        // Most fields say "change" after "input": nothing new then.
        if ((event as InputEvent).isComposing) return; // an input method tells when it is done
        if (event.type === "input") entered.add(target);
        const isOld = event.type === "change" && entered.delete(target);
        const element = event.bubbles
            ? (target.closest(selector) ?? target.form)
            : target.matches(selector) && target;
        const fireAll = () => {
            for (const binding of all) if (!isOld || !binding[1]) fire(element as Element, binding, event, selector);
        };
        if (element && event.type === "reset")
            setTimeout(fireAll); // it is emptied when all have heard of it
        else if (element) fireAll();
    };

    const fire = (element: Element, [attribute, kind, type]: Binding, event: Event, selector: string) => {
        const name = element.getAttribute(attribute);
        if (!name || (type === "close" && closedByHost.delete(element))) return;
        if (type === "click" && !isClick(event as MouseEvent, element, selector)) return;
        const target = event.target as Field;
        const form = element as HTMLFormElement;
        const told: Told = { element, name, payload: values(element) };
        if (kind === "submit") {
            event.preventDefault();
            told.controls = form.elements;
            told.isSubmit = true;
            Object.assign(told.payload, fields(form, event as SubmitEvent));
        } else if (type === "click" || kind === "change") told.controls = [target];
        if (kind === "change") {
            told.subject = target;
            Object.assign(
                told.payload,
                element.localName === "form" ? fields(form, event as SubmitEvent) : own(target),
            );
        }
        act(told, send);
    };

    // window.ts: other rows came into view.
    const onWindow = ({ target, detail: [name, from, to] }: CustomEventInit & Event) => {
        const payload = Object.fromEntries([
            ["first", `${from}`],
            ["last", `${to}`],
        ]);
        send({ element: target as Element, name, payload, subject: target as Element });
    };
    view.addEventListener("ls:window", onWindow, options);
    listenForms(view, options);
    learners.add(learn);
    learn(ALWAYS);
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
    const payload = nothing();
    for (const attribute of element.attributes) {
        const [, field] = /^(?:data-)?ls-value-(.+)$/.exec(attribute.name) ?? [];
        if (field) payload[field] = attribute.value;
    }
    return payload;
}
