// A slot that shows HTML as the app wrote it (ls.raw). What is in it is nobody's but the browser's: it is not walked,
// and another value replaces all of it.

import { note } from "./alive";
import type { Cursor } from "./cursor";
import type { Value } from "./frame";
import { parse, type Space, spaceInside } from "./template";

export class Markup {
    private end: Node;

    /** Between `place`, a comment, and the next one. */
    constructor(
        private readonly around: Space,
        readonly place: ChildNode,
    ) {
        this.end = place.nextSibling!;
    }

    /** Takes what the host wrote; the cursor is behind the first comment. */
    adopt(cursor: Cursor) {
        while (cursor.node && cursor.mark !== "/") cursor.node = cursor.node.nextSibling;
        this.end = cursor.takeComment();
    }

    set(value: Value) {
        const { place } = this;
        while (place.nextSibling !== this.end) place.nextSibling!.remove();
        const fragment = parse(`${value ?? ""}`, spaceInside(place.parentNode, this.around));
        note(fragment);
        place.after(fragment);
    }
}
