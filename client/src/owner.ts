// Whose events they are: the view's, or a component's in it. The comment that opens a slot says where that changes:
// `<!--7@1025-->` begins markup of component 1025, `<!--8@0-->` in it what the view put between the component's tags.

/** The component that an event of `element`, somewhere in `view`, is for; 0 for the view itself. */
export function ownerOf(element: Element, view: Node & ParentNode): number {
    const target = element.getAttribute("ls-target");
    let closed = 0; // slots that end before we come to where they begin
    for (
        let node: Node | null = target ? view.querySelector(target) : element;
        node && node !== view;
        node = node.previousSibling ?? node.parentNode
    ) {
        const data = node.nodeType === 8 ? (node as Comment).data : "";
        if (data === "/") closed++;
        else if (data && closed) closed--;
        else if (data.includes("@")) return +data.split("@")[1]!;
    }
    return 0;
}
