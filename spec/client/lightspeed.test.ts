// The whole client as it is built, in a real browser, on a page with a strict content security policy, against a host
// whose part the specs speak.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { TemplateSource } from "../../client/src/template";
import { browser } from "./support/browser";
import { Host } from "./support/host";

const { tab, errors } = browser();
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.close())));

const TEMPLATES: TemplateSource[] = [
    [
        ["<h1>", '</h1><button ls-click="more">more</button><p', "", ">", "</p><b", ">b</b>"],
        ["s", "a:class", "a:style", "t", "a:style"],
    ],
    [
        ["<b", ' id="new">', "</b>"],
        ["a:style", "s"],
    ],
];
const BLUE = "color: rgb(0, 0, 255)";
const HTML =
    '<!--0--><h1>0</h1><button ls-click="more">more</button><p ls-style="top: 0px"><!--$-->x<!--/--></p><b ls-style="color: rgb(0, 0, 255)">b</b>';

const joins = (frame: unknown[], line: { send(text: string): void }) =>
    frame[0] === "join" && line.send('["ok",0,0]');

/** A host that shows `html`, and a tab that will show it. */
async function house(html = HTML, templates = TEMPLATES) {
    const host = new Host(templates, html);
    hosts.push(host);
    host.answer = joins;
    await host.open();
    const page = await tab();
    const state = (name: string) => page.waitForSelector(`html[ls-state=${name}]`, { state: "attached" });
    return { host, page, state };
}

test("adopts the page, joins with the ticket, and takes the ticket away", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    assert.deepEqual(host.heard, [["join", 1, "the-ticket", 0]]);
    assert.equal(await page.locator("meta[name=ls-ticket]").count(), 0);
    assert.equal(host.lines[0]!.protocol, "lightspeed.1");
});

test("a click goes to the host, its answer comes to the page, in place", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    const h1 = await page.$("h1");
    await page.click("button");
    assert.deepEqual(await host.hear("e"), ["e", 1, "more", {}, 0]);
    host.say([1, 1, { 0: "1", 1: "hot" }, { title: "after" }]);
    await page.waitForFunction(() => document.title === "after");
    assert.equal(await h1!.textContent(), "1");
    assert.equal(await page.getAttribute("p", "class"), "hot");
    assert.deepEqual(await host.hear("ack"), ["ack", 1]);
});

test("styles work in spite of the policy: as they came, and as they are told", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    const color = (selector: string) => page.$eval(selector, (element) => getComputedStyle(element).color);
    assert.equal(await color("b"), "rgb(0, 0, 255)");
    host.say([1, 0, { 3: [1, "color: red", "n"] }]);
    await page.waitForSelector("#new");
    assert.equal(await color("#new"), "rgb(255, 0, 0)");
    host.say(
        [2, 0, [0, "again", null, "top: 0px", "y", BLUE]],
        ["full", 3, 0, [1, "color: lime", "z"]],
        ["full", 4, 0, [0, "2", null, "top: 0px", null, BLUE]],
    );
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "2");
    assert.equal(await color("b"), "rgb(0, 0, 255)", "a style of a template that was built");
});

test("frames and clicks from before the templates came are not lost", async () => {
    const { host, page, state } = await house();
    let go = () => {};
    host.templatesMayGo = new Promise<void>((done) => {
        go = done;
    });
    host.answer = (frame, line) => {
        joins(frame, line);
        if (frame[0] === "join") line.send('[1,0,{"0":"1"}]');
    };
    await page.goto(host.url);
    await host.hear("join");
    await page.click("button");
    assert.deepEqual(await host.hear("e"), ["e", 1, "more", {}, 0]);
    assert.equal(await page.getAttribute("html", "ls-state"), "connecting");
    assert.equal(await page.textContent("h1"), "0");
    go();
    await state("live");
    assert.equal(await page.textContent("h1"), "1");
});

test("a page that is not what the host wrote is asked for anew, and lives", async () => {
    const { host, page, state } = await house(HTML.replace("<h1>", "<font>an extension</font><h1>"));
    host.answer = (frame, line) => {
        if (frame[0] !== "join") return;
        line.send('["ok",3,0]');
        if (frame[3] === null) line.send('["full",3,0,[0,"3",null,null,"f",null]]');
    };
    await page.goto(host.url);
    await state("live"); // the first join may have been before the templates came, or not at all
    const all = host.heard.filter(([kind]) => kind === "join");
    assert.deepEqual(all[all.length - 1], ["join", 1, "the-ticket", null]);
    assert.equal(await page.textContent("#ls-view"), "3moref" + "b");
    host.say([4, 0, { 0: "4" }]);
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "4");
});

