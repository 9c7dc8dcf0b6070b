// The window that a client runs in, with what stands in for the world: its WebSocket, its clock, its templates are ours.

import { Clock, FakeLine } from "../../client/support/line";

const NONCE = "c3RhZ2U";
/** What a hostile script would call. */
const TRAPS = ["ran", "alert", "confirm", "prompt", "print"];

export class Stage {
    readonly clock = new Clock();
    readonly lines: FakeLine[] = [];
    readonly errors: string[] = [];
    /** What ran, or would have run if a policy had not kept it from that. */
    readonly ran: string[] = [];
    private readonly frame = document.createElement("iframe");
    private readonly window: Window & typeof globalThis;

    /** `policy`: a content security policy for the page; the client itself carries a nonce. */
    constructor(page: string, templates: string, script: string, policy: string | null = null) {
        document.body.append(this.frame);
        this.window = this.frame.contentWindow as typeof this.window;
        this.window.document.open();
        this.setTraps(); // before the parser meets anything
        this.window.document.write(withPolicy(page, policy));
        this.window.document.close();
        this.furnish(templates);
        const client = this.window.document.createElement("script");
        client.nonce = NONCE;
        client.text = script;
        this.window.document.head.append(client);
        client.remove();
    }

    get line(): FakeLine {
        return this.lines[this.lines.length - 1]!;
    }

    get view(): Element {
        return this.window.document.querySelector("#ls-view")!;
    }

    get state(): string | null {
        return this.window.document.documentElement.getAttribute("ls-state");
    }

    /** Waits, by the client's clock, until it has opened line number `count`. */
    reopened(count: number): boolean {
        for (let tries = 0; this.lines.length < count && tries < 40; tries++) this.clock.advance(500);
        return this.lines.length === count;
    }

    close() {
        this.frame.remove();
    }

    private setTraps() {
        const { window, ran } = this;
        for (const name of TRAPS) {
            const trap = () => void ran.push(name);
            for (const place of [window, globalThis]) Object.assign(place, { [name]: trap });
        }
        window.document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample, blockedURI }) => {
            if (/script/.test(violatedDirective)) ran.push(`${violatedDirective} ${blockedURI} ${sample}`);
        });
    }

    private furnish(templates: string) {
        const { lines, clock, window, errors } = this;
        class Line extends FakeLine {
            constructor() {
                super();
                lines.push(this);
            }
        }
        const fetch = async () => ({ status: 200, text: async () => templates });
        Object.assign(window, { WebSocket: Line, fetch, setTimeout: clock.after, clearTimeout: clock.cancel });
        window.console.error = (...words: unknown[]) => void errors.push(words.join(" "));
        window.console.debug = window.console.error;
        window.addEventListener("error", (event) => event.message && errors.push(event.message));
    }
}

function withPolicy(page: string, policy: string | null): string {
    const bare = page.replace(/<(script type="module"|link rel="stylesheet")[^>]*>(<\/script>)?/g, "");
    if (policy === null) return bare;
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy} 'nonce-${NONCE}'">`;
    return bare.replace("<head>", `<head>${meta}`);
}
