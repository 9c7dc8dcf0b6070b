// For those who write apps: the toolbar for time travel, a line that is slow on purpose, and a log of all that goes over
// it. Pages import this file where their host serves them in development. From the browser's console:
//
//     const dev = await import("/_ls/lightspeed.dev.js")
//     dev.latency(300)      every frame takes 300 ms, each way; dev.latency(0) is the end of it
//     dev.debug(true)       every frame, in the console
//     dev.toolbar(false)    without the toolbar; dev.toolbar(true) brings it back
//
// A host that cannot load the app's files says why, and the page shows it until it can:
//
//     dev.trouble("counter.lua:12: ..."), dev.trouble(null)
//
// All but that lasts as long as the tab, also when the page is loaded again, which it is now: it is about the line from its
// first frame on.

import type { Line } from "./socket";
import { makeToolbar } from "./toolbar";
import type { Travel } from "./travel";

const KEY = "ls-dev";

interface Settings {
    latency?: number;
    debug?: boolean;
    isBare?: boolean;
}

const settings = (): Settings => JSON.parse(sessionStorage.getItem(KEY) || "{}");

const keep = (more: Settings) => sessionStorage.setItem(KEY, JSON.stringify({ ...settings(), ...more }));

function change(more: Settings) {
    keep(more);
    location.reload();
}

/** One for the page, whatever lines it had. */
let travel: Travel | undefined;

/** From now on a frame takes `ms`, each way. */
export const latency = (ms: number) => change({ latency: ms });

/** From now on the console shows every frame. */
export const debug = (isOn: boolean) => change({ debug: isOn });

/** Whether there is a toolbar. */
export const toolbar = (isOn: boolean) => change({ isBare: !isOn });

/** The line as this tab is to see it. */
export default function wrap(line: Line): Line {
    const { latency: ms = 0, debug: isOn = false, isBare } = settings();
    if (!isBare) travel ??= makeToolbar(() => keep({ isBare: true }));
    const log = (way: string, text: unknown) => isOn && console.debug(`lightspeed ${way}`, read(`${text}`));
    const later = (call: () => void) => (ms ? void setTimeout(call, ms) : call());
    const wrapped: Line = {
        onopen: null,
        onmessage: null,
        onclose: null,
        send(text) {
            log("→", text);
            // What was on its way when the line broke is lost.
            later(() => (line as WebSocket).readyState === 1 && line.send(text));
        },
        close: () => line.close(),
    };
    const call = (handler: unknown, event: Event) => (handler as ((event: Event) => void) | null)?.(event);
    line.onopen = (event) => {
        travel?.use(wrapped);
        call(wrapped.onopen, event);
    };
    line.onmessage = (event) =>
        later(() => {
            if (wrapped.onmessage) log("←", event.data);
            if (!travel?.hear(`${event.data}`)) call(wrapped.onmessage, event);
        });
    line.onclose = (event) => {
        travel?.use(null);
        call(wrapped.onclose, event);
    };
    return wrapped;
}

// A channel's number, and what the frame says, as the console can show it.
function read(text: string): unknown {
    const [, channel, frame] = /^(\d*)(.*)/s.exec(text)!;
    return channel ? { channel: +channel, frame: JSON.parse(frame!) } : JSON.parse(text);
}

const LOOKS = `
    :host { all: initial; position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; }
    section { font: 14px/1.5 system-ui, sans-serif; color: #fff; background: #7a1020; border-radius: 8px; padding: 12px 16px;
        box-shadow: 0 4px 24px #0008; max-block-size: 60vh; overflow: auto; }
    pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 8px 0; }
    button { font: inherit; color: inherit; background: #fff3; border: 0; border-radius: 4px; padding: 4px 10px; }
    button + button { margin-inline-start: 8px; }`;
let shown: HTMLElement | undefined;

/** Says over the page what is wrong with the app's files; null: nothing any more. */
export function trouble(text: string | null) {
    shown?.remove();
    shown = undefined;
    if (text === null) return;
    shown = document.createElement("div");
    const root = shown.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet();
    looks.replaceSync(LOOKS);
    root.adoptedStyleSheets = [looks];
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    const what = document.createElement("pre");
    what.textContent = text;
    section.append(
        "This page goes on with the code that it had:",
        what,
        button("Hide", () => trouble(null)),
        button("Load the page anew", () => location.reload()),
    );
    root.append(section);
    document.body.append(shown);
}

function button(text: string, act: () => void) {
    const made = document.createElement("button");
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
}
