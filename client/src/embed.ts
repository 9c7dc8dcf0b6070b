// Live pages in a page that no host wrote: a dashboard, an article, a page of another program. This file is the client
// too, as a module and as a classic script; both let such a page show any number of views.
//
//     import { connect } from "/_ls/lightspeed.embed.js";
//     const clock = await connect(document.querySelector("#clock"), "/clock");

import { type Client, start } from "./lightspeed";
import { NESTED } from "./nested";

export { client, hooks, start } from "./lightspeed";

/**
 * Shows the live page at `url`, of the host that this page is from, in `element`, in place of what is there: a client
 * with a socket of its own.
 */
export async function connect(element: Element, url: string): Promise<Client> {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const view = page.querySelector("#ls-view");
    if (!view) throw new Error(`${url} is not a live page (${response.status})`);
    element.replaceChildren(...view.childNodes);
    for (const name of [NESTED, "ls-scope"]) element.setAttribute(name, view.getAttribute(name) ?? "");
    for (const style of page.querySelectorAll("link[rel=stylesheet]"))
        if (!document.querySelector(`link[href="${style.getAttribute("href")}"]`)) document.head.append(style);
    return start(element, page.documentElement, element, element);
}
