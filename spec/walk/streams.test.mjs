// Streams in a browser: the truth table of docs/lists.md row by row, with the nodes it happens to. The ids are those of
// the behaviours that live pages were found to need; what is not asserted as it is written there says why.
//
// Other than elsewhere: S14, the first HTML is cut by the limit already, as the page would be a moment later. S12, S21:
// the server keeps nothing of a stream's rows, so components with a state of their own stand in keyed lists, where each
// has streams of its own; a stream's row may be any other component. S22: rows have no transitions yet, so they go at once. S08: views
// have no addresses of their own yet; what a change of address would reset, an event resets here. I3530: a row of a
// stream holds no nested view either, for the same reason as S12.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, live, openHouse, quiet, shows, test } from "./support/house.mjs";
import { mark, STILL, watch } from "./support/watch.mjs";

const house = openHouse();
const APP = "spec/apps/streams.lua";
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;
const at = (host, start) => `${host.url}?start=${encodeURIComponent(start)}`;

async function visit(start) {
    const host = await house.host(APP);
    const tab = await house.tab(start === undefined ? host.url : at(host, start));
    let turns = 0;
    const run = async (script, button = "#run") => {
        await tab.page.locator(button).evaluate((element, text) => {
            element.setAttribute("ls-value-script", text);
            element.click();
        }, script);
        await shows(tab.page, "h1", `${++turns} turns`);
    };
    return { host, ...tab, run };
}

/** What the rows of a list say, without the one that stands for none. */
const rows = (page, list = "#songs") =>
    page.evaluate(
        (selector) =>
            [...document.querySelector(selector).children]
                .filter(({ id }) => id !== "empty")
                .map(({ textContent }) => textContent)
                .join(" "),
        list,
    );

/** Which rows were there when the page was marked. */
const kept = (page, list = "#songs") =>
    page.evaluate(
        (selector) =>
            [...document.querySelector(selector).children]
                .filter(({ id, isMarked }) => id !== "empty" && isMarked)
                .map(({ textContent }) => textContent)
                .join(" "),
        list,
    );

/** What happened to elements and texts since it was last asked; the button that carries the script does not count. */
async function watchLists(page) {
    const watcher = await watch(page);
    return async () => {
        const { attributes, ...told } = await watcher.tell();
        for (const part of ["added", "removed", "moved"])
            told[part] = told[part].filter((name) => name !== "#comment");
        return { ...told, attributes: attributes.filter((name) => !name.startsWith("button ")) };
    };
}

const span = (first, last) =>
    Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => first + i * Math.sign(last - first)).join(" ");

test("S01 three streams, one of them in a component, each show exactly their items", async () => {
    const { page, host } = await visit();
    const html = await (await fetch(host.url)).text();
    for (const text of ["1", "2", "x", "y", "p", "q"]) assert.equal(html.split(`>${text}<`).length, 2, text);
    assert.deepEqual(
        [await rows(page), await rows(page, "#albums"), await rows(page, "#panel")],
        ["1 2", "x y", "p q"],
    );
    assert.deepEqual(await page.locator("#songs li").evaluateAll((all) => all.map(({ id }) => id)), [
        "song-1",
        "song-2",
        "empty",
    ]);
    assert.equal(await host.metric("fulls"), 0);
});

test("S02 one item changes in place and then goes, and no other node is touched", async () => {
    const { page, run } = await visit();
    const tell = await watchLists(page);
    await run("insert songs -1 - 1:one");
    assert.deepEqual(await tell(), { ...STILL, attributes: ["li title"], texts: 2 }); // its own and the heading's
    await run("remove songs 1");
    assert.deepEqual(await tell(), { ...STILL, removed: ["li"], texts: 1 });
    assert.deepEqual([await rows(page), await rows(page, "#albums")], ["2", "x y"]);
});

test("S03 the same for the stream of a component", async () => {
    const { page, run } = await visit();
    const tell = await watchLists(page);
    await run("insert panel 0 - q:queue");
    assert.equal(await rows(page, "#panel"), "p queue");
    await run("remove panel q");
    assert.deepEqual((await tell()).removed, ["li"]);
    assert.deepEqual(
        [await rows(page), await rows(page, "#albums"), await rows(page, "#panel")],
        ["1 2", "x y", "p"],
    );
});

