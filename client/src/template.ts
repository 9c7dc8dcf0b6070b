// Templates: the parts of a page that never change, parsed once and cloned as often as a value asks for them.
//
// The host sends the statics as strings. They are joined with a marker in the place of each slot and parsed inside a
// <template>, where nothing loads or runs; then the markers are found, remembered as paths and taken out. A template
// used inside <svg> or <math> is parsed there, because HTML gives the same tags other meanings outside.

import { note } from "./alive";
import { expect } from "./expect";

/**
 * One template as it is in /_ls/templates-HASH.json. The slots: `t` `s` content, `a:NAME` `u:NAME` an attribute, `p` a
 * set of attributes, `r` the text of a textarea or title, `h` HTML.
 */
export type TemplateSource = [statics: string[], slots: string[]];

/** In which language of tags a template stands: an element's name that wraps it, or "" for HTML. */
export type Space = string;

const MARK = "_ls_";
const KEEP = "[ls-keep]";

/** How what stands inside of `parent` is parsed; `around` is the answer where `parent` is not an element. */
export function spaceInside(parent: Node | null, around: Space): Space {
    if (parent?.nodeType !== 1) return around;
    const { namespaceURI, localName } = parent as Element;
    return /^(foreignObject|desc|title)$/.test(localName) ? "" : /svg|Math|$/.exec(namespaceURI!)![0]!;
}

export class Template {
    /** The statics' nodes, each `t` slot being two comments. Never changed, never in the page. */
    readonly fragment: DocumentFragment;
    /** Where each slot is: the open comment of a `t`, the element of all others. */
    readonly places: Node[];
    /** The slots of an element or open comment of `fragment`, for the walk that adopts. */
    readonly slotsOf = new Map<Node, number[]>();
    /** The elements of `fragment` with a slot somewhere inside: only these need a look when a page is adopted. */
    readonly inhabited = new Set<Node>();
    /** Slots inside of an element with ls-keep: what is there belongs to the page's scripts, once it is there. */
    readonly kept = new Set<number>();
    /** Whether its tags say that elements are to be told of their birth. */
    readonly isLively: boolean;
    private readonly paths: number[][];

    constructor(
        readonly all: Templates,
        readonly statics: string[],
        /** Their kinds, and the attribute's name after `a:` and `u:`. */
        readonly slots: string[],
        readonly space: Space,
    ) {
        this.fragment = parse(this.marked(), space);
        this.places = this.findMarks().map((mark, slot) => this.settle(mark, slots[slot]![0]!));
        expect(this.places.length === slots.length);
        this.isLively = note(this.fragment) > 0;
        this.paths = this.places.map((place, slot) => this.pathTo(place, slot));
    }

    /** A fresh copy of the nodes, and the place of each slot in it. */
    clone(): { nodes: DocumentFragment; places: Node[] } {
        const nodes = document.importNode(this.fragment, true);
        const step = (node: Node, index: number) => node.childNodes[index]!;
        return { nodes, places: this.paths.map((path) => path.reduce(step, nodes as Node)) };
    }

    private marked(): string {
        const mark = ([kind]: string, name: string) =>
            kind === "r" ? name : /[tsh]/.test(kind!) ? `<!--${name}-->` : ` ${name}`;
        return this.statics.map((html, i) => (i ? mark(this.slots[i - 1]!, MARK + (i - 1)) : "") + html).join("");
    }

    // Slots are found in document order, so only the next one's marker counts: text of an author that looks like
    // another is left alone.
    private findMarks(): Node[] {
        const marks: Node[] = [];
        const walker = document.createTreeWalker(this.fragment, 1 | 4 | 128);
        const isNext = (name: string | null) => name === MARK + marks.length;
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            if (node.nodeType === 1) {
                for (const name of (node as Element).getAttributeNames())
                    if (isNext(name)) {
                        (node as Element).removeAttribute(name);
                        marks.push(node);
                    }
            } else if (isNext(node.nodeValue)) marks.push(node);
        return marks;
    }

    // The slot's place, where the mark is no longer.
    private settle(mark: Node, kind: string): Node {
        if (mark.nodeType === 1) return mark;
        const { parentNode } = mark;
        if (/[th]/.test(kind)) {
            mark.nodeValue = "$";
            (mark as Comment).after(document.createComment("/"));
            return mark;
        }
        (mark as ChildNode).remove();
        return parentNode!;
    }

    private pathTo(place: Node, slot: number): number[] {
        this.slotsOf.set(place, [...(this.slotsOf.get(place) ?? []), slot]);
        const around = /[sr]/.test(this.slots[slot]![0]!) ? place : place.parentNode;
        if ((around as Element).closest?.(KEEP)) this.kept.add(slot);
        const path: number[] = [];
        for (let node = place; node !== this.fragment; ) {
            const parent = node.parentNode!;
            path.unshift([...parent.childNodes].indexOf(node as ChildNode));
            if (!this.kept.has(slot)) this.inhabited.add(parent);
            node = parent;
        }
        return path;
    }
}

/** HTML as nodes that are not in the page; nothing in it has loaded or run. */
export function parse(html: string, space: Space): DocumentFragment {
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

    constructor(private readonly sources: (TemplateSource | null)[]) {}

    /** The app has been loaded again: these are new in it. What had a number keeps it. */
    learn(from: number, more: (TemplateSource | null)[]) {
        if (!from) this.made.clear(); // another program: all are others
        this.sources.splice(from, more.length, ...more);
    }

    get(id: number, space: Space): Template {
        const key = id + space;
        let template = this.made.get(key);
        if (!template) {
            template = new Template(this, ...expect(this.sources[id]), space);
            this.made.set(key, template);
        }
        return template;
    }
}
