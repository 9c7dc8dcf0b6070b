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
// This is a file of its own, which only pages with hooks load: the host names it, and scripts.ts imports it and hands
// it what it needs of the client.

import type { Operation } from "./commands";
import type { Answer } from "./events";
import type { Live } from "./live";
import type { Moment, Tools } from "./scripts";

type Call = (element: Element, context: object) => unknown;
export type Hook = { [moment in Moment | "mounted" | "removed"]?: Call } & {
    on?: Record<string, (data: unknown, element: Element, context: object) => unknown>;
};

interface Hooked {
    element: Element;
    live: Live | undefined;
    context: object;
    hook: Hook;
    observer: MutationObserver;
}

const WHOLE = { attributes: true, characterData: true, childList: true, subtree: true };

/** Imports the modules that `source`, a page, names, and mounts their hooks; `client` is what they may ask for. */
export default async function start(tools: Tools, source: ParentNode, client: object) {
    const { attempt, failed, hooks } = tools;
    const all = new Set<Hooked>();
    for (const { href } of source.querySelectorAll<HTMLLinkElement>("link[ls-script]"))
        try {
            const module = await import(href);
            Object.assign(hooks, module);
            module.default?.(client);
        } catch (error) {
            failed(error, document);
        }
    tools.hear((moment, live, name, data) => {
        for (const one of all) {
            const { hook, element, context, observer } = one;
            if (live && one.live !== live) continue;
            const isNews = moment !== "updated" || observer.takeRecords()[0];
            if (name) attempt(() => hook.on?.[name]?.(data, element, context), element);
            else if (isNews) call(one, moment);
            if (moment === "beforeUpdate") observer.takeRecords(); // what scripts did is no news
        }
    });
    tools.register("hook", (element, said, live) => {
        const hook = hooks[said];
        if (!hook) {
            failed(`ls-hook="${said}": no script of the page exports it; there are ${names()}`, element);
            return;
        }
        const js = (list: Operation[]) => tools.act(element, list);
        const context = { push: push.bind(tools, element), js };
        const one: Hooked = { element, live, context, hook, observer: new MutationObserver(() => {}) };
        all.add(one);
        call(one, "mounted");
        if (hook.updated) one.observer.observe(element, WHOLE);
        return () => {
            all.delete(one);
            one.observer.disconnect();
            call(one, "removed");
        };
    });
    tools.note(document);
    tools.tend();

    function call({ hook, element, context }: Hooked, moment: keyof Hook & string) {
        attempt(() => (hook[moment] as Call | undefined)?.(element, context), element);
    }

    function names(): string {
        return Object.keys(hooks).join(", ") || "none";
    }
}

// An event as if `target` had it; what the host replies. Rejects with the code of a refusal.
function push(this: Tools, element: Element, name: string, payload = {}, target: Element | string = element) {
    return new Promise((resolve, reject) => {
        const to = typeof target === "string" ? document.querySelector(target) : target;
        const live = to && this.viewOf(to);
        const answer = ({ no, text, reply }: Answer) =>
            no ? reject(Object.assign(new Error(text ?? no), { code: no })) : resolve(reply);
        if (live) live.send({ element: to, name, payload, answer });
        else answer({ no: "unknown", text: `${target} is in no live view` });
    });
}