// id, what it is, start, then steps of an operation and what the list says then; and which nodes are left at the end
const TABLE = [
    [
        "S04",
        "remove and insert moves to the front",
        "1 2",
        [["remove songs 2; insert songs 0 - 2:two", "two 1"]],
        "two 1",
    ],
    ["S05", "a reset to nothing empties", "1 2", [["reset songs -", ""]], ""],
    ["S06", "a reset keeps the rows that stay", "1 2", [["reset songs - 3 1 4", "3 1 4"]], "1"],
    ["S07", "a reset changes what they say", "1 2", [["reset songs - 3 1:one 2:two", "3 one two"]], "one two"],
    [
        "S08",
        "there and back leaves nothing stale",
        "a b c",
        [
            ["reset songs - d e", "d e"],
            ["reset songs - a b c", "a b c"],
            ["reset songs - d e", "d e"],
        ],
        "",
    ],
    [
        "S09",
        "a filter and no filter",
        "a b c d",
        [
            ["reset songs - b c d", "b c d"],
            ["reset songs - a b c d", "a b c d"],
        ],
        "b c d",
    ],
    ["S10", "the same in another order", "a b c d", [["reset songs - b a c d", "b a c d"]], "b a c d"],
    [
        "S11",
        "prepending and appending after resets",
        "a b c",
        [
            ["reset songs - b c", "b c"],
            ["insert songs 0 - x", "x b c"],
            ["reset songs - a b c", "a b c"],
            ["insert songs -1 - y", "a b c y"],
        ],
        "b c",
    ],
    [
        "S13",
        "a list at an index comes out in reverse",
        "a b c d",
        [["all songs 1 - g f e", "a e f g b c d"]],
        "a b c d",
    ],
    [
        "S20",
        "what is there changes where it is, at the front",
        "a b c d",
        [["insert songs 0 - c:C", "a b C d"]],
        "a b C d",
    ],
    ["S20", "at the end", "a b c d", [["insert songs -1 - c", "a b c d"]], "a b c d"],
    ["S20", "at an index", "a b c d", [["insert songs 1 - c", "a b c d"]], "a b c d"],
    ["S20", "removing it first moves it", "a b c d", [["remove songs c; insert songs 1 - c", "a c b d"]], "a c b d"],
    [
        "S22",
        "what a filter took comes back in its place, once",
        "a b c",
        [
            ["reset songs - b", "b"],
            ["reset songs - a b c", "a b c"],
        ],
        "b",
    ],
    [
        "S26",
        "an update of what is not there adds nothing",
        "a b c",
        [
            ["update songs e", "a b c"],
            ["update songs c:C", "a b C"],
        ],
        "a b C",
    ],
];

for (const [id, what, start, steps, left] of TABLE)
    test(`${id} ${what}: ${start} → ${steps.map(([, shown]) => shown || "nothing").join(" → ")}`, async () => {
        const { page, run, host } = await visit(`all songs -1 - ${start}`);
        await mark(page);
        for (const [script, shown] of steps) {
            await run(script);
            assert.equal(await rows(page), shown);
        }
        assert.equal(await kept(page), left);
        assert.equal(await host.metric("fulls"), 0);
    });

test("S12 a reset where each row is a component", async () => {
    const { page, run } = await visit("all panel -1 - a b c d");
    await mark(page);
    await run("reset panel - d b:bee e");
    assert.equal(await rows(page, "#panel"), "d bee e");
    assert.equal(await kept(page, "#panel"), "d bee");
});

