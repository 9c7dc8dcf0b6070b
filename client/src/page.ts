// The page: all that is in #ls-view, and the one way in which the host changes it.

import { revive } from "./attribute";
import { Content } from "./content";
import type { TemplateValue, Value } from "./frame";
import type { Templates } from "./template";

export class Page {
    private root: Content | null = null;

    constructor(
        private readonly view: Element,
        private readonly templates: Templates,
    ) {}

    /** Makes what the host wrote as HTML ours, node by node, in place. False where it is not what the host wrote. */
    adopt(): boolean {
        try {
            this.root = Content.adoptAlone(this.templates, "", this.view);
            revive(this.view);
        } catch (error) {
            console.debug("lightspeed: the page is built anew:", error);
        }
        return this.root !== null;
    }

    /** Throws where the page is not what the patch was made for; only `full` helps then. */
    patch(patch: Value) {
        if (!this.root) throw new Error("a patch for no page");
        const root = this.root;
        this.root = null;
        root.set(patch);
        this.root = root;
    }

    /** The whole page anew; what is there already stays in place. */
    full(value: TemplateValue) {
        if (!this.root) this.view.replaceChildren();
        const root = this.root ?? Content.alone(this.templates, "", this.view);
        this.root = null;
        root.set(value);
        this.root = root;
    }
}
