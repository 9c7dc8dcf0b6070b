-- ls.tabs, ls.dialog, ls.flash, ls.link and ls.time: what a page is put together from.

local showing = require "spec.support.showing"

describe("ls.tabs", function()
    local TABS = [[
        <ls.tabs id="parts" label="Parts" selected={m.tab} event="tab" class="wide">
            <:tab name="one" label="One"><p>first</p></:tab>
            <:tab name="two" label="Two ({m.count})"><p>second</p></:tab>
            <:tab name="three" disabled><p>third</p></:tab>
        </ls.tabs>
    ]]

    it("shows one panel, named by its tab", function()
        local page = showing.page(TABS, "{ count = 2 }")
        assert.has.element(page, "#parts.wide > [role=tablist][aria-label=Parts]")
        assert.has.element(
            page,
            "button#parts-tab-one[role=tab][aria-selected=true][aria-controls=parts-panel]",
            "One"
        )
        assert.has.element(page, "button#parts-tab-two[aria-selected=false][tabindex=-1]", "Two (2)")
        assert.has.no.element(page, "#parts-tab-one[tabindex]")
        assert.has.element(page, "#parts-tab-three[disabled]", "three")
        assert.has.element(page, "#parts-panel[role=tabpanel][aria-labelledby=parts-tab-one] > p", "first")
        assert.does_not.show(page, "second")
    end)

    it("goes to another one", function()
        local page = showing.page(TABS, "{ count = 2 }")
        page:click "Two (2)"
        assert.has.element(page, "[role=tabpanel][aria-labelledby=parts-tab-two] > p", "second")
        assert.has.element(page, "#parts-tab-two[aria-selected=true][aria-controls=parts-panel]")
        assert.has.element(page, "#parts-tab-one[aria-selected=false][tabindex=-1]")
        assert.has.no.element(page, "#parts-tab-one[aria-controls]")
    end)

    it("says which tab there is not, and which has no name", function()
        local why = showing.error_of(TABS, '{ count = 0, tab = "tow" }')
        assert.has.match("app.lua:18: <ls.tabs>: there is no tab 'tow'; did you mean 'two'%?", why)
        why = showing.error_of '<ls.tabs id="a" event="tab"><:tab label="x">y</:tab></ls.tabs>'
        assert.has.match("app.lua:18: <ls.tabs>: tab 1 needs a name", why)
        why =
            showing.error_of '<ls.tabs id="a" event="tab"><:tab name="b">x</:tab><:tab name="b">y</:tab></ls.tabs>'
        assert.has.match("app.lua:18: <ls.tabs>: two tabs are called 'b'", why)
    end)
end)

describe("ls.dialog", function()
    local DIALOG = [[
        <ls.dialog id="sure" title="Remove {m.name}?" open={not m.closed} close="close">
            <p>It will be gone.</p>
            <:actions><button ls-click="close">Keep it</button></:actions>
        </ls.dialog>
    ]]

    it("is a modal dialog with a name", function()
        local page = showing.page(DIALOG, '{ name = "x" }')
        assert.has.element(page, "dialog#sure.ls-dialog[open][aria-modal=true][aria-labelledby=sure-title]")
        assert.has.element(page, "dialog[ls-on-close=close] h2#sure-title", "Remove x?")
        assert.has.element(page, "dialog > footer > button", "Keep it")
    end)

    it("is closed by its button", function()
        local page = showing.page(DIALOG, '{ name = "x" }')
        page:click "Close"
        assert.is_true(page.model.closed)
        assert.has.no.element(page, "dialog[open]")
        assert.patch_bytes(page, 30)
    end)

    it("is the page's own business where the view does not open it", function()
        local page = showing.page '<ls.dialog id="help" title="Help"><p>x</p></ls.dialog>'
        assert.has.element(page, "dialog form[method=dialog] > button[aria-label=Close]")
        assert.has.no.element(page, "dialog[open]")
        assert.has.no.element(page, "dialog[ls-on-close]")
        assert.has.no.element(page, "footer")
    end)

    it("needs an id and a title", function()
        assert.has.match(
            "<ls.dialog> needs the attribute 'title'",
            showing.error_of '<ls.dialog id="x">y</ls.dialog>'
        )
        assert.has.match(
            "<ls.dialog> needs the attribute 'id'",
            showing.error_of '<ls.dialog title="x">y</ls.dialog>'
        )
    end)
end)

