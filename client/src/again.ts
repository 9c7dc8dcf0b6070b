// Beginning again, where the host has nothing left of a session: it was away too long, or the host was started anew.
//
//     "gone"  ->  fetch the page  ->  the same program: its session takes this page over, in place
//                                 ->  another one: load it
//
// A page that is taken over keeps its nodes: focus, caret, selection, scroll and running media stay, and so does what is
// typed. Where nodes are new, or the page is loaded, fields that the person has touched are found again and get their
// values back. Then the view is told of them as if they had been typed now (`ls-change`): with what it has rendered
// itself in all other fields, so nobody is told anything old. Secrets are never stored.
//
// This file is fetched when somebody first enters something, or when it is needed.

import { backoff } from "./backoff";
import { type Field, type fields, isTicked } from "./form";
import type { Live } from "./live";
import { world } from "./timer";
import type { report } from "./trouble";

/** So many tries follow each other soon. */
export const TRIES_MAX = 5;
/** And then one after so long, more or less. */
export const SLOW_MS = 30_000;
/** Tries are counted over this time, also those that loaded the page. */
export const TRIES_WITHIN_MS = 300_000;
/** A field that is not there yet may come so long. */
export const KEPT_MS = 60_000;

const TRIES = "ls-again";
const KEPT = "ls-kept";

/** What is around the view whose session is gone. */
export interface Around {
    view: Element;
    /** What the host wrote beside it. */
    source: Element;
    live: Live;
    views: Map<Element, Live>;
    viewOf(element: Element): Live | undefined;
    report: typeof report;
    /** What somebody has entered something in. */
    entered: WeakSet<EventTarget>;
    /** Of the one that knows which fields a person has been at. */
    contentOf: typeof fields;
}
export type Begin = (code: string, text: string) => void;

/** A field: how it is found, which one of how many it is, what it says, and where its caret is. */
type KeptField = [key: string, index: number, count: number, state: string | null, caret: number[] | null];
interface Kept {
    fields: KeptField[];
    scroll: [number, number];
    at: number;
    /** How many acts were lost. */
    acts: number;
}

const SECRET = /password|cc-|one-time|off/;
const ready = new WeakMap<Element, Begin>();

/** From now on what is entered in the view is known; the answer is how to begin again. */
export default function prepare(around: Around): Begin {
    const { view } = around;
    if (!ready.has(view)) ready.set(view, makeBegin(around));
    return ready.get(view)!;
}

function makeBegin({ view, source, live, views, viewOf, report, entered, contentOf }: Around): Begin {
    const watcher = new MutationObserver(giveBack);
    let kept = unpack();
    let isBeginning = false;
    let isTaken = false;
    for (const type of ["input", "submit", "reset"]) view.addEventListener(type, markDirty, true);
    for (const target of fieldsIn(view)) if (entered.has(target)) markDirty({ type: "input", target });
    view.addEventListener("input", () => isTaken && keep(), true);
    document.addEventListener("ls:join", joined, true); // that of nested views does not bubble
    if (kept && live.socket.joined) joined();
    // The app was loaded again, and what was typed may stand in nodes that are made anew.
    live.hold = () => {
        keep();
        return giveBack;
    };
    return (code, text) => {
        report(view, "info", code, text);
        if (!isBeginning) begin(0);
        isBeginning = true;
    };

    async function begin(failures: number): Promise<void> {
        const tries = recall();
        const isSlow = tries.length >= TRIES_MAX;
        if (tries.length === TRIES_MAX) live.fail("failsafe", "the page cannot begin; trying now and then");
        await pause(isSlow ? SLOW_MS * (0.5 + Math.random()) : wait(tries.length + failures));
        const response = await fetch(location.href).catch(() => null);
        if (!response) return begin(Math.min(failures + 1, TRIES_MAX)); // no network: that is nobody's failure
        remember(tries);
        const text = await response.text();
        if (response.status >= 500) return begin(failures);
        const page = new DOMParser().parseFromString(text, "text/html").documentElement;
        const ticket = page.querySelector<HTMLMetaElement>("meta[name=ls-ticket]");
        keep();
        // What streams show is known to the page that is loaded, and to no other.
        if (ticket && program(page) === program(source) && !/<!--\+\d/.test(text)) return takeOver(ticket.content);
        pack(kept!);
        location.reload();
    }

    function takeOver(ticket: string) {
        isBeginning = false;
        isTaken = true;
        for (const [element, { client, socket }] of views)
            if (client === view && element !== view) socket.close(true);
        live.renew(ticket);
    }

    function keep() {
        const found: KeptField[] = [];
        for (const [key, group] of groups())
            group.forEach((field, i) => {
                const isActive = field === document.activeElement;
                const state =
                    entered.has(field) && !isSecret(field) && says(field, "recover") !== "off"
                        ? stateOf(field)
                        : null;
                if (state !== null || isActive)
                    found.push([key, i, group.length, state, isActive ? caretOf(field) : null]);
            });
        const acts = kept?.acts || live.outbox.waiting.filter(({ subject }) => !subject).length;
        kept = { fields: found, scroll: [scrollX, scrollY], at: Date.now(), acts };
    }

    // The session is another, and the page shows it.
    function joined() {
        if (!kept) return;
        isTaken = false;
        for (const field of fieldsIn(view)) if (says(field, "recover") === "off") setState(field, defaultOf(field));
        giveBack();
        scrollTo(...kept!.scroll);
        if (kept.acts) report(view, "warn", "lost", `${kept.acts}`);
        kept.acts = 0;
        watcher.observe(view, { subtree: true, childList: true });
    }

    function giveBack() {
        if (!kept || kept.at < Date.now() - KEPT_MS) return watcher.disconnect();
        const now = groups();
        const told = new Map<Element, Field>();
        kept.fields = kept.fields.filter(([key, index, count, state, caret]) => {
            const group = now.get(key);
            if (group?.length !== count) return true;
            const field = group[index]!;
            const isOther = state !== null && stateOf(field) !== state;
            if (isOther) setState(field, state);
            if (state !== null) {
                entered.add(field);
                const teller = field.closest("[ls-change]") ?? field.form;
                if (teller) told.set(teller, field);
            }
            if (caret && (isOther || field !== document.activeElement)) focus(field, caret);
            return false;
        });
        // Once for each form: what is said is what all its fields say.
        for (const [teller, field] of told) tell(teller, field);
    }

    function tell(teller: Element, field: Field) {
        const name = says(teller, "recover");
        const event = { type: "change", target: field as EventTarget } as SubmitEvent;
        if (!name) field.dispatchEvent(new Event("input", { bubbles: true }));
        else if (teller.localName === "form")
            viewOf(teller)?.send({
                element: teller,
                name,
                payload: contentOf(teller as HTMLFormElement, event),
                subject: field,
            });
    }

    // By what does not change from one session to the next.
    function groups(): Map<string, Field[]> {
        const all = new Map<string, Field[]>();
        for (const field of fieldsIn(view)) {
            const { form, id, name, type, value } = field;
            const around = form && [form.id, says(form, "change"), says(form, "submit")];
            const key = [around, says(field, "change"), id, name, type, isTicked(field) && value].join();
            all.set(key, [...(all.get(key) ?? []), field]);
        }
        return all;
    }
}

