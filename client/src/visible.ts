// ls-visible and ls-hidden: an element was scrolled into view, or out of it. The browser tells; here it becomes an
// event on the element, so that all else is as with any other. What is out of view from the start has not left it.

const inView = new WeakSet<Element>();
const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries)
        if (isIntersecting ? inView.add(target) : inView.delete(target))
            target.dispatchEvent(new Event(isIntersecting ? "visible" : "hidden"));
});

export function born(element: Element) {
    observer.observe(element);
    return () => observer.unobserve(element);
}
