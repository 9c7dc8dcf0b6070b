// Typing is sacred: whatever the host says meanwhile, what a person enters stays as they enter it, and the caret where
// it is. A proxy is the distance to the host.
//
//     PROOF_KEYS=200 node --test spec/walk/typing.test.mjs        so many keys in each field; fewer by default

import assert from "node:assert/strict";
import { until } from "./support/host.mjs";
import { clicks, openHouse, quiet, shows, test } from "./support/house.mjs";

const house = openHouse();
const KEYS = Number(process.env.PROOF_KEYS ?? 24);
const LATENCY_MS = 300;
const KEY_MS = 50;

async function visit(options) {
    const host = await house.host("spec/apps/walk_typing.lua");
    const proxy = await house.proxy(host);
    const tab = await house.tab(proxy.url, options);
    return { host, proxy, ...tab };
}

/** Somebody else gives a field of the model this value. */
async function set(page, field, value) {
    await page.locator("#set").evaluate(
        (button, [name, text]) => {
            button.setAttribute("ls-value-field", name);
            button.setAttribute("ls-value-value", text);
            button.click();
        },
        [field, value],
    );
    await quiet(page);
}

/** Where a person is, and what they see there. */
const here = (page) =>
    page.evaluate(() => {
        const { name, id, value, selectionStart, selectionEnd } = document.activeElement;
        return { at: name || id, value, caret: [selectionStart, selectionEnd] };
    });
const blur = (page) => page.evaluate(() => document.activeElement.blur());

const letters = (count, from) => Array.from({ length: count }, (_, i) => from[(7 * i) % from.length]).join("");
const WORDS = "thequickbrownfoxjumpsoverthelazydog";
const DIGITS = "1234567890";
const groups = (text) => text.replace(/\W/g, "").replace(/....(?=.)/g, "$&-");

const FORMATS = [
    { fields: ["upper", "card"], from: WORDS, made: { upper: (text) => text.toUpperCase(), card: groups } },
    {
        fields: ["area", "upper"],
        from: `${WORDS} so it is`,
        made: {
            area: (text) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
            upper: (text) => text.toUpperCase(),
        },
    },
    {
        fields: ["number", "secret"],
        from: DIGITS,
        made: { number: (text) => text.replace(/^0+(?=\d)/, ""), secret: (text) => text },
    },
    { fields: ["q", "alone"], from: WORDS, made: { q: (text) => text, alone: (text) => text.toUpperCase() } },
];

// Half of it in each field, and then the other half in front of that, or behind it in fields that have no caret.
async function typeInto(page, { fields, from, made }) {
    const half = KEYS / 2;
    const texts = {};
    for (const round of [0, 1])
        for (const name of fields) {
            const text = letters(half, round ? from : [...from].reverse().join(""));
            await page.focus(`[name=${name}]`);
            await page.keyboard.press("Control+Home"); // of the text, not of a line
            const start = name === "number" && round ? (await here(page)).value.length : 0;
            if (start) await page.keyboard.press("End");
            const before = (await here(page)).value;
            await page.keyboard.type(text, { delay: KEY_MS });
            texts[name] = start ? before + text : text + before;
            const { at, value, caret } = await here(page);
            assert.deepEqual([at, value], [name, texts[name]]);
            if (name !== "number") assert.deepEqual(caret, [half, half]);
        }
    // The server heard just this, or what it made of it before, and has its way where nobody is any more.
    await blur(page);
    await quiet(page);
    for (const name of fields) {
        assert.equal(await page.inputValue(`[name=${name}]`), made[name](texts[name]), name);
        const heard = name === "q" ? texts[name] : await page.textContent(`#heard-${name}`);
        assert.equal(made[name](heard), made[name](texts[name]));
    }
}

for (const format of FORMATS)
    test(`${KEYS} keys in ${format.fields.join(" and ")}, far away from a server that has its own ideas`, async () => {
        const { page, proxy } = await visit();
        await page.waitForFunction(() => document.querySelector("#repeat").click() ?? true);
        proxy.delay(LATENCY_MS / 2);
        await typeInto(page, format);
    });

test("what the host makes of a field shows when somebody leaves it, not before", async () => {
    const { page } = await visit();
    await page.focus("[name=upper]");
    await page.keyboard.type("abc");
    await quiet(page);
    await shows(page, "#formats em", "3 letters");
    assert.equal(await page.getAttribute("[name=upper]", "value"), "ABC");
    assert.deepEqual(await here(page), { at: "upper", value: "abc", caret: [3, 3] });
    await page.focus("[name=card]");
    assert.equal(await page.inputValue("[name=upper]"), "ABC");
});

