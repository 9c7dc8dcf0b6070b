// Frames as they are on the wire; docs/protocol.md says what they mean. Nothing else in the client knows their order
// of fields. A frame that is not one of these is refused here, whole: `decode` throws.

/** What a slot may be told: the table "patches" of docs/protocol.md. */
export type Value = string | true | null | TemplateValue | ListValue | SpreadValue | SlotChanges | ListChange;
/** `[ID, v0, v1, ...]` */
export type TemplateValue = [id: number, ...values: Value[]];
/** A row's values, without the template's id: all rows of a list share it. */
export type RowValue = Value[];
/** A list, whole. */
export type ListValue = { l: number; r: RowValue[] };
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
export type Extra = { title?: string; no?: string; text?: string };

export type ServerFrame =
    | { kind: "ok"; seq: number; ref: number }
    | { kind: "patch"; seq: number; ref: number; patch: Value; extra: Extra | null }
    | { kind: "full"; seq: number; ref: number; value: TemplateValue; extra: Extra | null }
    | { kind: "h" }
    | { kind: "bye"; code: string; reason: string };

export type Payload = Record<string, string | string[]>;

/** The version of the protocol that this client speaks. */
export const VERSION = 1;
/** The most bytes that the host takes in one frame. */
export const FRAME_SIZE_MAX = 64 * 1024;

const count = (value: unknown): number => {
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw new SyntaxError("not a count");
    return value as number;
};

const object = (value: unknown): object | null => {
    if (value === undefined || value === null) return null;
    if (typeof value !== "object" || Array.isArray(value)) throw new SyntaxError("not an object");
    return value;
};

const string = (value: unknown): string => {
    if (typeof value !== "string") throw new SyntaxError("not a string");
    return value;
};

const patchOf = (value: unknown): Value => {
    if (value === undefined || value === null) return null;
    if (typeof value !== "object") throw new SyntaxError("not a patch");
    return value as Value;
};

const templateOf = (value: unknown): TemplateValue => {
    if (!Array.isArray(value)) throw new SyntaxError("not a template");
    count(value[0]);
    return value as TemplateValue;
};

/** The frame that `text` is; throws where it is none. */
export function decode(text: string): ServerFrame {
    const f = JSON.parse(text);
    if (!Array.isArray(f)) throw new SyntaxError("not a frame");
    switch (f[0]) {
        case "ok":
            return { kind: "ok", seq: count(f[1]), ref: count(f[2]) };
        case "full":
            return {
                kind: "full",
                seq: count(f[1]),
                ref: count(f[2]),
                value: templateOf(f[3]),
                extra: object(f[4]),
            };
        case "h":
            return { kind: "h" };
        case "bye":
            return { kind: "bye", code: string(f[1]), reason: string(f[2]) };
        default:
            return { kind: "patch", seq: count(f[0]), ref: count(f[1]), patch: patchOf(f[2]), extra: object(f[3]) };
    }
}

// A string in a browser may hold half a character; on the wire there is none.
const wellFormed = (_: string, value: unknown) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;

/** `seen` is null for a client that has nothing a patch could change. */
export const encodeJoin = (ticket: string, seen: number | null) => JSON.stringify(["join", VERSION, ticket, seen]);
export const encodeEvent = (ref: number, name: string, payload: Payload, seen: number) =>
    JSON.stringify(["e", ref, name, payload, seen], wellFormed);
export const encodeAck = (seen: number) => JSON.stringify(["ack", seen]);
export const encodeHeartbeat = () => '["h"]';
