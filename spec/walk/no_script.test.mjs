// A page in a browser without JavaScript: links are links, and forms post to their page.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { until } from "./support/host.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const APP = "spec/apps/no_script.lua";

/** A visitor whose browser runs no scripts. What they see is asked of the page as it is drawn. */
async function visit(path = "/") {
    const host = await house.host(APP);
    const context = await house.browser.newContext({ javaScriptEnabled: false });
    house.ends.push(() => context.close());
    const page = await context.newPage();
    await page.goto(host.url + path);
    return { host, page };
}

const rows = async (page) =>
    (await page.locator("li").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());

/** A page that is just being left has nothing to tell. */
const gone = () => null;

/** Waits until the page, which may be still on its way, has these rows. */
const hasRows = (page, ...expected) =>
    until(async () => isDeepStrictEqual(await rows(page).catch(gone), expected), expected.join()).catch(async () =>
        assert.deepEqual(await rows(page), expected),
    );

test("a form that is sent without a script has the page of its outcome for an answer", async () => {
    const { page, host } = await visit("/?list=ours");
    await page.fill("[name=title]", "Tea & cake");
    await page.selectOption("[name=kind]", "work");
    await page.check("[name=urgent]");
    await page.click("text=Add >> nth=0");
    await hasRows(page, "Tea & cake work urgent Remove");
    assert.equal(await page.inputValue("[name=title]"), "");
    await shows(page, "h1", "ours");
    await page.fill("[name=title]", "Milk");
    await page.click("text=Add twice");
    await hasRows(page, "Tea & cake work urgent Remove", "Milk home Remove");
    await shows(page, "#button", "twice");
    await page.click("li:first-child button");
    await hasRows(page, "Milk home Remove");
    assert.equal(await host.metric("events"), 3);
});

test("what does not fit comes back as it was typed, with its error", async () => {
    const { page } = await visit();
    await page.fill("[name=title]", "   ");
    await page.click("text=Add >> nth=0");
    await page.waitForSelector("[name=title][aria-invalid=true]");
    await page.locator("#save", { hasText: "can't be blank" }).waitFor();
    await page.waitForLoadState();
    assert.deepEqual(await rows(page), []);
});

test("a component's form is its own, and values of the form go along", async () => {
    const { page } = await visit();
    for (const n of [1, 3, 7]) {
        await page.click("#counter button");
        await shows(page, "#n", n);
    }
});

test("a view that sends its visitor on does so, and a link is a link", async () => {
    const { page, host } = await visit();
    await page.click("a");
    await shows(page, "h1", "yours");
    await page.click("#leave button");
    await shows(page, "h1", "Thanks");
    await page.waitForURL(new URL("/thanks", host.url).href);
});

test("a form of another site is refused", async () => {
    const { page, host } = await visit();
    const action = await page.getAttribute("#save", "action");
    const elsewhere = await house.host("apps/counter.lua");
    const context = await house.browser.newContext();
    house.ends.push(() => context.close());
    const other = await context.newPage();
    await other.goto(elsewhere.url);
    const sent = (to) =>
        Promise.all([
            other.waitForNavigation(),
            other.evaluate((address) => {
                const form = document.createElement("form");
                Object.assign(form, { method: "post", action: address });
                document.body.append(form);
                form.submit();
            }, to),
        ]);
    const [answer] = await sent(host.url + action);
    assert.equal(answer.status(), 403);
    assert.equal(await host.metric("events"), 0);
});

test("a form that does not say how long it is hears so, and no more is read of its connection", async () => {
    const host = await house.host(APP);
    const { hostname, port } = new URL(host.url);
    for (const how of ["", "Transfer-Encoding: chunked\r\n"]) {
        const line = connect(Number(port), hostname);
        line.write(`POST / HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${how}\r\nGET /?list=smuggled HTTP/1.1\r\n\r\n`);
        let answer = "";
        for await (const part of line.setEncoding("utf8")) answer += part;
        assert.match(answer, /^HTTP\/1\.1 411 /, how);
        assert.match(answer, /Content-Length\.\n$/, how);
    }
    assert.equal(await host.metric("visits"), 0);
});

test("with a script nothing is posted, and a page that was posted is live afterwards", async () => {
    const host = await house.host(APP);
    const tab = await house.tab(host.url, { expects: /replaced/ });
    const { page } = tab;
    const posts = [];
    page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
    await page.fill("[name=title]", "live");
    await page.click("text=Add >> nth=0");
    await shows(page, "li", "live home Remove");
    assert.deepEqual(posts, []);
    // As if the script had come too late.
    await Promise.all([
        page.waitForNavigation(),
        page.$eval("#save", (form) => {
            form.elements.title.value = "posted";
            HTMLFormElement.prototype.submit.call(form);
        }),
    ]);
    await page.waitForSelector('html[ls-state="live"]', { state: "attached" });
    assert.equal(posts.length, 1);
    await hasRows(page, "live home Remove", "posted home Remove");
    await page.fill("[name=title]", "again");
    await page.click("text=Add >> nth=0");
    await shows(page, "li:last-child", "again home Remove");
    assert.equal(await page.locator("li").count(), 3);
    assert.equal(posts.length, 1);
});
