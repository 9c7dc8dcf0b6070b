import assert from "node:assert/strict";
import { test } from "node:test";
import { mayReload, RELOADS_MAX, RELOADS_WITHIN_MS } from "../../client/src/reload";

function storage(): Storage {
    const items = new Map<string, string>();
    const part = {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, text: string) => items.set(key, text),
    };
    return part as unknown as Storage;
}

test("may load the page again a few times, then not, and later again", () => {
    const kept = storage();
    for (let i = 0; i < RELOADS_MAX; i++)
        assert.equal(
            mayReload(() => kept, 1000 + i),
            true,
        );
    assert.equal(
        mayReload(() => kept, 1100),
        false,
    );
    assert.equal(
        mayReload(() => kept, 1000 + RELOADS_WITHIN_MS),
        true,
    );
    assert.equal(
        mayReload(() => kept, 1000 + RELOADS_WITHIN_MS),
        false,
    );
});

test("does not where nothing can be remembered, or somebody else wrote there", () => {
    const forbidden = () => {
        throw new Error("SecurityError");
    };
    assert.equal(mayReload(forbidden, 0), false);
    const odd = storage();
    odd.setItem("ls-reloads", "what?");
    assert.equal(
        mayReload(() => odd, 0),
        false,
    );
});
