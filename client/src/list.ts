// A list: rows of one template, one after the other. A change names the rows that go, move and come; no other row's
// nodes are touched, so whatever a person is doing in them goes on.

import type { Cursor } from "./cursor";
import { expect } from "./expect";
import { moveNodes } from "./focus";
import type { ListChange, RowValue, Value } from "./frame";
import { adopt, build, type Instance } from "./instance";
import type { Template } from "./template";

/** Where a list's rows are: in `parent`, in front of `end`. */
interface Place {
    readonly parent: Node;
    readonly end: Node | null;
}

/** A row's first and last node never change, whatever its slots show. */
type Row = Instance & { first: Node; last: Node };

export class List {
    private rows: Row[] = [];

    constructor(
        private readonly template: Template,
        private readonly place: Place,
    ) {}

    /** The rows that the host wrote, from the cursor to the end of the list. */
    static adopt(template: Template, place: Place, cursor: Cursor): List {
        const list = new List(template, place);
        while (cursor.node && cursor.mark !== "/") list.rows.push(adoptRow(template, cursor));
        return list;
    }

    addRows(values: RowValue[]) {
        for (const row of values) {
            const [built, nodes] = buildRow(this.template, row);
            this.place.parent.insertBefore(nodes, this.place.end);
            this.rows.push(built);
        }
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
        for (const i of gone) this.take(stay, i).forEach((node) => void (node as ChildNode).remove());
        const put = new Map<number, Node[] | DocumentFragment>();
        const rows: Row[] = [];
        for (let i = 0; i < moves.length; i += 2) {
            const row = this.row(moves[i]!);
            put.set(moves[i + 1]!, this.take(stay, moves[i]!));
            rows[moves[i + 1]!] = row;
        }
        for (const [at, ...values] of additions)
            values.forEach((value, k) => {
                const [row, nodes] = buildRow(this.template, value);
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

    // From the end to the start: what follows a row already stands where it will stay.
    private settle(rows: Row[], put: Map<number, Node[] | DocumentFragment>) {
        const { parent } = this.place;
        for (let j = rows.length - 1, before = this.place.end; j >= 0; before = expect(rows[j--]).first) {
            const nodes = put.get(j);
            if (Array.isArray(nodes)) moveNodes(nodes, parent, before);
            else if (nodes) parent.insertBefore(nodes, before);
        }
        this.rows = rows;
    }

    private row(index: number): Row {
        return expect(this.rows[index]);
    }

    // The row is no longer among those that stay; its nodes.
    private take(stay: Set<Row>, index: number): Node[] {
        const row = this.row(index);
        stay.delete(row);
        const nodes: Node[] = [];
        for (let node = row.first; ; node = node.nextSibling!) {
            nodes.push(node);
            if (node === row.last) return nodes;
        }
    }
}

function adoptRow(template: Template, cursor: Cursor): Row {
    const first = cursor.node!;
    const instance = adopt(template, cursor);
    expect(cursor.node !== first);
    return Object.assign(instance, {
        first,
        last: cursor.node ? cursor.node.previousSibling! : cursor.parent.lastChild!,
    });
}

function buildRow(template: Template, values: RowValue): [Row, DocumentFragment] {
    const { instance, nodes } = build(template, values);
    return [Object.assign(instance, { first: expect(nodes.firstChild), last: nodes.lastChild! }), nodes];
}
