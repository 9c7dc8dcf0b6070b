// The client of a live page: loaded by the page as a module, it takes over what the host wrote and keeps it true.
//
//     events  ->  outbox  ->  socket  ->  host
//     page    <-  (here)  <-  socket  <-  host
//
// What a page may rely on: <html ls-state="connecting|live|offline|error">; the events `ls:join` and `ls:disconnect`
// on the document; `ls:refused` on #ls-view, whose detail says { code, text, ref }.
//
// There is one page and one client of it, so what it knows is this module's own.

import { backoff } from "./backoff";
import { answered, asked } from "./control";
import { listen, type Send } from "./events";
import { expect } from "./expect";
import { encodeEvent, FRAME_SIZE_MAX, type ServerFrame } from "./frame";
import { Outbox } from "./outbox";
import { Page } from "./page";
import { mayReload } from "./reload";
import { makeSocket } from "./socket";
import { Templates } from "./template";

type State = "connecting" | "live" | "offline" | "error";
type Change = ServerFrame & { kind: "patch" | "full" };

const SUBPROTOCOL = "lightspeed.1";

const view = document.getElementById("ls-view")!;
const outbox = new Outbox();
const world = { after: setTimeout, cancel: clearTimeout as (timer: unknown) => void, random: Math.random };
const open = () => new WebSocket(`${location.origin.replace("http", "ws")}/_ls/live`, SUBPROTOCOL);
const ticket = meta("ticket");
const socket = makeSocket(ticket?.content ?? "", outbox, { joined: showLive, frame, lost, ended }, open, world);
let page: Page | null = null;
let state: State;
/** What came before the templates did. */
let held: Change[] = [];

function meta(name: string): HTMLMetaElement | null {
    return document.querySelector(`meta[name=ls-${name}]`);
}

function start() {
    ticket?.remove(); // whoever has it has the session
    listen(view, send);
    addEventListener("online", socket.wake);
    addEventListener("pagehide", socket.close);
    addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
    document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
    show("connecting");
    socket.connect();
    loadTemplates(0);
}

async function loadTemplates(tries: number): Promise<void> {
    let templates: Templates;
    try {
        const response = await fetch(meta("templates")!.content);
        if (/^4/.test(`${response.status}`)) return reload("templates");
        templates = new Templates(await response.json());
    } catch {
        setTimeout(loadTemplates, backoff(tries, Math.random()), tries + 1);
        return;
    }
    takeOver(new Page(view, templates));
}

function takeOver(adopting: Page) {
    const changes = held;
    held = [];
    page = adopting;
    if (!page.adopt()) return socket.restart();
    changes.forEach(frame);
    showLive();
}

const send: Send = (name, payload, subject, controls, isSubmit) => {
    const { size } = new Blob([encodeEvent(2 ** 32, name, payload, 2 ** 32)]);
    if (size > FRAME_SIZE_MAX) return refuse("too_large", name, 0);
    const event = outbox.put(name, payload, subject);
    if (!event) return refuse("full", name, 0);
    asked(event.ref, controls, isSubmit);
    socket.push(event);
};

function frame(change: Change) {
    if (!page) {
        held.push(change);
        return;
    }
    const { seq, ref, extra } = change;
    const isPatch = change.kind === "patch";
    if (isPatch && socket.seen !== null && seq <= socket.seen) return;
    try {
        apply(page, change);
    } catch (error) {
        console.error("lightspeed:", error);
        if (isPatch) return socket.restart();
        socket.close();
        return show("error");
    }
    socket.applied(seq, ref);
    answered(ref, extra?.no);
    if (extra?.title !== undefined) document.title = extra.title;
    if (extra?.no) refuse(extra.no, extra.text ?? "", ref);
    showLive();
}

function apply(page: Page, change: Change) {
    if (change.kind === "full") page.full(change.page);
    else {
        expect(change.seq - 1 === socket.seen);
        if (change.page) page.patch(change.page);
    }
}

function refuse(code: string, text: string, ref: number) {
    console.warn("lightspeed:", code, text);
    dispatch(view, "ls:refused", { code, text, ref });
}

function lost() {
    const wasLive = state === "live";
    held = [];
    show("offline");
    if (wasLive) dispatch(document, "ls:disconnect");
}

function ended(code: string, text: string) {
    if (code === "gone" || code === "forbidden") reload(text);
    else fail(`${code} ${text}`);
}

function reload(why: string) {
    if (mayReload(() => sessionStorage, Date.now())) location.reload();
    else fail(why);
}

function fail(why: string) {
    console.error("lightspeed:", why);
    show("error");
}

function showLive() {
    if (state === "live" || !socket.joined || !page || socket.seen === null) return;
    show("live");
    dispatch(document, "ls:join");
}

function dispatch(target: EventTarget, name: string, detail?: unknown) {
    target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function show(next: State) {
    state = next;
    document.documentElement.setAttribute("ls-state", state);
}

if (view) start();
