// What the specs of one file share: a browser, and the hosts and lines that a spec starts, all of them ended when
// they are no longer needed. Every page that was opened is looked at before it is closed: nothing in it may have
// failed, and nothing of ours may be left lying about.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test as plainTest } from "node:test";
import { chromium } from "playwright-core";
import { startHost, until } from "./host.mjs";
import { startProxy } from "./proxy.mjs";

const ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const PATIENCE_MS = 45_000;
// What an author may write, as the template compiler knows it.
const OURS = /^ {4}\["(ls-[\w-]+)"\] =/gm;
const DOCUMENTED = [...readFileSync("lua/html/ls.lua", "utf8").matchAll(OURS)].map(([, name]) => name);
const SPEC_MS = 150_000;
// Who expects a line to be cut may see it cut while it is being opened.
const CUT = /^WebSocket connection to '.*' failed/;
const PART = /\/_ls\/\w+-[0-9a-f]{8}\.js$/;

/** A spec that ends, one way or the other. */
export const test = (says, body) => plainTest(says, { timeout: SPEC_MS }, body);

/** Called once, at the top of a spec file. */
export function openHouse() {
    const house = new House();
    before(() => house.open());
    afterEach(() => house.tidy());
    after(() => house.close());
    return house;
}

class House {
    tabs = [];
    proxies = [];
    ends = [];

    async open() {
        const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
        this.browser = await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
    }

    /** A host for this spec. */
    async host(app, options, port) {
        const host = await startHost(app, options, port);
        this.ends.push(() => host.stop());
        return host;
    }

    /** A line to a host that this spec can cut, hold and delay. */
    async proxy(host) {
        const proxy = await startProxy(host.port);
        this.proxies.push(proxy);
        this.ends.push(() => proxy.stop());
        return proxy;
    }

    /**
     * A visitor of their own with one tab: its page, the frames it sent and received, the parts of the client that it
     * asked for, and how often it was loaded.
     * `joins`: wait for its line; `prepare`: before it goes to `url`; `expects`: errors in its console that are due;
     * `hasToolbar`: as a page in development is, else without what only those have.
     */
    async tab(url, { joins = true, prepare = () => {}, expects = null, bypassCSP = false, hasToolbar = false } = {}) {
        const context = await this.browser.newContext({ viewport: { width: 800, height: 600 }, bypassCSP });
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        const tab = {
            page,
            context,
            expects,
            errors: [],
            parts: new Set(),
            frames: { sent: [], received: [] },
            dialogs: 0,
            loads: 0,
        };
        this.tabs.push(tab);
        listen(tab);
        await page.addInitScript(watchMarks);
        await page.addInitScript(countLines);
        if (!hasToolbar) await page.addInitScript(refuseToolbar);
        await prepare(page);
        await page.goto(url);
        if (joins) await live(page);
        if (joins) await settled(tab);
        return tab;
    }

    // After each spec, also after one that failed.
    async tidy() {
        const tabs = this.tabs.splice(0);
        const ends = this.ends.splice(0);
        const problems = [];
        for (const proxy of this.proxies.splice(0)) {
            proxy.delay(0);
            proxy.release();
        }
        const attempt = (work) => work().catch((error) => problems.push(error));
        await Promise.all(tabs.map((tab) => attempt(() => inspect(tab))));
        await Promise.all([...tabs.map((tab) => () => tab.context.close()), ...ends].map(attempt));
        if (problems.length) throw problems[0];
    }

    close() {
        return this.browser?.close();
    }
}

function listen(tab) {
    const { page, errors, frames, parts } = tab;
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("load", () => tab.loads++);
    page.on("request", (request) => PART.test(request.url()) && parts.add(request.url()));
    page.on("dialog", (dialog) => {
        tab.dialogs++;
        void dialog.dismiss();
    });
    page.on("websocket", (socket) => {
        socket.on("framesent", ({ payload }) => frames.sent.push(String(payload)));
        socket.on("framereceived", ({ payload }) => frames.received.push(String(payload)));
    });
}

/** Waits until the page's line is up. */
export const live = (page) => page.waitForSelector('html[ls-state="live"]', { state: "attached" });

/**
 * Waits until the parts of the client that the page has asked for are at work: on a page that needs "more" nothing is
 * heard before that is there. Who asked for a part first, the client, hears of it first.
 */
export async function settled({ page, parts }) {
    for (const url of parts) await page.evaluate((part) => import(part).then(() => {}), url).catch(() => {}); // it left
}

/** Time stands still in the page, whose clock was installed, until the spec moves it. */
export async function freeze(page) {
    for (let tries = 5; ; tries--)
        try {
            return await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
        } catch (error) {
            if (!tries || !/to the past/.test(error.message)) throw error; // that second was over by then
        }
}

/** Waits until links are followed over the line: before that they are the browser's. */
export const follows = (page) => page.waitForFunction(() => history.state);

/** Waits until `selector` shows exactly this text. */
export async function shows(page, selector, text) {
    const place = page.locator(selector);
    await place
        .filter({ hasText: exactly(text) })
        .waitFor({ state: "attached" })
        .catch(async () => {
            assert.equal((await place.allTextContents()).join(" | "), String(text), selector);
        });
}

