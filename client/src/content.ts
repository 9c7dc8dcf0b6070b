// A slot between tags: it shows nothing, a text, a template or a list. Two comments bound it, of which the first says
// what is shown; in a slot that is alone in its element the element's own end bounds it, and text needs no comment.

import { Cursor } from "./cursor";
import { expect } from "./expect";
import type { ListChange, ListValue, SlotChanges, TemplateValue, Value } from "./frame";
import { adopt, build, Instance } from "./instance";
import { List } from "./list";
import type { Space, Templates } from "./template";

/** A template or a list; whatever else is asked to change throws. */
interface Patchable {
    patch(change: SlotChanges | ListChange): void;
}

export class Content {
    private shown: Text | Instance | List | null = null;

    private constructor(
        private readonly templates: Templates,
        private readonly space: Space,
        private readonly open: Comment | null,
        private close: Comment | null,
        private readonly sole: Element | null,
    ) {}

    /** Between `open` and the comment that follows it. */
    static between(templates: Templates, space: Space, open: Comment): Content {
        return new Content(templates, space, open, open.nextSibling as Comment, null);
    }

    /** All that is in `element`, which is empty. */
    static alone(templates: Templates, space: Space, element: Element): Content {
        return new Content(templates, space, null, null, element);
    }

    /** What the host wrote between two comments, of which the cursor is at the first. */
    static adopt(templates: Templates, space: Space, cursor: Cursor): Content {
        const open = cursor.takeComment();
        const content = new Content(templates, space, open, null, null);
        content.find(open.data, cursor);
        expect(cursor.mark === "/", "end of a slot");
        content.close = cursor.takeComment();
        return content;
    }

    /** What the host wrote into `element`. */
    static adoptAlone(templates: Templates, space: Space, element: Element): Content {
        const cursor = new Cursor(element);
        const content = Content.alone(templates, space, element);
        content.find(cursor.mark === null ? "$" : cursor.takeComment().data, cursor);
        cursor.takeEnd();
        return content;
    }

    get parent(): Node {
        return this.sole ?? this.close!.parentNode!;
    }

    /** Whatever is shown stands in front of this, or at the parent's end. */
    get end(): Node | null {
        return this.close;
    }

    set(value: Value) {
        if (value === null || typeof value !== "object") this.setText(value === null ? "" : String(value));
        else if (Array.isArray(value)) this.setTemplate(value as TemplateValue);
        else if ("l" in value) this.setList(value as ListValue);
        else (this.shown as unknown as Patchable).patch(value);
    }

    private setText(text: string) {
        if (text && this.shown instanceof Text) {
            if (this.shown.data !== text) this.shown.data = text;
            return;
        }
        this.clear("$");
        this.shown = text ? this.parent.insertBefore(document.createTextNode(text), this.end) : null;
    }

    // The same template again keeps its nodes: after a `full` focus, caret and scroll are where they were.
    private setTemplate([id, ...values]: TemplateValue) {
        if (this.shown instanceof Instance && this.shown.template.id === id) return this.shown.assign(values);
        const { instance, nodes } = build(this.templates.get(id, this.space), values);
        this.clear(`${id}`);
        this.parent.insertBefore(nodes, this.end);
        this.shown = instance;
    }

    private setList({ l: id, r: rows }: ListValue) {
        const list = new List(this.templates.get(id, this.space), this);
        this.clear(`*${id}`);
        list.append(rows);
        this.shown = list;
    }

    private find(mark: string, cursor: Cursor) {
        if (mark === "$") {
            this.shown = cursor.takeText();
            return;
        }
        const [, star, id] = expect(/^(\*?)(\d+)$/.exec(mark), "slot");
        const template = this.templates.get(+id!, this.space);
        this.shown = star ? List.adopt(template, this, cursor) : adopt(template, cursor);
    }

    private clear(mark: string) {
        if (this.sole) this.sole.replaceChildren(...(mark === "$" ? [] : [document.createComment(mark)]));
        else {
            this.open!.data = mark;
            while (this.open!.nextSibling !== this.close) this.open!.nextSibling!.remove();
        }
    }
}
