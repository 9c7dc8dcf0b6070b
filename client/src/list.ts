// A list: rows of one template, one after the other. A change names the rows that go, move and come; no other row's
// nodes are touched, so whatever a person is doing in them goes on.

import type { Cursor } from "./cursor";
import { expect } from "./expect";
import { moveNodes } from "./focus";
import type { ListChange, Value } from "./frame";
import { adopt, build, type Instance } from "./instance";
import { leave } from "./leave";
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
            this.row(sets[i] as number).tell(sets[i + 1] as number, sets[i + 2] as Value);
    }

    private arrange({ "-": gone = [], ">": moves = [], "+": additions = [] }: ListChange) {
        const stay = new Set(this.rows);
        const rows: Instance[] = [];
        const put: Put[] = [];
        for (const i of gone) leave(this.take(stay, i));
        for (let i = 0; i < moves.length; i += 2) {
            const [from, to] = [moves[i]!, moves[i + 1]!];
            rows[to] = this.row(from);
            put[to] = this.take(stay, from);
        }
        for (const [at, ...values] of additions)
            values.forEach((value, k) => {
                [rows[at + k], put[at + k]] = build(this.template, value);
            });
        let hole = 0;
        for (const row of stay) {
            while (rows[hole]) hole++;
            rows[hole] = row;
        }
        settle(this.place, rows, put);
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

/** The nodes of a row that moves, or of a new one; nothing for one that stays. */
export type Put = ChildNode[] | DocumentFragment | false | undefined;

/**
 * The page shows these rows, of which some are put there. From the end to the start: what follows a row already stands
 * where it will stay. New rows side by side come as one, so that options choose among themselves as they do when a
 * page is parsed.
 */
export function settle({ parent, end }: Place, rows: Instance[], put: Put[]) {
    const fresh = document.createDocumentFragment();
    const come = () => {
        const { firstChild } = fresh;
        if (!firstChild) return;
        parent.insertBefore(fresh, end);
        end = firstChild;
    };
    for (let j = rows.length; j--; ) {
        const nodes = put[j];
        const { first, last } = expect(rows[j]);
        if (nodes instanceof DocumentFragment) fresh.prepend(nodes);
        else {
            come();
            if (nodes && last!.nextSibling !== end) moveNodes(nodes, parent, end);
            end = first;
        }
    }
    come();
}
