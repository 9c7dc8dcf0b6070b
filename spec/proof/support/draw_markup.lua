-- Markup drawn by lot: whatever templates may have, in places where HTML allows it, over the model of
-- draw_model.lua. A painter writes it piece by piece; it knows which rows are in scope, how deep it is, and how much
-- it may still write.

local painter = {}
painter.__index = painter

-- ## Expressions

local STRINGS = { "m.s1", "m.s2", "m.s3", "m.s4" }
local FLAGS = { "m.b1", "m.b2", "m.b3" }
local NUMBERS = { "m.n1", "m.n2", "#m.rows", "#m.others" }

-- Something that is known where the template stands: the model's, or that of a row around it.
function painter:name(of_model, field)
    local row = #self.rows > 0 and not self.lot:once_in(4) and self.lot:pick(self.rows)
    return row and row .. "." .. field or self.lot:pick(of_model)
end

function painter:flag()
    local lot = self.lot
    local flag = self:name(FLAGS, "b")
    local kind = lot:integer(6)
    if kind == 1 then
        return "not " .. flag
    elseif kind == 2 then
        return self:number() .. " > 2"
    elseif kind == 3 then
        return flag .. " and " .. self:name(FLAGS, "b")
    end
    return flag
end

function painter:number()
    return self:name(NUMBERS, "n")
end

-- What can be the value of an attribute: a text, a number, true, or nothing.
function painter:scalar()
    local lot = self.lot
    local kind = lot:integer(10)
    if kind == 1 then
        return self:number()
    elseif kind == 2 then
        return self:flag()
    elseif kind == 3 then
        return self:flag() .. " and " .. self:text()
    elseif kind == 4 then
        return self:flag() .. " and " .. self:text() .. " or " .. self:text()
    elseif kind == 5 then
        return self:name({ "m.o1", "m.o2" }, "o")
    elseif kind == 6 then
        return self:number() .. " / 2"
    elseif kind == 7 then
        return "(" .. self:text() .. ") .. " .. self:number()
    end
    return self:text()
end

function painter:text()
    if self.lot:once_in(12) then
        return '"literal"'
    end
    return self:name(STRINGS, "s")
end

-- Rows to go through, and what they are called.
function painter:source()
    local inner = #self.rows > 0 and self.lot:once_in(2) and self.rows[#self.rows]
    return inner and inner .. ".sub" or self.lot:pick { "m.rows", "m.rows", "m.others" }
end

-- ## Pieces

