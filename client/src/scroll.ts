// ls-scroll: where an element that scrolls stays when what is in it changes.
//
//     ls-scroll="end"      at its end, as a log or a chat; whoever has scrolled away stays there
//     ls-scroll="keep"     what is seen stays where it is, whatever comes above it
//     ls-scroll="top"      at its beginning: what came is another page

/** So many pixels from the end are at the end. */
const NEAR = 8;

export function born(element: Element, where: string): () => void {
    /** What the person sees first, and where: from the element's top, for the page may be scrolled too. */
    let seen: Element | undefined;
    let at = 0;
    let isAtEnd = true;

    const edge = (of: Element, name: "top" | "bottom" = "top") => of.getBoundingClientRect()[name];
    const look = () => {
        const top = edge(element);
        isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
        seen = [...element.children].find((child) => edge(child, "bottom") > top);
        at = seen ? edge(seen) - top : 0;
    };
    const settle = () => {
        if (where === "keep") element.scrollTop += seen?.isConnected ? edge(seen) - edge(element) - at : 0;
        else if (where === "top" || isAtEnd) element.scrollTop = where === "top" ? 0 : element.scrollHeight;
        look();
    };
    const observer = new MutationObserver(settle);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    element.addEventListener("scroll", look);
    settle();
    return () => {
        observer.disconnect();
        element.removeEventListener("scroll", look);
    };
}
