// A slot between tags: it shows nothing, a text, a template, a list or a nested view. Two comments bound it, of which
// the first says what is shown; in a slot that is alone in its element the element's own end bounds it, and text needs
// no comment.

import { Cursor } from "./cursor";
import { expect } from "./expect";
import { moveNodes } from "./focus";
import type {
    Id,
    ListChange,
    ListValue,
    LiveValue,
    SlotChanges,
    StreamValue,
    TemplateValue,
    TextChange,
    Value,
} from "./frame";
import { adopt, build, type Instance } from "./instance";
import { leave } from "./leave";
import { List } from "./list";
import { nestedElement } from "./nested";
import { Stream } from "./stream";
import { type Space, spaceInside, type Template, type Templates } from "./template";

/** A template or a list; whatever else is asked to change throws. */
interface Patchable {
    patch(change: SlotChanges | ListChange): void;
}

export class Content {
    private shown: Text | Instance | List | Stream | Element | null = null;
    /**
     * What the first comment says: `$` nothing or a text, `ID` a template, `*ID` a list, `+ID` a stream,
     * `~` a nested view; see owner.ts for `ID@OWNER`.
     */
    private mark = "$";
    private readonly space: Space;
    private readonly isSole: boolean;
    /** Whatever is shown stands in front of this, or at the parent's end. */
    end: Node | null;

    /** All that is in `place`, an element, which is empty; or between `place`, a comment, and the next one. */
    constructor(
        private readonly templates: Templates,
        around: Space,
        readonly place: Element | Comment,
    ) {
        this.isSole = place.nodeType === 1;
        this.space = spaceInside(this.isSole ? place : place.parentNode, around);
        this.end = this.isSole ? null : place.nextSibling;
    }

    /** Takes what the host wrote; the cursor is behind the first comment. */
    adopt(cursor = new Cursor(this.place)) {
        if (!this.isSole) this.mark = this.place.nodeValue!;
        else if (cursor.mark !== null) this.mark = cursor.takeComment().data;
        this.shown = this.adoptShown(cursor);
        if (this.isSole) return cursor.takeEnd();
        expect(cursor.mark === "/");
        this.end = cursor.takeComment();
    }

    get parent(): Node {
        return this.isSole ? this.place : this.place.parentNode!;
    }

    set(value: Value) {
        if (value === null || typeof value !== "object") this.setText(`${value ?? ""}`);
        else if (Array.isArray(value)) this.setTemplate(value as TemplateValue);
        else if ("s" in value) this.setStream(value as StreamValue);
        else if ("l" in value) this.setList(value as ListValue);
        else if ("v" in value) this.setLive(value as LiveValue);
        else if (this.shown instanceof Text) this.changeText(this.shown.data, value as TextChange);
        else (this.shown as unknown as Patchable).patch(value as SlotChanges);
    }

    private changeText(text: string, change: TextChange) {
        for (const kept in change) this.setText(text.slice(0, +kept) + change[kept]);
    }

    private setText(text: string) {
        if (text && this.shown instanceof Text) {
            if (this.shown.data !== text) this.shown.data = text;
            return;
        }
        this.empty("$");
        if (text) this.shown = this.parent.insertBefore(document.createTextNode(text), this.end);
    }

    // The same template again keeps its nodes: after a `full` focus, caret and scroll are where they were.
    private setTemplate([id, ...values]: TemplateValue) {
        if (this.mark === `${id}`) return (this.shown as Instance).setAll(values);
        const [instance, nodes] = build(this.template(id), values);
        this.empty(`${id}`);
        this.parent.insertBefore(nodes, this.end);
        this.shown = instance;
    }

    private setList({ l: id, r: rows }: ListValue) {
        this.empty(`*${id}`);
        const list = new List(this.template(id), this);
        list.patch({ "+": [[0, ...rows]] });
        this.shown = list;
    }

    // The view's element may come from elsewhere in the page.
    private setLive({ v }: LiveValue) {
        const element = nestedElement(...v);
        if (this.shown === element && element.parentNode === this.parent) return;
        this.empty("~");
        if (element.isConnected) moveNodes([element], this.parent, this.end);
        else this.parent.insertBefore(element, this.end);
        this.shown = element;
    }

    private template(id: Id): Template {
        return this.templates.get(parseInt(`${id}`, 10), this.space);
    }

    // The same stream again keeps its rows: nobody else has them.
    private setStream({ l: id, s: operations }: StreamValue) {
        const mark = `+${id}`;
        if (this.mark !== mark) {
            this.empty(mark);
            this.shown = new Stream(this.template(id), this);
        }
        (this.shown as Stream).patch(operations);
    }

    private adoptShown(cursor: Cursor) {
        if (this.mark === "$") return cursor.takeText();
        if (this.mark === "~") return cursor.takeNested();
        const [, kind, id] = expect(/^([*+]?)(\d+(@\d+)?)$/.exec(this.mark));
        const template = this.template(id!);
        return kind ? (kind === "*" ? List : Stream).adopt(template, this, cursor) : adopt(template, cursor);
    }

    private empty(mark: string) {
        const { place } = this;
        const nodes: ChildNode[] = [];
        for (
            let node = this.isSole ? place.firstChild : place.nextSibling;
            node && node !== this.end;
            node = node.nextSibling
        )
            nodes.push(node);
        leave(nodes);
        this.mark = mark;
        this.shown = null;
        if (!this.isSole) place.nodeValue = mark;
        else if (mark !== "$") (place as Element).prepend(document.createComment(mark));
    }
}
