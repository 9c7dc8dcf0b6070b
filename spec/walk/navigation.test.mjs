// Going from one address of a site to another, as a person does: links, the back and forward buttons, the keyboard.
// What travels is counted: the frames of the WebSocket, and the requests for documents.

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, follows, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/moves.lua";

/** A visitor; `tab.documents` counts requests for pages, `tab.requests` all but those for parts of the client, `tab.told` has what the page's events said. */
async function visit(path = "", { app = APP, options, ...more } = {}) {
    const host = await house.host(app, options);
    const tab = await house.tab(host.url + path, { prepare: listen, ...more });
    await follows(tab.page);
    tab.host = host;
    tab.documents = tab.requests = 0;
    tab.page.on("request", (request) => {
        if (!/\/_ls\/\w+-\w+\.js$/.test(request.url())) tab.requests++;
        if (request.isNavigationRequest()) tab.documents++;
    });
    tab.told = () => tab.page.evaluate(() => window.told.splice(0));
    return tab;
}

// `before` and `after` of each move, as the page hears them.
const listen = (page) =>
    page.addInitScript(() => {
        window.told = [];
        for (const when of ["before-navigate", "navigate"])
            document.addEventListener(`ls:${when}`, (event) => {
                window.told.push([when, { ...event.detail, href: event.detail.href.replace(location.origin, "") }]);
                if (window.refuses && when === "before-navigate") event.preventDefault();
            });
    });

const address = (page) => page.evaluate(() => location.pathname + location.search + location.hash);
const at = (page, path) =>
    page.waitForFunction((to) => location.pathname + location.search + location.hash === to, path);
const entries = (page) => page.evaluate(() => history.length);
const sent = (tab, name) => tab.frames.sent.filter((frame) => frame.includes(`"ls:${name}"`)).length;
/** How many events the page has sent: what acknowledges comes when it comes. */
const events = (tab) => tab.frames.sent.filter((frame) => frame.startsWith('["e",')).length;
/** Goes back or forward without waiting for a page to load. */
const go = (page, steps) => page.evaluate((n) => history.go(n), steps);

/** To other params, from there to another view, and all the way back. */
async function goAndComeBack(page) {
    await page.click("#two");
    await shows(page, "#page", "2");
    await page.click("#other");
    await shows(page, "h1", "Other");
    await go(page, -1);
    await shows(page, "#page", "2");
    await at(page, "/?page=2");
    await go(page, -1);
    await shows(page, "#page", "1");
}

test("N01 other params send one message, load nothing and make one entry; another view comes over the same line", async () => {
    const tab = await visit();
    const { page, frames } = tab;
    const before = { entries: await entries(page), sent: frames.sent.length };
    await page.click("#two");
    await shows(page, "#page", "2");
    await at(page, "/?page=2");
    assert.equal(await entries(page), before.entries + 1);
    assert.deepEqual(
        frames.sent.slice(before.sent).filter((frame) => !frame.includes("ack")),
        ['["e",1,"ls:params",{"url":"/?page=2"},0]'],
    );
    await page.click("#other");
    await shows(page, "h1", "Other");
    await at(page, "/other");
    assert.equal(await entries(page), before.entries + 2);
    assert.equal(sent(tab, "go"), 1);
    assert.equal(frames.sent.filter((frame) => frame.includes('"join"')).length, 2);
    await page.click("#add");
    await shows(page, "#n", "1");
    assert.equal(tab.requests, 0);
    assert.equal(tab.loads, 1);
    assert.equal(await tab.host.metric("passages"), 1);
    assert.equal(await tab.host.metric("visits"), 1);
});

test("N03 back and forward through params and views load nothing", async () => {
    const tab = await visit();
    const { page } = tab;
    await goAndComeBack(page);
    assert.equal(await address(page), "/");
    await go(page, 2);
    await shows(page, "h1", "Other");
    assert.equal(await address(page), "/other");
    assert.equal(tab.requests, 0);
    assert.equal(tab.loads, 1);
});

test("N02 a view that sends its visitor to itself for ever ends in a page that says so", async () => {
    const tab = await visit("", { app: "spec/apps/circles.lua", expects: /Too many redirects|508/ });
    const { page } = tab;
    await page.evaluate(() => {
        window.errors = [];
        document.addEventListener("ls:error", ({ detail }) => window.errors.push(detail.code));
    });
    await page.click("#circle");
    await page.waitForFunction(() => document.body.textContent.includes("Too many redirects"));
    await page.waitForSelector('html[ls-state="error"]', { state: "attached" });
    assert.deepEqual(await page.evaluate(() => window.errors), ["loop"]);
    await page.goto(`${tab.host.url}self`);
    assert.match(await page.textContent("body"), /Too many redirects/);
    await page.goto(tab.host.url);
    await follows(page);
    await page.click("#self");
    await page.waitForFunction(() => document.body.textContent.includes("Too many redirects"));
});