describe("ls.flash", function()
    for kind, role in pairs { info = "status", success = "status", warning = "alert", error = "alert" } do
        it(("of kind %s is a %s"):format(kind, role), function()
            local page = showing.page(('<ls.flash kind="%s" text="Saved." />'):format(kind))
            assert.has.element(page, (".ls-flash.%s[role=%s] > p"):format(kind, role), "Saved.")
        end)
    end

    it("is there before there is anything to say", function()
        assert.equal(
            '<div role="status" class="ls-flash info"></div>',
            showing.html "<ls.flash text={m.text} />"
        )
    end)

    it("can be taken away", function()
        local page = showing.page('<ls.flash text={not m.closed and "Hello"} close="close" />', "{}")
        assert.shows(page, "Hello")
        page:click "Close"
        assert.does_not.show(page, "Hello")
        assert.has.element(page, "[role=status]")
    end)

    it("says more than text in its slot", function()
        local page = showing.page '<ls.flash text="x"><b>bold</b></ls.flash>'
        assert.has.element(page, "p b", "bold")
        page = showing.page "<ls.flash text={nil}><b>bold</b></ls.flash>"
        assert.has.no.element(page, "b")
    end)

    it("has four kinds", function()
        local why = showing.error_of '<ls.flash kind="succes" text="x" />'
        assert.is_truthy(
            why:find('attribute \'kind\': expected "info", "success", "warning", "error"', 1, true)
        )
    end)
end)

describe("ls.link", function()
    for _, case in ipairs {
        {
            '<ls.link navigate="/x">Go</ls.link>',
            '<a href="/x" ls-navigate>Go</a>',
        },
        {
            '<ls.link patch="?p=2" replace current>2</ls.link>',
            '<a href="?p=2" ls-patch ls-replace aria-current="page">2</a>',
        },
        {
            '<ls.link href="/x" class="big" target="_blank">Go</ls.link>',
            '<a href="/x" rel="noopener" class="big" target="_blank">Go</a>',
        },
        {
            '<ls.link href="/x" target="_blank" rel="author">Go</ls.link>',
            '<a href="/x" rel="author" target="_blank">Go</a>',
        },
        {
            '<ls.link navigate="/x" prefetch current="step">Go</ls.link>',
            '<a href="/x" ls-navigate ls-prefetch aria-current="step">Go</a>',
        },
        {
            "<ls.link href='javascript:alert(1)'>Go</ls.link>",
            '<a href="about:invalid#refused">Go</a>',
        },
    } do
        it("is " .. case[2], function()
            assert.equal(case[2], showing.html(case[1]))
        end)
    end

    it("leads to one place", function()
        assert.has.match("app.lua:18: <ls.link> goes nowhere", showing.error_of "<ls.link>x</ls.link>")
        local why = showing.error_of '<ls.link href="/a" patch="?b">x</ls.link>'
        assert.has.match("app.lua:18: <ls.link> has href and patch; it takes one of them", why)
    end)
end)

describe("ls.time", function()
    for _, case in ipairs {
        {
            "<ls.time at={1795230553000} />",
            '<time datetime="2026-11-21T03:09:13Z">21 Nov 2026, 03:09</time>',
        },
        {
            "<ls.time at={1795230553000} offset={90} class='when' />",
            '<time datetime="2026-11-21T04:39:13+01:30" class="when">21 Nov 2026, 04:39</time>',
        },
        {
            '<ls.time at="2026-11-21" />',
            '<time datetime="2026-11-21">21 Nov 2026</time>',
        },
        {
            '<ls.time at="2026-11-21" format="long" />',
            '<time datetime="2026-11-21">Saturday, 21 November 2026</time>',
        },
        {
            '<ls.time at={ls.now() - 190000} format="relative" />',
            '<time datetime="2026-11-21T03:06:03Z" '
                .. 'title="Saturday, 21 November 2026, 03:06 UTC">3 minutes ago</time>',
        },
        {
            '<ls.time at={0} format="relative" now={86400000} />',
            '<time datetime="1970-01-01T00:00:00Z" '
                .. 'title="Thursday, 1 January 1970, 00:00 UTC">1 day ago</time>',
        },
    } do
        it("is " .. case[2], function()
            assert.equal(case[2], showing.html(case[1]))
        end)
    end

    it("is told what is no moment", function()
        local why = "app.lua:18: <ls.time>: there is no day 2026-02-30"
        assert.is_truthy(showing.error_of('<ls.time at="2026-02-30" />'):find(why, 1, true))
        assert.has.match(
            "is no moment between the years 1 and 9999",
            showing.error_of "<ls.time at={1e300} />"
        )
        assert.has.match('expected "datetime"', showing.error_of '<ls.time at={1} format="relatve" />')
    end)
end)
