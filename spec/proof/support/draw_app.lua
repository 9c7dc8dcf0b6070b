-- Apps drawn by lot: the Lua source of a view with its components, whose templates are those of draw_markup.lua, over
-- the model of draw_model.lua.

local painter = require "draw_markup"

local draw_app = {}

local HEAD = [[
-- Drawn by lot; seed %d.
local ls = require "lightspeed"

local view = ls.view { events = { change = { ops = "any" }, load = { model = "any" }%s } }
local NO_ROW = { id = 0, s = "", b = false, n = 0, sub = {} }

local apply = {}

function apply.set(list, op)
    list[op.path[#op.path] ] = op.value
end

function apply.insert(list, op)
    table.insert(list, op.at, op.value)
end

function apply.remove(list, op)
    table.remove(list, op.at)
end

function apply.move(list, op)
    table.insert(list, op.to, table.remove(list, op.at))
end

function apply.swap(list, op)
    list[op.at], list[op.to] = list[op.to], list[op.at]
end

function apply.reverse(list)
    for i = 1, #list // 2 do
        list[i], list[#list + 1 - i] = list[#list + 1 - i], list[i]
    end
end

function view.init()
    return %s
end

function view.update.change(m, e)
    for _, op in ipairs(e.ops) do
        local place = m
        for i = 1, #op.path - (op.op == "set" and 1 or 0) do
            place = place[op.path[i] ]
        end
        apply[op.op](place, op)
    end
end

function view.update.load(m, e)
    for name in pairs(m) do
        m[name] = nil
    end
    for name, value in pairs(e.model) do
        m[name] = value
    end
end
]]

-- A value as Lua writes it.
local function literal(value)
    if type(value) ~= "table" then
        return type(value) == "string" and ("%q"):format(value):gsub("\\\n", "\\n") or tostring(value)
    end
    local fields, names = {}, {}
    for index, item in ipairs(value) do
        fields[index] = literal(item)
    end
    for name in pairs(value) do
        names[#names + 1] = type(name) == "string" and name or nil
    end
    table.sort(names)
    for _, name in ipairs(names) do
        fields[#fields + 1] = ("[%q] = %s"):format(name, literal(value[name]))
    end
    return "{ " .. table.concat(fields, ", ") .. " }"
end

local STREAM = [[

function view.update.stream(m, e)
    local commands = {}
    for i, op in ipairs(e.ops) do
        commands[i] = op.op == "insert" and ls.insert("rows", op.item, op.at, op.options)
            or op.op == "remove" and ls.remove("rows", op.key)
            or ls.reset("rows", op.items)
    end
    m.stream = e.after
    return m, commands
end

function view.streams(m)
    return ls.reset("rows", m.stream or {})
end
]]

local STREAM_MARKUP = [[
<ul data-stream>{for row in ls.stream "rows" do}<li ls-key={row.id} title={row.s}>{row.s} {row.n}</li>{end}</ul>]]

-- How a component begins that has a state of its own; what it shows comes behind.
local STATEFUL = [[

local %s = ls.component {
    attrs = { id = "string", m = "any", r = "any", text = "any?", flag = "any?" },
    slots = { "cell", "foot" },
    events = { step = { by = "integer" } },
}

function %s.init(a)
    return { n = a.r.id, b = a.flag and true or false }
end

function %s.update.step(own, e)
    own.n, own.b = own.n + e.by, not own.b
end

function %s.render(own, a, slot)
    local m, r1 = a.m, a.r
    return html[====[%s]]

-- A component: may stand in flow, or anywhere.
local function define(self, name, takes, is_stateful)
    if is_stateful then
        self:out((STATEFUL:gsub("%%s", name, 4):gsub("%%s", "{own.n}{if own.b then}<i>{own.n}</i>{end}")))
    else
        self:out(
            ("\nlocal function %s(a, slot)\n    local m, r1 = a.m, a.r\n    return html[====["):format(name)
        )
    end
    self.rows, self.plain, self.depth, self.budget, self.level = { "r1" }, true, 2, 20, 4
    local wrap = takes == "flow" and "div" or "span"
    self:out(("<%s title={a.text} hidden={a.flag}>"):format(wrap))
    self:space()
    self:out(self.lot:once_in(2) and "{slot()}" or "{a.text}{if a.flag then}{slot()}{end}")
    self:out "{if slot.foot then}<b>{slot.foot()}</b>{end}"
    self:out "{for _, cell in ipairs(slot.cell or {}) do}<i title={cell.label}>{cell(r1)}</i>{end}"
    self:fill(takes)
    self:out(("</%s>"):format(wrap))
    if self.lot:once_in(3) then
        self:out "{slot()}"
    end
    self:out "]====]\nend\n"
    self.components[#self.components + 1] = { name, takes, is_stateful }
end

-- The source of an app that begins with a model. Of the kinds of apps, `stateful` has components with a state of
-- their own, which take an event `step`; `stream` has a stream, which takes events `stream`.
function draw_app.source(lot, seed, model, kinds)
    local self = painter.new(lot)
    local events = kinds.stream and ', stream = { ops = "any", after = "any" }' or ""
    self:out(HEAD:format(seed, events, literal(model)))
    self:out(kinds.stream and STREAM or "")
    for i = 1, lot:integer(0, 4) do
        define(self, "Part" .. i, lot:pick { "flow", "phrasing" })
    end
    for i = 1, kinds.stateful and lot:integer(2) or 0 do
        define(self, "Own" .. i, lot:pick { "flow", "phrasing" }, true)
    end
    self:out "\nfunction view.render(m)\n    return html[====["
    self.rows, self.plain, self.depth, self.budget, self.level, self.is_named = {}, false, 0, 60, 4, true
    for _ = 1, lot:integer(2, 5) do
        self:space()
        self:one "flow"
    end
    self:out(kinds.stream and STREAM_MARKUP or "")
    self:out "]====]\nend\n\nreturn view\n"
    return table.concat(self.pieces)
end

return draw_app
