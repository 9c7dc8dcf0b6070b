// The client of a live page: loaded by the page as a module, it takes over what the host wrote and keeps it true.
// What happens to a view is in live.ts; here is what a page has once: its templates, its listeners, its WebSocket,
// and which views are in it.
//
// What a page may rely on: <html ls-state="connecting|live|offline|error">; the events `ls:join` and `ls:disconnect`
// on the document; `ls:refused` on #ls-view, whose detail says { code, text, ref }. For a nested view it is its own
// element that has the attribute and hears the events; `ls:refused` bubbles.

import { note, tend } from "./alive";
import { backoff } from "./backoff";
import { listen } from "./events";
import { type Live, makeLive } from "./live";
import { findNested, tendViews, viewAround } from "./nested";
import { mayReload } from "./reload";
import { listenTabs } from "./tabs";
import { Templates } from "./template";

const SUBPROTOCOL = "lightspeed.1";

const meta = (name: string): HTMLMetaElement | null => document.querySelector(`meta[name=ls-${name}]`);

/** All views of the page, by their elements. */
const views = new Map<Element, Live>();
let templates: Templates | null = null;

function start(view: Element) {
    const ticket = meta("ticket");
    ticket?.remove(); // whoever has it has the session
    findNested(view);
    const root = makeLive(view, ticket?.content ?? "", {
        marked: document.documentElement,
        target: document,
        open: () => new WebSocket(`${location.origin.replace("http", "ws")}/_ls/live`, SUBPROTOCOL),
        isInner: false,
        joined: () => views.forEach(({ socket }) => void socket.connect()),
        ended: (code, text) =>
            /gone|forbidden|crash/.test(code) ? reload(root, text) : root.fail(`${code} ${text}`),
        changed: () => tendAll(root),
    });
    const { socket } = root;
    views.set(view, root);
    listen(view, (...event) => viewOf(event[0])?.send(...event));
    listenTabs(view);
    addEventListener("online", socket.wake);
    addEventListener("pagehide", socket.close);
    addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
    document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
    tendAll(root);
    socket.connect();
    loadTemplates(root, 0);
}

async function loadTemplates(root: Live, tries: number): Promise<void> {
    try {
        const response = await fetch(meta("templates")!.content);
        if (/^4/.test(`${response.status}`)) return reload(root, "templates");
        templates = new Templates(await response.json());
    } catch {
        setTimeout(loadTemplates, backoff(tries, Math.random()), root, tries + 1);
        return;
    }
    for (const live of [...views.values()]) live.takeOver(templates);
    note(document); // and what the layout wrote
    tendAll(root);
}

const viewOf = (element: Element) => views.get(viewAround(element)!);

// The page has changed: nested views, and elements that are told of their birth and end, may have come or gone.
function tendAll(root: Live) {
    const come = (element: Element, ticket: string) => views.has(element) || makeNested(root, element, ticket);
    const go = (element: Element) => {
        views.get(element)?.socket.close();
        views.delete(element);
    };
    tendViews(come, go);
    tend(viewOf);
}

function makeNested(root: Live, element: Element, ticket: string) {
    const live = makeLive(element, ticket, {
        marked: element,
        target: element,
        open: root.socket.channel,
        isInner: true,
        joined() {},
        ended: (code, text) => live.fail(`${code} ${text}`),
        changed: () => tendAll(root),
    });
    views.set(element, live);
    if (templates) live.takeOver(templates);
    if (root.socket.joined) live.socket.connect();
}

function reload(root: Live, why: string) {
    if (mayReload(() => sessionStorage, Date.now())) location.reload();
    else root.fail(why);
}

const view = document.getElementById("ls-view");
if (view) start(view);
