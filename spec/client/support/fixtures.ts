// The examples that the C, Lua and TypeScript specs share.

import { readFileSync } from "node:fs";

export const fixture = <T>(name: string): T[] =>
    JSON.parse(readFileSync(`spec/fixtures/frames/${name}.json`, "utf8"));
