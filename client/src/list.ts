// A list: rows of one template, one after the other. A change names the rows that go, move and come; no other row's
// nodes are touched, so whatever a person is doing in them goes on.

import type { Cursor } from "./cursor";
import { expect } from "./expect";
import { moveNodes } from "./focus";
import type { ListChange, Value } from "./frame";
import { adopt, build, type Instance } from "./instance";
import type { Template } from "./template";

/** Where a list's rows are: in `parent`, in front of `end`. */
export interface Place {
    readonly parent: Node;
    readonly end: Node | null;
}

export class List {
    private rows: Instance[] = [];

    constructor(
        private readonly template: Template,
        private readonly place: Place,
    ) {}

    /** The rows that the host wrote, from the cursor to the end of the list. */
    static adopt(template: Template, place: Place, cursor: Cursor): List {
        const list = new List(template, place);
        while (cursor.node && cursor.mark !== "/") {
            const { node } = cursor;
            list.rows.push(adopt(template, cursor));
            expect(cursor.node !== node);
        }
        return list;
    }

    patch(change: ListChange) {
        if (change["-"] || change[">"] || change["+"]) this.arrange(change);
        const sets = change["*"] ?? [];
        for (let i = 0; i < sets.length; i += 3)
            this.row(sets[i] as number)
                .slot(sets[i + 1] as number)
                .set(sets[i + 2] as Value);
    }

    private arrange({ "-": gone = [], ">": moves = [], "+": additions = [] }: ListChange) {
        const stay = new Set(this.rows);
        for (const i of gone) this.take(stay, i).forEach((node) => void node.remove());
        const put = new Map<number, Node[] | DocumentFragment>();
        const rows: Instance[] = [];
        for (let i = 0; i < moves.length; i += 2) {
            const row = this.row(moves[i]!);
            put.set(moves[i + 1]!, this.take(stay, moves[i]!));
            rows[moves[i + 1]!] = row;
        }
        for (const [at, ...values] of additions)
            values.forEach((value, k) => {
                const [row, nodes] = build(this.template, value);
                put.set(at + k, nodes);
                rows[at + k] = row;
            });
        let hole = 0;
        for (const row of stay) {
            while (rows[hole]) hole++;
            rows[hole] = row;
        }
        this.settle(rows, put);
    }

    // From the end to the start: what follows a row already stands where it will stay. New rows side by side come as
    // one, so that options choose among themselves as they do when a page is parsed.
    private settle(rows: Instance[], put: Map<number, Node[] | DocumentFragment>) {
        const { parent } = this.place;
        const fresh = document.createDocumentFragment();
        for (let j = rows.length, before = this.place.end; j--; ) {
            const nodes = put.get(j);
            if (nodes instanceof DocumentFragment) {
                fresh.prepend(nodes);
                if (put.get(j - 1) instanceof DocumentFragment) continue;
                parent.insertBefore(fresh, before);
            } else if (nodes) moveNodes(nodes, parent, before);
            before = expect(rows[j]?.first);
        }
        this.rows = rows;
    }

    private row(index: number): Instance {
        return expect(this.rows[index]);
    }

    // The row is no longer among those that stay; its nodes.
    private take(stay: Set<Instance>, index: number): ChildNode[] {
        const row = this.row(index);
        stay.delete(row);
        return row.nodes();
    }
}
