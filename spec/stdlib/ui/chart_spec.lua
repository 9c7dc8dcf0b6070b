-- ls.chart and ls.sparkline: pictures of numbers, which are also there as numbers.

local showing = require "spec.support.showing"

local WEEK = '{ values = { 3, 7, 5, 6 }, labels = { "Mon", "Tue", "Wed", "Thu" } }'
local LINE = '<ls.chart title="Visits" values={m.values} labels={m.labels} />'

local function attributes(page, selector, name)
    local list = {}
    for number, element in ipairs(page:all(selector)) do
        list[number] = element.attributes[name]
    end
    return list
end

describe("ls.chart", function()
    it("is a figure with a picture that is named, and the numbers as a table", function()
        local page = showing.page(LINE, WEEK)
        assert.has.element(page, "figure.ls-chart > figcaption", "Visits")
        assert.same(
            { "Visits: Line chart, 4 values, from 3 to 7" },
            attributes(page, "svg[role=img]", "aria-label")
        )
        assert.has.element(page, "details > summary", "Show the numbers")
        assert.has.element(page, "details caption", "Visits")
        assert.has.element(page, "tbody th[scope=row]", "Tue")
        assert.has.element(page, "tbody td", "7")
    end)

    it("draws a line over a grid with round numbers", function()
        local page = showing.page(LINE, WEEK)
        assert.same({ "0,138.8 333.3,35.8 666.7,87.3 1000,61.5" }, attributes(page, "polyline", "points"))
        assert.same({ "138.8", "35.8", "87.3", "61.5" }, attributes(page, "circle", "cy"))
        for _, tick in ipairs { "0", "2", "4", "6", "8" } do
            assert.has.element(page, "text", tick)
        end
        for _, label in ipairs { "Mon", "Tue", "Wed", "Thu" } do
            assert.has.element(page, "text", label)
        end
        assert.has.element(page, "circle > title", "Tue, Visits: 7")
    end)

    it("draws bars side by side, from zero, also below it", function()
        local page = showing.page([[<ls.chart type="bar" title="Income" labels={{ "A", "B" }} series={{
                { name = "Shop", values = { 4, -2 } }, { name = "Fairs", values = { 0, 2 } },
            }} height={234} />]])
        -- the plot is 200 high, and goes from -2 to 4
        assert.same({ "10", "143.3", "143.3", "76.7" }, attributes(page, "rect[x]", "y"))
        assert.same({ "133.3", "66.7", "1", "66.6" }, attributes(page, "rect[x]", "height"))
        local x = attributes(page, "rect[x]", "x")
        assert.is_true(tonumber(x[1]:match "[%d.]+") < tonumber(x[3]:match "[%d.]+"))
    end)

    it("stacks bars", function()
        local page =
            showing.page([[<ls.chart type="bar" stacked title="Income" labels={{ "A", "B" }} series={{
                { name = "Shop", values = { 1, -2 } }, { name = "Fairs", values = { 3, 4 } },
                { name = "Net", values = { false, -2 } },
            }} height={234} />]])
        -- from -4 to 4, 25 each
        assert.same({ "85", "110", "10", "10", "210", "160" }, attributes(page, "rect[x]", "y"))
        assert.same({ "25", "50", "75", "100", "0", "50" }, attributes(page, "rect[x]", "height"))
    end)

    it("fills the area under a line", function()
        local markup = '<ls.chart type="area" title="T" values={{ 0, 10 }} height={234} />'
        local page = showing.page(markup)
        assert.same({ "0,210 1000,10 1000,210 0,210" }, attributes(page, "polygon", "points"))
    end)

    it("names its series", function()
        local page = showing.page [[
            <ls.chart title="T" series={{ { name = "One", values = { 1 } }, { name = "Two", values = { 2 } } }} />
        ]]
        assert.has.element(page, "ul.ls-legend > li", "One")
        assert.has.element(page, "ul.ls-legend > li", "Two")
        assert.same(
            { "var(--ls-chart-1, #2f6fed)", "var(--ls-chart-2, #d9480f)" },
            attributes(page, ".ls-legend rect", "fill")
        )
        assert.has.element(page, "thead th[scope=col]", "Two")
        assert.has.no.element(showing.page(LINE, WEEK), ".ls-legend")
    end)

    it("leaves a gap where there is no value", function()
        local page = showing.page '<ls.chart title="T" values={{ 1, 2, false, 4, 5 }} />'
        assert.equal(2, #page:all "polyline")
        assert.same({ "3.5", "3.5", "0", "3.5", "3.5" }, attributes(page, "circle", "r"))
        assert.has.element(page, "td", "–")
    end)

    it("shows that there is nothing, or one value, or values that are all the same", function()
        local page = showing.page '<ls.chart title="T" values={{}} />'
        assert.has.element(page, "svg > text", "No data")
        assert.same({ "T: Line chart, no data" }, attributes(page, "svg[role=img]", "aria-label"))
        assert.has.no.element(page, "details")
        page = showing.page '<ls.chart title="T" values={{ 5 }} />'
        assert.equal(1, #page:all "circle")
        local name = attributes(page, "svg[role=img]", "aria-label")[1]
        assert.equal("T: Line chart, 1 value, from 5 to 5", name)
        page = showing.page '<ls.chart title="T" values={{ 0, 0 }} type="bar" />'
        assert.equal(2, #page:all "rect")
        page = showing.page '<ls.chart title="T" values={{ -3, -3 }} type="area" />'
        assert.equal(1, #page:all "polygon")
    end)

    it("writes numbers as the app wants them", function()
        local page = showing.page [[
            <ls.chart title="T" values={{ 100, 250 }} format={function(n) return ("€ %d"):format(n) end} />
        ]]
        assert.has.element(page, "text", "€ 100")
        assert.has.element(page, "td", "€ 250")
        assert.has.element(page, "title", "2, T: € 250")
    end)

    it("leaves out labels that would touch each other, and shortens those that are long", function()
        local page = showing.page(
            [[<ls.chart title="T" values={m.v} labels={m.l} />]],
            [[(function()
            local v, l = {}, {}
            for i = 1, 100 do v[i], l[i] = i, "Week " .. i end
            return { v = v, l = l }
        end)()]]
        )
        local shown = 0
        for _, text in ipairs(page:all "text") do
            shown = shown + (require("lightspeed.test.html").text(text):find "^Week" and 1 or 0)
        end
        assert.is_true(shown >= 3 and shown <= 9, shown)
        assert.has.no.element(page, "circle")
        page = showing.page '<ls.chart type="bar" title="T" values={{ 1 }} labels={{ ("long "):rep(30) }} />'
        assert.has.element(page, "text", "…")
    end)

    it("sends little where one value changes", function()
        local values = {}
        for i = 1, 200 do
            values[i] = i % 7
        end
        local model = ("{ values = { %s } }"):format(table.concat(values, ","))
        local markup = [[
            {local values = { table.unpack(m.values) }}
            {local _ = table.insert(values, 100, tonumber(m.point) or 3)}
            <ls.chart type="%s" title="T" values={values} />
        ]]
        for type, most in pairs { line = 200, bar = 170, area = 330 } do
            local page = showing.page(markup:format(type), model)
            assert.is_true(#page.html > 8000)
            page:send("set", { name = "point", value = "4" })
            assert.is_truthy(page.patch)
            assert.patch_bytes(page, most)
        end
    end)

    it("refuses what cannot be drawn, at its tag", function()
        local needs = "<ls.chart> needs values={…}, or series={{ { name = …, values = … } }}"
        for markup, why in pairs {
            ['<ls.chart title="T" values={{ 1, 0 / 0 }} />'] = "'2' of 'T' is nan, which is no number",
            ['<ls.chart title="T" values={{ 1 / 0 }} />'] = "'1' of 'T' is inf, and no axis goes so far",
            ['<ls.chart title="T" values={{ "7" }} />'] = "'1' of 'T' is a string, not a number",
            ['<ls.chart title="T" />'] = needs,
            ['<ls.chart title="T" values={{}} series={{}} />'] = "takes values (of one series) or series, not both",
            ['<ls.chart title="T" values={{ 1 }} labels={{ {} }} />'] = "label 1 is a table, not a text",
            ['<ls.chart title="T" series={{ 3 }} />'] = 'series 1 is not { name = "Visits", values = { … } }',
            ['<ls.chart title="T" values={{ 1, 2 }} labels={{ "a" }} />'] = "'T' has 2 values, and there are 1",
            ['<ls.chart title="T" type="pie" values={{}} />'] = 'expected "line", "bar", "area", got string "pie"',
            ["<ls.chart values={{}} />"] = "<ls.chart> needs the attribute 'title' (string)",
        } do
            local said = showing.error_of(markup)
            assert.is_truthy(said:find(why, 1, true), said)
            assert.is_truthy(said:find("app.lua:18: ", 1, true), said)
        end
    end)
end)

describe("ls.sparkline", function()
    it("is a line with a name that tells its numbers", function()
        local page = showing.page '<ls.sparkline values={{ 1, 5, 3 }} label="Visits" class="inline" />'
        assert.has.element(page, 'svg.ls-sparkline.inline[role=img][width="100"][height="24"]')
        assert.same({ "Visits: 3 values, from 1 to 5, the last is 3" }, attributes(page, "svg", "aria-label"))
        assert.same({ "2,22 50,2 98,12" }, attributes(page, "polyline", "points"))
    end)

    it("is bars from zero", function()
        local page =
            showing.page '<ls.sparkline type="bar" values={{ 4, -2 }} label="L" width="20" height="22" />'
        assert.same({ "2", "14" }, attributes(page, "rect", "y"))
        assert.same({ "12", "6" }, attributes(page, "rect", "height"))
    end)

    it("shows nothing, one value, and values that are all the same", function()
        assert.has.element(showing.page '<ls.sparkline values={{}} label="L" />', "svg")
        assert.has.element(showing.page '<ls.sparkline values={{ 3 }} label="L" />', "circle")
        local page = showing.page '<ls.sparkline values={{ 3, 3 }} label="L" />'
        assert.same({ "2,12 98,12" }, attributes(page, "polyline", "points"))
    end)

    it("is compared with others where it is told how far they go", function()
        local page = showing.page '<ls.sparkline values={{ 1, 2 }} min={0} max={4} label="L" />'
        assert.same({ "2,17 98,12" }, attributes(page, "polyline", "points"))
    end)

    it("refuses what is no number", function()
        local why = showing.error_of '<ls.sparkline values={{ 1, 0 / 0 }} label="L" />'
        local nan = "app.lua:18: <ls.sparkline>: value 2 of 'L' is nan, which is no number"
        assert.is_truthy(why:find(nan, 1, true))
        why = showing.error_of '<ls.sparkline values={{ 1, nil, 3 }} label="L" />'
        assert.is_truthy(why:find("value 2 of 'L' is a nil, not a number", 1, true))
    end)
end)
