// Form controls between what a person made of them and what the host renders. A click or a choice shows at once; when
// the host has dealt with the event that told of it, the host's word counts: a control goes back to what is rendered,
// as it would if the page were loaded again, unless the person has changed it since.

type Control = HTMLInputElement & Partial<Pick<HTMLSelectElement, "options" | "selectedOptions">>;
type Asked = { ref: number; state: string; isSubmit: boolean };

/** The controls that a view has told its host of, until that has dealt with it. */
export type Waiting = Map<Element, Asked>;

/** Elements whose state the host has an opinion about: an attribute slot says it. */
const ruled = new WeakSet<Element>();

/** The host decides over these attributes of `element`. */
export function rule(element: Element, names: string[]) {
    if (names.includes("checked") || names.includes("selected")) ruled.add(element);
}

/** Event `ref` told the host of `elements`. A submit tells of whole forms, all others of one choice. */
export function asked(waiting: Waiting, ref: number, elements: Iterable<Element>, isSubmit: boolean) {
    for (const element of elements) {
        const control = element as Control;
        if (isSubmit ? isField(control) : isChoice(control))
            for (const one of groupOf(control)) waiting.set(one, { ref, state: stateOf(one), isSubmit });
    }
}

/** The host has dealt with all events up to `ref`, and the page shows it; `refused` is about the last of them. */
export function answered(waiting: Waiting, ref: number, refused: string | undefined) {
    for (const [element, told] of waiting) {
        const control = element as Control;
        if (told.ref > ref) continue;
        waiting.delete(control);
        const counts = told.isSubmit ? !refused || told.ref < ref : isRuled(control);
        if (counts && stateOf(control) === told.state) reset(control);
    }
}

export const isTicked = ({ type }: { type: string }) => /^(checkbox|radio)$/.test(type);
const isChoice = (control: Control) => isTicked(control) || !!control.options;
const isField = (control: Control) =>
    control.matches("input,select,textarea") && !!control.name && control.type !== "file";
const isRuled = (control: Control) => [control, ...(control.options ?? [])].some((element) => ruled.has(element));

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
    else if (control.value !== control.defaultValue) control.value = control.defaultValue;
}
