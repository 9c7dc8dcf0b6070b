// apps/pages.lua as a person uses it.

import assert from "node:assert/strict";
import { clicks, live, openHouse, shows, test } from "./support/house.mjs";

const house = openHouse();
const PAGES = "apps/pages.lua";

async function visit(path = "") {
    const host = await house.host(PAGES);
    const tab = await house.tab(host.url + path);
    return { host, ...tab };
}

const at = (page, path) => page.waitForFunction((to) => location.pathname + location.search === to, path);

test("pages of the list are params, and the back button goes through them", async () => {
    const { page, host } = await visit();
    await page.getByRole("link", { name: "3", exact: true }).click();
    await at(page, "/?page=3");
    await page.locator("#books a", { hasText: /^Volume 41$/ }).waitFor();
    assert.equal(await page.title(), "Books, page 3");
    await page.goBack();
    await at(page, "/");
    await page.locator("#books a", { hasText: /^Volume 1$/ }).waitFor();
    assert.equal(await host.metric("visits"), 1);
});

test("a book is read, its neighbour is not, and going back finds the list as it was", async () => {
    const { page, host } = await visit();
    await page.getByRole("link", { name: "2", exact: true }).click();
    await page.locator("#books a", { hasText: /^Volume 21$/ }).click();
    await shows(page, "h1", "Volume 21");
    await page.getByRole("button", { name: "I have read it" }).click();
    await page.getByText("You have read it.").waitFor();
    await page.getByRole("link", { name: "Next" }).click();
    await shows(page, "h1", "Volume 22");
    await page.getByText("Not read yet.").waitFor();
    await page.getByRole("link", { name: "All books" }).click();
    await shows(page, "h1", "Books");
    await page.goBack();
    await shows(page, "h1", "Volume 22");
    assert.equal(await host.metric("visits"), 1);
});

test("a surprise is a book, chosen by the host", async () => {
    const { page } = await visit();
    await page.getByRole("button", { name: "Surprise me" }).click();
    await at(page, "/books/120");
    await shows(page, "h1", "Volume 120");
});

test("the desk is another group: a page is loaded, there and back", async () => {
    const { page, host } = await visit();
    await page.getByRole("link", { name: "The desk" }).click();
    await shows(page, "h1", "The desk");
    await live(page);
    await page.getByRole("button", { name: "Stamp" }).click();
    await page.getByText("1 books stamped").waitFor();
    assert.equal(await host.metric("visits"), 2);
});

test("an address without a book is a 404", async () => {
    const host = await house.host(PAGES);
    for (const path of ["books/0", "books/201", "books/x", "?page=11"])
        assert.equal((await fetch(host.url + path)).status, 404, path);
});

// Chromium keeps no page whole (bfcache) that says no-store, as ours do for the ticket in them.
test("back from a page that is not ours the page is loaded anew, and live", async () => {
    const { page, host } = await visit("desk");
    await clicks(page, "button");
    await page.getByText("1 books stamped").waitFor();
    await page.goto(`${host.url}_ls/metrics`);
    await page.goBack();
    await page.getByText("0 books stamped").waitFor();
    await live(page);
    await clicks(page, "button");
    await page.getByText("1 books stamped").waitFor();
    assert.equal(await host.metric("visits"), 2);
});