function painter:out(text)
    self.pieces[#self.pieces + 1] = text
end

-- White space that an author might have left there.
function painter:space()
    self:out(self.lot:weighted { 5, "", 3, "\n        ", 2, " ", 1, "\n\n" })
end

function painter:value(expression)
    self:out("{" .. expression .. "}")
end

local NAMES = { "title", "lang", "data-a", "data-b", "aria-label", "id", "hidden", "translate", "ls-value-x" }

-- Attributes with names of their own, so that none stands twice. `given`: names that are taken.
function painter:attributes(given)
    local lot = self.lot
    local taken = {}
    for _, name in ipairs(given or {}) do
        taken[name] = true
    end
    for _ = 1, lot:weighted { 5, 0, 3, 1, 2, 2, 1, 3 } do
        local name = lot:pick(NAMES)
        if not taken[name] and not taken.spread then
            taken[name] = true
            self:attribute(name)
        end
    end
    if not taken.class and lot:once_in(5) then
        self:class()
    end
    if not taken.style and lot:once_in(9) then
        self:out((' style={width = %s .. "px", color = %s and "red"}'):format(self:number(), self:flag()))
    end
    if not next(taken) and lot:once_in(8) then
        self:out(" {" .. self:spread() .. "}")
    end
end

function painter:attribute(name)
    local kind = self.lot:integer(6)
    if kind == 1 then
        self.places = self.places + 1 -- an id that stands twice is refused
        self:out((' %s="static %d"'):format(name, self.places))
    elseif kind == 2 then
        self:out((' %s="before {%s} after"'):format(name, self:scalar()))
    elseif kind == 3 then
        self:out((" %s='{%s}{%s}'"):format(name, self:scalar(), self:text()))
    elseif kind == 4 then
        self:out(" " .. name)
    else
        self:out((" %s={%s}"):format(name, self:scalar()))
    end
end

function painter:class()
    local kind = self.lot:integer(4)
    if kind == 1 then
        self:out((' class="a {%s} b"'):format(self:flag() .. ' and "on"'))
    elseif kind == 2 then
        self:out(
            (' class={"card", warm = %s, ["cold-%d"] = %s}'):format(
                self:flag(),
                self.lot:integer(3),
                self:flag()
            )
        )
    elseif kind == 3 then
        self:out((' class={%s and "danger"}'):format(self:flag()))
    else
        self:out ' class="plain static"'
    end
end

function painter:spread()
    local kind = self.lot:integer(3)
    if kind == 1 then
        return self:flag() .. " and m.x1 or m.x2"
    elseif kind == 2 then
        return self:flag() .. " and m.x1"
    end
    return self.lot:pick { "m.x1", "m.x2" }
end

function painter:element(name, content, given)
    self:out("<" .. name)
    self:attributes(given)
    self:out ">"
    if content then
        content()
    end
    self:out("</" .. name .. ">")
end

-- ## Content. `where` is a kind of place: "flow", "phrasing", "svg", or one that takes only its own children.

local content = {}

function painter:fill(where)
    self.depth = self.depth + 1
    local most = math.max(0, 4 - self.depth)
    for _ = 1, self.lot:integer(0, most) do
        self:space()
        self:one(where)
    end
    self:space()
    self.depth = self.depth - 1
end

-- One child of such a place: a thing, or a block around things.
function painter:one(where)
    local lot = self.lot
    self.budget = self.budget - 1
    local block = self.depth < 7 and self.budget > 0 and lot:integer(10) or 10
    if block == 1 then
        self:conditional(where)
    elseif block <= 3 then
        self:list(where)
    elseif
        (block == 4 or block == 6)
        and (where == "flow" or where == "phrasing")
        and #self.components > 0
    then
        self:component(where)
    elseif block == 5 and (where == "flow" or where == "phrasing") then
        self:embedded(where)
    else
        content[where](self)
    end
end

-- Content where no component with a state can stand, because it would stand there twice under one name.
function painter:without_state(where)
    local is_named = self.is_named
    self.is_named = false
    self:fill(where)
    self.is_named = is_named
end

function painter:conditional(where)
    self:out("{if " .. self:flag() .. " then}")
    self:fill(where)
    if self.lot:once_in(3) then
        self:out("{elseif " .. self:flag() .. " then}")
        self:fill(where)
    end
    if not self.lot:once_in(3) then
        self:out "{else}"
        self:fill(where)
    end
    self:out "{end}"
end

-- A list of rows: keyed ones are one element or component, unkeyed ones anything.
function painter:list(where)
    local lot = self.lot
    if #self.rows == 0 and lot:once_in(5) then
        self:out("{for i = 1, " .. self:number() .. " do}")
        self:out(where == "flow" and "{i}, " or "")
        self:without_state(where)
        return self:out "{end}"
    end
    local row = "r" .. #self.rows + 1
    self:out(("{for _, %s in ipairs(%s) do}"):format(row, self:source()))
    self.rows[#self.rows + 1] = row
    if lot:once_in(6) then
        self:out(("{local v%d = %s}"):format(#self.rows, self:scalar()))
    end
    if lot:integer(4) > 1 then
        self.key = lot:once_in(4) and ('"k" .. %s.id'):format(row) or row .. ".id"
        content.keyed(self, where)
    else
        self:fill(where)
    end
    self.rows[#self.rows] = nil
    self:out "{end}"
end

function content.keyed(self, where)
    local key = self.key
    self.key = nil
    if (where == "flow" or where == "phrasing") and #self.components > 0 and self.lot:once_in(4) then
        return self:component(where, key)
    end
    local names = {
        flow = { "div", "section", "p" },
        phrasing = { "span", "b", "em" },
        svg = { "g", "a" },
        math = { "mrow" },
        ul = { "li" },
        dl = { "div" },
        rows = { "tr" },
        cells = { "td", "th" },
        options = { "option" },
        sections = { "tbody" },
    }
    local name = self.lot:pick(names[where])
    self:out("<" .. name .. " ls-key={" .. key .. "}")
    self:attributes()
    self:out ">"
    self:inside(name, where)
    self:out("</" .. name .. ">")
end

local INSIDE = {
    p = "phrasing",
    span = "phrasing",
    b = "phrasing",
    em = "phrasing",
    g = "svg",
    mrow = "math",
    tr = "cells",
    tbody = "rows",
    div = "flow",
    section = "flow",
    li = "flow",
    td = "flow",
    th = "flow",
}

function painter:inside(name, where)
    if name == "option" then
        return self:value(self:text())
    elseif where == "dl" then
        self:out("<dt>{" .. self:text() .. "}</dt>")
        return self:out("<dd>{" .. self:scalar() .. "}</dd>")
    end
    self:fill(name == "a" and where or INSIDE[name])
end

function painter:component(where, key)
    local name, takes, is_stateful = table.unpack(self.lot:pick(self.components))
    if takes == "flow" and where ~= "flow" or is_stateful and not self.is_named then
        return key and self:fallback(key) or self:value(self:scalar())
    end
    self:out("<" .. name)
    if is_stateful then
        self:out(" id={" .. self:place() .. "}")
    end
    if key then
        self:out(" ls-key={" .. key .. "}")
    end
    local row = self.rows[#self.rows]
    self:out(
        (" m={m} r={%s} text={%s} flag={%s}"):format(row or "m.rows[1] or NO_ROW", self:text(), self:flag())
    )
    if self.lot:once_in(3) then
        return self:out " />"
    end
    self:out ">"
    self:without_state(takes)
    self:named_slots(takes)
    self:out("</" .. name .. ">")
end

-- A row that cannot be the component that was drawn.
function painter:fallback(key)
    self:out(("<b ls-key={%s}>{%s}</b>"):format(key, self:scalar()))
    return true
end

-- A name for this place of the page, which no other has.
function painter:place()
    self.places = self.places + 1
    local parts = { ('"p%d"'):format(self.places) }
    for _, row in ipairs(self.rows) do
        parts[#parts + 1] = row .. ".id"
    end
    return table.concat(parts, ' .. "-" .. ')
end

-- Content for named slots: one that may come several times and is given a row, and one that is given nothing.
function painter:named_slots(takes)
    for _ = 1, self.lot:weighted { 4, 0, 2, 1, 1, 2 } do
        self:out("<:cell")
        if self.lot:once_in(2) then
            local row = "r" .. #self.rows + 1
            self.rows[#self.rows + 1] = row
            self:out((' let="%s" label={%s}>'):format(row, self:flag_of_model()))
            self:without_state(takes)
            self.rows[#self.rows] = nil
        else
            self:out(' label="static">')
            self:without_state(takes)
        end
        self:out "</:cell>"
    end
    if self.lot:once_in(3) then
        self:out "<:foot>"
        self:without_state(takes)
        self:out "</:foot>"
    end
end

function painter:flag_of_model()
    return self.lot:pick(FLAGS)
end

-- Markup that comes as a string, which is whole in itself.
function painter:raw()
    local markup = self.lot:pick { "<b>bold</b> text", "text", "<i>a</i><!-- b --><i>c</i>", "", "a &amp; b" }
    self:value(("ls.raw(%s and %q or %q)"):format(self:flag(), markup, "<u>other</u>"))
end

-- An element whose tag is computed.
function painter:computed(where)
    local attributes = ("{ title = %s, hidden = %s }"):format(self:text(), self:flag())
    if where == "flow" then
        self:value(('ls.el("h" .. %s %% 6 + 1, %s, %s)'):format(self:number(), attributes, self:scalar()))
    else
        local list = ("{ %s, %s }"):format(self:scalar(), self:text())
        self:value(("ls.el(%s and 'b' or 'i', %s, %s)"):format(self:flag(), attributes, list))
    end
end

-- A template in an expression. Its long bracket is of a lower level than the one around it.
function painter:embedded(where)
    if self.level == 0 then
        return self:value(self:scalar())
    end
    self.level = self.level - 1
    local equals = ("="):rep(self.level)
    self:out(("{%s and html[%s["):format(self:flag(), equals))
    self:fill(where)
    self:out(("]%s]%s}"):format(equals, self.lot:once_in(2) and "" or " or " .. self:scalar()))
    self.level = self.level + 1
end

function content.text(self)
    self:out(self.lot:pick { "text", "more text", "&lt;&amp;&nbsp;", "a &copy; b", "$", "{-- a comment --}" })
end

function content.any_text(self)
    if self.lot:once_in(3) then
        content.text(self)
    else
        self:value(self:scalar())
    end
end

function content.phrasing(self)
    local lot = self.lot
    local kind = lot:integer(20)
    if kind == 20 then
        self:raw()
    elseif kind == 19 then
        self:computed "phrasing"
    elseif kind <= 7 then
        content.any_text(self)
    elseif kind <= 12 then
        self:element(lot:pick { "span", "b", "i", "em", "code", "small" }, function()
            self:fill "phrasing"
        end)
    elseif kind == 13 then
        self:element("span", function()
            self:value(self:scalar())
        end)
    elseif kind == 14 then
        self:drawing()
    elseif kind == 15 then
        self:out "<br>"
    elseif kind == 16 then
        self:control()
    elseif kind == 17 then
        self:link()
    else
        self:out(("<img alt={%s} width={%s}>"):format(self:text(), self:number()))
    end
end

function painter:link()
    if self.plain then
        return self:value(self:scalar())
    end
    self.plain = true
    self:out(("<a href={%s}"):format(self:scalar()))
    self:attributes()
    self:out ">"
    self:fill "phrasing"
    self:out "</a>"
    self.plain = false
end

function content.flow(self)
    local lot = self.lot
    local kind = self.depth > 6 and 1 or lot:integer(17)
    if kind == 17 then
        self:computed "flow"
    elseif kind <= 6 then
        content.phrasing(self)
    elseif kind <= 9 then
        self:element(lot:pick { "div", "section", "article", "blockquote" }, function()
            self:fill "flow"
        end)
    elseif kind == 10 then
        self:element(lot:pick { "p", "h2", "pre" }, function()
            self:fill "phrasing"
        end)
    elseif kind == 11 then
        self:element(lot:pick { "ul", "ol" }, function()
            self:fill "ul"
        end)
    elseif kind == 12 then
        self:element("dl", function()
            self:fill "dl"
        end)
    elseif kind <= 14 then
        self:table()
    elseif kind == 15 then
        self:out("<details open={" .. self:flag() .. "}><summary>{" .. self:text() .. "}</summary>")
        self:fill "flow"
        self:out "</details>"
    else
        self:out("<pre>{" .. self:text() .. "}</pre>")
    end
end

function content.ul(self)
    self:element("li", function()
        self:fill "flow"
    end)
end

function content.dl(self)
    self:out("<dt>{" .. self:text() .. "}</dt>")
    self:element("dd", function()
        self:fill "flow"
    end)
end

function painter:table()
    local lot = self.lot
    self:out "<table>"
    if lot:once_in(4) then
        self:out("<caption>{" .. self:text() .. "}</caption>")
    end
    if lot:once_in(4) then
        self:out("<colgroup><col class={" .. self:flag() .. " and 'wide'}></colgroup>")
    end
    if lot:once_in(3) then
        self:out "<thead>"
        self:fill "rows"
        self:out "</thead>"
    end
    self:fill "sections"
    self:out "</table>"
end

function content.sections(self)
    self:element("tbody", function()
        self:fill "rows"
    end)
end

function content.rows(self)
    self:element("tr", function()
        self:fill "cells"
    end)
end

function content.cells(self)
    self:element(self.lot:pick { "td", "td", "th" }, function()
        self:fill "flow"
    end)
end

function content.options(self)
    self:out(("<option value={%s}>{%s}</option>"):format(self:text(), self:text()))
end

function painter:control()
    local lot = self.lot
    if self.plain then
        return self:value(self:scalar())
    end
    local kind = lot:integer(10)
    if kind <= 2 then
        self:out(("<input value={%s}"):format(self:scalar()))
        self:attributes()
        self:out ">"
    elseif kind == 3 then
        self:out(("<input type=checkbox checked={%s} disabled={%s}>"):format(self:flag(), self:flag()))
    elseif kind == 4 then
        self:out(("<input type=checkbox value={%s} indeterminate={%s}>"):format(self:scalar(), self:flag()))
    elseif kind == 5 then
        self:out(("<textarea>{%s}</textarea>"):format(self:scalar()))
    elseif kind == 6 then
        self:out(
            ("<textarea name=t rows={%s}>\nbefore {%s} after</textarea>"):format(self:number(), self:text())
        )
    elseif kind == 7 then
        self:select()
    elseif kind == 8 then
        self:out(('<button type="button" disabled={%s}>{%s}</button>'):format(self:flag(), self:scalar()))
    elseif kind == 9 then
        self:out(("<progress value={%s} max=5></progress>"):format(self:number()))
    else
        self:out(("<label>{%s} <input type=number value={%s}></label>"):format(self:text(), self:scalar()))
    end
end

-- At most one option is selected, as an author means it; or any number where many may be.
function painter:select()
    local many = self.lot:once_in(3)
    self:out(many and "<select multiple>" or "<select>")
    local row = "r" .. #self.rows + 1
    local keyed = self.lot:once_in(2) and (" ls-key={%s.id}"):format(row) or ""
    if self.lot:once_in(3) then
        self:out '<option value="">none</option>'
    end
    self:out(("{for _, %s in ipairs(%s) do}"):format(row, self:source()))
    local chosen = many and row .. ".b" or row .. ".id == m.n1"
    self:out(
        ("<option%s value={%s.id} selected={%s}>{%s.s}</option>{end}</select>"):format(
            keyed,
            row,
            chosen,
            row
        )
    )
end

-- ## Other languages of tags

function painter:drawing()
    if self.lot:once_in(3) then
        self:out "<math>"
        self:fill "math"
        return self:out "</math>"
    end
    self:out(('<svg viewBox="0 0 10 10" width={%s}>'):format(self:number()))
    self:fill "svg"
    self:out "</svg>"
end

function content.svg(self)
    local kind = self.lot:integer(7)
    if kind <= 2 then
        self:out(("<circle r={%s} class={%s and 'on'}/>"):format(self:number(), self:flag()))
    elseif kind == 3 then
        self:out(("<text x={%s}>{%s}</text>"):format(self:number(), self:scalar()))
    elseif kind == 4 then
        self:out(("<a xlink:href={%s}><title>{%s}</title></a>"):format(self:scalar(), self:text()))
    elseif kind == 5 then
        self:element("g", function()
            self:fill "svg"
        end)
    elseif kind == 6 and self.depth < 5 then
        self:out "<foreignObject>"
        self:fill "flow"
        self:out "</foreignObject>"
    else
        self:out(("<path d={%s} />"):format(self:text()))
    end
end

function content.math(self)
    if self.lot:once_in(3) then
        self:out "<mrow>"
        self:fill "math"
        self:out "</mrow>"
    else
        self:out(("<mi>{%s}</mi>"):format(self:scalar()))
    end
end

---Nothing is written yet, and no component is known.
function painter.new(lot)
    return setmetatable({
        lot = lot,
        pieces = {},
        rows = {},
        components = {},
        depth = 0,
        budget = 0,
        places = 0,
    }, painter)
end

return painter
