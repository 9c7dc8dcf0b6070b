// Frames as they are on the wire; docs/protocol.md says what they mean. Nothing else in the client knows their order
// of fields. A frame that is not one of these is refused here, whole: `decode` throws.

import type { Operation } from "./commands";
import { expect } from "./expect";
import type { TemplateSource } from "./template";

/** What a slot may be told: the table "patches" of docs/protocol.md. */
export type Value =
    | string
    | true
    | null
    | TemplateValue
    | ListValue
    | LiveValue
    | StreamValue
    | SpreadValue
    | SlotChanges
    | ListChange;
/** A template's id; with its owner's mark `ID@OWNER`. */
export type Id = number | string;
/** `[ID, v0, v1, ...]` */
export type TemplateValue = [id: Id, ...values: Value[]];
/** A row's values, without the template's id: all rows of a list share it. */
export type RowValue = Value[];
/** A list, whole. */
export type ListValue = { l: Id; r: RowValue[] };
/** A nested view: the id of its element, its ticket, and the scope of its style sheet. */
export type LiveValue = { v: [id: string, ticket: string, scope?: number] };
/** A stream, and what happens to the rows that it has; one that was not there has none. */
export type StreamValue = { l: Id; s: StreamOperation[] };
/** Nothing: all rows go. Keys: those go. A place (null: none), a limit, and then keys and rows: those come. */
export type StreamOperation =
    | []
    | string[]
    | [at: number | null, limit: number, ...keysAndRows: (string | RowValue)[]];
/** The text that is there keeps its first `kept` units, and ends so. */
export type TextChange = { [kept: number]: string };
/** A set of attributes: these and no others. */
export type SpreadValue = { p: Record<string, string | true> };
/** The template that is there stays; these slots change. */
export type SlotChanges = { [slot: number]: Value };
/** The list that is there changes, in this order. */
export type ListChange = {
    "-"?: number[];
    ">"?: number[];
    "+"?: [at: number, ...rows: RowValue[]][];
    "*"?: (number | Value)[];
};

/** What comes beside a patch. */
export type Extra = {
    title?: string;
    no?: string;
    text?: string;
    go?: Go;
    do?: Operation[];
    /** Templates that the page does not have: those from this number on. */
    new?: [from: number, (TemplateSource | null)[]];
};
/** Another view, to be joined: all that a page request would bring. Without a value the join brings it. */
export type Go = [
    ticket: string,
    url: string,
    scope: number,
    title: string,
    page: TemplateValue | null,
    head?: string,
];

export type ServerFrame =
    | { kind: "ok"; seq: number; ref: number }
    | { kind: "patch"; seq: number; ref: number; page: Value; extra: Extra | null }
    | { kind: "full"; seq: number; ref: number; page: TemplateValue; extra: Extra | null }
    | { kind: "h" }
    | { kind: "bye"; code: string; reason: string; within: number | null };

export type Payload = Record<string, unknown>;

/** The version of the protocol that this client speaks. */
export const VERSION = 1;
/** The most bytes that the host takes in one frame. */
export const FRAME_SIZE_MAX = 64 * 1024;

/** The frame that `text` is; throws where it is none. */
export function decode(text: string): ServerFrame {
    const fields = JSON.parse(text);
    const kind = typeof fields[0] === "string" ? fields.shift() : "patch";
    const [seq, ref, page = null, extra = null] = fields;
    if (kind === "h") return { kind };
    if (kind === "bye") return { kind, code: seq, reason: ref, within: page };
    must(isCount(seq) && isCount(ref) && typeof page === "object" && !Array.isArray(extra));
    if (kind === "ok") return { kind, seq, ref };
    must(kind === "patch" || (kind === "full" && /^\d+(@\d+)?$/.test(page?.[0])));
    return { kind, seq, ref, page, extra };
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const must = (holds: boolean) => expect(holds);

// A string in a browser may hold half a character; on the wire there is none.
const wellFormed = (_: string, value: unknown) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;

/** `seen` is null for a client that has nothing a patch could change. */
export const encodeJoin = (ticket: string, seen: number | null) => JSON.stringify(["join", VERSION, ticket, seen]);
/** `owner` is left out for the view itself. */
export const encodeEvent = (ref: number, name: string, payload: Payload, seen: number, owner = 0) =>
    JSON.stringify(["e", ref, name, payload, seen, ...(owner ? [owner] : [])], wellFormed);
export const encodeAck = (seen: number) => JSON.stringify(["ack", seen]);
export const encodeBye = () => '["bye"]';
export const encodeHeartbeat = () => '["h"]';
