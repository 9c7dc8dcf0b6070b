// Hooks of a page without modules are put where the client finds them.
Lightspeed.hooks.Row = { mounted: (element) => element.setAttribute("title", "classic") };
Lightspeed.connect(document.getElementById("one"), "/rows").then((client) => {
    window.client = client;
});
