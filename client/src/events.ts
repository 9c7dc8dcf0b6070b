// What a person does, as events for the host. A few listeners on the view hear everything, so patches may bring and
// take elements at will.
//
//     ls-click="name"            a click on it
//     ls-submit="name"           on a form
//     ls-change="name"           on a form or a field: whenever something in it is entered or chosen
//     ls-value-FIELD="text"      more for the payload
//
// Each may be written data-ls-... too. Nothing is inherited: the nearest element with the attribute is the one.

import type { Payload } from "./frame";

/**
 * `subject` is the field of an event that tells a state, of which only the latest matters; `controls` are those that
 * the event tells of.
 */
export type Send = (
    name: string,
    payload: Payload,
    subject: Element | null,
    controls: Iterable<Element>,
    isSubmit: boolean,
) => void;

export function listen(view: Element, tell: Send) {
    const send: Send = (name, ...rest) => void (name && tell(name, ...rest));
    const entered = new WeakSet<EventTarget>();
    view.addEventListener("click", (event) => onClick(event as MouseEvent, send));
    view.addEventListener("submit", (event) => onSubmit(event as SubmitEvent, send));
    view.addEventListener("input", ({ target }) => {
        entered.add(target!);
        onChange(target as Field, send);
    });
    // Most fields say "change" after "input": nothing new then.
    view.addEventListener("change", ({ target }) => {
        if (!entered.delete(target!)) onChange(target as Field, send);
    });
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function onClick(event: MouseEvent, send: Send) {
    const target = event.target as Element;
    const element = closest(target, "click");
    if (!element || event.defaultPrevented || comesAgain(target, element)) return;
    const link = element.closest("a[href]");
    // A click that asks the browser for a new tab or a download is the browser's.
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return;
    if (link || (element.localName === "button" && !(element as HTMLButtonElement).form)) event.preventDefault();
    send(name(element, "click"), values(element), null, [target], false);
}

// A click on a label is followed by one on its control, which counts where both are clicks on the same element.
function comesAgain(target: Element, element: Element): boolean {
    const { control } = (target.closest("label,a,button,input,select,textarea") as Partial<HTMLLabelElement>) ?? {};
    return !!control && !control.matches(":disabled") && closest(control, "click") === element;
}

function onSubmit(event: SubmitEvent, send: Send) {
    const form = event.target as HTMLFormElement;
    if (!named(form, "submit")) return;
    event.preventDefault();
    const payload = Object.assign(values(form), fields(form));
    const submitter = event.submitter as HTMLButtonElement | null;
    if (submitter?.name) add(payload, submitter.name, submitter.value);
    send(name(form, "submit"), payload, null, form.elements, true);
}

function onChange(field: Field, send: Send) {
    const element = closest(field, "change") ?? (field.form && named(field.form, "change") ? field.form : null);
    if (!element) return;
    const entered = element.localName === "form" ? fields(element as HTMLFormElement) : own(field);
    send(name(element, "change"), Object.assign(values(element), entered), field, [field], false);
}

const closest = (element: Element, kind: string) => element.closest(`[ls-${kind}],[data-ls-${kind}]`);
const name = (element: Element, kind: string) =>
    element.getAttribute(`ls-${kind}`) ?? element.getAttribute(`data-ls-${kind}`) ?? "";
const named = (element: Element, kind: string) => name(element, kind) !== "";

// Without a prototype: a field may have any name.
const nothing = (): Payload => Object.create(null);

// ls-value-*
function values(element: Element): Payload {
    const payload = nothing();
    for (const attribute of element.attributes) {
        const [, field] = /^(?:data-)?ls-value-(.+)$/.exec(attribute.name) ?? [];
        if (field) payload[field] = attribute.value;
    }
    return payload;
}

// What the form would post. Files travel otherwise.
function fields(form: HTMLFormElement): Payload {
    const payload = nothing();
    for (const [field, value] of new FormData(form)) if (typeof value === "string") add(payload, field, value);
    return payload;
}

// What this field alone would post; it need not have a name.
function own(field: Field): Payload {
    const payload = nothing();
    const enter = (value: string) => add(payload, field.name || "value", value);
    if (field.type === "select-multiple")
        for (const option of (field as HTMLSelectElement).selectedOptions) enter(option.value);
    else if (field.type === "checkbox" || field.type === "radio") {
        if ((field as HTMLInputElement).checked) enter(field.value);
    } else if (field.type !== "file") enter(field.value);
    return payload;
}

// A field that is there several times is a list.
function add(payload: Payload, field: string, value: string) {
    const before = payload[field];
    payload[field] = before === undefined ? value : [before, value].flat();
}
