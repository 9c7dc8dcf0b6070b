// Bugs planted into patches on their way to the browser, of the kinds that a diff would have: the comparison that the
// proof rests on must notice each.

import type { ListChange, RowValue, SlotChanges, Value } from "../../../client/src/frame";

export type PlantKind = "drop" | "swap" | "shift" | "lose" | "stale" | "extra";
export const PLANT_KINDS: readonly PlantKind[] = ["drop", "swap", "shift", "lose", "stale", "extra"];

/** The frame with a bug in it; null where that kind finds no place. */
export function plant(kind: PlantKind, text: string): string | null {
    const frame = JSON.parse(text);
    if (typeof frame[0] !== "number" || !frame[2]) return null;
    if (!planters[kind](frame[2])) return null;
    return JSON.stringify(frame);
}

const isObject = (value: Value | undefined): value is Exclude<Value, string | true | null> =>
    typeof value === "object" && value !== null;
const isSlots = (value: Value): value is SlotChanges =>
    isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => /^\d+$/.test(key));
const isListChange = (value: Value): value is ListChange =>
    isObject(value) && Object.keys(value).some((key) => ["-", ">", "+", "*"].includes(key));

/** A part of a list's change; empty where there is none. */
const numbers = (part: Value, name: "-" | ">" | "*") =>
    ((isListChange(part) ? part[name] : undefined) ?? []) as number[];

/** Does `work` to the first thing in a patch that it can be done to. */
function first(patch: Value, work: (part: Value) => boolean): boolean {
    if (!isObject(patch)) return false;
    if (work(patch)) return true;
    if (isListChange(patch)) return (patch["*"] ?? []).some((value, i) => i % 3 === 2 && first(value as Value, work));
    return isSlots(patch) && Object.values(patch).some((value) => first(value, work));
}

const planters: Record<PlantKind, (patch: Value) => boolean> = {
    // One change of a slot is forgotten, where others are told.
    drop: (patch) =>
        first(patch, (part) => {
            if (Array.isArray(part) || !isSlots(part)) return false;
            const [slot] = Object.keys(part).filter((key) => !isObject((part as SlotChanges)[+key]));
            if (slot === undefined) return false;
            delete (part as SlotChanges)[+slot];
            return true;
        }),
    // The rows of two moves change places.
    swap: (patch) =>
        first(patch, (part) => {
            const moves = numbers(part, ">");
            if (moves.length < 4) return false;
            [moves[1], moves[3]] = [moves[3]!, moves[1]!];
            return true;
        }),
    // A row that is removed is its neighbour.
    shift: (patch) =>
        first(patch, (part) => {
            const gone = numbers(part, "-");
            if (!gone[0] || numbers(part, ">").includes(gone[0] - 1)) return false;
            gone[0]--;
            return true;
        }),
    // The whole patch is lost, though its frame comes.
    lose: (patch) => {
        const keys = Object.keys(patch as object);
        if (Array.isArray(patch)) return false;
        for (const key of keys) delete (patch as Record<string, Value>)[key];
        return keys.length > 0;
    },
    // A row's change goes to the row before it.
    stale: (patch) =>
        first(patch, (part) => {
            const sets = numbers(part, "*");
            if (!sets[0] || isObject(sets[2] as Value)) return false;
            sets[0]--;
            return true;
        }),
    // A new row is told twice.
    extra: (patch) =>
        first(patch, (part) => {
            const [group] = (isListChange(part) && part["+"]) || [];
            if (!group) return false;
            group.push(group[group.length - 1] as RowValue);
            return true;
        }),
};
