// Cases in the form of spec/fixtures/frames/patches.json that matter to a browser more than to a host: what parsers
// do to tables and SVG, what controls make of attributes.

import type { Value } from "../../../client/src/frame";
import type { TemplateSource } from "../../../client/src/template";
import type { PatchCase } from "./case";

const one = (
    says: string,
    templates: TemplateSource[],
    [before, html_before]: [Value[], string],
    patch: Value,
    [after, html_after]: [Value[], string],
): PatchCase => ({
    says,
    templates,
    before: [0, ...before],
    patch,
    after: [0, ...after],
    html_before: `<!--0-->${html_before}`,
    html_after: `<!--0-->${html_after}`,
});

const LIST: TemplateSource[] = [
    [["<ul>", "</ul>"], ["s"]],
    [["<li>", "</li>"], ["s"]],
];
const rows = (letters: string) => [...letters].map((letter) => [letter]);
const list = (letters: string): [Value[], string] => [
    [{ l: 1, r: rows(letters) }],
    `<ul><!--*1-->${[...letters].map((letter) => `<li>${letter}</li>`).join("")}</ul>`,
];
const change = (says: string, from: string, patch: Value, to: string) =>
    one(says, LIST, list(from), { 0: patch }, list(to));

const field = (html: string, slot: string): TemplateSource[] => [[[`<p>${html}`, "></p>"], [slot]]];

