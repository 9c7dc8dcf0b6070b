// A host for specs of the whole client: serves one page as docs/protocol.md says, with the built client and a strict
// content security policy, and lets the spec speak on the socket.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { TemplateSource } from "../../../client/src/template";
import { PATIENCE_MS } from "./browser";

const POLICY = "default-src 'self'; script-src 'self'";

export class Host {
    /** Every frame that came, of all lines. */
    readonly heard: unknown[][] = [];
    readonly asked: string[] = [];
    lines: WebSocket[] = [];
    /** Answers a frame; the spec's part of the conversation. */
    answer: (frame: unknown[], line: WebSocket) => void = () => {};
    /** What a request for the templates waits for. */
    templatesMayGo: Promise<unknown> = Promise.resolve();
    url = "";
    private readonly server = createServer((request, response) => void this.serve(request, response));
    private waiting: (() => void)[] = [];

    constructor(
        private readonly templates: TemplateSource[],
        private readonly html: string,
    ) {}

    async open() {
        const sockets = new WebSocketServer({
            server: this.server,
            path: "/_ls/live",
            handleProtocols: (offered) => offered.has("lightspeed.1") && "lightspeed.1",
        });
        sockets.on("connection", (line) => this.welcome(line));
        await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
        this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
    }

    async close() {
        for (const line of this.lines) line.terminate();
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }

    /** Says this on the newest line. */
    say(...frames: unknown[]) {
        for (const frame of frames) this.lines[this.lines.length - 1]!.send(JSON.stringify(frame));
    }

    /** The frame number `count` of this kind, once it is there. */
    async hear(kind: string, count = 1): Promise<unknown[]> {
        const patience = new Promise<void>((_, lose) =>
            setTimeout(() => lose(new Error(`no ${kind} came`)), PATIENCE_MS).unref(),
        );
        patience.catch(() => {}); // it may have come
        for (;;) {
            const found = this.heard.filter((frame) => frame[0] === kind)[count - 1];
            if (found) return found;
            await Promise.race([patience, new Promise<void>((more) => this.waiting.push(more))]);
        }
    }

    private welcome(line: WebSocket) {
        this.lines.push(line);
        line.on("message", (data) => {
            const frame = JSON.parse(String(data));
            this.heard.push(frame);
            this.answer(frame, line);
            for (const more of this.waiting.splice(0)) more();
        });
    }

    private async serve({ url = "/" }: IncomingMessage, response: ServerResponse) {
        this.asked.push(url);
        const send = (type: string, body: string | Buffer) => {
            response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
            response.end(body);
        };
        if (url.startsWith("/_ls/templates")) {
            await this.templatesMayGo;
            send("application/json", JSON.stringify(this.templates));
        } else if (/^\/_ls\/\w+-\w{8}\.js$/.test(url)) {
            send("text/javascript", readFileSync(`client/dist/parts/${url.slice(5)}`));
        } else if (url.startsWith("/_ls/client")) send("text/javascript", readFileSync("client/dist/lightspeed.js"));
        else if (url === "/") send("text/html; charset=utf-8", this.page());
        else response.writeHead(404).end();
    }

    private page(): string {
        return `<!doctype html><html><head><title>before</title><link rel="icon" href="data:,">
<meta name="ls-ticket" content="the-ticket"><meta name="ls-templates" content="/_ls/templates-0.json">
<script type="module" src="/_ls/client-0.js"></script></head><body><div id="ls-view">${this.html}</div></body></html>`;
    }
}
