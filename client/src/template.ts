// Templates: the parts of a page that never change, parsed once and cloned as often as a value asks for them.
//
// The host sends the statics as strings. They are joined with a marker in the place of each slot and parsed inside a
// <template>, where nothing loads or runs; then the markers are found, remembered as paths and taken out. A template
// used inside <svg> or <math> is parsed there, because HTML gives the same tags other meanings outside.

import { expect } from "./expect";

/** One template as it is in /_ls/templates-HASH.json. */
export type TemplateSource = [statics: string[], slots: string[]];

/** `t` `s` content, `a` `u` an attribute, `p` a set of attributes, `r` the text of a textarea or title. */
export type SlotKind = "t" | "s" | "a" | "u" | "p" | "r";

/** In which language of tags a template stands: an element's name that wraps it, or "" for HTML. */
export type Space = "" | "svg" | "math";

const MARK = "_ls_";
const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/** How what stands inside of `parent` is parsed; `around` is the answer where `parent` is not an element. */
export function spaceInside(parent: Node | null, around: Space): Space {
    if (parent?.nodeType !== 1) return around;
    const { namespaceURI, localName } = parent as Element;
    if (namespaceURI === SVG) return /^(foreignObject|desc|title)$/.test(localName) ? "" : "svg";
    return namespaceURI === MATHML ? "math" : "";
}

export class Template {
    readonly kinds: SlotKind[];
    /** The attribute's name, of `a` and `u`. */
    readonly names: string[];
    /** The statics' nodes, each `t` slot being two comments. Never changed, never in the page. */
    readonly content: DocumentFragment;
    /** Where each slot is: the open comment of a `t`, the element of all others. */
    readonly places: Node[] = [];
    /** The slots of an element or open comment of `content`, for the walk that adopts. */
    readonly slotsOf = new Map<Node, number[]>();
    /** The elements of `content` with a slot somewhere inside: only these need a look when a page is adopted. */
    readonly inhabited = new Set<Node>();
    private readonly paths: number[][];

    constructor(
        readonly all: Templates,
        readonly id: number,
        [statics, slots]: TemplateSource,
        readonly space: Space,
    ) {
        this.kinds = slots.map((slot) => slot[0] as SlotKind);
        this.names = slots.map((slot) => slot.slice(2));
        this.content = parse(this.marked(statics), space);
        this.findPlaces();
        expect(this.places.length === slots.length, `place for the slots of template ${id}`);
        this.paths = this.places.map((place, slot) => this.remember(place, slot));
    }

    /** A fresh copy of the nodes, and the place of each slot in it. */
    clone(document: Document): { nodes: DocumentFragment; places: Node[] } {
        const nodes = document.importNode(this.content, true);
        const step = (node: Node, index: number) => node.childNodes[index]!;
        return { nodes, places: this.paths.map((path) => path.reduce(step, nodes as Node)) };
    }

    private marked(statics: string[]): string {
        let html = statics[0]!;
        this.kinds.forEach((kind, i) => {
            const mark = MARK + i;
            html +=
                (kind === "t" || kind === "s" ? `<!--${mark}-->` : kind === "r" ? mark : ` ${mark}`) + statics[i + 1];
        });
        return html;
    }

    // Slots are found in document order, so only the next one's marker counts: text of an author that looks like
    // another is left alone.
    private findPlaces() {
        const next = () => MARK + this.places.length;
        const walker = document.createTreeWalker(this.content, 1 | 128);
        const found: Comment[] = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.nodeType === 8) {
                if ((node as Comment).data !== next()) continue;
                found.push(node as Comment);
                this.places.push(node);
                continue;
            }
            const element = node as Element;
            for (const name of element.getAttributeNames())
                if (name === next()) {
                    element.removeAttribute(name);
                    this.places.push(element);
                }
            if (
                element.childNodes.length === 1 &&
                element.firstChild!.nodeType === 3 &&
                element.textContent === next()
            ) {
                element.textContent = "";
                this.places.push(element);
            }
        }
        for (const mark of found) this.settle(mark);
    }

    private settle(mark: Comment) {
        const slot = this.places.indexOf(mark);
        if (this.kinds[slot] === "s") {
            this.places[slot] = mark.parentNode!;
            mark.remove();
        } else {
            mark.data = "$";
            mark.after(document.createComment("/"));
        }
    }

    private remember(place: Node, slot: number): number[] {
        this.slotsOf.set(place, [...(this.slotsOf.get(place) ?? []), slot]);
        const path: number[] = [];
        for (let node = place; node !== this.content; node = node.parentNode!) {
            path.unshift(Array.prototype.indexOf.call(node.parentNode!.childNodes, node));
            this.inhabited.add(node.parentNode!);
        }
        return path;
    }
}

function parse(html: string, space: Space): DocumentFragment {
    const holder = document.createElement("template");
    holder.innerHTML = space ? `<${space}>${html}</${space}>` : html;
    const { content } = holder;
    if (space) content.replaceChildren(...content.firstChild!.childNodes);
    content.normalize();
    return content;
}

/** All templates of a page, each parsed when it is first asked for. */
export class Templates {
    private readonly made = new Map<string, Template>();

    constructor(private readonly sources: TemplateSource[]) {}

    get(id: number, space: Space): Template {
        const key = id + space;
        let template = this.made.get(key);
        if (!template) {
            template = new Template(this, id, expect(this.sources[id], `template ${id}`), space);
            this.made.set(key, template);
        }
        return template;
    }
}