test("a field that somebody left in a hurry shows what the host makes of it with the last answer", async () => {
    const { page, proxy } = await visit();
    proxy.hold("down");
    await page.focus("[name=upper]");
    await page.keyboard.type("abc");
    await page.focus("[name=area]");
    await page.keyboard.type("so it");
    assert.equal(await page.inputValue("[name=upper]"), "abc");
    proxy.release();
    await quiet(page);
    assert.equal(await page.inputValue("[name=upper]"), "ABC");
    assert.deepEqual(await here(page), { at: "area", value: "so it", caret: [5, 5] });
});

test("an echo of what was there before overwrites nothing that is newer", async () => {
    const { page, proxy, host } = await visit();
    await page.focus("[name=alone]");
    proxy.hold("down");
    await page.keyboard.type("ab");
    await until(async () => (await host.metric("events")) === 2, "the host has heard it");
    proxy.hold("up");
    await page.keyboard.type("cd");
    await blur(page);
    proxy.release("down");
    await shows(page, "#heard-alone", "ab");
    await clicks(page, "#repeat");
    assert.equal(await page.inputValue("[name=alone]"), "abcd");
    proxy.release();
    await quiet(page);
    assert.equal(await page.inputValue("[name=alone]"), "ABCD");
    assert.equal(await host.metric("turns_failed"), 0);
});

test("a field that nobody touched follows the host, also while somebody is in it, and the caret stays", async () => {
    const { page } = await visit();
    await set(page, "plain", "first");
    assert.equal(await page.inputValue("#plain"), "first");
    await page.focus("#plain");
    await page.evaluate(() => document.activeElement.setSelectionRange(2, 3));
    await set(page, "plain", "second");
    assert.deepEqual(await here(page), { at: "plain", value: "second", caret: [2, 3] });
});

