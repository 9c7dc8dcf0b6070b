// A real Chromium for specs: the system's own, driven by playwright-core.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { buildSync } from "esbuild";
import { type BrowserContext, chromium, type Page as Tab } from "playwright-core";
import type * as Parts from "./parts";

declare global {
    var parts: typeof Parts;
}

const ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** Of a machine that has much else to do. */
export const PATIENCE_MS = 45_000;

/** A browser for the specs of one file; `tab` opens a new page, and no spec may leave an uncaught error in one. */
export function browser(): { tab(): Promise<Tab>; errors: string[] } {
    let context: BrowserContext;
    const profile = mkdtempSync(join(tmpdir(), "lightspeed-spec-"));
    const errors: string[] = [];
    before(async () => {
        const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
        context = await chromium.launchPersistentContext(profile, {
            executablePath,
            headless: true,
            args: ARGUMENTS,
        });
    });
    after(async () => {
        await context?.close();
        rmSync(profile, { recursive: true, force: true });
    });
    const tab = async () => {
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.on("pageerror", (error) => errors.push(String(error)));
        return page;
    };
    return { tab, errors };
}

let script = "";

/** Gives an empty page `parts`. */
export async function withParts(tab: Tab): Promise<Tab> {
    script ||= buildSync({
        entryPoints: ["spec/client/support/parts.ts"],
        bundle: true,
        write: false,
        format: "iife",
        globalName: "parts",
        target: "es2020",
    }).outputFiles[0]!.text;
    await tab.setContent("<!doctype html><body></body>");
    await tab.addScriptTag({ content: script });
    await tab.evaluate(() => parts.loadControls("<input"));
    return tab;
}
