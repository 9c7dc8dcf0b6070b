// Hooks: JavaScript of the app, called for elements with ls-hook="NAME". A module of the page (`app:script "app.js"`)
// exports them by their names:
//
//     export const Chart = {
//         mounted(element, context) {},        it is in the page
//         beforeUpdate(element, context) {},   the host is about to change the page
//         updated(element, context) {},        the host has changed it, or something in it
//         removed(element, context) {},        it is out of the page, or another hook's
//         disconnected(element, context) {}, reconnected(element, context) {},
//         on: { points(data, element, context) {} },       what the host pushes
//     };
//
// `context` is one object as long as the element lives: push, js, and whatever a hook puts there. The page goes on
// when a hook throws.
//
// This is a part of its own, which only pages with hooks or scripts fetch: scripts.ts hands it what it needs.

import type { Operation } from "./commands";
import type { Answer, Send } from "./events";
import type { Live } from "./live";
import type { Moment, Tools } from "./scripts";

type Call = (element: Element, context: object) => unknown;
export type Hook = { [moment in Moment | "mounted" | "removed"]?: Call } & {
    on?: Record<string, (data: unknown, element: Element, context: object) => unknown>;
};

interface Hooked {
    element: Element;
    said: string;
    live: Live | undefined;
    context: object;
    observer: MutationObserver;
    /** None before its module is there. */
    hook?: Hook;
}

const WHOLE = { attributes: true, characterData: true, childList: true, subtree: true };

const all = new Set<Hooked>();
/** Modules that are on their way. */
let awaited = 0;
let tools: Tools;

/** Imports the modules that `source`, a page, names, and mounts their hooks; `client` is what they may ask for. */
export async function start(given: Tools, source: ParentNode, client: object) {
    const isFirst = !tools;
    tools = given;
    awaited++;
    for (const { href } of source.querySelectorAll<HTMLLinkElement>("link[ls-script]"))
        try {
            const { default: begin, ...own } = await import(href);
            Object.assign(tools.hooks, own);
            begin?.(client);
        } catch (error) {
            tools.failed(error, document.documentElement);
        }
    awaited--;
    if (isFirst) {
        tools.hear(hear);
        tools.register("hook", born);
        tools.note(document);
        tools.tend();
    }
    all.forEach(mount);
}

function born(element: Element, said: string, live: Live | undefined) {
    const { contextOf, run, viewOf } = tools;
    const send: Send = (told) => viewOf(told.element)?.send(told);
    const js = (list: Operation[]) => run(list, contextOf({ element, name: "", payload: {} }, send));
    const context = { push: push.bind(null, element), js };
    const one: Hooked = { element, said, live, context, observer: new MutationObserver(() => {}) };
    all.add(one);
    mount(one);
    return () => {
        all.delete(one);
        one.observer.disconnect();
        call(one, "removed");
    };
}

// Once, when its module is there.
function mount(one: Hooked) {
    const { element, said } = one;
    const { hooks, failed } = tools;
    if (one.hook || (!hooks[said] && awaited)) return;
    one.hook = hooks[said] ?? {};
    const names = Object.keys(hooks).join(", ") || "none";
    if (!hooks[said])
        failed(`ls-hook="${said}": no script of the page exports this hook; there are ${names}`, element);
    call(one, "mounted");
    if (one.hook.updated) one.observer.observe(element, WHOLE);
}

function hear(moment: Moment, live?: Live, name?: string, data?: unknown) {
    for (const one of all) {
        const { hook, element, context, observer } = one;
        if (live && one.live !== live) continue;
        const isNews = moment !== "updated" || observer.takeRecords()[0];
        if (name) tools.attempt(() => hook?.on?.[name]?.(data, element, context), element);
        else if (isNews) call(one, moment);
        if (moment === "beforeUpdate") observer.takeRecords(); // what scripts did is no news
    }
}

function call({ hook, element, context }: Hooked, moment: Exclude<keyof Hook, "on">) {
    tools.attempt(() => hook?.[moment]?.(element, context), element);
}

// An event as if `target` had it; what the host replies. Rejects with the code of a refusal.
function push(element: Element, name: string, payload = {}, target: Element | string = element) {
    return new Promise((resolve, reject) => {
        const to = typeof target === "string" ? document.querySelector(target) : target;
        const live = to && tools.viewOf(to);
        const answer = ({ no, text, reply }: Answer) =>
            no ? reject(Object.assign(new Error(text ?? no), { code: no })) : resolve(reply);
        if (live) live.send({ element: to, name, payload, answer });
        else answer({ no: "unknown", text: `${target} is in no live view` });
    });
}