test("N04 an event that may be prevented comes before a link is followed", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.evaluate(() => {
        window.refuses = true;
    });
    const before = events(tab);
    await page.click("#two");
    await page.click("#other");
    const plain = { patch: false, pop: false, direction: "forward", replace: false };
    assert.deepEqual(await tab.told(), [
        ["before-navigate", { ...plain, href: "/?page=2", patch: true }],
        ["before-navigate", { ...plain, href: "/other" }],
    ]);
    assert.equal(await address(page), "/");
    assert.equal(events(tab), before);
    await page.evaluate(() => {
        window.refuses = false;
    });
    await page.click("#other");
    await shows(page, "h1", "Other");
    assert.equal(await address(page), "/other");
});

test("N05 the same event keeps the back button from leaving", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.click("#two");
    await shows(page, "#page", "2");
    await page.click("#other");
    await shows(page, "h1", "Other");
    await page.evaluate(() => {
        window.refuses = true;
    });
    await tab.told();
    const before = events(tab);
    await go(page, -1);
    await page.waitForFunction(() => window.told.length && location.pathname === "/other");
    const [[when, detail]] = await tab.told();
    assert.equal(when, "before-navigate");
    assert.equal(detail.pop, true);
    assert.equal(detail.direction, "backward");
    assert.equal(detail.href, "/?page=2");
    assert.equal(events(tab), before);
    await shows(page, "h1", "Other");
    await page.evaluate(() => {
        window.refuses = false;
    });
    await go(page, -1);
    await shows(page, "#page", "2");
});

test("N06 where the host sends the page nobody is asked", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.evaluate(() => {
        window.refuses = true;
    });
    await page.click("#send-params");
    await shows(page, "#page", "7");
    await at(page, "/?page=7");
    await page.click("#send-other");
    await shows(page, "h1", "Other");
    await at(page, "/other");
    await page.waitForFunction(() => window.told.length === 2);
    assert.deepEqual(
        (await tab.told()).map(([when, { href, patch }]) => [when, href, patch]),
        [
            ["navigate", "/?page=7", true],
            ["navigate", "/other", false],
        ],
    );
    assert.equal(tab.documents, 0);
});

test("N07 a move that replaces adds no entry to the history", async () => {
    const { page } = await visit();
    const before = await entries(page);
    await page.click("#three");
    await shows(page, "#page", "3");
    await at(page, "/?page=3");
    await page.click("#third");
    await shows(page, "h1", "Other");
    await at(page, "/other");
    assert.equal(await entries(page), before);
});

test("N08 a view of another group is refused on the line, and its page is loaded", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.click("#desk");
    await shows(page, "h1", "Desk");
    await at(page, "/desk");
    assert.equal(sent(tab, "go"), 1);
    assert.equal(tab.documents, 1);
    assert.equal(await tab.host.metric("passages_refused"), 1);
    await follows(page);
    await page.click("#other");
    await shows(page, "h1", "Other");
    assert.equal(tab.documents, 2);
});

test("N08 so is an address that no view has", async () => {
    const tab = await visit("", { expects: /404/ });
    await tab.page.click("#nothing");
    await shows(tab.page, "h1", "Not found");
    assert.equal(await address(tab.page), "/nothing");
    assert.equal(tab.documents, 1);
});

test("a link that turns out to be a file to keep leaves the page as it is, and the next link is followed", async () => {
    const tab = await visit();
    const { page } = tab;
    const before = await entries(page);
    const headers = { "Content-Disposition": "attachment; filename=list.bin" };
    await page.route("**/nothing", (route) => route.fulfill({ headers, body: "a list" }));
    const download = page.waitForEvent("download");
    await page.click("#nothing");
    assert.equal((await download).suggestedFilename(), "list.bin");
    assert.equal(await address(page), "/");
    await page.click("#other");
    await shows(page, "h1", "Other");
    assert.equal(await entries(page), before + 1);
});

const scrolled = (page, least) => page.waitForFunction((y) => scrollY >= y, least);

test("N09 going to another view and back restores where the window was scrolled to", async () => {
    const { page } = await visit();
    await page.evaluate(() => scrollTo(0, 700));
    await page.waitForFunction(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))),
    );
    await clicks(page, "#other");
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => scrollY === 0);
    await page.evaluate(() => scrollTo(0, 300));
    await page.waitForFunction(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))),
    );
    await go(page, -1);
    await shows(page, "h1", "List");
    await page.waitForFunction(() => scrollY === 700);
    await go(page, 1);
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => scrollY === 300);
});

