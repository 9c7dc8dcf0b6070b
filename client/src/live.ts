// A live view in the page: an element whose content the host keeps true, with what it knows of its host. Everything
// of one view is here and nowhere else, so there can be any number of them.
//
//     send    ->  outbox  ->  socket  ->  host
//     page    <-  frame   <-  socket  <-  host

import { dispatch } from "./alive";
import { hide, renew as renewForm, show as showBusy } from "./busy";
import { contextOf, run } from "./commands";
import { controls } from "./controls";
import type { Answer, Told } from "./events";
import { expect } from "./expect";
import { type Extra, encodeEvent, FRAME_SIZE_MAX, type Payload, type ServerFrame, type TemplateValue } from "./frame";
import { leaveAll } from "./leave";
import { motion } from "./motion";
import { viewAround } from "./nested";
import { Outbox } from "./outbox";
import { overlayAll } from "./overlay";
import { ownerOf } from "./owner";
import { Page } from "./page";
import { tell } from "./scripts";
import { type Line, makeSocket } from "./socket";
import { forget, hear, makeTalk } from "./talk";
import type { Templates } from "./template";
import { makeTimer, world } from "./timer";
import { report, spell } from "./trouble";
import { views } from "./views";

type State = "connecting" | "live" | "offline" | "error";
type Change = ServerFrame & { kind: "patch" | "full" };

/** What is around a view. */
export interface Place {
    /** Carries `ls-state`. */
    marked: Element;
    /** Hears `ls:join` and `ls:disconnect`. */
    target: EventTarget;
    /** A new line to the host. */
    open(): Line;
    /** Whether such a line is a channel of another. */
    isInner: boolean;
    /** The root of the client that it belongs to. */
    client: Element;
    /** The host knows us again. */
    joined(): void;
    /** The host will not have us any more, for this reason. */
    ended(code: string, text: string): void;
    /** A frame was applied, and all events up to `ref` are dealt with. True where that was about a move of the page. */
    dealt?(ref: number, extra: Extra): boolean;
    /** There are templates that the page does not have yet. */
    learn(more: NonNullable<Extra["new"]>): void;
    /** The page is another: nested views may have come or gone. */
    changed(): void;
}

export type Live = ReturnType<typeof makeLive>;

/** How long a lost line shows nowhere. Most are back by then, and what was done meanwhile arrives as if late. */
export const GRACE_MS = 3_000;

