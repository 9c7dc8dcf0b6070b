// The apps that a reader of apps/ sees, each with an address that shows a page of it: what must hold for all of them is
// said with this list.

import { readdirSync } from "node:fs";
import { ROOT } from "./host.mjs";

const PATHS = { "chat.lua": "lobby" }; // of those that have no page at /

/** @type {{ name: string, path: string }[]} */
export const apps = readdirSync(`${ROOT}apps`)
    .filter((name) => name.endsWith(".lua"))
    .map((name) => ({ name, path: PATHS[name] ?? "" }));
