// What a person does, as events for the host. A few listeners on the view hear everything, so patches may bring and
// take elements at will.
//
//     ls-click="name"            a click on it
//     ls-submit="name"           on a form
//     ls-change="name"           on a form or a field: whenever something in it is entered or chosen
//     ls-on-close="name"         on a dialog: when a person closed it
//     ls-value-FIELD="text"      more for the payload
//
// Each may be written data-ls-... too. Nothing is inherited: the nearest element with the attribute is the one.

import { isTicked } from "./control";
import { closedByHost } from "./dialog";
import type { Payload } from "./frame";

/**
 * `element` is the one with the attribute; `subject` is the field of an event that tells a state, of which only the
 * latest matters; `controls` are those that the event tells of.
 */
export type Send = (
    element: Element,
    name: string,
    payload: Payload,
    subject: Element | null,
    controls: Iterable<Element>,
    isSubmit: boolean,
) => void;

type Field = HTMLInputElement & Partial<Pick<HTMLSelectElement, "selectedOptions">>;

export function listen(view: Element, send: Send) {
    const entered = new WeakSet<EventTarget>();
    const tell = (
        kind: string,
        element: Element,
        payload: Payload,
        controls: Iterable<Element>,
        subject?: Element,
    ) => {
        const name = nameOf(element, kind);
        if (name)
            send(
                element,
                name,
                Object.assign(values(element), payload),
                subject ?? null,
                controls,
                kind === "submit",
            );
    };

    view.addEventListener("click", (event) => {
        const target = event.target as Element;
        const element = closest(target, "click");
        if (element && !event.defaultPrevented && isClick(event as MouseEvent, target, element))
            tell("click", element, {}, [target]);
    });

    view.addEventListener("submit", (event) => {
        const form = event.target as HTMLFormElement;
        if (!nameOf(form, "submit")) return;
        event.preventDefault();
        const payload = fields(form);
        const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
        if (submitter?.name) add(payload, submitter.name, submitter.value);
        tell("submit", form, payload, form.elements);
    });

    // It does not bubble.
    const onClose = ({ target }: Event) =>
        closedByHost.delete(target as Element) || tell("on-close", target as Element, {}, []);
    view.addEventListener("close", onClose, true);

    // window.ts: other rows came into view.
    view.addEventListener("ls:window", ({ target, detail: [name, from, to] }: CustomEventInit & Event) => {
        const range = Object.fromEntries([
            ["first", `${from}`],
            ["last", `${to}`],
        ]);
        send(target as Element, name, range, target as Element, [], false);
    });

    const onChange = ({ target, type }: Event) => {
        // Most fields say "change" after "input": nothing new then.
        if (type === "input") entered.add(target!);
        else if (entered.delete(target!)) return;
        const field = target as Field;
        const element = closest(field, "change") ?? field.form;
        if (element)
            tell(
                "change",
                element,
                element.localName === "form" ? fields(element as HTMLFormElement) : own(field),
                [field],
                field,
            );
    };
    view.addEventListener("input", onChange);
    view.addEventListener("change", onChange);
}

// Whether the click is for the host, and then not for the browser.
function isClick(event: MouseEvent, target: Element, element: Element): boolean {
    // On a label: one on its control follows, which counts where both are clicks on the same element.
    const { control } = (target.closest("label,a,button,input,select,textarea") as Partial<HTMLLabelElement>) ?? {};
    if (control && !control.matches(":disabled") && closest(control, "click") === element) return false;
    const link = element.closest("a[href]");
    // A click that asks the browser for a new tab or a download is the browser's.
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return false;
    if (link || (element.localName === "button" && !(element as HTMLButtonElement).form)) event.preventDefault();
    return true;
}

const closest = (element: Element, kind: string) => element.closest(`[ls-${kind}],[data-ls-${kind}]`);
const nameOf = (element: Element, kind: string) =>
    element.getAttribute(`ls-${kind}`) ?? element.getAttribute(`data-ls-${kind}`);

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
    for (const one of (field.selectedOptions ?? [field]) as Iterable<Field>)
        if (one.type !== "file" && (one.checked || !isTicked(one))) add(payload, field.name || "value", one.value);
    return payload;
}

// A field that is there several times is a list.
function add(payload: Payload, field: string, value: string) {
    const before = payload[field];
    payload[field] = before === undefined ? value : [before, value].flat();
}
