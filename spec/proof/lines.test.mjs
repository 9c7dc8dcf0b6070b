// Whatever a person does and whatever becomes of the line meanwhile: in the end everything happened once and in order,
// the field says what was typed, focus and caret are where they were, and the page is what the host would render anew.
//
// A real client in Chromium, a real host, and between them a line that is cut, held and let go at random, while a timer of
// the view patches the page all the time. PROOF_LINES sequences (40 unless said otherwise) are drawn from PROOF_SEED.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../walk/support/host.mjs";
import { live, openHouse } from "../walk/support/house.mjs";
import { seedOf } from "./support/theatre.mjs";

const COUNT = Number(process.env.PROOF_LINES ?? 40);
/** So many at a time, each with a host of their own. */
const PEOPLE = 4;
const SEED = seedOf(process.env.PROOF_SEED);
const COLOURS = ["red", "green", "blue"];
const expects = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)/;
const house = openHouse();

/** Numbers below `count`, the same for the same seed (mulberry32). */
function draw(seed) {
    let state = seed >>> 0;
    return (count) => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
    };
}

// Runs in the page: a hand on its WebSocket, to ask for everything anew, or to plant a bug.
function takeLine() {
    Math.random = () => 0.02; // to come back soon
    window.hand = { anew: false, out: (text) => text, into: (text) => text };
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
        send(text) {
            const isJoin = text.startsWith('["join"');
            if (isJoin && window.hand.anew) text = JSON.stringify([...JSON.parse(text).slice(0, 3), null]);
            super.send(window.hand.out(text));
        }
        set onmessage(call) {
            super.onmessage =
                call &&
                ((event) => {
                    call({ data: window.hand.into(event.data) });
                    if (!event.data.startsWith('["full"')) return;
                    window.hand.anew = false; // not before: a line may be cut in the middle of its join
                    window.hand.fulls++;
                });
        }
    };
}

async function open(plant) {
    const host = await house.host("spec/apps/random_lines.lua", ["--limit", "events_per_s=100000"]);
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, { expects, prepare: (page) => page.addInitScript(takeLine) });
    if (plant) await tab.page.evaluate(plant);
    return { host, proxy, ...tab };
}

/** One person, one line, once. Gives what is wrong in the end; null where nothing is. */
async function run({ host, proxy, page }, seed) {
    const next = draw(seed);
    const ids = [];
    let text = "";
    let colour = "red";
    await page.fill("#text", "");
    await page.click("#begin");
    await page.focus("#text");
    await page.waitForFunction(() => document.querySelector("#done").textContent === "");
    const steps = {
        type: async () => {
            const letter = "abcdefghij"[next(10)];
            text += letter;
            await page.keyboard.type(letter);
        },
        act: () => {
            ids.push(ids.length + 1);
            return page.$eval(
                "#act",
                (button, id) => {
                    button.setAttribute("ls-value-id", id);
                    button.click();
                },
                ids.length,
            );
        },
        choose: () => {
            colour = COLOURS[next(3)];
            return page.$eval(
                "#colour",
                (select, value) => {
                    select.value = value;
                    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
                },
                colour,
            );
        },
        cut: () => proxy.cut(),
        hold: () => proxy.hold(...[["up"], ["down"], []][next(3)]),
        release: () => proxy.release(),
        wait: () => page.waitForTimeout(next(30)),
    };
    const kinds = ["type", "type", "type", "type", "act", "act", "choose", "cut", "hold", "release", "wait"];
    for (let count = 8 + next(16); count; count--) await steps[kinds[next(kinds.length)]]();
    proxy.release();
    // Focus is to stay where it is, so nothing is clicked by hand.
    await page.$eval("#quiet", (button) => button.click());
    const shown = () =>
        page.evaluate(() => {
            const { id, value, selectionStart, selectionEnd } = document.activeElement;
            const of = (selector) => document.querySelector(selector).textContent;
            return {
                done: of("#done"),
                echo: of("#echo"),
                picked: of("#picked"),
                chosen: document.querySelector("#colour").value,
                focus: [id, value, selectionStart, selectionEnd],
            };
        });
    const wanted = {
        done: ids.join(" "),
        echo: text,
        picked: colour,
        chosen: colour,
        focus: ["text", text, text.length, text.length],
    };
    try {
        // A line that is down is still as well: what has no answer yet is marked.
        let still = "";
        await until(async () => {
            const before = still;
            const isBusy = await page.evaluate(() => document.querySelector("[ls-busy]") !== null);
            still = JSON.stringify([await shown(), await host.metric("events"), await host.metric("turns")]);
            return !isBusy && still === before;
        }, "quiet");
        const found = await shown();
        assert.deepEqual(found, wanted);
        // The host writes the whole page once more: nothing of it may be news.
        const html = () => page.$eval("#ls-view", (view) => view.innerHTML);
        const before = await html();
        const fulls = await host.metric("fulls");
        await page.evaluate(() => {
            window.hand.anew = true;
            window.hand.fulls = 0;
        });
        proxy.cut();
        await until(async () => (await host.metric("fulls")) > fulls, "the page anew");
        await live(page);
        await until(async () => (await page.evaluate(() => window.hand.fulls)) > 0, "the page anew is there");
        assert.equal(await html(), before);
        assert.deepEqual(await shown(), wanted);
    } catch (error) {
        return `seed ${seed}: ${error.message}`;
    }
    return null;
}

test(`${COUNT} random sequences: nothing differs from the model`, { timeout: 4 * 3600_000 }, async (t) => {
    t.diagnostic(`seed ${SEED}`);
    let begun = 0;
    const person = async () => {
        const visit = await open();
        while (begun < COUNT) {
            const problem = await run(visit, SEED + begun++);
            assert.equal(problem, null, problem);
            if (begun % 500 === 0) t.diagnostic(`${begun} sequences`);
        }
    };
    await Promise.all(Array.from({ length: Math.min(PEOPLE, COUNT / 10) }, person));
});

const plants = {
    "an act that is lost": () => {
        let count = 0;
        window.hand.out = (text) =>
            text.includes('"act"') && ++count % 5 === 0 ? text.replace('"act"', '"ls:skip"') : text;
    },
    "an act that is done as another": () => {
        window.hand.out = (text) => text.replace('"act",{"id":"2"}', '"act",{"id":"1"}');
    },
    "a patch that is lost": () => {
        let count = 0;
        window.hand.into = (data) => {
            const frame = JSON.parse(data);
            if (typeof frame[0] !== "number" || !frame[2] || ++count % 6) return data;
            return JSON.stringify([frame[0], frame[1], null, ...frame.slice(3)]);
        };
    },
    "a field that is overwritten": () => {
        setInterval(() => {
            const field = document.querySelector("#text");
            if (field.value.length > 3) field.value = field.value.slice(0, -1);
        }, 50);
    },
    "a focus that is lost": () => {
        let count = 0;
        window.hand.into = (data) => {
            if (++count % 20 === 0) document.activeElement.blur();
            return data;
        };
    },
};

for (const [says, plant] of Object.entries(plants))
    test(`finds ${says}`, { timeout: 120_000 }, async () => {
        const visit = await open(plant);
        for (let i = 0; i < 12; i++) if (await run(visit, SEED + i)) return;
        assert.fail("nobody noticed");
    });
