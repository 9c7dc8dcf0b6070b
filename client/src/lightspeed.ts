// The client of a live page: loaded by the page as a module, it takes over what the host wrote and keeps it true.
// What happens to a view is in live.ts; here is what a page has once: its templates, its listeners, its WebSocket,
// and which views are in it. A page may have several clients, each with a root of its own (embed.ts): each has its own
// socket and templates, and they know nothing of each other.
//
// What a page may rely on: <html ls-state="connecting|live|offline|error">; the events `ls:join` and `ls:disconnect`
// on the document; `ls:error` on #ls-view (trouble.ts). For a nested or embedded view it is its own element that has the
// attribute and hears the events; `ls:error` bubbles.

import type { Begin } from "./again";
import { attempt, type Born, note, register, tend } from "./alive";
import { backoff } from "./backoff";
import { act, operations } from "./commands";
import { controls, loadControls } from "./controls";
import { learners, listen, mention, values } from "./events";
import { remember } from "./focusing";
import type { Extra } from "./frame";
import { type Live, makeLive } from "./live";
import type { makeMoves } from "./moves";
import { findNested, tendViews } from "./nested";
import { loadScripts, tell } from "./scripts";
import type { Line } from "./socket";
import { Templates } from "./template";
import { report } from "./trouble";
import { viewOf, views } from "./views";

// Few pages have these, so their code comes when one does.
const late = (kind: string, load: () => Promise<{ born: Born }>) =>
    register(kind, (...self) => {
        remember(self[0]);
        const end = load().then(({ born }) => born(...self));
        return () => end.then((call) => call?.());
    });
late("tabs", () => import("./tabs"));
late("focus-trap", () => import("./trap"));
late("scroll", () => import("./scroll"));
late("unsaved", () => import("./unsaved"));
late("visible", () => import("./more"));
late("hidden", () => import("./more"));
late("flash", () => import("./flash"));

const SUBPROTOCOL = "lightspeed.1";
const DEV = "/_ls/lightspeed.dev.js";

export { hooks } from "./scripts";

register(
    "mounted",
    (element, name, live) => void act({ element, name, payload: values(element) }, (told) => live?.send(told)),
);

/** What a page's script may do with one. */
export type Client = ReturnType<typeof start>;

/** The client of `view`; what the host wrote beside it is in `source`. */
export function start(view: Element, source: Element, marked: Element, target: EventTarget) {
    const meta = (name: string): HTMLMetaElement | null => source.querySelector(`meta[name=ls-${name}]`);
    const ticket = meta("ticket");
    let templates: Templates | null = null;
    let wrap = (line: Line): Line => line;
    ticket?.remove(); // whoever has it has the session
    findNested(view);
    const root: Live = makeLive(view, ticket?.content ?? "", {
        marked,
        target,
        open: () => wrap(new WebSocket(`${location.origin.replace("http", "ws")}/_ls/live`, SUBPROTOCOL)),
        isInner: false,
        client: view,
        joined: () => own(({ socket }) => void socket.connect()),
        ended: (code, text) => (/gone|forbidden|crash/.test(code) ? beginAgain(code, text) : root.fail(code, text)),
        changed,
        learn,
        dealt: (...told) => !!dealt?.(...told),
    });
    const { socket } = root;
    let dealt: ReturnType<typeof makeMoves> | undefined;
    let moves: Promise<void> | undefined;
    if (marked === page) {
        learners.add((text) => /ls-(navigate|patch)/.test(text) && loadMoves());
        for (const op of ["navigate", "patch", "moved", "head"])
            operations[op] = (...told) => loadMoves().then(() => operations[op]!(...told));
    }
    const entered = new WeakSet<EventTarget>();
    const again = (use: (begin: Begin) => void, otherwise: () => void) =>
        import("./again").then(
            (part) =>
                use(
                    part.default({
                        view,
                        source,
                        live: root,
                        views,
                        viewOf,
                        report,
                        entered,
                        contentOf: (...form) => controls!.fields(...form),
                    }),
                ),
            otherwise,
        );
    const idle = () => {};
    view.addEventListener("input", ({ target }) => entered.add(target!), true);
    view.addEventListener("input", () => again(idle, idle), { once: true });
    if (performance.navigation.type === 1) again(idle, idle); // by us, perhaps
    views.set(view, root);
    listen(view, (told) => {
        const live = viewOf(told.element);
        if (live?.client === view) live.send(told);
    });
    const wake = () => own((live) => live.wake());
    addEventListener("online", wake);
    addEventListener("pagehide", () => socket.close());
    addEventListener("pageshow", ({ persisted }) => persisted && wake());
    document.addEventListener("visibilitychange", () => document.hidden || wake());
    changed();
    begin();
    loadTemplates(0);
    const client = {
        /** Whether the host is listening. */
        get isConnected() {
            return socket.joined;
        },
        /** Comes back, after a `disconnect`. */
        reconnect() {
            socket.close(false);
            socket.connect();
        },
        /** Hangs up, until `reconnect`. It is as if the line were lost (docs/lost-lines.md). */
        disconnect() {
            socket.close(true);
            root.lost();
        },
        /** For programs (channels.ts). */
        channel: socket.channel,
    };
    loadScripts(source, client);
    return client;

    // A link works without, as links do.
    function loadMoves() {
        moves ??= import("./moves").then(({ makeMoves }) => {
            dealt = makeMoves(root, view, marked, operations);
        });
        return moves;
    }

    // In development, all of it goes through there; a tab may say no.
    async function begin() {
        if (attempt(() => sessionStorage.getItem("ls-dev") ?? meta("dev"), view)) wrap = (await import(DEV)).default;
        socket.connect();
    }

    function own(call: (live: Live) => void) {
        for (const live of [...views.values()]) if (live.client === view) call(live);
    }

    async function loadTemplates(tries: number): Promise<void> {
        try {
            const response = await fetch(meta("templates")!.content);
            if (/^4/.test(`${response.status}`)) return beginAgain("gone", "templates");
            const text = await response.text();
            await loadControls(text);
            templates = new Templates(JSON.parse(text));
            mention(text);
        } catch {
            setTimeout(loadTemplates, backoff(tries, Math.random()), tries + 1);
            return;
        }
        own((live) => live.takeOver(templates!));
        note(document); // and what the layout wrote
        changed();
    }

    function learn([from, more]: NonNullable<Extra["new"]>) {
        templates!.learn(from, more);
        mention(JSON.stringify(more));
    }

    // The page has changed: nested views, and elements that are told of their birth and end, may have come or gone.
    function changed() {
        tendViews(come, (element) => {
            views.get(element)?.socket.close();
            views.delete(element);
        });
        tell("updated");
        tend();
    }

    function come(element: Element, ticket: string) {
        if (views.has(element) || viewOf(element.parentElement!)?.client !== view) return;
        const live: Live = makeLive(element, ticket, {
            marked: element,
            target: element,
            open: socket.channel,
            isInner: true,
            client: view,
            joined() {},
            ended: (code, text) => live.fail(code, text),
            changed,
            learn,
        });
        views.set(element, live);
        if (templates) live.takeOver(templates);
        if (socket.joined) live.socket.connect();
    }

    // Nothing is left of the session. Without that file the host is another one, whose page must be loaded.
    function beginAgain(code: string, text: string) {
        again(
            (anew) => anew(code, text),
            () => location.reload(),
        );
    }
}

const page = document.documentElement;
const view = document.getElementById("ls-view");
/** The client of the page itself, where the host wrote it. */
export const client = view && start(view, page, page, document);