const exactly = (text) => new RegExp(`^\\s*${String(text).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);

/** Clicks without waiting for anything, as many times as told, within one task of the browser. */
export const clicks = (page, selector, times = 1) =>
    page.locator(selector).evaluate((element, count) => {
        for (let i = 0; i < count; i++) element.click();
    }, times);

async function inspect({ page, errors, expects, dialogs }) {
    assert.equal(dialogs, 0, "a dialog opened");
    assert.deepEqual(
        errors.filter((error) => !expects?.test(error) && !(expects && CUT.test(error))),
        [],
        "the page has errors",
    );
    // A page that was just loaded reads what is meant for it; where it does not, that is found below.
    await page.waitForFunction(() => !document.querySelector('meta[name="ls-ticket"]')).catch(() => {});
    // An event may begin at any moment, a mouse move because the page moved under the pointer: what is left stays.
    let found;
    for (let look = 0; look < 40; look++) {
        await quiet(page);
        found = await page.evaluate(leftovers, DOCUMENTED);
        if (!found.length) return;
        await page.waitForTimeout(50);
    }
    assert.deepEqual(found, [], "something of ours is left in the page");
}

/** Waits until nothing is in flight any more; where there is no line there is nothing to wait for. */
export const quiet = (page) =>
    page.waitForFunction(
        () =>
            document.documentElement.getAttribute("ls-state") !== "live" ||
            !document.querySelector("[ls-busy]:not([ls-live]:not([ls-state=live]) *)"),
    );

// Runs in the page, before all else: a tab may say that it wants nothing of development.
function refuseToolbar() {
    if (/^http/.test(location.protocol) && sessionStorage.getItem("ls-dev") === null)
        sessionStorage.setItem("ls-dev", "");
}

/** Waits until no transition is under way any more. */
export const rested = (page) =>
    page.waitForFunction(() =>
        document
            .getAnimations()
            .every(({ playState, effect }) => playState !== "running" || effect.getTiming().iterations === Infinity),
    );

/** Waits until the page has heard that `count` of its lines were closed, all told. */
export const hearsOfClosed = (page, count) =>
    until(async () => (await page.evaluate(() => document.linesClosed)) >= count, "the page hears of it");

/** Waits until the page has heard that `count` of its lines were let in, all told. */
export const hearsOfJoined = (page, count) =>
    until(async () => (await page.evaluate(() => document.linesJoined)) >= count, "the page hears that it is let in");

// Runs in the page, before all else. A browser's word of it may come to a spec before the page has heard.
function countLines() {
    document.linesClosed = document.linesJoined = 0;
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            this.addEventListener("close", () => document.linesClosed++);
            this.addEventListener("message", ({ data }) => {
                if (data.startsWith('["ok",')) document.linesJoined++;
            });
        }
    };
}

// Runs in the page, before all else: what is put on an element together with ls-busy is ours, and has to be gone, or
// said anew by the host, when that goes.
function watchMarks() {
    const NAMES = ["ls-busy", "aria-busy", "readonly", "disabled"];
    const ours = new Map();
    const problems = [];
    Object.defineProperty(document, "marksLeft", { value: problems });
    const look = (records) => {
        const touched = new Map();
        for (const { target, attributeName, oldValue } of records) {
            const names = touched.get(target) ?? new Map();
            touched.set(target, names);
            if (!names.has(attributeName)) names.set(attributeName, oldValue);
        }
        for (const [element, names] of touched) {
            const { localName, id } = element;
            const before = ours.get(element);
            if (element.hasAttribute("ls-busy")) ours.set(element, new Map([...names, ...(before ?? [])]));
            else if (before) {
                ours.delete(element);
                for (const [name, value] of before)
                    if (!names.has(name) && element.getAttribute(name) !== value)
                        problems.push(`${localName}#${id}[${name}]`);
            }
        }
    };
    new MutationObserver(look).observe(document, {
        subtree: true,
        attributes: true,
        attributeOldValue: true,
        attributeFilter: NAMES,
    });
}

// Runs in the page: attributes, metas, comments and globals that no author wrote and no manual speaks of.
function leftovers(documented) {
    const found = [...(document.marksLeft ?? [])];
    if (document.querySelector('meta[name="ls-ticket"]')) found.push("the ticket");
    const isKnown = (name) =>
        documented.includes(name.split(".")[0]) || /^ls-(value-.+|on-.+|scope|script)$/.test(name);
    for (const element of document.querySelectorAll("*"))
        for (const name of element.getAttributeNames()) {
            const isNested = element.getAttribute("ls-live") === ""; // a ticket would be left otherwise
            const isPage = element === document.documentElement;
            const isState = (name === "ls-state" && (isPage || isNested)) || (name === "ls-error" && isPage);
            if (isNested && name === "ls-live") continue;
            if (
                (name.startsWith("data-") && !isKnown(name.slice(5))) ||
                (/^_?ls[-_]/.test(name) && !isState && !isKnown(name))
            )
                found.push(`${element.localName}[${name}]`);
        }
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode())
        if (!/^(\$|\/|~|[*+]?\d+(@\d+)?|)$/.test(walker.currentNode.data))
            found.push(`<!--${walker.currentNode.data}-->`);
    for (const name of Object.keys(window)) if (/^_?_?(ls|lightspeed)/i.test(name)) found.push(`window.${name}`);
    return found;
}
