// One who clicks and keeps account: a browser reduced to what must never be wrong. It knows nothing of how the host
// keeps sessions; it knows how often it clicked, what it was told of that, and that both must agree, always:
//
//   every frame shows as many clicks as its REF says were dealt with, none missing and none twice;
//   what was acknowledged once is never taken back, by whatever host;
//   a session that was joined is never gone.

import { openSocket } from "./socket.mjs";

const AHEAD = 2; // clicks that are not waited for
const AGAIN_MS = 30;

export class Visitor {
    constructor(port) {
        this.port = port;
        this.clicks = 0; // sent
        this.acknowledged = 0;
        this.seen = 0;
        this.newest = 0; // frame there was when it joined last; those up to there know less than the join said
        this.shown = ["0", "0", "0"];
        this.wrong = [];
        this.isResting = false;
        this.isLost = true;
        this.within = 0; // ms in which the host said to come back
        this.refused = 0; // connections that nobody took
        this.waits = []; // ms from the moment the host was started again until something was shown
    }

    async begin() {
        const html = await (await fetch(`http://127.0.0.1:${this.port}/`)).text();
        this.ticket = /ls-ticket" content="([^"]+)"/.exec(html)[1];
        this.connect();
    }

    connect() {
        this.hasJoined = false;
        this.socket = openSocket(this.port, {
            opened: () => this.socket.send(JSON.stringify(["join", 1, this.ticket, this.seen])),
            said: (text) => this.hear(JSON.parse(text)),
            closed: (code) => {
                this.isLost = true;
                if (code === "ECONNREFUSED") this.refused++;
                const wait = this.within ? this.within * Math.random() : AGAIN_MS * (0.5 + Math.random());
                this.within = 0;
                if (!this.isOver) this.retry = setTimeout(() => this.connect(), wait);
            },
        });
    }

    complain(text) {
        this.wrong.push(`${text} (clicks ${this.clicks}, acknowledged ${this.acknowledged}, seen ${this.seen})`);
    }

    hear(frame) {
        if (frame[0] === "ok") this.join(frame[1], frame[2]);
        else if (frame[0] === "bye") this.leave(...frame.slice(1));
        else if (frame[0] === "full") this.show(frame[1], frame[2], frame[3].slice(1), null);
        else if (typeof frame[0] === "number") this.show(frame[0], frame[1], null, frame[2]);
    }

    join(seq, ref) {
        this.hasJoined = true;
        this.newest = seq;
        this.acknowledge(ref);
        for (let k = this.acknowledged + 1; k <= this.clicks; k++) this.send(k);
        this.goOn();
    }

    leave(code, text, within) {
        if (!within) this.complain(`bye ${code}: ${text}`);
        this.within = within;
    }

    show(seq, ref, whole, patch) {
        if (!whole && seq !== this.seen + 1) this.complain(`frame ${seq} after ${this.seen}`);
        if (whole && seq < this.seen) this.complain(`a whole page ${seq} after ${this.seen}`);
        this.seen = seq;
        if (whole) this.shown = whole;
        for (const [slot, value] of Object.entries(patch ?? {})) this.shown[slot] = value;
        if (seq > this.newest) this.acknowledge(ref);
        if (this.shown[0] !== String(ref)) this.complain(`${ref} events were dealt with, ${this.shown[0]} are shown`);
        if (this.shown[2] !== "0") this.complain(`${this.shown[2]} clicks out of order`);
        this.goOn();
        if (this.isLost && this.startedAt) this.waits.push(performance.now() - this.startedAt);
        this.isLost = false;
    }

    acknowledge(ref) {
        if (ref < this.acknowledged) this.complain(`${ref} after ${this.acknowledged} were acknowledged`);
        this.acknowledged = Math.max(this.acknowledged, ref);
    }

    goOn() {
        while (this.hasJoined && !this.isResting && this.clicks < this.acknowledged + AHEAD) this.send(++this.clicks);
    }

    send(k) {
        this.socket.send(JSON.stringify(["e", k, "click", { k }, this.seen]));
    }

    /** Hears nothing, and tries another line. */
    again() {
        clearTimeout(this.retry);
        this.socket.end();
        this.connect();
    }

    /** Whether all that was clicked is told of, and what it led to. */
    get isAtRest() {
        const { clicks, acknowledged, shown } = this;
        return acknowledged === clicks && shown[0] === `${clicks}` && shown[1] === `${Math.floor(clicks / 7)}`;
    }

    end() {
        this.isOver = true;
        clearTimeout(this.retry);
        this.socket?.end();
    }
}
