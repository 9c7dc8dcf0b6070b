// A stream: a list of which the host keeps nothing, so that only the page knows its rows. What happens to it is told
// one operation after the other, and rows are known by their keys; host/tree/stream.c does the same for the first
// page. The nodes change once, at the end: a row that goes and comes back in one turn keeps its nodes.

import type { Cursor } from "./cursor";
import type { RowValue, StreamOperation } from "./frame";
import { adopt, build, type Instance } from "./instance";
import { leave } from "./leave";
import { type Place, settle } from "./list";
import type { Template } from "./template";

interface Row {
    readonly key: string;
    /** Its nodes; none before it is first shown. */
    instance?: Instance;
    /** What it is to say from now on. */
    told?: RowValue | null;
}

export class Stream {
    private rows: Row[] = [];
    private readonly known = new Map<string, Row>();

    constructor(
        private readonly template: Template,
        private readonly place: Place,
    ) {}

    /** The rows that the host wrote, each behind a comment with its key, which nobody needs any more. */
    static adopt(template: Template, place: Place, cursor: Cursor): Stream {
        const stream = new Stream(template, place);
        while (cursor.node && cursor.mark !== "/") {
            const comment = cursor.takeComment();
            stream.show({ key: comment.data, instance: adopt(template, cursor) }, -1);
            comment.remove();
        }
        return stream;
    }

    patch(operations: StreamOperation[]) {
        const { rows, known } = this;
        const spare = new Map<string, Row>();
        const put = new Set<Row>();
        const drop = (row: Row | undefined) => {
            if (!row) return;
            known.delete(row.key);
            spare.set(row.key, row);
        };
        const insert = (at: number | null, limit: number, key: string, values: RowValue) => {
            let row = known.get(key);
            if (!row) {
                if (at === null) return;
                row = spare.get(key) ?? { key };
                spare.delete(key);
                put.add(row);
                this.show(row, at);
            }
            row.told = values;
            while (limit && rows.length > Math.abs(limit)) drop(limit > 0 ? rows.pop() : rows.shift());
        };
        for (const [first, ...rest] of operations)
            if (first === undefined) rows.splice(0).forEach(drop);
            else if (typeof first === "string")
                for (const key of [first, ...(rest as string[])]) {
                    const row = known.get(key);
                    if (row) rows.splice(rows.indexOf(row), 1).forEach(drop);
                }
            else
                for (let i = 1; i < rest.length; i += 2)
                    insert(first, rest[0] as number, rest[i] as string, rest[i + 1] as RowValue);
        for (const { instance } of spare.values()) leave(instance?.nodes() ?? []);
        const added = rows.map((row) => {
            if (row.instance) return put.has(row) && row.instance.nodes();
            const [instance, nodes] = build(this.template, row.told!);
            row.instance = instance;
            row.told = null;
            return nodes;
        });
        settle(
            this.place,
            rows.map((row) => row.instance!),
            added,
        );
        for (const row of rows) {
            if (row.told) row.instance!.setAll(row.told);
            row.told = null;
        }
    }

    private show(row: Row, at: number) {
        this.known.set(row.key, row);
        this.rows.splice(at < 0 ? this.rows.length : at, 0, row);
    }
}