test("S14 the first HTML has the last five of ten, and so has the page", async () => {
    const start = `all songs -1 -5 ${span(1, 10)}`;
    const { page, host } = await visit(start);
    const html = await (await fetch(at(host, start))).text();
    assert.equal(html.match(/id="song-/g).length, 5);
    assert.equal(await rows(page), "6 7 8 9 10");
});

// id, start, at, limit, one more, ten more, what the list says at first, then, then
const LIMITS = [
    ["S15", span(6, 10), -1, -5, "11", span(12, 21), "6 7 8 9 10", "7 8 9 10 11", "17 18 19 20 21"],
    ["S16", span(6, 10), 0, 5, "11", span(12, 21), "10 9 8 7 6", "11 10 9 8 7", "21 20 19 18 17"],
    ["S17", span(1, 5), -1, 5, "6", span(7, 16), "1 2 3 4 5", "1 2 3 4 5", "1 2 3 4 5"],
    ["S18", span(1, 5), 0, -5, "6", span(7, 16), "5 4 3 2 1", "5 4 3 2 1", "5 4 3 2 1"],
    ["S19", span(1, 10), 1, 5, "11", span(12, 20), "1 10 9 8 7", "1 11 10 9 8", "1 20 19 18 17"],
    ["S19", span(1, 10), 1, -5, "11", span(12, 20), "10 5 4 3 2", "11 5 4 3 2", "20 5 4 3 2"],
];

for (const [id, start, place, limit, one, ten, ...shown] of LIMITS)
    test(`${id} inserts at ${place} with the limit ${limit} end in ${shown.at(-1)}`, async () => {
        const { page, run } = await visit(`all songs ${place} ${limit} ${start}`);
        assert.equal(await rows(page), shown[0]);
        await run(`insert songs ${place} ${limit} ${one}`);
        assert.equal(await rows(page), shown[1]);
        await run(`all songs ${place} ${limit} ${ten}`);
        assert.equal(await rows(page), shown[2]);
    });

test("S17 S18 a list that is full is not touched by what does not fit", async () => {
    const { page, run } = await visit("all songs -1 5 1 2 3 4 5");
    const tell = await watchLists(page);
    await run(`all songs -1 5 ${span(6, 15)}`);
    assert.deepEqual(await tell(), { ...STILL, texts: 1 });
});

test("S21 streams in the rows of a keyed list keep their own order when the rows move", async () => {
    const { page, run } = await visit("all red -1 - a b c; all blue -1 - x y");
    await run("reset red - c a b");
    await mark(page);
    await run("green blue red", "#order");
    assert.deepEqual(await page.locator("#outer section").evaluateAll((all) => all.map(({ id }) => id)), [
        "green",
        "blue",
        "red",
    ]);
    assert.deepEqual(
        [await rows(page, "#red"), await rows(page, "#blue"), await rows(page, "#green")],
        ["c a b", "x y", ""],
    );
    assert.equal(await kept(page, "#red"), "c a b");
    await run("insert green -1 - n; insert red -1 - d");
    assert.deepEqual([await rows(page, "#red"), await rows(page, "#green")], ["c a b d", "n"]);
});

test("S03 S21 streams of components with a state of their own move with them", async () => {
    const host = await house.host("spec/apps/streams_components.lua");
    const { page } = await house.tab(host.url);
    const songs = (id) =>
        page.locator(`#${id} li`).evaluateAll((all) => all.map(({ textContent }) => textContent.slice(5)).join(" "));
    await clicks(page, "#a .reverse");
    await shows(page, "#a li:first-child", "song 2");
    await clicks(page, "#a .add");
    await shows(page, "#a li:last-child", "song 3");
    await mark(page);
    await page.locator("#order").evaluate((element) => {
        element.setAttribute("ls-value-albums", "e a f b");
        element.click();
    });
    await page.waitForSelector("#f");
    assert.deepEqual(
        [await songs("e"), await songs("a"), await songs("f"), await songs("b")],
        ["1 2", "2 1 3", "1 2", "1 2"],
    );
    assert.ok(await page.locator("#a li").evaluateAll((all) => all.every(({ isMarked }) => isMarked)));
    await clicks(page, "#f .add");
    await shows(page, "#f li:last-child", "song 3");
    assert.equal(await songs("b"), "1 2");
    assert.equal(await page.locator("#view li").count(), 1);
});

test("S23 what a later message brings is shown, inside a loop too", async () => {
    const { page } = await visit("");
    await page.locator("#load").evaluate((element) => {
        element.setAttribute("ls-value-script", "all red -1 - a b; all songs -1 - 1");
        element.click();
    });
    await shows(page, "#song-1", "1");
    assert.equal(await rows(page, "#red"), "a b");
});

test("S24 an empty state beside the rows stays last and shows where there are none", async () => {
    const { page, run } = await visit("all songs -1 - 1 2");
    const state = () =>
        page.locator("#empty").evaluate((empty) => [empty.matches(":only-child"), empty.matches(":last-child")]);
    await mark(page);
    assert.deepEqual(await state(), [false, true]);
    await run("reset songs -");
    assert.deepEqual(await state(), [true, true]);
    await run("all songs -1 - 4 3");
    assert.deepEqual(await state(), [false, true]);
    assert.equal(await rows(page), "4 3");
    assert.ok(await page.locator("#empty").evaluate((empty) => empty.isMarked));
});

test("S25 what a script did to a row is still so after the line was lost", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    await page.locator("#song-1").evaluate((row) => {
        row.hidden = true;
    });
    const watcher = await watch(page);
    proxy.cut();
    await until(async () => (await host.metric("resumes")) === 1, "the line came back");
    await live(page);
    await clicks(page, "#idle");
    await quiet(page);
    assert.deepEqual(await watcher.tell(), STILL);
    assert.ok(await page.locator("#song-1").evaluate((row) => row.hidden));
});

test("S27 ten bulk inserts on a limited list leave no more nodes than one", async () => {
    const { page, run } = await visit("all songs -1 -5 1 2 3 4 5");
    const count = () => page.locator("#songs").evaluate((list) => list.childNodes.length);
    const before = await count();
    for (let i = 1; i <= 10; i++) await run(`all songs -1 -5 ${span(i * 10, i * 10 + 9)}`);
    assert.equal(await rows(page), "105 106 107 108 109");
    assert.equal(await count(), before);
});

test("I3378 a line that comes back to streams in lists fails nowhere", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(`${proxy.url}?start=${encodeURIComponent("all red -1 - a b")}`, { expects });
    for (let i = 1; i <= 3; i++) {
        proxy.cut();
        await until(async () => (await host.metric("resumes")) === i, "the line came back");
        await live(page);
    }
    assert.equal(await rows(page, "#red"), "a b");
});

