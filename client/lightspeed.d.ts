// The client, for TypeScript: what a page's own modules export and are given, and what /_ls/lightspeed.embed.js has.
//
//     import type { Hook } from "./lightspeed";
//     export const Chart: Hook = { mounted(element, context) {} };

/** An operation of the page, as ls.js makes them: `["show", "#menu"]`. */
export type Operation = [operation: string, ...args: unknown[]];

/** Why an event was not dealt with: `code` is one of docs/protocol.md, "Codes". */
export interface PushError extends Error {
    code: string;
}

/** One object for as long as an element has its hook. What a hook keeps for itself may be put here too. */
export interface HookContext {
    /**
     * Sends an event as if the hook's element, or `target`, had it. What `ls.reply(data)` says, once the page shows what
     * the event changed; rejects with a PushError.
     */
    push<Reply = unknown>(name: string, payload?: object, target?: Element | string): Promise<Reply>;
    /** Runs operations, as if the element had them. */
    js(operations: Operation[]): void;
    // biome-ignore lint/suspicious/noExplicitAny: it is the hook's own
    [name: string]: any;
}

/** What a hook is told, of elements with ls-hook="ITS NAME". */
export interface Hook<Of extends Element = HTMLElement> {
    mounted?(element: Of, context: HookContext): unknown;
    beforeUpdate?(element: Of, context: HookContext): unknown;
    updated?(element: Of, context: HookContext): unknown;
    removed?(element: Of, context: HookContext): unknown;
    disconnected?(element: Of, context: HookContext): unknown;
    reconnected?(element: Of, context: HookContext): unknown;
    /** What the host pushes with ls.push_event, by its name. */
    // biome-ignore lint/suspicious/noExplicitAny: the app knows what it sends
    on?: Record<string, (data: any, element: Of, context: HookContext) => unknown>;
}

/** A page's line to its host. A module's default export, where it is a function, is called with it. */
export interface Client {
    /** Whether the host is listening. */
    readonly isConnected: boolean;
    /** Hangs up, until `reconnect`. */
    disconnect(): void;
    reconnect(): void;
}

/** Hooks by their names: those that modules export, and whatever a page puts here. */
// biome-ignore lint/suspicious/noExplicitAny: each hook has its own kind of element
export const hooks: Record<string, Hook<any>>;

/** The client of the page itself; null where no host wrote it. */
export const client: Client | null;

/** Of lightspeed.embed.js: shows the live page at `url` in `element`, with a client of its own. */
export function connect(element: Element, url: string): Promise<Client>;

/** Of lightspeed.dev.js: the page is loaded again, and every frame takes so long, each way. */
export function latency(ms: number): void;
/** Of lightspeed.dev.js: the page is loaded again, and the console shows every frame. */
export function debug(isOn: boolean): void;

declare global {
    /** Of lightspeed.classic.js. */
    var Lightspeed: { hooks: typeof hooks; client: typeof client; connect: typeof connect };
}
