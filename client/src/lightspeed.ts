// The client of a live page: loaded by the page as a module, it takes over what the host wrote and keeps it true.
//
//     events  ->  outbox  ->  socket  ->  host
//     page    <-  (here)  <-  socket  <-  host
//
// What a page may rely on: <html ls-state="connecting|live|offline|error">; the events `ls:join` and `ls:disconnect`
// on the document; `ls:refused` on #ls-view, whose detail says { code, text, ref }.

import { backoff } from "./backoff";
import { listen } from "./events";
import { type Extra, encodeEvent, FRAME_SIZE_MAX, type Payload, type ServerFrame } from "./frame";
import { Outbox } from "./outbox";
import { Page } from "./page";
import { mayReload } from "./reload";
import { type Listener, Socket } from "./socket";
import { type TemplateSource, Templates } from "./template";

type State = "connecting" | "live" | "offline" | "error";
type Change = ServerFrame & { kind: "patch" | "full" };

const SUBPROTOCOL = "lightspeed.1";

export class Lightspeed implements Listener {
    private document!: Document;
    private location!: Location;
    private view!: Element;
    private socket!: Socket;
    private readonly outbox = new Outbox();
    private page: Page | null = null;
    private state: State = "connecting";
    /** What came before the templates did. */
    private held: Change[] = [];

    /** Once per page: finds the view, its ticket and its templates in the document, and stays. */
    start(document: Document, location: Location) {
        this.document = document;
        this.location = location;
        this.view = document.getElementById("ls-view")!;
        this.socket = this.makeSocket(this.takeTicket());
        listen(this.view, (name, payload, subject) => this.send(name, payload, subject));
        this.watchBrowser(document.defaultView!);
        this.show("connecting");
        this.socket.connect();
        this.loadTemplates(0);
    }

    // Taken out of the document: whoever has it has the session.
    private takeTicket(): string {
        const meta = this.meta("ticket");
        meta?.remove();
        return meta?.content ?? "";
    }

    private meta(name: string): HTMLMetaElement | null {
        return this.document.querySelector(`meta[name="ls-${name}"]`);
    }

    private makeSocket(ticket: string): Socket {
        const { protocol, host } = this.location;
        const open = () => new WebSocket(`${protocol.replace("http", "ws")}//${host}/_ls/live`, SUBPROTOCOL);
        return new Socket(ticket, this.outbox, this, open, {
            after: (ms, call) => setTimeout(call, ms),
            cancel: (timer) => clearTimeout(timer as number),
            random: Math.random,
        });
    }

    private watchBrowser(window: Window) {
        window.addEventListener("online", () => this.socket.wake());
        window.addEventListener("pagehide", () => this.socket.close());
        window.addEventListener("pageshow", ({ persisted }) => persisted && this.socket.connect());
        this.document.addEventListener("visibilitychange", () => this.document.hidden || this.socket.wake());
    }

    private async loadTemplates(tries: number): Promise<void> {
        let sources: TemplateSource[];
        try {
            const response = await fetch(this.meta("templates")!.content);
            if (response.status >= 400 && response.status < 500) return this.reload(`templates: ${response.status}`);
            sources = await response.json();
        } catch {
            setTimeout(() => this.loadTemplates(tries + 1), backoff(tries, Math.random()));
            return;
        }
        this.takeOver(new Page(this.view, new Templates(sources)));
    }

    private takeOver(page: Page) {
        const changes = this.held;
        this.held = [];
        this.page = page;
        if (!page.adopt()) return this.socket.restart();
        for (const change of changes) this.frame(change);
        this.showLive();
    }

    private send(name: string, payload: Payload, subject: Element | null) {
        const { size } = new Blob([encodeEvent(2 ** 32, name, payload, 2 ** 32)]);
        if (size > FRAME_SIZE_MAX) return this.refuse("too_large", `${name}: ${size} bytes`, 0);
        const event = this.outbox.put(name, payload, subject);
        if (event) this.socket.push(event);
        else this.refuse("full", `${name}: too many events wait`, 0);
    }

    /** @internal */
    joined() {
        this.showLive();
    }

    /** @internal */
    frame(change: Change) {
        if (!this.page) {
            this.held.push(change);
            return;
        }
        const { seen } = this.socket;
        if (change.kind === "patch" && seen !== null && change.seq <= seen) return;
        try {
            this.apply(this.page, change);
        } catch (error) {
            console.error("lightspeed:", error);
            if (change.kind === "patch") return this.socket.restart();
            this.socket.close();
            return this.ended("syntax", "a page that cannot be shown");
        }
        this.socket.applied(change.seq, change.ref);
        this.tell(change.extra ?? {}, change.ref);
        this.showLive();
    }

    private apply(page: Page, change: Change) {
        if (change.kind === "full") page.full(change.value);
        else if (change.seq - 1 !== this.socket.seen) throw new Error(`frame ${change.seq} came too early`);
        else if (change.patch !== null) page.patch(change.patch);
    }

    private tell({ title, no, text }: Extra, ref: number) {
        if (title !== undefined) this.document.title = title;
        if (no) this.refuse(no, text ?? "", ref);
    }

    private refuse(code: string, text: string, ref: number) {
        console.warn(`lightspeed: refused, ${code}: ${text}`);
        this.view.dispatchEvent(new CustomEvent("ls:refused", { bubbles: true, detail: { code, text, ref } }));
    }

    /** @internal */
    lost() {
        const wasLive = this.state === "live";
        this.held = [];
        this.show("offline");
        if (wasLive) this.document.dispatchEvent(new CustomEvent("ls:disconnect"));
    }

    /** @internal */
    ended(code: string, text: string) {
        if (code === "gone" || code === "forbidden") return this.reload(text);
        console.error(`lightspeed: ${code}: ${text}`);
        this.show("error");
    }

    private reload(why: string) {
        if (mayReload(() => sessionStorage, Date.now())) return this.location.reload();
        console.error(`lightspeed: ${why}`);
        this.show("error");
    }

    private showLive() {
        if (this.state === "live" || !this.socket.joined || !this.page || this.socket.seen === null) return;
        this.show("live");
        this.document.dispatchEvent(new CustomEvent("ls:join"));
    }

    private show(state: State) {
        this.state = state;
        this.document.documentElement.setAttribute("ls-state", state);
    }
}

if (typeof document !== "undefined" && document.getElementById("ls-view")) new Lightspeed().start(document, location);