test("I3681 the same name in two pages is two streams", async () => {
    const { page, run, host } = await visit("all songs -1 - 1 2");
    const { page: other } = await house.tab(at(host, "all songs -1 - 1 2"));
    await run("reset songs - 3");
    assert.deepEqual([await rows(page), await rows(other)], ["3", "1 2"]);
});

test("I3681 nested views have streams of their own, and the first HTML has each item once", async () => {
    const host = await house.host("spec/apps/streams_nested.lua");
    const html = await (await fetch(host.url)).text();
    assert.equal(html.match(/<li>/g).length, 3);
    const { page } = await house.tab(host.url);
    assert.deepEqual([await rows(page, "#mine"), await rows(page, "#early ol")], ["mine", "1 2"]);
    await clicks(page, "#show");
    await shows(page, "#late li:last-child", "2");
    await clicks(page, "#late .add");
    await shows(page, "#late li:last-child", "3");
    await clicks(page, "#add");
    await shows(page, "#mine li:last-child", "more");
    await clicks(page, "#early .add");
    await shows(page, "#early li:last-child", "3");
    assert.deepEqual(
        [await rows(page, "#mine"), await rows(page, "#early ol"), await rows(page, "#late ol")],
        ["mine more", "1 2 3", "1 2 3"],
    );
});

