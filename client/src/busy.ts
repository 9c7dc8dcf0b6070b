// What shows that the host has been told something and has not answered yet:
//
//     ls-busy="click"           on the element of the event and its form: what is on its way, in order
//     aria-busy="true"          the same for those who do not see it
//     readonly, disabled        on what a submit sends, and on its buttons
//     ls-disable-with="text"    says that a button is disabled from its click on, or while its form is on its way,
//                               and what it says meanwhile
//
// Of a submit the document hears as well: `ls:loading-start` and `ls:loading-stop`, { kind: "submit", target }.
// It is laid over what the host says (overlay.ts) and taken away with the answer: nothing is left of it.

import { dispatch } from "./alive";
import type { Told } from "./events";
import { drop, lay } from "./overlay";
import type { Talk } from "./talk";

/** What an event has put in the page, until its answer. */
export interface Pending {
    /** Elements in which nothing changes: see locks.ts. */
    locked: Element[];
    /** Had the focus and lost it, being disabled. */
    focused?: HTMLElement;
    /** Was sent whole. */
    form?: Element;
    /** Puts back what stood in buttons. */
    rename: (() => void)[];
}

/** The host was told this. */
export function show(talk: Talk, { element, kind, controls, subject }: Told) {
    if (!kind) return;
    const pending: Pending = talk.pending.get(talk.said) ?? { locked: [], rename: [] };
    const { locked } = pending;
    const form = element.closest("form");
    const mark = (one: Element, name = "aria-busy", text = name === "aria-busy" ? "true" : "") => {
        lay(one, "ls-busy", kind, pending);
        lay(one, name, text, pending);
    };
    const disable = (button: Element) => {
        const text = otherText(button);
        if (button === document.activeElement) pending.focused = button as HTMLElement;
        mark(button, "disabled");
        if (text === null) return;
        if (button.localName === "input") return lay(button, "value", text, pending);
        if ([...talk.pending.values()].some((other) => other.locked.includes(button))) return;
        const inside = new DocumentFragment();
        inside.append(...button.childNodes);
        button.textContent = text;
        locked.push(button);
        pending.rename.push(() => button.replaceChildren(inside));
    };
    talk.pending.set(talk.said, pending);
    mark(element);
    if (form) mark(form);
    if (kind === "submit") {
        pending.form = element;
        loading("start", element);
        for (const control of controls as Iterable<HTMLInputElement>)
            if (/^(submit|image)$/.test(control.type)) disable(control);
            else if ("readOnly" in control) mark(control, "readonly");
    } else if (otherText(element) !== null) disable(element);
    if (kind === "click") locked.push(element);
    if (kind === "change") locked.push(form ?? element, subject ?? element);
}

/** A form that is empty again is a new one: what was sent of it is not in it, so the next may be written. */
export function renew(talk: Talk, form: EventTarget | null) {
    for (const pending of talk.pending.values()) if (pending.form === form) drop(pending);
}

/** The host has dealt with more. */
export function hide(talk: Talk) {
    for (const [ref, pending] of talk.pending)
        if (ref <= talk.heard) {
            talk.pending.delete(ref);
            drop(pending);
            for (const putBack of pending.rename) putBack();
            if (pending.form) loading("stop", pending.form);
            if (document.activeElement === document.body) pending.focused?.focus();
        }
}

const loading = (what: string, target: Element) =>
    dispatch(document, `ls:loading-${what}`, { kind: "submit", target });

const otherText = (element: Element) => element.getAttribute("ls-disable-with");
