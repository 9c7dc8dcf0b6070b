// What forms and fields say: the payloads of ls-submit and ls-change. Files travel otherwise.

import { isTicked } from "./control";
import type { Payload } from "./frame";

export type Field = HTMLInputElement & Partial<Pick<HTMLSelectElement, "selectedOptions">>;

/** Without a prototype: a field may have any name. */
export const nothing = (): Payload => Object.create(null);

/** What the form would post when `submitter`, one of its buttons, sends it. */
export function fields(form: HTMLFormElement, submitter?: HTMLElement | null): Payload {
    const payload = nothing();
    for (const [field, value] of new FormData(form)) if (typeof value === "string") add(payload, field, value);
    const { name, value } = (submitter ?? {}) as Partial<HTMLButtonElement>;
    if (name) add(payload, name, value!);
    return payload;
}

/** What this field alone would post; it need not have a name. */
export function own(field: Field): Payload {
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