test("I3530 a nested view has no place in a stream's row: the server would forget it", async () => {
    const host = await house.host("spec/apps/streams_nested.lua");
    const { page } = await house.tab(host.url);
    await clicks(page, "#lose");
    await until(async () => (await host.metric("turns_failed")) === 1, "the turn that fails");
    await host.says(/streams_nested\.lua:\d+: a nested view cannot stand in a stream's row/);
    await clicks(page, "#add");
    await shows(page, "#mine li:last-child", "more");
});

test("I4212 a row that moves is not disconnected", async () => {
    const { page, run } = await visit("");
    await page.evaluate(() => {
        window.probes = { connected: 0, disconnected: 0, moved: 0 };
        class Probe extends HTMLElement {
            connectedCallback() {
                window.probes.connected++;
            }
            disconnectedCallback() {
                window.probes.disconnected++;
            }
            connectedMoveCallback() {
                window.probes.moved++;
            }
        }
        customElements.define("x-probe", Probe);
    });
    await run("all albums -1 - a b c");
    await page.locator("#albums li:nth-child(3) input").focus();
    await page.keyboard.type("typed");
    await run("remove albums c; insert albums 0 - c");
    assert.equal(await rows(page, "#albums"), "c a b");
    assert.deepEqual(await page.evaluate(() => window.probes), { connected: 3, disconnected: 0, moved: 1 });
    assert.equal(await page.evaluate(() => document.activeElement.value), "typed");
    await run("reset albums - b a c");
    assert.equal(await rows(page, "#albums"), "b a c");
    assert.deepEqual(await page.evaluate(() => window.probes.disconnected), 0);
});

test("what happened while the line was lost comes once, in order", async () => {
    const host = await house.host(APP);
    const proxy = await house.proxy(host);
    const { page } = await house.tab(proxy.url, { expects });
    await page.locator("#run").evaluate((element) => element.setAttribute("ls-offline", "queue"));
    proxy.close();
    await page.waitForSelector('html[ls-state="offline"]', { state: "attached" });
    for (const script of ["insert songs 0 - 3", "insert songs 0 - 4", "remove songs 1"])
        await page.locator("#run").evaluate((element, text) => {
            element.setAttribute("ls-value-script", text);
            element.click();
        }, script);
    proxy.open();
    await shows(page, "h1", "3 turns");
    assert.equal(await rows(page), "4 3 2");
    assert.equal(await host.metric("fulls"), 0);
});

test("a list of text rows stays a list of text rows", async () => {
    const { page, run } = await visit("all red -1 - a");
    for (let i = 0; i < 5; i++) await run("reset red - b c; reset red - a");
    assert.equal(await page.locator("#red").evaluate((list) => list.childNodes.length), 2);
});

test("keys may be anything: markup, ends of comments, names of JavaScript's own", async () => {
    const keys = [
        "__proto__",
        "constructor",
        "-->",
        "--!>",
        "<!--",
        "<script>",
        "&amp",
        "'",
        "%41",
        "a-",
        "é",
        "/",
        "~0",
    ];
    const start = `all albums -1 - ${keys.join(" ")}`;
    const { page, run } = await visit(start);
    assert.equal(await rows(page, "#albums"), keys.join(" "));
    await mark(page);
    await run(`reset albums - ${[...keys].reverse().join(" ")}`);
    assert.equal(await rows(page, "#albums"), [...keys].reverse().join(" "));
    assert.equal(await kept(page, "#albums"), [...keys].reverse().join(" "));
    const long = "x".repeat(5000);
    await run(`remove albums ${keys.join(" ")}; insert albums 0 - ${long}:long`);
    await run(`insert albums 0 - ${long}:longer`);
    assert.equal(await rows(page, "#albums"), "longer");
});

test("numbers and texts that look the same are different keys", async () => {
    const { page, run } = await visit("all albums -1 - 7 =7:seven");
    assert.equal(await rows(page, "#albums"), "7 seven");
    await run("remove albums 7");
    assert.equal(await rows(page, "#albums"), "seven");
    await run("insert albums 0 - 7; remove albums =7");
    assert.equal(await rows(page, "#albums"), "7");
});

test("a list that was not shown begins empty, and its rows do not come back by themselves", async () => {
    const { page, run } = await visit("all songs -1 - 1 2");
    await clicks(page, "#hide");
    await page.waitForSelector("#songs", { state: "detached" });
    await run("insert songs -1 - 3");
    await clicks(page, "#show");
    await page.waitForSelector("#songs");
    assert.equal(await rows(page), "");
    await run("insert songs -1 - 4");
    assert.equal(await rows(page), "4");
});
