// An instance: one template in the page, with its slots. The page is instances in slots in instances; this mirror
// holds the nodes that may change and nothing of what they say, so a patch goes straight to them.

import { Attribute, RawText, Spread } from "./attribute";
import { Content } from "./content";
import { Cursor } from "./cursor";
import { expect } from "./expect";
import type { SlotChanges, Value } from "./frame";
import { spaceInside, type Template } from "./template";

/** Whatever a value can be given to. */
export interface Slot {
    set(value: Value): void;
}

export class Instance {
    constructor(
        readonly template: Template,
        private readonly slots: Slot[],
    ) {}

    /** These slots change, all others stay. */
    patch(changes: SlotChanges) {
        for (const index in changes) this.slot(+index).set(changes[index]!);
    }

    /** Every slot has a value. */
    assign(values: Value[]) {
        this.slots.forEach((slot, i) => void slot.set(values[i] ?? null));
    }

    slot(index: number): Slot {
        return expect(this.slots[index], "slot");
    }
}

/** A new instance with these values, and its nodes, which are not yet in the page. */
export function build(template: Template, values: Value[]): { instance: Instance; nodes: DocumentFragment } {
    const { nodes, places } = template.clone(document);
    const slots = places.map((place, i) => slotAt(template, i, place));
    const instance = new Instance(template, slots);
    instance.assign(values);
    return { instance, nodes };
}

function slotAt({ kinds, names, all, space }: Template, i: number, place: Node): Slot {
    const element = place as Element;
    if (kinds[i] === "t") return Content.between(all, spaceInside(place.parentNode, space), place as Comment);
    if (kinds[i] === "s") return Content.alone(all, spaceInside(place, space), element);
    if (kinds[i] === "r") return new RawText(element);
    if (kinds[i] === "p") return new Spread(element, []);
    return new Attribute(element, names[i]!);
}

/**
 * The instance that the nodes from the cursor on are, as the host wrote them; throws where they are none. Only the
 * ways to the slots are looked at.
 */
export function adopt(template: Template, cursor: Cursor): Instance {
    const slots: Slot[] = [];
    adoptChildren(template, template.content, cursor, slots);
    return new Instance(template, slots);
}

// `shape` is the template's own copy of what the cursor walks over.
function adoptChildren(template: Template, shape: Node, cursor: Cursor, slots: Slot[]) {
    for (let child = shape.firstChild; child; child = child.nextSibling) {
        const index = template.slotsOf.get(child)?.[0];
        if (child.nodeType === 8 && index !== undefined) {
            slots[index] = Content.adopt(template.all, spaceInside(cursor.parent, template.space), cursor);
            child = child.nextSibling!; // its end, which was taken too
        } else {
            const node = cursor.take(child);
            if (child.nodeType === 1) adoptElement(template, child as Element, node as Element, slots);
        }
    }
}

function adoptElement(template: Template, shape: Element, element: Element, slots: Slot[]) {
    const { all, kinds, slotsOf, space, inhabited } = template;
    for (const i of slotsOf.get(shape) ?? [])
        if (kinds[i] === "s") slots[i] = Content.adoptAlone(all, spaceInside(element, space), element);
        else if (kinds[i] === "p") slots[i] = new Spread(element, spreadNames(template, shape, element));
        else slots[i] = slotAt(template, i, element);
    if (!inhabited.has(shape)) return;
    const cursor = new Cursor(element);
    adoptChildren(template, shape, cursor, slots);
    cursor.takeEnd();
}

// Attributes that neither the statics nor another slot put there.
function spreadNames({ names, slotsOf }: Template, shape: Element, element: Element): string[] {
    const others = [...shape.getAttributeNames(), ...slotsOf.get(shape)!.map((i) => names[i]!)];
    return element.getAttributeNames().filter((name) => !others.includes(name));
}
