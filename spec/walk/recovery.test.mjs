// When the host has nothing left of a session (it was away too long, or the host was started anew) the page begins again,
// and a person keeps what they typed, where they were in it, and what they see.
//
// Other than elsewhere: a lost line does not lose the session, so nothing has to be recovered then (coming_back.test.mjs).
//
// F06: a form needs no id to be found again: where it stands, and what its events and fields are called, is enough. Those
// of F08, F10 and F05 have none.

import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { until } from "./support/host.mjs";
import { clicks, freeze, hearsOfClosed, live, openHouse, shows, test } from "./support/house.mjs";
import { mark } from "./support/watch.mjs";

const house = openHouse();
const APP = "spec/apps/walk_recovery.lua";
const due = /WebSocket connection|ERR_(CONNECTION|EMPTY|SOCKET|ABORTED)|status of (500|503)|failsafe/;

async function visit({ app = APP, prepare = () => {} } = {}) {
    const host = await house.host(app);
    const proxy = await house.proxy(host);
    const remember = async (page) => {
        await page.addInitScript(() => {
            window.errors = [];
            document.addEventListener("ls:error", ({ detail }) => window.errors.push(detail));
        });
        await prepare(page);
    };
    const tab = await house.tab(proxy.url, { expects: due, prepare: remember });
    const { page } = tab;
    const id = await page.locator("#id").textContent();
    /** The host is killed, and another takes its place, which has nothing. */
    const forget = async (other = app) => {
        await host.kill();
        const next = await house.host(other, [], host.port);
        return next;
    };
    const isNew = () => page.waitForFunction((old) => document.querySelector("#id").textContent !== old, id);
    const codes = () => page.evaluate(() => window.errors.map(({ code }) => code));
    return { host, proxy, ...tab, tab, forget, isNew, codes };
}

const field = (page, name) => page.getByLabel(name, { exact: true });
const focused = (page) =>
    page.evaluate(() => {
        const { name, value, selectionStart, selectionEnd } = document.activeElement;
        return [name, value, selectionStart, selectionEnd];
    });
const eventsOf = (frames, name) =>
    frames.sent
        .filter((text) => text.startsWith('["e"'))
        .map((text) => JSON.parse(text))
        .filter((e) => e[2] === name);

test("F04: what was typed, chosen and ticked comes back, is told once, and what is there stays there", async () => {
    const { page, tab, frames, forget, isNew, codes } = await visit();
    await field(page, "Name").pressSequentially("Ada Lovelace");
    await field(page, "Colour").selectOption("green");
    await field(page, "News").check();
    await field(page, "Secret").fill("hush");
    await shows(page, "#news", "yes");
    await field(page, "Name").focus();
    await page.evaluate(() => document.activeElement.setSelectionRange(2, 5));
    await page.evaluate(() => scrollTo(0, 40));
    await mark(page);
    const before = eventsOf(frames, "check").length;
    await forget();
    await isNew();
    await shows(page, "#name", "Ada Lovelace");
    await shows(page, "#colour", "green");
    await shows(page, "#news", "yes");
    await shows(page, "#quiet", "as rendered");
    assert.deepEqual(await focused(page), ["name", "Ada Lovelace", 2, 5]);
    assert.equal(await page.evaluate(() => scrollY), 40);
    assert.equal(await field(page, "Secret").inputValue(), "hush");
    // Rows and components are new, as they are to the session; all else stays.
    assert.deepEqual(
        await page.$$eval("h1, form, input, select, output, button", (all) =>
            all.filter((one) => !one.isMarked).map(({ id }) => id),
        ),
        [],
    );
    const told = eventsOf(frames, "check").slice(before);
    assert.deepEqual(
        told.map(([, , , { "ls:changed": _, ...payload }]) => payload),
        [
            {
                name: "Ada Lovelace",
                secret: "hush",
                quiet: "as rendered",
                colour: "green",
                extra: "",
                news: "true", // whose box stands outside of the form
                "ls:unused": ["quiet", "extra"],
            },
        ],
    );
    assert.equal(tab.loads, 1);
    assert.deepEqual(await codes(), ["forbidden"]);
    await page.keyboard.type("!");
    await shows(page, "#name", "Ad!ovelace");
});

