// Pages under the policy that the host sends with them, in Chromium: nothing inline, nothing evaluated, and nothing
// that the browser has to complain about; with a nonce, what says it.

import assert from "node:assert/strict";
import { apps } from "./support/apps.mjs";
import { openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();

// What the policy kept out, from the page's first moment on.
const collect = (page) =>
    page.addInitScript(() => {
        window.kept = [];
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
            window.kept.push(`${violatedDirective} ${blockedURI} ${sample}`),
        );
    });
const keptOut = (page) => page.evaluate(() => window.kept);

async function visit(app, { path = "", ...options } = {}) {
    const host = await house.host(app);
    return { host, ...(await house.tab(host.url + path, { prepare: collect, ...options })) };
}

const policyOf = async (url) => (await fetch(url)).headers.get("content-security-policy");
const widths = (page) =>
    page.evaluate(() => {
        const width = (selector) =>
            [...document.querySelectorAll(selector)].map((found) => getComputedStyle(found).width);
        return ["#fixed", "#plain", "#moving", "li", "#nested", "#framed", "#late"].map((name) => width(name).join());
    });

for (const { name, path } of apps)
    test(`apps/${name} needs nothing that its policy forbids`, async () => {
        const { host, page } = await visit(`apps/${name}`, { path });
        assert.equal(
            await policyOf(host.url),
            "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; " +
                "frame-ancestors 'self'",
        );
        const buttons = page.locator("#ls-view button:enabled:visible");
        for (let i = 0, count = Math.min(4, await buttons.count()); i < count; i++)
            await buttons
                .nth(i)
                .click({ timeout: 2000 })
                .catch(() => {});
        await page.waitForFunction(() => document.documentElement.getAttribute("ls-state") === "live");
        assert.deepEqual(await keptOut(page), []);
    });

test("a style in the first page is there before any script, and nobody complains", async () => {
    const host = await house.host("spec/apps/walk_policy.lua");
    const context = await house.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const errors = [];
    page.on("console", (message) => errors.push(message.text()));
    await page.goto(host.url);
    const box = async (selector) => Math.round((await page.locator(selector).boundingBox()).width);
    assert.deepEqual(
        [await box("#plain"), await box("#moving"), await box("li"), await box("#nested"), await box("#framed")],
        [12, 21, 31, 7, 50],
    );
    await context.close();
    assert.deepEqual(errors, []);
});

test("the client takes styles over, leaves no mark of them, and changes them", async () => {
    const { page } = await visit("spec/apps/walk_policy.lua");
    assert.deepEqual(await widths(page), ["11px", "12px", "21px", "31px", "7px", "50px", ""]);
    assert.match(await page.locator("#fixed").evaluate((found) => getComputedStyle(found).fontFamily), /No Such/);
    await page.click("button");
    await shows(page, "li:last-child", "2");
    assert.deepEqual(await widths(page), ["11px", "12px", "22px", "31px,32px", "7px", "50px", "40px"]);
    assert.equal(
        await page
            .locator("li")
            .last()
            .evaluate((row) => row.style.getPropertyValue("--row")),
        "2",
    );
    assert.equal(await page.locator("rect").evaluate((found) => getComputedStyle(found).fill), "rgb(255, 0, 0)");
    assert.equal(await page.locator("[ls-style]").count(), 0);
    assert.deepEqual(await keptOut(page), []);
});

test("what a layout gives its page's nonce runs, and each page has another", async () => {
    const { host, page } = await visit("spec/apps/walk_policy.lua");
    assert.equal(await page.evaluate(() => document.documentElement.title), "ran");
    assert.equal(await page.locator("#framed").evaluate((found) => getComputedStyle(found).height), "13px");
    const nonces = new Set();
    for (let i = 0; i < 100; i++) {
        const [, nonce] = /script-src 'self' 'nonce-([0-9a-f]{32})'; style-src 'self' 'nonce-\1'/.exec(
            await policyOf(host.url),
        );
        nonces.add(nonce);
    }
    assert.equal(nonces.size, 100);
});

test("a script that got into a page does not run, whatever it is", async () => {
    const { page } = await visit("spec/apps/walk_policy.lua", { expects: /Content Security Policy|EvalError|404/ });
    await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
        document.body.insertAdjacentHTML(
            "beforeend",
            '<img src="/none" onerror="window.ran = 2"><a href="javascript:ran=3">x</a>',
        );
        document.body.lastElementChild.click();
        // Not here: what a debugger runs may evaluate.
        setTimeout(() => (window.ran = new Function("return 4")()));
    });
    await page.waitForFunction(() => window.kept.length >= 4);
    assert.equal(await page.evaluate(() => window.ran), undefined);
});
