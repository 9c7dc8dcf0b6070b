// client/lightspeed.d.ts says what the client is, in both directions: tsc holds this file, which uses it as people do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type * as Declared from "../../client/lightspeed";
import type * as Dev from "../../client/src/dev";
import type * as Embed from "../../client/src/embed";
import type { Hook as OwnHook } from "../../client/src/hooks";
import type * as Main from "../../client/src/lightspeed";

/** An error of tsc where a `Given` could not stand for a `Wanted`. */
type Fits<Wanted, Given extends Wanted> = [Wanted, Given];

// What the sources have is what is declared ...
export type Promised = [
    Fits<Declared.Client | null, typeof Main.client>,
    Fits<typeof Declared.connect, typeof Embed.connect>,
    Fits<typeof Declared.latency, typeof Dev.latency>,
    Fits<typeof Declared.debug, typeof Dev.debug>,
    Fits<keyof Declared.Hook, keyof OwnHook & keyof Declared.Hook>,
];

// ... and what people write is taken.
const Chart: Declared.Hook<HTMLCanvasElement> = {
    mounted(canvas, context) {
        context.scale = canvas.width / 2;
        return context.push<{ zoom: number }>("zoomed", { by: 2 }).then(({ zoom }) => zoom + 1);
    },
    on: {
        points(data: number[], canvas, context) {
            canvas.title = data.join();
            context.js([["show", "#legend"]]);
        },
    },
};

test("what a hook may have is declared, and nothing else is", () => {
    const declared = readFileSync("client/lightspeed.d.ts", "utf8");
    const [, body] = /interface Hook<[^{]*\{(.*?)\n\}/s.exec(declared)!;
    const names = [...body!.matchAll(/^ {4}(\w+)\?/gm)].map(([, name]) => name);
    const source = readFileSync("client/src/scripts.ts", "utf8");
    const [, moments] = /type Moment = ([^;]+);/.exec(source)!;
    const known = [...moments!.matchAll(/"(\w+)"/g)].map(([, name]) => name).filter((name) => name !== "pushed");
    assert.deepEqual(names.sort(), [...known, "mounted", "removed", "on"].sort());
    assert.equal(typeof Chart.on!.points, "function");
});