export const CASES: PatchCase[] = [
    one("a text alone in its element", [[["<h1>", "</h1>"], ["s"]]], [["a"], "<h1>a</h1>"], { 0: "b" }, [
        ["b"],
        "<h1>b</h1>",
    ]),
    one(
        "entities and text beside text",
        [
            [
                ["<p>x &amp; ", " &lt;y&gt;", "</p>"],
                ["t", "t"],
            ],
        ],
        [["1 < 2", null], "<p>x &amp; <!--$-->1 &lt; 2<!--/--> &lt;y&gt;<!--$--><!--/--></p>"],
        { 0: null, 1: "&amp;" },
        [[null, "&amp;"], "<p>x &amp; <!--$--><!--/--> &lt;y&gt;<!--$-->&amp;amp;<!--/--></p>"],
    ),
    one(
        "text becomes a template, a template a list, a list nothing",
        [
            [
                ["<p>", "", "</p>", ""],
                ["t", "t", "t"],
            ],
            [["<b>", "</b>"], ["s"]],
            [["", "<!---->"], ["t"]],
        ],
        [
            ["a", [1, "b"], { l: 2, r: [["x"], ["y"]] }],
            "<p><!--$-->a<!--/--><!--1--><b>b</b><!--/--></p><!--*2--><!--$-->x<!--/--><!----><!--$-->y<!--/--><!----><!--/-->",
        ],
        { 0: [1, null], 1: { l: 2, r: [["z"]] }, 2: null },
        [
            [[1, null], { l: 2, r: [["z"]] }, null],
            "<p><!--1--><b></b><!--/--><!--*2--><!--$-->z<!--/--><!----><!--/--></p><!--$--><!--/-->",
        ],
    ),
    one(
        "a sole slot goes through all it can show",
        [
            [
                ["<div>", "</div><p>", "</p><i>", "</i>"],
                ["s", "s", "s"],
            ],
            [["<b>!</b>"], []],
        ],
        [[null, "a", [1]], "<div></div><p>a</p><i><!--1--><b>!</b></i>"],
        { 0: { l: 1, r: [[], []] }, 1: [1], 2: "x" },
        [[{ l: 1, r: [[], []] }, [1], "x"], "<div><!--*1--><b>!</b><b>!</b></div><p><!--1--><b>!</b></p><i>x</i>"],
    ),
    one(
        "a change deep inside",
        [
            [["<div>", "</div>"], ["s"]],
            [["<ul>", "</ul>"], ["s"]],
            [["<li>a", "b</li>"], ["t"]],
        ],
        [
            [[1, { l: 2, r: [["1"], ["2"]] }]],
            "<div><!--1--><ul><!--*2--><li>a<!--$-->1<!--/-->b</li><li>a<!--$-->2<!--/-->b</li></ul></div>",
        ],
        { 0: { 0: { "*": [1, 0, "3"] } } },
        [
            [[1, { l: 2, r: [["1"], ["3"]] }]],
            "<div><!--1--><ul><!--*2--><li>a<!--$-->1<!--/-->b</li><li>a<!--$-->3<!--/-->b</li></ul></div>",
        ],
    ),
    change("rows come at the end", "ab", { "+": [[2, ["c"], ["d"]]] }, "abcd"),
    change(
        "rows come everywhere",
        "ab",
        {
            "+": [
                [0, ["x"]],
                [2, ["y"]],
                [4, ["z"]],
            ],
        },
        "xaybz",
    ),
    change("rows come where none were", "", { "+": [[0, ["a"]]] }, "a"),
    change("all rows go", "abc", { "-": [0, 1, 2] }, ""),
    change("rows go", "abcde", { "-": [0, 2, 4] }, "bd"),
    change("the last row comes first", "abcd", { ">": [3, 0] }, "dabc"),
    change("the order is turned round", "abcd", { ">": [3, 0, 2, 1, 1, 2] }, "dcba"),
    change(
        "all at once",
        "abcdef",
        { "-": [1], ">": [5, 0], "+": [[2, ["x"], ["y"]]], "*": [0, 0, "F", 6, 0, "E"] },
        "FaxycdE",
    ),
    change("a list is replaced", "ab", { l: 1, r: [["c"]] }, "c"),
    one(
        "a row of several nodes moves whole",
        [
            [["<dl>", "</dl>"], ["s"]],
            [
                ["<dt>", "</dt> <dd>", "</dd>"],
                ["s", "s"],
            ],
        ],
        [
            [
                {
                    l: 1,
                    r: [
                        ["a", "1"],
                        ["b", "2"],
                    ],
                },
            ],
            "<dl><!--*1--><dt>a</dt> <dd>1</dd><dt>b</dt> <dd>2</dd></dl>",
        ],
        { 0: { ">": [1, 0] } },
        [
            [
                {
                    l: 1,
                    r: [
                        ["b", "2"],
                        ["a", "1"],
                    ],
                },
            ],
            "<dl><!--*1--><dt>b</dt> <dd>2</dd><dt>a</dt> <dd>1</dd></dl>",
        ],
    ),
    one(
        "rows of a table",
        [
            [["<table><tbody>\n", "\n</tbody></table>"], ["t"]],
            [["\n<tr><td>", "</td></tr>"], ["s"]],
        ],
        [[{ l: 1, r: [["a"]] }], "<table><tbody>\n<!--*1-->\n<tr><td>a</td></tr><!--/-->\n</tbody></table>"],
        { 0: { "+": [[0, ["b"]]] } },
        [
            [{ l: 1, r: [["b"], ["a"]] }],
            "<table><tbody>\n<!--*1-->\n<tr><td>b</td></tr>\n<tr><td>a</td></tr><!--/-->\n</tbody></table>",
        ],
    ),
    one(
        "shapes in a drawing",
        [
            [['<svg viewBox="0 0 9 9">', "</svg>"], ["s"]],
            [
                ["<g><circle", ' r="1"></circle>', "</g>"],
                ["a:cx", "t"],
            ],
            [["<foreignObject><p>", "</p></foreignObject>"], ["s"]],
        ],
        [
            [{ l: 1, r: [["1", null]] }],
            '<svg viewBox="0 0 9 9"><!--*1--><g><circle cx="1" r="1"></circle><!--$--><!--/--></g></svg>',
        ],
        { 0: { "+": [[1, ["2", [2, "hi"]]]] } },
        [
            [
                {
                    l: 1,
                    r: [
                        ["1", null],
                        ["2", [2, "hi"]],
                    ],
                },
            ],
            '<svg viewBox="0 0 9 9"><!--*1--><g><circle cx="1" r="1"></circle><!--$--><!--/--></g><g><circle cx="2" r="1"></circle><!--2--><foreignObject><p>hi</p></foreignObject><!--/--></g></svg>',
        ],
    ),
    one(
        "several attributes of one element",
        [
            [
                ["<a", ' title="t"', "", ">", "</a>"],
                ["u:href", "a:class", "p", "s"],
            ],
        ],
        [["/x", null, { p: { id: "i", hidden: true } }, "y"], '<a href="/x" title="t" hidden id="i">y</a>'],
        { 0: null, 1: "c", 2: { p: { id: "j", lang: "de" } } },
        [[null, "c", { p: { id: "j", lang: "de" } }, "y"], '<a title="t" class="c" id="j" lang="de">y</a>'],
    ),
    one(
        "a spread becomes nothing and something",
        [
            [
                ["<p", "></p><p", "></p>"],
                ["p", "p"],
            ],
        ],
        [[{ p: { id: "i" } }, null], '<p id="i"></p><p></p>'],
        { 0: null, 1: { p: { id: "i" } } },
        [[null, { p: { id: "i" } }], '<p></p><p id="i"></p>'],
    ),
    one(
        "style",
        field("<b", "a:style"),
        [["color: red"], '<p><b style="color: red"></p>'],
        { 0: "color:blue;top:0" },
        [["color:blue;top:0"], '<p><b style="color:blue;top:0"></p>'],
    ),
    one("the value of a field", field("<input", "a:value"), [["a"], '<p><input value="a"></p>'], { 0: "b" }, [
        ["b"],
        '<p><input value="b"></p>',
    ]),
    one("the value of a field goes", field("<input", "a:value"), [["a"], '<p><input value="a"></p>'], { 0: null }, [
        [null],
        "<p><input></p>",
    ]),
    one(
        "the value of a checkbox goes, which is nothing but its attribute",
        field("<input type=checkbox", "a:value"),
        [["a"], '<p><input type=checkbox value="a"></p>'],
        { 0: null },
        [[null], "<p><input type=checkbox></p>"],
    ),
    one(
        "a link of an SVG",
        field("<svg><a", "u:xlink:href"),
        [["#a"], '<p><svg><a xlink:href="#a"></p>'],
        { 0: "#b" },
        [["#b"], '<p><svg><a xlink:href="#b"></p>'],
    ),
    one(
        "a checkbox",
        field("<input type=checkbox", "a:checked"),
        [[null], "<p><input type=checkbox></p>"],
        { 0: true },
        [[true], "<p><input type=checkbox checked></p>"],
    ),
    one(
        "details",
        [[["<details", "><summary>s</summary></details>"], ["a:open"]]],
        [[true], "<details open><summary>s</summary></details>"],
        { 0: null },
        [[null], "<details><summary>s</summary></details>"],
    ),
    one(
        "the chosen option",
        [
            [
                ["<select><option", ">1</option><option", ">2</option></select>"],
                ["a:selected", "a:selected"],
            ],
        ],
        [[true, null], "<select><option selected>1</option><option>2</option></select>"],
        { 0: null, 1: true },
        [[null, true], "<select><option>1</option><option selected>2</option></select>"],
    ),
    one(
        "options of which none is chosen: the first one is",
        [
            [["<div>", "</div>"], ["s"]],
            [["<select>", "</select>"], ["s"]],
            [["<option>", "</option>"], ["s"]],
        ],
        [[null], "<div></div>"],
        { 0: [1, { l: 2, r: [["1"], ["2"], ["3"]] }] },
        [
            [[1, { l: 2, r: [["1"], ["2"], ["3"]] }]],
            "<div><!--1--><select><!--*2--><option>1</option><option>2</option><option>3</option></select></div>",
        ],
    ),
    one(
        "options that come and go",
        [
            [["<select>", "</select>"], ["s"]],
            [
                ["<option", ">", "</option>"],
                ["a:selected", "s"],
            ],
        ],
        [
            [
                {
                    l: 1,
                    r: [
                        [null, "1"],
                        [true, "2"],
                    ],
                },
            ],
            "<select><!--*1--><option>1</option><option selected>2</option></select>",
        ],
        { 0: { "-": [1], "+": [[1, [true, "3"]]] } },
        [
            [
                {
                    l: 1,
                    r: [
                        [null, "1"],
                        [true, "3"],
                    ],
                },
            ],
            "<select><!--*1--><option>1</option><option selected>3</option></select>",
        ],
    ),
    one(
        "the text of a textarea",
        [
            [
                ["<textarea", ">", "</textarea><p>", "</p>"],
                ["a:rows", "r", "s"],
            ],
        ],
        [["2", "a\n<b>", "x"], '<textarea rows="2">a\n&lt;b&gt;</textarea><p>x</p>'],
        { 1: "c", 2: "y" },
        [["2", "c", "y"], '<textarea rows="2">c</textarea><p>y</p>'],
    ),
    one(
        "an author's own comments",
        [[["<!-- a --><p>", "<!--$--></p><!--/-->"], ["t"]]],
        [["x"], "<!-- a --><p><!--$-->x<!--/--><!--$--></p><!--/-->"],
        { 0: "y" },
        [["y"], "<!-- a --><p><!--$-->y<!--/--><!--$--></p><!--/-->"],
    ),
    one(
        "a text longer than parsers keep in one piece",
        [[["<p>", "</p>"], ["s"]]],
        [["x".repeat(200_000)], `<p>${"x".repeat(200_000)}</p>`],
        { 0: "y" },
        [["y"], "<p>y</p>"],
    ),
    one(
        "the root is replaced",
        [
            [["<p>a</p>"], []],
            [["<p>b", "</p>"], ["t"]],
        ],
        [[], "<p>a</p>"],
        [0],
        [[], "<p>a</p>"],
    ),
    {
        ...one(
            "another root",
            [
                [["<p>a</p>"], []],
                [["b", ""], ["t"]],
            ],
            [[], "<p>a</p>"],
            [1, "c"],
            [[], ""],
        ),
        after: [1, "c"],
        html_after: "<!--1-->b<!--$-->c<!--/-->",
    },
];
