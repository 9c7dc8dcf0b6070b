// A line that a spec holds both ends of, and a clock that goes when told.

import { Outbox } from "../../../client/src/outbox";
import { type Line, type Listener, makeSocket } from "../../../client/src/socket";

export class Clock {
    now = 0;
    private timers = new Map<number, { at: number; call: () => void }>();
    private last = 0;

    after = (call: () => void, ms: number) => {
        this.timers.set(++this.last, { at: this.now + ms, call });
        return this.last;
    };
    cancel = (timer: unknown) => void this.timers.delete(timer as number);

    advance(ms: number) {
        const end = this.now + ms;
        for (;;) {
            const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
            if (!due) break;
            this.timers.delete(due[0]);
            this.now = Math.max(this.now, due[1].at);
            due[1].call();
        }
        this.now = end;
    }
}

export class FakeLine implements Line {
    onopen: Line["onopen"] = null;
    onmessage: Line["onmessage"] = null;
    onclose: Line["onclose"] = null;
    closed = false;
    sent: string[] = [];

    send(text: string) {
        this.sent.push(text);
    }
    close() {
        this.closed = true;
    }

    accept() {
        this.onopen?.call(this as unknown as WebSocket, {} as Event);
    }
    say(...frames: unknown[]) {
        for (const frame of frames) this.sayText(JSON.stringify(frame));
    }
    sayText(data: string) {
        this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
    }
    break() {
        this.onclose?.call(this as unknown as WebSocket, {} as CloseEvent);
    }
    /** What was sent since this was last asked. */
    take(): unknown[] {
        return this.texts().map((text) => JSON.parse(text));
    }
    /** The same, letter by letter. */
    texts(): string[] {
        return this.sent.splice(0);
    }
}

/** A socket, with all that surrounds it in the hands of the spec; its lines may be another's channels. */
export function rig(channel?: () => Line, isInner = false) {
    const person = { isAway: false };
    const clock = new Clock();
    const lines: FakeLine[] = [];
    const heard: unknown[] = [];
    const outbox = new Outbox();
    const open = () => {
        if (channel) return channel();
        lines.push(new FakeLine());
        return lines[lines.length - 1]!;
    };
    const world = { after: clock.after, cancel: clock.cancel, random: () => 0.5, isAway: () => person.isAway };
    const listener: Listener = {
        joined: () => heard.push("joined"),
        frame: (frame) => {
            heard.push(frame.seq);
            socket.applied(frame.seq, frame.ref);
        },
        lost: () => heard.push("lost"),
        ended: (code, text) => heard.push(["ended", code, text]),
    };
    const socket = makeSocket("ticket", outbox, listener, open, world, isInner);
    const line = () => lines[lines.length - 1]!;
    const send = (name: string) => socket.push(outbox.put(name, {})!);
    /** Connected and joined; the join frame is taken. */
    const join = (seq = 0, ref = 0) => {
        socket.connect();
        line().accept();
        line().take();
        line().say(["ok", seq, ref]);
    };
    return { clock, person, lines, line, heard, outbox, socket, send, join };
}