/** The view that `view` shows. It shows `connecting`, and has no line before its socket is told to connect. */
export function makeLive(view: Element, ticket: string, place: Place) {
    const outbox = new Outbox();
    const talk = makeTalk();
    const listener = { joined, frame, lost, ended: place.ended };
    const socket = makeSocket(ticket, outbox, listener, place.open, world, place.isInner);
    let page: Page | null = null;
    let state: State;
    /** Who waits for what becomes of an event. */
    const answers = new Map<number, (answer: Answer) => void>();
    /** What came before the templates did. */
    let held: Change[] = [];
    const grace = makeTimer(world);
    let isLost = false;
    if (!view.firstChild) socket.seen = null; // it was made in the page, so nothing of it is there
    show("connecting");
    for (const type of ["input", "reset", "focusout", "compositionend"]) view.addEventListener(type, onDoing, true);
    const live = {
        socket,
        outbox,
        send,
        ask,
        become,
        renew,
        takeOver,
        lost,
        fail,
        wake,
        isLeaving: false,
        /** Keeps what is typed, to be given back where nodes are new; again.ts. */
        hold: undefined as undefined | (() => () => void),
        client: place.client,
    };
    return live;

    /** The templates are there: what the host wrote as HTML becomes ours. */
    function takeOver(templates: Templates) {
        const changes = held;
        held = [];
        controls?.heedEarlier(talk, view);
        page = new Page(view, templates, talk);
        if (!page.adopt()) return socket.restart();
        changes.forEach(frame);
        showLive();
    }

    /** An event of the client's own. Gives its number; 0 where it cannot be sent. */
    function ask(name: string, payload: Payload): number {
        const event = outbox.put(name, payload);
        if (!event) return 0;
        talk.said = event.ref;
        socket.push(event);
        return event.ref;
    }

    /** The session with this ticket is shown from now on, as `value` or as it will say. Gives the ticket before. */
    function become(ticket: string, value: TemplateValue | null): string {
        controls?.begin(talk);
        forget(talk);
        page!.forget();
        if (value) page!.full(value);
        const before = socket.become(ticket, value && 0);
        if (value) place.changed();
        return before;
    }

    function send(told: Told) {
        const { element, name, payload, subject, answer } = told;
        if (live.isLeaving || !element.isConnected) return;
        const mayWait = !!subject || element.matches("[ls-offline=queue]");
        const { size } = new Blob([encodeEvent(2 ** 32, name, payload, 2 ** 32, 2 ** 53)]);
        const isOffline = state === "offline";
        const code = isOffline && !mayWait ? "offline" : size > FRAME_SIZE_MAX ? "too_large" : "full";
        const event = code === "full" && outbox.put(name, payload, subject, ownerOf(element, view), mayWait);
        if (!event) return refuse(code, name, 0, answer);
        if (answer) answers.set(event.ref, answer);
        talk.said = event.ref;
        controls?.tellOf(talk, told);
        showBusy(talk, told);
        socket.push(event);
        if (isOffline) countWaiting();
    }

    function frame(change: Change) {
        if (!page) held.push(change);
        else motion.around(change.page, () => showFrame(page!, change));
    }

    function showFrame(page: Page, change: Change) {
        const { seq, ref, extra } = change;
        const isPatch = change.kind === "patch";
        if (isPatch && socket.seen !== null && seq <= socket.seen) return;
        const giveBack = extra?.new && live.hold?.();
        try {
            if (extra?.new) {
                if (!extra.new[0]) page.forget();
                place.learn(extra.new);
            }
            tell("beforeUpdate");
            apply(page, change);
            giveBack?.();
        } catch (error) {
            report(view, isPatch ? "info" : "error", "patch", `${error}`);
            if (isPatch) return socket.restart();
            socket.close();
            return show("error");
        }
        socket.applied(seq, ref);
        controls?.settleAll();
        if (extra?.title !== undefined) document.title = extra.title;
        overlayAll();
        leaveAll();
        place.changed();
        if (!place.dealt?.(ref, extra ?? {}) && extra?.no) refuse(extra.no, extra.text ?? "", ref);
        const context = contextOf({ element: view, name: "", payload: {} }, send);
        run(extra?.do ?? [], context);
        answerAll(ref, ref, { ...extra, reply: context.reply });
        showLive();
    }

    function apply(page: Page, { kind, seq, ref, page: value, extra }: Change) {
        expect(kind === "full" || seq - 1 === socket.seen);
        hear(talk, ref, extra?.no);
        hide(talk);
        if (kind === "full") page.full(value);
        else page.patch(value);
    }

    /** A person does something that no event has to tell of. */
    function onDoing(event: Event) {
        if (viewAround(event.target as Element) !== view) return;
        controls?.heed(talk, event);
        if (event.type === "reset") renewForm(talk, event.target);
        // What waited for them to leave; not where the page is about to come anew.
        if (event.type === "focusout" && talk.held.length && socket.seen !== null)
            try {
                tell("beforeUpdate");
                page?.patch(null);
                place.changed();
            } catch {
                socket.restart();
            }
    }

    // What became of event `ref`; the answers to those before it, and to `last`, are lost.
    function answerAll(ref: number, last: number, answered: Answer = {}) {
        answers.forEach((answer, of) => {
            if (of <= last && answers.delete(of)) answer(of === ref ? answered : { no: "lost" });
        });
    }

    function refuse(code: string, text: string, ref: number, answer?: Told["answer"]) {
        answer?.({ no: code, text });
        report(view, "warn", code, text, ref);
    }

    function joined() {
        place.joined();
        showLive();
    }

    function lost() {
        held = [];
        if (!isLost) grace(showLost, GRACE_MS);
        isLost = true;
    }

    // Nobody looks: it is shown when somebody does, after a grace of their own.
    function showLost() {
        if (document.hidden) return;
        const wasLive = state === "live";
        show("offline");
        countWaiting();
        if (!wasLive) return;
        dispatch(place.target, "ls:disconnect");
        tell("disconnected", live);
    }

    /** The browser thinks that the network, or the person, is back. */
    function wake() {
        if (isLost && state !== "offline") grace(showLost, GRACE_MS);
        socket.wake();
    }

    /** Nothing more will come. */
    function fail(code: string, text: string) {
        grace();
        show("error");
        report(view, "error", code, text);
        answerAll(0, Infinity);
    }

    /** From now on it shows another session, and nothing is left of this one but the page. */
    function renew(ticket: string) {
        outbox.clear();
        controls?.begin(talk);
        forget(talk);
        answerAll(0, Infinity);
        state = "connecting"; // nobody sees it
        socket.restart(ticket);
    }

    function showLive() {
        if (!socket.joined || !page || socket.seen === null) return;
        grace();
        isLost = false;
        if (state === "live") return;
        if (state === "offline") tell("reconnected", live);
        show("live");
        dispatch(place.target, "ls:join");
    }

    function show(next: State) {
        state = next;
        place.marked.setAttribute("ls-state", state);
    }
}

// Whoever wants to know how many events wait for a line.
function countWaiting() {
    let count = 0;
    for (const { outbox } of views.values()) count += outbox.waiting.length;
    spell("waiting", `${count}`);
}