test("what was entered and not told yet stays, whatever somebody else says; the next answer to this person counts", async () => {
    const { page } = await visit();
    await page.fill("[name=kept]", "mine");
    await page.focus("#set");
    await clicks(page, "#repeat");
    // At once: what the host says in the middle of it would be added to.
    await page.locator("#plain").evaluate((field) => {
        field.focus();
        field.value = "mine, too";
        field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.focus("#set");
    await quiet(page);
    const times = Number(await page.textContent("#times"));
    await page.waitForFunction((least) => Number(document.querySelector("#times").textContent) > least + 3, times);
    assert.equal(await page.inputValue("#plain"), "mine, too");
    await set(page, "kept", "an example");
    assert.equal(await page.inputValue("[name=kept]"), "an example");
});

test("a form that was sent shows what the host makes of it, and is new again", async () => {
    const { page } = await visit();
    await page.fill("[name=kept]", "mine");
    await page.check("[name=tick]");
    await page.focus("[name=kept]");
    await page.keyboard.press("Enter");
    await quiet(page);
    assert.deepEqual(await here(page), { at: "kept", value: "mine!", caret: [5, 5] });
    assert.equal(await page.isChecked("[name=tick]"), true);
    await set(page, "kept", "theirs");
    assert.equal((await here(page)).value, "theirs");
});

test("what was typed before the client was there is a person's as well", async () => {
    const { page } = await visit({
        prepare: (tab) =>
            tab.addInitScript(() => {
                const observer = new MutationObserver(() => {
                    const field = document.querySelector("#plain");
                    if (!field) return;
                    field.value = "early";
                    observer.disconnect();
                });
                observer.observe(document, { subtree: true, childList: true });
            }),
    });
    await clicks(page, "#repeat");
    await page.waitForFunction(() => Number(document.querySelector("#times").textContent) > 3);
    assert.equal(await page.inputValue("#plain"), "early");
});

test("a field in which an input method is at work is left alone until it has finished", async () => {
    const { page, context, proxy } = await visit();
    proxy.delay(40);
    await page.focus("[name=upper]");
    const session = await context.newCDPSession(page);
    const compose = (text) =>
        session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await page.keyboard.type("x");
    await quiet(page);
    await compose("k");
    await quiet(page);
    await compose("ka");
    await quiet(page);
    assert.deepEqual(await here(page), { at: "upper", value: "xka", caret: [3, 3] });
    await session.send("Input.insertText", { text: "か" });
    await quiet(page);
    assert.deepEqual(await here(page), { at: "upper", value: "xか", caret: [2, 2] });
    await blur(page);
    assert.equal(await page.inputValue("[name=upper]"), "Xか");
});

test("a reset gives a form back to the host", async () => {
    const { page } = await visit();
    await page.fill("[name=kept]", "mine");
    await page.evaluate(() => document.querySelector("#save").reset());
    await set(page, "kept", "theirs");
    assert.equal(await page.inputValue("[name=kept]"), "theirs");
});

test("L01 a select that has the focus gets its class and attributes, and keeps what was chosen", async () => {
    const { page } = await visit();
    const look = () =>
        page.$eval("[name=one]", (select) => [select.value, select.className, select.getAttribute("aria-invalid")]);
    await page.focus("[name=one]");
    for (const [key, ...after] of [
        ["ArrowDown", "b", "choice wrong", "true"],
        ["ArrowDown", "c", "choice", null],
        ["ArrowUp", "b", "choice wrong", "true"],
    ]) {
        await page.keyboard.press(key);
        await quiet(page);
        assert.deepEqual(await look(), after);
        assert.equal((await here(page)).at, "one");
    }
});

const chosen = (page, selector) =>
    page.$eval(selector, (select) => [...select.selectedOptions].map(({ text }) => text));
async function pick(page, ids) {
    await page.locator("#pick").evaluate((button, text) => {
        button.setAttribute("ls-value-ids", text);
        button.click();
    }, ids);
    await quiet(page);
}

test("I3083 a select of several follows the host, but not while somebody is choosing there", async () => {
    const { page } = await visit();
    assert.deepEqual(await chosen(page, "#many"), []);
    await pick(page, "12");
    assert.deepEqual(await chosen(page, "#many"), ["1", "2"]);
    await pick(page, "23");
    assert.deepEqual(await chosen(page, "#many"), ["2", "3"]);
    await page.locator("#many option").first().click();
    assert.deepEqual(await chosen(page, "#many"), ["1"]);
    await pick(page, "24");
    assert.deepEqual(await chosen(page, "#many"), ["1"]);
    await blur(page);
    assert.deepEqual(await chosen(page, "#many"), ["2", "4"]);
    await pick(page, "34");
    assert.deepEqual(await chosen(page, "#many"), ["3", "4"]);
});

test("I3107 what was chosen stays when the choice renders all options again", async () => {
    const { page, proxy } = await visit();
    proxy.delay(30);
    for (const [i, one] of ["b", "c", "a"].entries()) {
        await page.locator("[name=one]").selectOption(one);
        await shows(page, "#rendered", i + 1);
        assert.equal(await page.inputValue("[name=one]"), one);
        await shows(page, `#choices option[value=${one}]`, `${one} ${i + 1}`);
    }
});

// Fields that are elements of a page's own: their value is an attribute, and they have the focus as a whole.
const defineRate = (page) =>
    page.addInitScript(() => {
        customElements.define(
            "x-rate",
            class extends HTMLElement {
                static formAssociated = true;
                static observedAttributes = ["value"];
                constructor() {
                    super();
                    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
                    root.append(document.createElement("input"), document.createElement("slot"));
                }
                attributeChangedCallback(_, __, value) {
                    this.shadowRoot.querySelector("input").value = value;
                }
            },
        );
    });
const rate = (page, id) =>
    page.$eval(id, (element) => [element.shadowRoot.querySelector("input").value, element.textContent.trim()]);

test("I4323a a form-associated custom element that has the focus is not patched before it is left", async () => {
    const { page } = await visit({ prepare: defineRate });
    await page.focus("#rate");
    await set(page, "rate", "2");
    await set(page, "rate", "3");
    assert.deepEqual(await rate(page, "#rate"), ["1", "1"]);
    assert.equal(await page.getAttribute("#rate", "title"), "rated 1");
    await blur(page);
    assert.deepEqual(await rate(page, "#rate"), ["3", "3"]);
    await set(page, "rate", "4");
    assert.deepEqual(await rate(page, "#rate"), ["4", "4"]);
});

test("I4323b with ls-patch-focused it is", async () => {
    const { page } = await visit({ prepare: defineRate });
    await page.focus("#rate-open");
    await set(page, "rate", "2");
    assert.deepEqual(await rate(page, "#rate-open"), ["2", "2"]);
    assert.equal((await here(page)).at, "rate-open");
});

test("I4323c and so is what stands in it, which has the focus itself", async () => {
    const { page } = await visit({ prepare: defineRate });
    await page.evaluate(() => document.querySelector("#rate-open > input").focus());
    await page.keyboard.type("typed");
    await set(page, "rate", "2");
    assert.equal((await here(page)).value, "2");
    assert.deepEqual(await rate(page, "#rate-open"), ["2", "2"]);
});

test("I4323d a native field that has the focus keeps what was typed", async () => {
    const { page } = await visit();
    await page.focus("#plain");
    await page.keyboard.type("typed");
    await set(page, "plain", "theirs");
    assert.deepEqual(await here(page), { at: "plain", value: "typed", caret: [5, 5] });
});

test("I4323e with ls-patch-focused it takes what the host says", async () => {
    const { page } = await visit();
    await page.focus("#open");
    await page.keyboard.type("typed");
    await set(page, "plain", "theirs");
    assert.equal((await here(page)).value, "theirs");
});