test("F04: only fields that the person has touched come back; in all others stands what the view says now", async () => {
    const { page, forget, isNew } = await visit();
    await field(page, "Name").fill("Ada");
    await shows(page, "#name", "Ada");
    await page.evaluate(() => {
        document.querySelector("[name=quiet]").value = "stale"; // by a script, say; nobody touched it
    });
    await forget();
    await isNew();
    await shows(page, "#name", "Ada");
    assert.equal(await page.locator("#told").textContent(), "1");
});

test("F07: a form without ls-change keeps its text, and nobody is told", async () => {
    const { page, frames, forget, isNew } = await visit();
    await field(page, "Plain").fill("a long letter");
    await forget();
    await isNew();
    await live(page);
    assert.equal(await field(page, "Plain").inputValue(), "a long letter");
    await clicks(page, "#act"); // goes behind all that would be told
    await shows(page, "#n", 1);
    assert.equal(frames.sent.filter((text) => text.startsWith('["e"')).length, 1);
});

test("F08: a form with ls-recover tells its own event, and shows what the view makes of it", async () => {
    const { page, frames, forget, isNew } = await visit();
    await field(page, "Street").fill("Spatzengasse");
    await field(page, "City").fill("Ulm");
    await shows(page, "#city", "Ulm");
    await forget();
    await isNew();
    await shows(page, "#city", "again: Ulm");
    assert.equal(await field(page, "City").inputValue(), "again: Ulm");
    const told = eventsOf(frames, "again").map(([, , , payload]) => payload);
    // The person has been at both.
    assert.deepEqual(told, [{ city: "Ulm", street: "Spatzengasse", "ls:changed": "street" }]);
});

test("F10: where the view answers that with other params, the page goes there", async () => {
    const { page, forget, isNew } = await visit();
    await field(page, "City").fill("Bonn");
    await shows(page, "#city", "Bonn");
    await forget();
    await isNew();
    await shows(page, "#city", "at Bonn");
    await page.waitForFunction(() => location.search === "?town=Bonn");
});

test("a form with ls-recover=off is told nothing, and shows what the view says now", async () => {
    const { page, frames, forget, isNew } = await visit();
    await field(page, "Level").fill("9");
    await shows(page, "#level", "9");
    await forget();
    await isNew();
    await field(page, "City").fill("Ulm");
    await shows(page, "#city", "Ulm");
    await shows(page, "#level", "5");
    assert.equal(await field(page, "Level").inputValue(), "5");
    assert.equal(eventsOf(frames, "device").length, 1);
});

test("F09: what is said again leaves out what is disabled, as a submit would", async () => {
    const { page, frames, forget, isNew } = await visit();
    await field(page, "Extra").fill("more");
    await field(page, "Name").fill("Ada");
    await shows(page, "#name", "Ada");
    await page.evaluate(() => {
        document.querySelector("fieldset").disabled = true;
    });
    await forget();
    await isNew();
    await shows(page, "#name", "Ada");
    const said = eventsOf(frames, "check");
    assert.equal(said.at(-2)[3].extra, "more");
    assert.equal("extra" in said.at(-1)[3], false);
});

test("F16: rows that were added are not added again; a field that comes later gets its text back", async () => {
    const { host, page, frames, forget, isNew } = await visit();
    await clicks(page, "#more");
    await field(page, "Row 1").fill("milk");
    await until(async () => (await host.metric("events")) === 2, "the row's text");
    await forget();
    await isNew();
    await live(page);
    await shows(page, "#rows", 0);
    assert.equal(eventsOf(frames, "more").length, 1);
    await clicks(page, "#more");
    await shows(page, "#rows", 1);
    await page.waitForFunction(() => document.querySelector("[name=row]")?.value === "milk");
    await until(
        () => eventsOf(frames, "rows").at(-1)[3].row === "milk" && eventsOf(frames, "rows").length === 2,
        "its word",
    );
});

test("I3819: a form that has no fields is nothing to tell of, and the page begins anew like any other", async () => {
    const { page, tab, frames, forget, isNew } = await visit();
    await page.evaluate(() => {
        window.joins = 0;
        document.addEventListener("ls:join", () => window.joins++);
        for (const form of document.querySelectorAll("form")) form.replaceChildren();
    });
    await forget();
    await isNew();
    await live(page);
    await clicks(page, "#act");
    await shows(page, "#n", 1);
    assert.deepEqual(
        frames.sent.filter((text) => text.startsWith('["e"')).map((text) => JSON.parse(text)[2]),
        ["act"],
    );
    assert.equal(tab.loads, 1);
    assert.equal(await page.evaluate(() => window.joins), 1);
});

