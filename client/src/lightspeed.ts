// The client of a live page: loaded by the page as a module, it takes over what the host wrote and keeps it true.
// What happens to a view is in live.ts; here is what a page has once: its templates, its listeners, its WebSocket.
//
// What a page may rely on: <html ls-state="connecting|live|offline|error">; the events `ls:join` and `ls:disconnect`
// on the document; `ls:refused` on #ls-view, whose detail says { code, text, ref }.

import { backoff } from "./backoff";
import { listen } from "./events";
import { type Live, makeLive } from "./live";
import { mayReload } from "./reload";
import { listenTabs } from "./tabs";
import { Templates } from "./template";

const SUBPROTOCOL = "lightspeed.1";

const meta = (name: string): HTMLMetaElement | null => document.querySelector(`meta[name=ls-${name}]`);
const open = () => new WebSocket(`${location.origin.replace("http", "ws")}/_ls/live`, SUBPROTOCOL);

function start(view: Element) {
    const ticket = meta("ticket");
    ticket?.remove(); // whoever has it has the session
    const root = makeLive(view, ticket?.content ?? "", {
        marked: document.documentElement,
        target: document,
        open,
        ended: (code, text) =>
            code === "gone" || code === "forbidden" ? reload(root, text) : root.fail(`${code} ${text}`),
    });
    const { socket } = root;
    listen(view, root.send);
    listenTabs(view);
    addEventListener("online", socket.wake);
    addEventListener("pagehide", socket.close);
    addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
    document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
    socket.connect();
    loadTemplates(root, 0);
}

async function loadTemplates(root: Live, tries: number): Promise<void> {
    let templates: Templates;
    try {
        const response = await fetch(meta("templates")!.content);
        if (/^4/.test(`${response.status}`)) return reload(root, "templates");
        templates = new Templates(await response.json());
    } catch {
        setTimeout(loadTemplates, backoff(tries, Math.random()), root, tries + 1);
        return;
    }
    root.takeOver(templates);
}

function reload(root: Live, why: string) {
    if (mayReload(() => sessionStorage, Date.now())) location.reload();
    else root.fail(why);
}

const view = document.getElementById("ls-view");
if (view) start(view);
