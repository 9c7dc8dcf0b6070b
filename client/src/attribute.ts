// Slots that live on an element: one attribute, a set of attributes, the text of a textarea.
//
// An attribute is what the host says; for form controls the property is what the person sees. Both are set, except
// where somebody is typing: what a person has typed into the control that has the focus is theirs until they leave it
// or the host has said the very same.

import { rule } from "./control";
import type { SpreadValue, Value } from "./frame";

type Control = HTMLInputElement | HTMLTextAreaElement;

// Attributes that are only the initial state of a property.
const FLAGS = ["checked", "selected", "indeterminate", "muted"];

/** Any number of attributes: those of the last set, and no others. */
export class Spread {
    constructor(
        private readonly element: Element,
        private names: string[],
    ) {}

    set(value: Value) {
        const attributes = (value as SpreadValue | null)?.p ?? {};
        for (const name of this.names) if (!(name in attributes)) setAttribute(this.element, name, null);
        this.names = Object.keys(attributes);
        rule(this.element, this.names);
        for (const name of this.names) setAttribute(this.element, name, attributes[name]!);
    }
}

/** All the text of a <textarea> or <title> becomes `value`. */
export function setRawText(control: Control, value: Value) {
    const text = value === null ? "" : String(value);
    const kept = isBeingTyped(control, "value");
    if (control.textContent !== text) control.textContent = text;
    if (!kept && control.localName === "textarea" && control.value !== lines(text)) control.value = text;
}

/** `null` takes the attribute away. */
export function setAttribute(element: Element, name: string, value: string | true | null) {
    const keep = name === "selected" ? choiceBeingMade(element) : isBeingTyped(element as Control, name);
    const text = value === true ? "" : value;
    if (text === null) element.removeAttribute(name);
    // Setting an equal one is not idle: it loads a frame or an image again. And a content security policy forbids
    // style as an attribute, while it trusts scripts to use its property.
    else if (element.getAttribute(name) !== text)
        if (name === "style") (element as HTMLElement).style.cssText = text;
        else element.setAttribute(name, text);
    if (!keep) setProperty(element as Control, name, text);
    else if (keep !== true) keep();
}

function setProperty(element: Control, name: string, text: string | null) {
    if (name === "value") {
        if (element.localName !== "input" || element.type === "file") return;
        if (element.value !== (text ?? "")) element.value = text ?? "";
    } else if (FLAGS.includes(name) && name in element) {
        const flags = element as unknown as Record<string, boolean>;
        if (flags[name] !== (text !== null)) flags[name] = text !== null;
    }
}

// The host's last word is the default value, so whoever differs from it has been changed by a person.
function isBeingTyped(element: Control, name: string): boolean {
    if (name !== "value" || element.ownerDocument.activeElement !== element) return false;
    return element.defaultValue !== undefined && element.value !== lines(element.defaultValue);
}

// Options choose themselves when their attribute is set; this is how to put the person's choice back.
function choiceBeingMade(option: Element): (() => void) | null {
    const select = option.ownerDocument.activeElement as HTMLSelectElement | null;
    if (select?.localName !== "select" || !select.contains(option)) return null;
    const options = [...select.options];
    const chosen = options.map((one) => one.selected);
    if (options.every((one) => one.selected === one.defaultSelected)) return null;
    return () =>
        options.forEach((one, i) => {
            one.selected = chosen[i]!;
        });
}

// As a textarea's value gives them back.
const lines = (text: string) => text.replace(/\r\n?/g, "\n");

/** What the parser could not do for the elements under `root`: styles that a content security policy kept out, and a
 * property that has no attribute. */
export function revive(root: ParentNode) {
    for (const element of root.querySelectorAll<HTMLInputElement>("[style],[indeterminate]")) {
        const style = element.getAttribute("style");
        if (style && !element.style.length) element.style.cssText = style;
        if (element.hasAttribute("indeterminate")) element.indeterminate = true;
    }
}
