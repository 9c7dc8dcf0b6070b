// The keys of a [role=tablist] (ls-tabs), as the ARIA pattern has them: arrows go to the next tab and around, Home and
// End to the first and the last. The tab that is reached is clicked, so the view shows it.

export function born(list: Element): undefined {
    list.addEventListener("keydown", (event) => {
        const { key, target } = event as KeyboardEvent;
        const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]:not(:disabled)")];
        const at = tabs.indexOf(target as HTMLElement);
        const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
        const place = places[key];
        if (place === undefined || at < 0) return;
        event.preventDefault();
        const next = tabs.at(place % tabs.length)!;
        next.focus();
        next.click();
    });
}
