// The page: all that is in #ls-view, and the one way in which the host changes it.

import { revive } from "./attribute";
import { Content } from "./content";
import { expect } from "./expect";
import { holdFocus } from "./focusing";
import type { TemplateValue, Value } from "./frame";
import { release } from "./locks";
import { makeTalk, type Talk } from "./talk";
import type { Templates } from "./template";

export class Page {
    private root: Content | null = null;

    constructor(
        private readonly view: Element,
        private readonly templates: Templates,
        private readonly talk: Talk = makeTalk(),
    ) {}

    /** Makes what the host wrote as HTML ours, node by node, in place. False where it is not what the host wrote. */
    adopt(): boolean {
        try {
            const root = this.makeRoot();
            root.adopt();
            this.root = root;
            revive(document);
        } catch (error) {
            console.debug("lightspeed:", error); // the page is built anew
        }
        return !!this.root;
    }

    /** What waited and need not any more, then this. Throws where the page is not what the patch was made for; only
     * `full` helps then. */
    patch(patch: Value) {
        this.set(expect(this.root), patch);
    }

    /** What comes next is another page, of which nothing is here. */
    forget() {
        this.root = null;
    }

    /** The whole page anew; what is there already stays in place. */
    full(value: TemplateValue) {
        if (!this.root) this.view.replaceChildren();
        this.set(this.root ?? this.makeRoot(), value);
    }

    // Where it throws, what is there cannot be relied on any more.
    private set(root: Content, value: Value) {
        const settle = holdFocus();
        this.root = null;
        release(this.talk);
        if (value) root.set(value);
        this.root = root;
        settle();
    }

    private makeRoot(): Content {
        return new Content(this.templates, "", this.view);
    }
}
