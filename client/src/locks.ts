// Patches that wait. Where a person has done something, what the host said before it knew of that is old news: from an
// event on until its answer nothing changes inside its element (of a change: inside the form). What the host says
// meanwhile is kept, in order, and happens when the last answer is there; all around shows at once.
//
// The outermost slot inside takes everything that is below it, so the mirror of the page stays what the host takes
// it for. A lock within another is no special case: what is let go by the one is kept by the other, still in order.

import type { Value } from "./frame";
import type { Slot } from "./instance";
import type { Talk } from "./talk";

/** In these elements of the view that is being patched nothing may change. */
let locked: Element[] = [];
let held: Talk["held"] = [];

/** The slot shows this value, now or when it may. The one way in which slots are told. */
export function tell(slot: Slot, value: Value) {
    if (locked.length && locked.some((element) => element.contains(slot.place))) held.push([slot, value]);
    else slot.set(value);
}

/** What is told to slots from now on is of this view. What waited and need not any more happens now. */
export function release(talk: Talk) {
    locked = [...talk.pending.values()].flatMap((pending) => pending.locked);
    // A custom element that is a field has its own ideas of what a person is doing in it.
    const there = document.activeElement as (Element & { constructor: { formAssociated?: boolean } }) | null;
    if (there?.constructor.formAssociated && !there.hasAttribute("ls-patch-focused")) locked.push(there);
    const again = talk.held;
    talk.held = held = [];
    for (const [slot, value] of again) if (slot.place.isConnected) tell(slot, value);
}
