// Text that would like to be something else: in every place of a page, on the first paint and in a patch, it is text.

import assert from "node:assert/strict";
import { clicks, live, openHouse, test } from "./support/house.mjs";

const house = openHouse();

const texts = [
    `<script>alert(1)</script>`,
    `</textarea></title></style></script><script>alert(1)</script>`,
    `<img src=x onerror=alert(1)>`,
    `"><svg onload=alert(1)>`,
    `' onmouseover='alert(1)' x='`,
    `" autofocus onfocus="alert(1)`,
    `javascript:alert(1)`,
    ` JavaScript:alert(1)`,
    `java\tscript:alert(1)`,
    `\u0001javascript:alert(1)`,
    `data:text/html,<script>alert(1)</script>`,
    `vbscript:msgbox(1)`,
    `--><script>alert(1)</script><!--`,
    `<!--/--><!--$-->*0`,
    `&lt;b&gt; &amp; &#60; &quot`,
    `{{constructor.constructor('alert(1)')()}} \${alert(1)}`,
    `_ls_0 _ls_1 <!--_ls_0-->`,
    `\u2028\u2029\u202e\ufeff\u0085`,
    `\\u003cscript\\u003e`,
    `]]>\\'\\"`,
    `😀 \ud83d\udc69\u200d\ud83d\ude80 é`,
];

// Runs in the page: the text in all its places.
function places() {
    const one = (id) => document.querySelector(`#${id}`);
    const [text, area, option] = [one("text").textContent, one("area").value, one("option")];
    return {
        text,
        title: document.title,
        between: one("between").textContent.replace(/^before | {1,2}after$| after$/g, ""),
        attribute: one("attribute").title,
        part: one("part").title.slice("before ".length, -" after".length),
        alt: one("image").alt,
        area,
        option: option.value,
        label: option.label,
        rows: [...document.querySelectorAll("li")].map((row) => row.textContent),
        field: document.querySelector("[name=text]").value,
    };
}

const wanted = (text) => ({
    text,
    title: squeezed(text, /[\x00-\x20]+/g),
    between: text,
    attribute: text,
    part: text,
    alt: text,
    area: text,
    option: text,
    label: squeezed(text, /[\t\n\f\r ]+/g),
    rows: [text, text],
    field: text,
});

// As document.title and option.label give it.
const squeezed = (text, space) => text.replace(space, " ").replace(/^ | $/g, "");

// Runs in the page: everything that could run or lead somewhere.
function dangers() {
    const found = [];
    if (document.scripts.length !== 1) found.push("a script");
    for (const element of document.querySelectorAll("#ls-view *")) {
        if (/^(script|svg|iframe|object|style|b)$/.test(element.localName)) found.push(element.localName);
        for (const { name, value } of element.attributes) if (/^on/.test(name)) found.push(`${name}=${value}`);
    }
    const links = { link: "href", path: "href", image: "src", form: "action", go: "formAction" };
    for (const [id, property] of Object.entries(links)) {
        const element = document.querySelector(`#${id}`);
        const attribute = element.getAttribute(property.toLowerCase());
        if (attribute === null) continue;
        const { protocol } = new URL(attribute, location.href);
        if (!/^(https?|about):$/.test(protocol)) found.push(`${id}: ${protocol}`);
    }
    return found;
}

const expects = /Failed to load resource|Content Security Policy/; // pictures that are nowhere

async function check(page, text) {
    assert.deepEqual(await page.evaluate(places), wanted(text));
    assert.deepEqual(await page.evaluate(dangers), [], text);
}

test("text in an address is text in every place of the first page (W40, W41)", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const tab = await house.tab(host.url, { expects });
    for (const text of texts) {
        await tab.page.goto(`${host.url}?text=${encodeURIComponent(text)}`);
        await check(tab.page, text);
    }
});

test("text from a form is text in every place of a patched page (W40, W41)", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const { page } = await house.tab(host.url, { expects });
    for (const text of texts) {
        await page.locator("[name=text]").fill(text);
        await clicks(page, "#say button");
        await page.waitForFunction((is) => document.querySelector("#text").textContent === is, text);
        await check(page, text);
    }
});

test("text that was hostile on the first page is adopted and can change", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const { page } = await house.tab(host.url, { expects });
    for (const text of texts) {
        await page.goto(`${host.url}?text=${encodeURIComponent(text)}`);
        await live(page);
        await page.locator("[name=text]").fill("plain");
        await clicks(page, "#say button");
        await page.waitForFunction(() => document.querySelector("#text").textContent === "plain");
        await check(page, "plain");
    }
    assert.equal(await host.metric("joins"), texts.length + 1);
    assert.equal(await host.metric("fulls"), 0);
});

// The browser has an empty page for what it is asked in vain; a script would have run where it was.
async function leadsNowhere(page) {
    await page.evaluate(() => document.querySelector("#link").click());
    await page.waitForURL("about:blank#blocked");
}

test("a link that was made harmless leads nowhere when it is clicked", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const text = "javascript:document.title='ran'";
    const { page } = await house.tab(`${host.url}?text=${encodeURIComponent(text)}`, { expects });
    await leadsNowhere(page);
});

test("a link that is honest stays as it is", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const { page } = await house.tab(host.url, { expects });
    for (const address of ["/a?b=c&d=e#f", "https://example.org/?q=ü", "mailto:a@example.org", "#top", "?page=2"]) {
        await page.locator("[name=text]").fill(address);
        await clicks(page, "#say button");
        await page.waitForFunction((is) => document.querySelector("#link").getAttribute("href") === is, address);
    }
});

test("an address that is no address of this page is refused, and says no more than that", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    for (const path of [
        "/%2e%2e/etc/passwd",
        "/<script>alert(1)</script>",
        "/..%2f..%2f",
        "/_ls/../x",
        "//x",
        "/%00",
    ]) {
        const response = await fetch(`http://127.0.0.1:${host.port}${path}`);
        const body = await response.text();
        assert.ok([200, 400, 403, 404].includes(response.status), `${path}: ${response.status}`);
        assert.doesNotMatch(body, /<script>alert|root:/, path);
    }
});

test("a patch that carries a script does not run it, whatever the policy (W43)", async () => {
    const host = await house.host("spec/apps/walk_scripts.lua");
    for (const bypassCSP of [false, true]) {
        const { page } = await house.tab(host.url, { expects, bypassCSP });
        const asked = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await clicks(page, "#show");
        await page.waitForSelector("#shown");
        await page.evaluate(() => fetch(location.href).then(() => {})); // what it had asked for before is asked for
        assert.ok(!asked.includes("/ran.js"));
        assert.equal(await page.evaluate(() => window.ran ?? null), null);
        await leadsNowhere(page);
    }
});

test("no page lets anything inline run, nor text become code (W43)", async () => {
    const host = await house.host("spec/apps/walk_hostile.lua");
    const policies = new Set();
    for (let i = 0; i < 1000; i += 50) {
        const pages = Array.from({ length: 50 }, (_, k) => fetch(`${host.url}?text=${i + k}`));
        for (const response of await Promise.all(pages)) {
            policies.add(response.headers.get("content-security-policy"));
            await response.arrayBuffer();
        }
    }
    for (const policy of policies) {
        const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? /default-src ([^;]*)/.exec(policy)[1];
        assert.doesNotMatch(scripts, /unsafe|nonce|\*|data:|https?:/); // 'self' alone: there is no nonce to repeat
        assert.match(policy, /default-src 'self'/);
    }
});
