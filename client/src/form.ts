// What forms and fields say: the payloads of ls-submit and ls-change. Files travel otherwise.
//
// Beside what a form would post, its payload tells a t.form what nobody but the browser knows (host/value/form.h): which
// field changed, the button that was pressed, that the form was reset, and which fields nobody has been at yet. A person
// has been at a field who entered something, or left it; whoever sends a form has been at all of them, until an answer
// leaves nothing in it `aria-invalid`: what comes then is another one.

import type { Payload } from "./frame";

export type Field = HTMLInputElement & Partial<Pick<HTMLSelectElement, "selectedOptions">>;

/** Fields that a person has been at, and forms that were sent. */
const used = new WeakSet<EventTarget>();
/** Buttons of lists, and what they asked for: it may be said again until their value is another. */
const pressed = new WeakMap<EventTarget, string>();
/** The button that sent a form. */
const submitters = new WeakMap<Element, HTMLButtonElement>();

export const isTicked = ({ type }: { type: string }) => /^(checkbox|radio)$/.test(type);

/** Without a prototype: a field may have any name. */
export const nothing = (): Payload => Object.create(null);

/** Hears in `view` what no event tells of. */
export function listenForms(view: Element) {
    view.addEventListener("focusout", ({ target }) => used.add(target!));
    // A button with a name is a field that changes when it is pressed.
    const press = ({ target }: Event) => {
        const button = (target as Element).closest<HTMLButtonElement>("button[type=button][name]");
        if (button?.form && !button.matches("[ls-click]")) {
            if (button.name.includes("[ls:")) pressed.set(button, button.value);
            button.dispatchEvent(new Event("change", { bubbles: true }));
        }
    };
    view.addEventListener("click", press);
}

/** What the form would post, for an event that happened to it, or to a field or button of it. */
export function fields(form: HTMLFormElement, { type, target, submitter }: SubmitEvent): Payload {
    const payload = nothing();
    const elements = [...form.elements] as Field[];
    for (const [field, value] of new FormData(form)) if (typeof value === "string") add(payload, field, value);
    for (const field of elements) if (pressed.get(field) === field.value) add(payload, field.name, field.value);

    const field = target as Field;
    const button = (
        type === "submit" ? submitter : field.localName === "button" && field
    ) as HTMLButtonElement | null;
    if (button?.name) {
        if (!pressed.has(button)) add(payload, button.name, button.value);
        payload["ls:submitter"] = [button.name, button.value];
    }
    if (type === "submit") {
        used.add(form);
        submitters.set(form, button!);
        return payload;
    }
    if (type === "reset") payload["ls:reset"] = "";
    else payload["ls:changed"] = field.name;
    const isDone = used.has(form) && !elements.some((one) => one.matches("[aria-invalid=true]"));
    if (type === "reset" || isDone) for (const one of [form, ...elements]) used.delete(one);
    used.add(field);
    const unused = unusedIn(form, elements);
    if (unused[0]) payload["ls:unused"] = unused;
    return payload;
}

// The names of fields of which nobody has been at any.
function unusedIn(form: HTMLFormElement, elements: Field[]): string[] {
    const unused = new Set<string>();
    const touched = new Set<string>();
    for (const field of elements)
        if (field.name && !/hidden|submit|button|reset|image/.test(field.type)) {
            const isUsed = used.has(form) || used.has(field) || field.closest("[ls-no-unused]");
            (isUsed ? touched : unused).add(field.name);
        }
    return [...unused].filter((name) => !touched.has(name));
}

/** What this field alone would post; it need not have a name. */
export function own(field: Field): Payload {
    const payload = nothing();
    for (const one of (field.selectedOptions ?? [field]) as Iterable<Field>)
        if (one.type !== "file" && (one.checked || !isTicked(one))) add(payload, field.name || "value", one.value);
    return payload;
}

/** The browser posts the form by itself, with the button that sent it to the host. */
export function post(form: HTMLFormElement) {
    const { name, value } = submitters.get(form) ?? {};
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    if (name) form.append(input);
    HTMLFormElement.prototype.submit.call(form); // a field may have this name
    input.remove();
}

// A field that is there several times is a list.
function add(payload: Payload, field: string, value: string) {
    const before = payload[field];
    payload[field] = before === undefined ? value : [before, value].flat();
}
