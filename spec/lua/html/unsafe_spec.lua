-- Places where a value could become script, markup or somebody else's address do not compile; the message says what
-- to write. (attacks W40, W42; what is let in is looked at in Chromium by spec/proof/hostile.test.mjs)

local support = require "spec.lua.support"

local function refused(template, message)
    local messages = support.errors(template)
    for _, one in ipairs(messages) do
        if one:find(message, 1, true) then
            return
        end
    end
    error(("%s: not refused with %q, but: %s"):format(template, message, table.concat(messages, "\n")), 2)
end

-- No value of it runs: braces are text there.
local function is_raw(template)
    local result = support.compile("return html[==[" .. template .. "]==]")
    assert.equal(1, #result.templates)
    assert.same({}, result.templates[1].slots)
    assert.equal(template, result.templates[1].statics[1])
end

describe("a value cannot stand (W40, W42)", function()
    it("in a script or a style: braces are their own there", function()
        is_raw "<script>let a = {x}; `${y}`</script>"
        is_raw "<style>b {color: red} i{top:{x}}</style>"
        is_raw "<svg><style>{x}</style></svg>"
    end)

    it("in a handler, however it is spelled", function()
        for _, name in ipairs { "onclick", "ONCLICK", "onLoad", "onpointerrawupdate", "ontoggle" } do
            for _, value in ipairs { "={x}", '="{x}"', "='a {x}'", "=x", "" } do
                refused(("<b %s%s></b>"):format(name, value), "is not allowed")
            end
        end
    end)

    it("in a page of its own", function()
        refused("<iframe srcdoc={x}></iframe>", "srcdoc")
        refused('<iframe SRCDOC="<p>{x}"></iframe>', "srcdoc")
        refused("<iframe>{x}</iframe>", "nothing dynamic can stand in <iframe>")
    end)

    it("in a list of addresses", function()
        refused("<img srcset={x}>", "srcset")
        refused('<img srcset="{x} 2x">', "srcset")
        refused("<link imagesrcset={x}>", "imagesrcset")
        refused("<source srcset={x}>", "srcset")
    end)

    it("in what says which script runs", function()
        refused("<script src={x}></script>", "the src of <script>")
        refused("<svg><script href={x}></script></svg>", "the href of <script>")
        refused('<svg><script xlink:href="{x}"></script></svg>', "the xlink:href of <script>")
        refused("<script {x}></script>", "spread into <script>")
    end)

    it("in what leads the page elsewhere", function()
        refused("<base href={x}>", "<base> cannot have dynamic attributes")
        refused('<meta http-equiv="refresh" content={x}>', "<meta> cannot have dynamic attributes")
        refused("<meta http-equiv={x}>", "'http-equiv' cannot be dynamic")
        refused("<meta {x}>", "<meta> cannot have dynamic attributes")
    end)

    it("in an animation that would set an address", function()
        refused("<svg><animate attributeName=href values={x} /></svg>", "the animation of an address")
        refused('<svg><set attributeName="xlink:href" to={x} /></svg>', "the animation of an address")
        refused('<svg><set attributeName="&#104;ref" to={x} /></svg>', "the animation of an address")
        refused("<svg><animate attributeName={x} /></svg>", "'attributeName' cannot be dynamic")
        refused("<svg><animate {x} /></svg>", "spread into <animate>")
        refused("<svg><set {x} /></svg>", "spread into <set>")
    end)

    it("in a style that is one text", function()
        refused('<b style="color: {x}"></b>', "'style' cannot be interpolated")
        refused("<b style={x}></b>", "a style is written name = value")
        refused("<b style={[x] = 1}></b>", "a style is written name = value")
    end)

    it("in the name of a tag or of an attribute", function()
        refused("<{x}></{x}>", "begins no tag")
        refused("<b {x}=1></b>", "unexpected '='")
        refused("<b data-{x}=1></b>", "unexpected '='")
    end)

    it("in a comment: it is not sent", function()
        local result = support.compile "return html[[<b><!-- {x} --><!--{x}--></b>]]"
        assert.equal("<b></b>", support.shape_of(result.templates[1]))
        assert.same({}, result.templates[1].slots)
    end)

    it("in a template, noscript, noembed or xmp, which are no part of the page", function()
        for _, name in ipairs { "template", "noscript", "noembed", "noframes", "xmp" } do
            refused(("<%s><p>{x}</p></%s>"):format(name, name), "nothing dynamic can stand in")
        end
    end)
end)
