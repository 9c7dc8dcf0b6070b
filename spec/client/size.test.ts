// How much of the client a page loads: what is over the limit does not get in.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

/** Bytes, as `gzip -9` makes them. */
const LIMIT = 12_000;
const size = (name: string) => gzipSync(readFileSync(`client/dist/${name}.js`), { level: 9 }).length;

test("the client is at most 12,000 bytes, minified and compressed", (context) => {
    const bytes = size("lightspeed");
    context.diagnostic(`lightspeed.js: ${bytes} bytes of ${LIMIT}`);
    assert.ok(bytes <= LIMIT, `${bytes} bytes`);
});

test("what is for few pages is of parts, of at most 3,000 bytes each", (context) => {
    const parts = readdirSync("client/dist/parts").map((file) => `parts/${file.slice(0, -3)}`);
    for (const part of parts) {
        const bytes = size(part);
        context.diagnostic(`${part}.js: ${bytes} bytes`);
        assert.ok(bytes <= 3_000, `${part}: ${bytes} bytes`);
    }
});

test("what only developers load, the toolbar with it, is at most 6,000 bytes", (context) => {
    const bytes = size("lightspeed.dev");
    context.diagnostic(`lightspeed.dev.js: ${bytes} bytes`);
    assert.ok(bytes <= 6_000, `${bytes} bytes`);
});

test("topics without a live page are at most 3,000 bytes", (context) => {
    const bytes = size("lightspeed.channels");
    context.diagnostic(`lightspeed.channels.js: ${bytes} bytes`);
    assert.ok(bytes <= 3_000, `${bytes} bytes`);
});

test("nothing is loaded from elsewhere, and nothing is evaluated", () => {
    for (const name of [
        "lightspeed",
        "lightspeed.dev",
        "lightspeed.embed",
        "lightspeed.classic",
        "lightspeed.channels",
    ]) {
        const text = readFileSync(`client/dist/${name}.js`, "utf8");
        assert.doesNotMatch(text, /\beval\b|\bFunction\(|https?:\/\/(?!www\.w3\.org\/1999\/xlink)/, name);
    }
});