test("a patch that cannot be applied is answered by asking for all", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    host.answer = (frame, line) => {
        if (frame[0] !== "join") return;
        line.send('["ok",2,0]');
        line.send('["full",2,0,[0,"2",null,null,"f",null]]');
    };
    await page.evaluate(() => {
        document.querySelector("p")!.textContent = "somebody was here";
    });
    host.say([1, 0, { 3: [1, null, "n"] }]);
    assert.deepEqual(await host.hear("join", 2), ["join", 1, "the-ticket", null]);
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "2");
    assert.equal(await page.locator("h1").count(), 1);
});

test("a frame that is missing is noticed, a frame that comes twice is not applied twice", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    host.say([1, 0, { 0: "1" }], [1, 0, { 0: "once more" }], [2, 0, { 1: "two" }]);
    await page.waitForSelector("p.two", { state: "attached" });
    assert.equal(await page.textContent("h1"), "1");
    host.say([4, 0, { 0: "4" }]);
    assert.deepEqual(await host.hear("join", 2), ["join", 1, "the-ticket", null]);
});

test("comes back after a cut line, and sends again what was not dealt with", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    await page.evaluate(() => {
        const told: string[] = [];
        Object.assign(globalThis, { told });
        for (const name of ["ls:join", "ls:disconnect"]) document.addEventListener(name, () => told.push(name));
    });
    host.say([1, 0, { 0: "1" }]);
    await page.click("button");
    await host.hear("e");
    host.answer = () => {};
    host.lines[0]!.terminate();
    await page.click("button");
    await state("offline");
    await page.click("button");
    assert.deepEqual(await host.hear("join", 2), ["join", 1, "the-ticket", 1]);
    host.say(["ok", 1, 0]);
    assert.deepEqual((await host.hear("e", 2)).slice(0, 3), ["e", 1, "more", {}].slice(0, 3));
    assert.deepEqual(await host.hear("e", 3), ["e", 2, "more", {}, 1]);
    await state("live");
    assert.equal(
        host.heard.filter(([kind]) => kind === "e").length,
        3,
        "what was done while it said offline is refused",
    );
    const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    assert.deepEqual(told, ["ls:disconnect", "ls:join"]);
});

test("a refusal is told to the page", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    const refused = page.evaluate(
        () =>
            new Promise((done) =>
                document.addEventListener("ls:error", (event) => done((event as CustomEvent).detail)),
            ),
    );
    await page.click("button");
    await host.hear("e");
    host.say([1, 1, null, { no: "crash", text: "reference 7" }]);
    const detail = { code: "crash", level: "warn", text: "reference 7", ref: 1 };
    assert.deepEqual(await refused, detail);
    assert.equal(await page.getAttribute("html", "ls-error"), "crash");
});

test("an event too large for the host stays here and is refused", async () => {
    const { host, page, state } = await house(
        '<!--0--><form ls-submit="s"><textarea name="t"></textarea><button>b</button></form>',
        [[['<form ls-submit="s"><textarea name="t"></textarea><button>b</button></form>'], []]],
    );
    await page.goto(host.url);
    await state("live");
    await page.evaluate(() => {
        document.querySelector("textarea")!.value = "ä".repeat(33_000);
        document.addEventListener("ls:error", (event) => (document.title = (event as CustomEvent).detail.code));
    });
    await page.click("button");
    await page.waitForFunction(() => document.title === "too_large");
    await page.fill("textarea", "small");
    await page.click("button");
    assert.deepEqual(await host.hear("e"), ["e", 1, "s", { t: "small" }, 0]);
});

// That it does not go on like that for ever is in spec/walk/errors.test.mjs (E02).
test("begins again when the session is gone, in the page that is there", async () => {
    const { host, page, state } = await house();
    host.answer = (frame, line) => {
        if (host.lines.length > 1) {
            joins(frame, line);
            if (frame[0] === "join") line.send('["full",1,0,[0,"new",null,"x"]]');
            return;
        }
        line.send('["bye","gone","no such session"]');
        line.close();
    };
    await page.goto(host.url);
    await host.hear("join", 2);
    await state("live");
    assert.equal(await page.textContent("h1"), "new");
    assert.equal(host.asked.filter((url) => url === "/").length, 2);
    assert.deepEqual(await host.hear("join", 2), ["join", 1, "the-ticket", null]);
});

test("is silent when another connection has taken its place", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    host.say(["bye", "replaced", "another connection"]);
    await state("error");
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(host.lines.length, 1);
});

test("hangs up when the page is left and joins again when it comes back", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    const hungUp = new Promise((done) => host.lines[0]!.on("close", done));
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await hungUp;
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    assert.deepEqual(await host.hear("join", 2), ["join", 1, "the-ticket", 0]);
});

test("connects at once when the browser is online again", async () => {
    const { host, page, state } = await house();
    await page.goto(host.url);
    await state("live");
    await page.evaluate(() => Object.defineProperty(navigator, "onLine", { value: false })); // it would wait for 30 s
    host.lines[0]!.terminate();
    await state("offline");
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await host.hear("join", 2);
});

test("nothing throws by itself", () => assert.deepEqual(errors, []));
