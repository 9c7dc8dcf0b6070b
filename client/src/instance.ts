// An instance: one template in the page, with its slots. The page is instances in slots in instances; this mirror
// holds the nodes that may change and nothing of what they say, so a patch goes straight to them.

import { note } from "./alive";
import { makeSpread, setAttribute, setRawText } from "./attribute";
import { Content } from "./content";
import { controls } from "./controls";
import { Cursor } from "./cursor";
import { expect } from "./expect";
import type { SlotChanges, Value } from "./frame";
import { tell } from "./locks";
import { Markup } from "./markup";
import type { Template } from "./template";

/** Whatever a value can be given to. Only `tell` gives it. */
export interface Slot {
    /** The comment in front of it, or its element. */
    readonly place: Node;
    set(value: Value): void;
}

/** What is in it belongs to the page's scripts. */
const KEPT: Slot = { place: document, set() {} };

export class Instance {
    constructor(
        private readonly slots: Slot[],
        /** Its first and last node; in a row they never change, whatever its slots show. */
        readonly first: Node | null,
        readonly last: Node | null,
    ) {}

    /** These slots change, all others stay. */
    patch(changes: SlotChanges) {
        for (const index in changes) this.tell(+index, changes[index]!);
    }

    /** Every slot has a value. */
    setAll(values: Value[]) {
        this.slots.forEach((slot, i) => void tell(slot, values[i] ?? null));
    }

    tell(index: number, value: Value) {
        tell(expect(this.slots[index]), value);
    }

    /** From the first to the last. */
    nodes(): ChildNode[] {
        const nodes: ChildNode[] = [];
        for (let node = expect(this.first) as ChildNode; ; node = node.nextSibling!) {
            nodes.push(node);
            if (node === this.last) return nodes;
        }
    }
}

/** A new instance with these values, and its nodes, which are not yet in the page. */
export function build(template: Template, values: Value[]): [Instance, DocumentFragment] {
    const { nodes, places } = template.clone();
    if (template.isLively) note(nodes);
    const slots = places.map((place, i) => slotAt(template, i, place));
    const instance = new Instance(slots, nodes.firstChild, nodes.lastChild);
    instance.setAll(values);
    for (const i of template.kept) slots[i] = KEPT;
    return [instance, nodes];
}

function slotAt(template: Template, i: number, place: Node): Slot {
    const [kind] = template.slots[i]!;
    const element = place as HTMLInputElement;
    if (kind === "h") return new Markup(template.space, element);
    if (kind === "t" || kind === "s") return new Content(template.all, template.space, element);
    if (kind === "r") return { place, set: (value) => setRawText(element, value) };
    const names = kind === "p" ? spreadNames(template, template.places[i]!, element) : [nameOf(template.slots[i]!)];
    if (names[0] === "ls-window") return windowSlot(element);
    controls?.rule(element, names);
    if (kind === "p") return makeSpread(element, names);
    const set = (value: Value) => setAttribute(element, names[0]!, value as string | true | null);
    return { place, set: names[0] === "open" ? unlessSaid(element.getAttribute("open"), set) : set };
}

// A person opens and closes; that the host says the same again is no news.
function unlessSaid(said: Value, set: (value: Value) => void) {
    return (value: Value) => {
        if (value !== said) set(value);
        said = value;
    };
}

// Its code comes when the first page has one; until then the last value waits.
function windowSlot(sheet: HTMLElement): Slot {
    let told: Value = null;
    const slot: Slot = {
        place: sheet,
        set(value) {
            told = value;
        },
    };
    import("./window").then(({ makeWindow }) => {
        Object.assign(slot, makeWindow(sheet));
        if (told) slot.set(told);
    });
    return slot;
}

const nameOf = (slot: string) => slot.slice(2);

// Attributes that neither the statics nor another slot put there.
function spreadNames({ slots, slotsOf }: Template, shape: Node, element: Element): string[] {
    const others = [...(shape as Element).getAttributeNames(), ...slotsOf.get(shape)!.map((i) => nameOf(slots[i]!))];
    return element.getAttributeNames().filter((name) => !others.includes(name));
}

/**
 * The instance that the nodes from the cursor on are, as the host wrote them; throws where they are none. Only the
 * ways to the slots are looked at.
 */
export function adopt(template: Template, cursor: Cursor): Instance {
    const slots: Slot[] = template.slots.map(() => KEPT);
    const first = cursor.node;
    adoptChildren(template, template.fragment, cursor, slots);
    return new Instance(slots, first, cursor.node ? cursor.node.previousSibling : cursor.parent.lastChild);
}

// `shape` is the template's own copy of what the cursor walks over.
function adoptChildren(template: Template, shape: Node, cursor: Cursor, slots: Slot[]) {
    const { slotsOf, inhabited } = template;
    for (let child = shape.firstChild; child; child = child.nextSibling) {
        const isSlot = child.nodeType === 8 && slotsOf.has(child);
        const node = isSlot ? cursor.takeComment() : cursor.take(child);
        for (const i of slotsOf.get(child) ?? []) {
            if (template.kept.has(i)) continue;
            slots[i] = slotAt(template, i, node);
            if (slots[i] instanceof Content) slots[i].adopt(isSlot ? cursor : undefined);
            if (slots[i] instanceof Markup) slots[i].adopt(cursor);
        }
        if (isSlot) child = child.nextSibling!; // its end, which was taken too
        if (!inhabited.has(child)) continue;
        const inside = new Cursor(node);
        adoptChildren(template, child, inside, slots);
        inside.takeEnd();
    }
}