// ls-when="dirty" in a form: it holds what nobody has sent.
function markDirty({ type, target }: Pick<Event, "type" | "target">) {
    const form = (target as Field).form ?? (target as Element);
    if (form.querySelector("[ls-when~=dirty]")) form.toggleAttribute("ls-dirty", type === "input");
}

const fieldsIn = (view: Element) => view.querySelectorAll<Field>("input,select,textarea");
const isSecret = ({ type, autocomplete }: Field) => type === "file" || SECRET.test(type + autocomplete);

/** The attribute ls-KIND of `element`, or of the form that it is in. */
function says(element: Element, kind: string): string | null {
    const own = element.getAttribute(`ls-${kind}`);
    const { form } = element as Field;
    return own ?? (form && form !== (element as unknown) ? says(form, kind) : null);
}

const stateOf = (field: Field): string =>
    field.selectedOptions
        ? JSON.stringify([...field.selectedOptions].map(({ value }) => value))
        : `${isTicked(field) ? field.checked : field.value}`;

// What the host says. (Resetting the form would be an event of its own.)
const defaultOf = (field: Field): string =>
    field.selectedOptions
        ? JSON.stringify(optionsOf(field).flatMap((one) => (one.defaultSelected ? [one.value] : [])))
        : `${isTicked(field) ? field.defaultChecked : field.defaultValue}`;

const optionsOf = (field: Field) => [...(field as unknown as HTMLSelectElement).options];

function setState(field: Field, state: string) {
    if (field.selectedOptions)
        for (const one of optionsOf(field)) one.selected = JSON.parse(state).includes(one.value);
    else if (isTicked(field)) field.checked = state === "true";
    else field.value = state;
}

// Null inside, for fields that have no caret.
const caretOf = ({ selectionStart, selectionEnd }: Field) =>
    selectionStart === null || selectionStart === undefined ? [] : [selectionStart, selectionEnd!];

function focus(field: Field, [start, end]: number[]) {
    field.focus({ preventScroll: true });
    if (start !== undefined) field.setSelectionRange(start, end!);
}

// The files of ours that a page has: another program has others.
const program = (page: Element) =>
    page
        .querySelector("head")
        ?.innerHTML.match(/\/_ls\/[^"]+/g)
        ?.join();

const wait = (tries: number) => backoff(tries, Math.random(), world.isAway());

/** Waits, but not while somebody comes back. */
const pause = (ms: number) =>
    new Promise<unknown>((done) => {
        setTimeout(done, ms);
        addEventListener("online", done, { once: true });
        document.addEventListener("visibilitychange", done, { once: true });
    });

/** When it was tried before; where nothing can be remembered, circles could not be noticed, so it is slow. */
function recall(): number[] {
    try {
        const times: number[] = JSON.parse(sessionStorage.getItem(TRIES) ?? "[]");
        return times.filter((time) => time > Date.now() - TRIES_WITHIN_MS);
    } catch {
        return Array(TRIES_MAX + 1).fill(0);
    }
}

const remember = (tries: number[]) => store(TRIES, [...tries, Date.now()]);
const pack = (kept: Kept) => store(KEPT, kept);

function unpack(): Kept | null {
    try {
        const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
        sessionStorage.removeItem(KEPT);
        return kept;
    } catch {
        return null;
    }
}

function store(name: string, what: unknown) {
    try {
        sessionStorage.setItem(name, JSON.stringify(what));
    } catch {} // no room, or no right
}