test("N10 what is scrolled inside of the page is not: it begins at its top", async () => {
    const { page } = await visit("other");
    await page.evaluate(() => {
        document.querySelector("#box").scrollTop = 50;
    });
    await page.click("#list");
    await shows(page, "h1", "List");
    await go(page, -1);
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => document.querySelector("#box").scrollTop === 0);
});

test("N11 a place in the page is the browser's business, by a link and by a fresh load", async () => {
    const tab = await visit();
    const { page } = tab;
    const before = tab.frames.sent.length;
    await page.click("#near");
    await at(page, "/#below");
    await scrolled(page, 1000);
    await go(page, -1);
    await at(page, "/");
    await page.waitForFunction(() => scrollY === 0);
    assert.deepEqual(
        tab.frames.sent.slice(before).filter((frame) => !frame.includes("ack")),
        [],
    );
    assert.equal(tab.documents, 0);
    const fresh = await house.tab(`${tab.host.url}#below`);
    await scrolled(fresh.page, 1000);
});

test("N12 a link to a place in another view scrolls there when it shows", async () => {
    const tab = await visit();
    await tab.page.click("#to-far");
    await shows(tab.page, "h1", "Other");
    await at(tab.page, "/other#far");
    await scrolled(tab.page, 1000);
    assert.equal(tab.documents, 0);
});

test("N13 whoever leaves for a page of another kind and comes back is where they were", async () => {
    const { page } = await visit("", { expects: /404/ });
    await page.evaluate(() => scrollTo(0, 900));
    await page.waitForFunction(() => scrollY === 900);
    await clicks(page, "#plain");
    await page.waitForFunction(() => location.pathname.startsWith("/_ls/"));
    await page.goBack();
    await shows(page, "h1", "List");
    await page.waitForFunction(() => Math.abs(scrollY - 900) < 2);
});

test("N14 I3529 back to the first entry after other params is other params again", async () => {
    const tab = await visit();
    const { page } = tab;
    await clicks(page, "#add", 2);
    await shows(page, "#n", "2");
    await page.click("#two");
    await shows(page, "#page", "2");
    await go(page, -1);
    await shows(page, "#page", "1");
    await shows(page, "#n", "2");
    await shows(page, "#moves", "2");
    assert.equal(sent(tab, "params"), 2);
    assert.equal(sent(tab, "go"), 0);
});

test("N15 what is said after each move tells its kind and direction", async () => {
    const tab = await visit();
    const { page } = tab;
    await goAndComeBack(page);
    await go(page, 1);
    await shows(page, "#page", "2");
    await go(page, 1);
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => window.told.filter(([when]) => when === "navigate").length === 6);
    const after = (await tab.told()).filter(([when]) => when === "navigate");
    assert.deepEqual(
        after.map(([, { href, patch, pop, direction }]) => [href, patch, pop, direction]),
        [
            ["/?page=2", true, false, "forward"],
            ["/other", false, false, "forward"],
            ["/?page=2", false, true, "backward"],
            ["/", true, true, "backward"],
            ["/?page=2", true, true, "forward"],
            ["/other", false, true, "forward"],
        ],
    );
    assert.equal(tab.documents, 0);
});

test("a view that was left is the same one when one comes back to it", async () => {
    const tab = await visit();
    const { page } = tab;
    await clicks(page, "#add", 3);
    await shows(page, "#n", "3");
    await page.click("#other");
    await shows(page, "h1", "Other");
    await go(page, -1);
    await shows(page, "#n", "3");
    assert.equal(await tab.host.metric("passages_back"), 1);
});

test("the heading has the focus after a move to another view, and its title is said", async () => {
    const { page } = await visit();
    await page.click("#other");
    await shows(page, "h1", "Other");
    await page.waitForFunction(() => document.activeElement.localName === "h1" && document.title === "Other");
    await page.waitForFunction(() =>
        [...document.querySelectorAll("[aria-live=polite]")].some(({ textContent }) => textContent === "Other"),
    );
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.querySelector("h1").hasAttribute("tabindex")), false);
});

test("a link that was asked for in advance is there at once", async () => {
    const tab = await visit();
    const { page } = tab;
    await page.hover("#warm");
    await until(() => tab.frames.received.some((frame) => frame.includes('"go"')), "the page is there in advance");
    await clicks(page, "#add");
    await shows(page, "#n", "1");
    await page.click("#warm");
    await shows(page, "h1", "Other");
    await at(page, "/other");
    assert.equal(sent(tab, "go"), 1);
    await page.click("#add");
    await shows(page, "#n", "1");
});

test("a click that asks for something else is the browser's, and so is one without a line", async () => {
    const tab = await visit();
    const { page, context } = tab;
    const opened = context.waitForEvent("page");
    await page.click("#other", { modifiers: ["Control"] });
    await (await opened).close();
    assert.equal(sent(tab, "go"), 0);
    assert.equal(await address(page), "/");
});