test("I3200: a form whose events are for a component finds that one again", async () => {
    const { page, forget, isNew } = await visit();
    await field(page, "Note").fill("remember");
    await shows(page, "#noted", "remember");
    await forget();
    await isNew();
    await shows(page, "#noted", "remember");
});

test("F05: so does a form whose ls-change is a chain of commands", async () => {
    const { page, forget, isNew } = await visit();
    await field(page, "Chain").fill("links");
    await shows(page, "#chain", "links");
    await forget();
    await isNew();
    await shows(page, "#chain", "links");
});

test("another program is loaded, once; values, focus, caret and scroll come along, secrets do not", async () => {
    await mkdir("build/spec/again", { recursive: true });
    const other = "build/spec/again/other.lua";
    const source = await readFile(APP, "utf8");
    await writeFile(other, source.replace('<h1 id="id">', '<h2 id="fresh">Other</h2><h1 id="id">'));
    const { page, tab, forget } = await visit();
    await field(page, "Name").fill("Ada Lovelace");
    await field(page, "Colour").selectOption("blue");
    await field(page, "Secret").fill("hush");
    await field(page, "Plain").fill("a long letter");
    await field(page, "Name").focus();
    await page.evaluate(() => document.activeElement.setSelectionRange(2, 5));
    await page.evaluate(() => scrollTo(0, 40));
    await shows(page, "#colour", "blue");
    await forget(other);
    await page.waitForSelector("#fresh", { state: "attached" });
    await shows(page, "#name", "Ada Lovelace");
    await shows(page, "#colour", "blue");
    assert.deepEqual(await focused(page), ["name", "Ada Lovelace", 2, 5]);
    assert.equal(await field(page, "Plain").inputValue(), "a long letter");
    assert.equal(await field(page, "Secret").inputValue(), "");
    assert.equal(await page.evaluate(() => scrollY), 40);
    await until(() => tab.loads === 2, "it is loaded");
    assert.equal(await page.evaluate(() => JSON.stringify(sessionStorage).includes("Lovelace")), false);
    await rm("build/spec/again", { recursive: true });
});

test("secrets are never stored, not even on the way to another page", async () => {
    const { page, forget } = await visit({
        prepare: (page) =>
            page.addInitScript(() => {
                window.stored = [];
                const { setItem } = Storage.prototype;
                Storage.prototype.setItem = function (name, text) {
                    setItem.call(this, name, text);
                    setItem.call(localStorage, "seen", `${localStorage.getItem("seen") ?? ""}${text}`);
                };
            }),
    });
    await field(page, "Name").fill("Ada");
    await field(page, "Secret").fill("hush");
    await shows(page, "#name", "Ada");
    await forget("apps/counter.lua");
    await page.waitForFunction(() => !document.querySelector("#id"));
    await live(page);
    const seen = await page.evaluate(() => localStorage.getItem("seen"));
    assert.match(seen, /Ada/);
    assert.doesNotMatch(seen, /hush/);
});

test("acts that nobody dealt with are not done in another session, and the person is told how many", async () => {
    const { proxy, page, forget, isNew, codes } = await visit({ prepare: (page) => page.clock.install() });
    await freeze(page);
    proxy.close();
    await hearsOfClosed(page, 1);
    await clicks(page, "#act", 3); // nobody can see yet that the line is gone, so these wait
    await page.clock.resume();
    await field(page, "Name").fill("Ada");
    await forget();
    proxy.open();
    await isNew();
    await shows(page, "#name", "Ada");
    await shows(page, "#n", 0);
    assert.deepEqual(await codes(), ["forbidden", "lost"]);
    assert.equal(await page.evaluate(() => window.errors.at(-1).text), "3");
    await clicks(page, "#act");
    await shows(page, "#n", 1);
});

test("a session that was away too long begins again in the page that shows it", async () => {
    const host = await house.host(APP, ["--limit", "linger_s=1"]);
    const proxy = await house.proxy(host);
    const { page, ...tab } = await house.tab(proxy.url, { expects: due });
    await clicks(page, "#act", 2);
    await shows(page, "#n", 2);
    await mark(page);
    proxy.close();
    await until(async () => (await host.metric("expired")) === 1, "the end of the session");
    proxy.open();
    await until(async () => (await page.locator("#n").textContent()) === "0", "another session");
    await clicks(page, "#act");
    await shows(page, "#n", 1);
    assert.ok(await page.$eval("#act", (element) => element.isMarked));
    assert.equal(tab.loads, 1);
});
