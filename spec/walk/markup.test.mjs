// ls.raw and ls.el in a browser: adopted, patched, and harmless where a script stands in them.

import assert from "node:assert/strict";
import { openHouse, test } from "./support/house.mjs";

const house = openHouse();

test("markup that the app vouches for is adopted and replaced in place", async () => {
    const host = await house.host("spec/apps/markup.lua");
    const { page } = await house.tab(host.url);
    const article = page.locator("article");
    assert.match(await article.innerHTML(), /^<!--\d+--><!--\$--><em>as it is<\/em> &amp; more<!--\/-->$/);
    await page.evaluate(() => {
        window.kept = document.querySelector("article");
    });

    await page.getByRole("button", { name: "set" }).click();
    await page.locator("article i").waitFor();

    assert.ok(await page.evaluate(() => window.kept === document.querySelector("article")));
    assert.equal(await page.evaluate(() => window.hurt), undefined);
    assert.equal(await page.locator("p").first().textContent(), "before changedwindow.hurt = true after");
    assert.equal(await page.locator("circle").evaluate((node) => node.namespaceURI), "http://www.w3.org/2000/svg");
    assert.equal(await page.locator("circle").getAttribute("r"), "3");
    assert.equal(await page.locator("h3.title").textContent(), "Level 3");
    assert.equal(await page.locator(".panel i").count(), 3);

    await page.getByRole("button", { name: "clear" }).click();
    await page.locator("article i").waitFor({ state: "detached" });
    assert.equal(await page.locator("p").first().textContent(), "before  after");
});
