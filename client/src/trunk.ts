// A WebSocket for lines alone: what programs have where no live page has one that they could share. It is there while
// somebody has a line, and comes back whenever it is lost; then all lines are lost, and whoever wants one asks again.

import { backoff } from "./backoff";
import { encodeBye, encodeHeartbeat } from "./frame";
import { ANSWER_MS, HEARTBEAT_MS, type Line } from "./socket";
import { makeTimer, world } from "./timer";

const SUBPROTOCOL = "lightspeed.1";

/** Where lines come from: a channel opens when the socket does, and is lost with it. */
export interface Trunk {
    channel(): Line;
    /** Another socket, because the visitor is another by now. */
    change?(): void;
}

/** One to the host at `origin`, "https://example.org". */
export function makeTrunk(origin: string): Trunk {
    const lines = new Map<number, Line>();
    const retry = makeTimer(world);
    const watch = makeTimer(world);
    let socket: WebSocket | undefined;
    let isOpen = false;
    let isWaiting = false;
    let last = 0;
    let tries = 0;
    // Beyond the browser there are neither.
    globalThis.addEventListener?.("online", wake);
    globalThis.document?.addEventListener("visibilitychange", () => document.hidden || wake());
    return { channel, change: () => lose(0) };

    function channel(): Line {
        const number = ++last;
        const line: Line = {
            onopen: null,
            onmessage: null,
            onclose: null,
            send: (text) => socket?.send(number + (text as string)),
            close() {
                if (lines.delete(number) && isOpen) line.send(encodeBye());
                queueMicrotask(() => lines.size || hangUp());
            },
        };
        lines.set(number, line);
        if (isOpen) queueMicrotask(() => tell(line, "onopen"));
        else if (!isWaiting) connect();
        return line;
    }

    function connect() {
        retry();
        isWaiting = false;
        if (socket || !lines.size) return;
        const fresh = new WebSocket(`${origin.replace(/^http/, "ws")}/_ls/live`, SUBPROTOCOL);
        socket = fresh;
        fresh.onopen = () => {
            isOpen = true;
            expectWord();
            for (const line of lines.values()) tell(line, "onopen");
        };
        fresh.onmessage = ({ data }) => hear(data);
        fresh.onclose = () => lose();
        watch(lose, ANSWER_MS);
    }

    function hear(text: string) {
        const number = Number.parseInt(text, 10);
        tries = 0;
        expectWord();
        if (number) return tell(lines.get(number), "onmessage", { data: text.slice(`${number}`.length) });
        const [kind, , , within] = JSON.parse(text);
        if (kind === "bye") lose(within || undefined);
    }

    // Silence means that we ask, and then that nobody is there.
    function expectWord() {
        watch(() => {
            socket?.send(encodeHeartbeat());
            watch(lose, ANSWER_MS);
        }, HEARTBEAT_MS);
    }

    function lose(within?: number) {
        const lost = [...lines.values()];
        hangUp();
        isWaiting = true;
        retry(connect, backoff(tries++, world.random(), isAway(), within));
        for (const line of lost) tell(line, "onclose");
    }

    function hangUp() {
        watch();
        retry();
        isWaiting = isOpen = false;
        lines.clear();
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        }
        socket = undefined;
    }

    function wake() {
        tries = 0;
        connect();
    }
}

const isAway = () => globalThis.document?.hidden || globalThis.navigator?.onLine === false;

function tell(line: Line | undefined, what: "onopen" | "onmessage" | "onclose", event: object = {}) {
    (line?.[what] as ((event: object) => void) | null)?.(event);
}
