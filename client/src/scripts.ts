// What the client and the app's own JavaScript have to do with each other. Hooks are a part of their own (hooks.ts),
// which pages that have some fetch: here is how it comes, and what it is given.

import { attempt, dispatch, failed, note, register, tend } from "./alive";
import { contextOf, operations, run } from "./commands";
import type { Hook } from "./hooks";
import type { Live } from "./live";
import { viewOf } from "./views";

export type Moment = "beforeUpdate" | "updated" | "disconnected" | "reconnected" | "pushed";
/** All hooks are told, or those of a view; `name` and `data` are what was pushed. */
type Tell = (moment: Moment, live?: Live, name?: string, data?: unknown) => void;

/** By their names; those that a page's modules export, and whatever a page puts here. */
export const hooks: Record<string, Hook> = {};

export let tell: Tell = () => {};

const hear = (told: Tell) => {
    tell = told;
};

// The host pushes an event: for hooks, and for whoever listens on the view.
operations.push_event = ({ element }, name: string, data: unknown) => {
    tell("pushed", viewOf(element), name, data);
    dispatch(element, `ls:${name}`, data);
};
operations.reply = (context, data: unknown) => {
    context.reply = data;
};

const tools = { attempt, contextOf, failed, hear, hooks, note, register, run, tend, viewOf };
export type Tools = typeof tools;

/** Pages whose scripts nobody has asked for yet, and their clients. */
const pages: [source: ParentNode, client: object][] = [];

const load = () =>
    void import("./hooks").then(({ start }) => pages.splice(0).forEach((page) => void start(tools, ...page)));

register("hook", load); // hooks.ts puts itself in its place

/** `source`, a page, may name scripts; they, or an element with a hook, need the part with hooks. */
export function loadScripts(source: ParentNode, client: object) {
    pages.push([source, client]);
    if (source.querySelector("link[ls-script]")) load();
}
