// Form controls between what a person made of them and what the host renders.
//
// What is being edited is the person's. The host's word counts for a field that nobody touched; for one that somebody
// did only when the host has seen that (an event told it, and was answered), really says something else now, and
// nobody is there any more: until then it waits, and shows when they leave. A choice shows at once; when the host has
// dealt with the event that told of it, the host's word counts: a control goes back to what is rendered, as it would
// if the page were loaded again, unless the person has changed it since. So does a form that was sent.

import { setValue } from "./caret";
import type { Told } from "./events";
import { isTicked } from "./form";
import type { Talk } from "./talk";

export { fields, listenForms, own, post } from "./form";

type Control = HTMLInputElement & Partial<Pick<HTMLSelectElement, "options" | "selectedOptions">>;

/** What a person has done to a control. */
interface Edit {
    talk: Talk;
    /** The event that tells of it; where none does, the next one. */
    ref: number;
    isTold: boolean;
    /** It says what the host says. */
    isSettled?: boolean;
    /** The host says something else, which is to be shown when nobody is there any more. */
    isDue?: boolean | undefined;
    /** What it was when the host was told; nothing, when that has been answered. */
    told?: string | undefined;
    isSubmit?: boolean;
}

const edits = new Map<Element, Edit>();

/** Elements whose state the host has an opinion about: an attribute slot says it. */
const ruled = new WeakSet<Element>();

/** Where an input method is at work. */
let composing: EventTarget | null | boolean;

/** The host decides over these attributes of `element`. */
export function rule(element: Element, names: string[]) {
    if (names.includes("checked") || names.includes("selected")) ruled.add(element);
}

/** Whether a person has changed this control, and that was not the end of it: a form that was sent is new again. */
export const touched = (control: Element) => edits.has(control);

/** What was changed before anybody listened: while the page was loading, or when the browser put it back. */
export function heedEarlier(talk: Talk, view: Element) {
    for (const field of view.querySelectorAll<Control>("input,textarea"))
        if (field.value !== field.defaultValue || field.checked !== field.defaultChecked) edit(talk, field);
}

/** A person does something in a view. */
export function heed(talk: Talk, event: Event) {
    const { type, target } = event;
    composing = (event as InputEvent).isComposing && target;
    if (type === "reset") for (const field of target as HTMLFormElement) edits.delete(field as Element);
    if (type === "input") for (const one of groupOf(target as Control)) edit(talk, one);
    settleAll();
}

function edit(talk: Talk, control: Control) {
    const before = edits.get(control);
    if (before?.told === stateOf(control)) return; // by a click
    const isTold = isChoice(control);
    edits.set(control, { talk, ref: isTold ? 0 : talk.said + 1, isTold, isDue: before?.isDue });
}

/** Another session begins: it has been told of nothing. */
export function begin(talk: Talk) {
    for (const [control, edit] of edits)
        if (edit.talk === talk)
            if (edit.isSettled) edits.delete(control);
            else edits.set(control, { talk, ref: 1, isTold: isChoice(control as Control) });
}

/** The host was told of `controls`, or of all that is in a form. A submit is the last word about them. */
export function tellOf(talk: Talk, { element, kind, controls = [] }: Told) {
    const ref = talk.said;
    for (const one of (element as HTMLFormElement).elements ?? controls) {
        const edit = edits.get(one);
        if (edit && edit.told === undefined) Object.assign(edit, { ref, isTold: true });
    }
    const isSubmit = kind === "submit";
    for (const element of controls) {
        const control = element as Control;
        if (isSubmit ? isField(control) : isChoice(control))
            for (const one of groupOf(control))
                edits.set(one, { talk, ref, isTold: true, told: stateOf(one), isSubmit });
    }
}

// What the host says of it waits for another answer (locks.ts), so its word is not there yet.
const isLocked = ({ pending }: Talk, control: Control) =>
    [...pending.values()].some(({ locked }) => locked.some((element) => element.contains(control)));

/** The host's word counts again, where it may. */
export function settleAll() {
    for (const [element, edit] of edits) {
        const control = element as Control;
        const { talk, ref, told, isSubmit } = edit;
        if (!control.isConnected) edits.delete(control);
        if (told !== undefined && ref <= talk.heard && !isLocked(talk, control)) {
            edit.told = undefined;
            const counts = isSubmit ? !talk.refused || ref < talk.heard : isRuled(control);
            if (counts && stateOf(control) === told) {
                reset(control);
                edit.isSettled = !isEntered(control);
                if (isSubmit) edits.delete(control);
            }
        }
        if (edit.isDue && !stays(control, edit)) reset(control);
    }
}

/**
 * The host says something of this control, which is new, or which the control shows: whether what the person made of
 * it stays nevertheless.
 */
export function isTheirs(control: Control, isNew: boolean, isShown: boolean): boolean {
    const edit = edits.get(control);
    if (!edit) return false;
    const { talk } = edit;
    // What the host answers to a later event is meant for this field too.
    if (talk.isAnswer && edit.ref <= talk.heard) edit.isTold = true;
    return !isNew || stays(control, edit, isShown);
}

function stays(control: Control, edit: Edit, isShown = false): boolean {
    if (!edit.isTold || edit.ref > edit.talk.heard) return true;
    const isThere = control === composing || !(edit.isSettled || isShown || !isEntered(control));
    edit.isDue = isThere;
    edit.isSettled = !isThere;
    return isThere;
}

const isChoice = (control: Control) => isTicked(control) || !!control.options;
const isField = (control: Control) =>
    control.matches("input,select,textarea") && !!control.name && control.type !== "file";
const isRuled = (control: Control) => [control, ...(control.options ?? [])].some((element) => ruled.has(element));
const isFocused = (control: Control) => document.activeElement === control;
const isEntered = (control: Control) =>
    isFocused(control) && !isTicked(control) && !control.closest("[ls-patch-focused]");

// Of radio buttons one is chosen, so a choice changes two.
function groupOf(control: Control): Iterable<Control> {
    if (control.type !== "radio") return [control];
    const all = document.querySelectorAll<Control>("input[type=radio]");
    return [...all].filter(({ name, form }) => name === control.name && form === control.form);
}

function stateOf(control: Control): string {
    if (control.options) return [...control.selectedOptions!].map(({ value }) => value).join("\n");
    return String(isTicked(control) ? control.checked : control.value);
}

function reset(control: Control) {
    if (control.options) for (const option of control.options) option.selected = option.defaultSelected;
    else if (isTicked(control)) control.checked = control.defaultChecked;
    else setValue(control, control.defaultValue);
}
