// View transitions, for pages whose templates mention ls-transition; their code comes when the first one is met.

import { learners } from "./events";
import type { Value } from "./frame";

export const motion = {
    /** Does `change`, which brings `patch`: at once, or when the browser has seen what was there before. */
    around(_patch: Value, change: () => void) {
        change();
    },
};

learners.add((text) => {
    if (/ls-transition/.test(text)) import("./moving").then(({ around }) => Object.assign(motion, { around }));
});
