// A place among the children of one node, and what is expected there: how the page that the host wrote as HTML is
// walked beside the templates it was made from. Every `take` goes one node on, and throws where the page holds
// something else: an extension was faster than we, or a parser moved what cannot stand there.

import { expect } from "./expect";
import { isNested } from "./nested";

export class Cursor {
    node: Node | null;

    constructor(readonly parent: Node) {
        this.node = parent.firstChild;
    }

    /** The next node, which is of the same kind as `shape`. */
    take(shape: Node): Node {
        if (shape.nodeType === 3) return expect(this.takeText());
        const { node } = this;
        expect(node?.nodeName === shape.nodeName);
        this.node = node!.nextSibling;
        return node!;
    }

    /** All the text that stands here, as one node; null where there is none. Parsers cut long text into pieces. */
    takeText(): Text | null {
        if (this.node?.nodeType !== 3) return null;
        const text = this.node as Text;
        for (let more = text.nextSibling; more?.nodeType === 3; more = text.nextSibling) {
            text.appendData((more as Text).data);
            more.remove();
        }
        this.node = text.nextSibling;
        return text;
    }

    /** What the comment here says; null where no comment is. */
    get mark(): string | null {
        return this.node?.nodeType === 8 ? (this.node as Comment).data : null;
    }

    takeComment(): Comment {
        const comment = expect(this.mark !== null && (this.node as Comment));
        this.node = comment.nextSibling;
        return comment;
    }

    takeNested(): Element {
        const element = expect(isNested(this.node) && (this.node as Element));
        this.node = element.nextSibling;
        return element;
    }

    takeEnd() {
        expect(!this.node);
    }
}
