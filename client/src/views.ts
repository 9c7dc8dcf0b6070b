// All views of the page, by their elements, whichever client is theirs.

import type { Live } from "./live";
import { viewAround } from "./nested";

export const views = new Map<Element, Live>();

/** The view that `element` is part of; none for what a layout wrote around it. */
export const viewOf = (element: Element): Live | undefined => views.get(viewAround(element)!);
