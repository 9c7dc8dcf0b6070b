// Slots that live on an element: one attribute, a set of attributes, the text of a textarea.
//
// An attribute is what the host says; for form controls the property is what the person sees. Both are set, except
// where that is theirs for now (control.ts).

import { noteAttribute } from "./alive";
import { setValue } from "./caret";
import { controls } from "./controls";
import { present, presentAll } from "./dialog";
import { mention } from "./events";
import type { SpreadValue, Value } from "./frame";
import { overlay } from "./overlay";

type Control = HTMLInputElement;

// Attributes that are only the initial state of a property.
const FLAGS = /^(checked|selected|indeterminate|muted)$/;

// Those that a person can change.
const STATE = /^(value|checked)$/;

// As a parser has it, in SVG and MathML; elsewhere the name alone means nothing.
const XLINK = "http://www.w3.org/1999/xlink";

/** Any number of attributes of `element`: those of the last set, of which `names` are the first, and no others. */
export function makeSpread(element: Control, names: string[]) {
    mention(names.join(" "));
    const set = (value: Value) => {
        const attributes = (value as SpreadValue | null)?.p ?? {};
        for (const name of names) if (!(name in attributes)) setAttribute(element, name, null);
        names = Object.keys(attributes);
        mention(names.join(" "));
        controls?.rule(element, names);
        for (const name of names) setAttribute(element, name, attributes[name]!);
    };
    return { place: element, set };
}

/** All the text of a <textarea> or <title> becomes `value`. */
export function setRawText(element: Control, value: Value) {
    const text = `${value ?? ""}`;
    const isNew = element.textContent !== text;
    if (isNew) element.textContent = text;
    if ("value" in element && !controls?.isTheirs(element, isNew, element.value === lines(text)))
        setValue(element, lines(text));
}

// ls-keep-attr="class data-*": once it is there, the attribute belongs to the page's scripts. (The host has written out
// which names a star means.)
const isKept = (element: Element, name: string) =>
    element.isConnected && element.matches(`[ls-keep-attr~="${name}"]`);

/** `null` takes the attribute away. */
export function setAttribute(element: Control, name: string, value: string | true | null) {
    if (isKept(element, name)) return;
    const text = value === true ? "" : value;
    const isNew = element.getAttribute(name) !== text;
    // An option's is a matter of its list; and options choose themselves when their attribute is set.
    const control = name === "selected" ? element.closest("select") : STATE.test(name) && element;
    const kept =
        control && controls?.isTheirs(control as Control, isNew, name === "value" && element.value === (text ?? ""));
    const chosen = kept && (control as HTMLSelectElement).selectedOptions;
    const putBack = chosen && [...chosen];
    if (!kept) setProperty(element, name, text);
    // Setting an equal one is not idle: it loads a frame or an image again. And a content security policy forbids
    // style as an attribute, while it trusts scripts to use its property.
    if (text !== null && isNew) {
        noteAttribute(element, name);
        if (name === "style") element.style.cssText = text;
        else if (name.startsWith("xlink:")) element.setAttributeNS(XLINK, name, text);
        else element.setAttribute(name, text);
    }
    if (name === "open") present(element, text !== null);
    if (text === null) element.removeAttribute(name); // last: the value of a checkbox is nothing but its attribute
    if (putBack) for (const one of (control as HTMLSelectElement).options) one.selected = putBack.includes(one);
    overlay(element, name);
}

// Setting an equal value is idle.
function setProperty(element: Control, name: string, text: string | null) {
    if (name === "value") {
        if (element.localName === "input" && element.type !== "file") setValue(element, text ?? "");
    } else if (FLAGS.test(name) && name in element)
        (element as unknown as Record<string, boolean>)[name] = text !== null;
}

// As a textarea's value gives them back.
const lines = (text: string) => text.replace(/\r\n?/g, "\n");

/** What the parser could not do for the elements under `root`: styles, which a content security policy keeps out of
 * HTML, a property that has no attribute, and modal dialogs. */
export function revive(root: ParentNode) {
    presentAll(root);
    for (const element of root.querySelectorAll<HTMLInputElement>("[ls-style],[indeterminate]")) {
        const style = element.getAttribute("ls-style");
        if (style) element.style.cssText = style;
        element.removeAttribute("ls-style");
        if (element.hasAttribute("indeterminate")) element.indeterminate = true;
    }
}
