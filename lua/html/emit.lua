-- A template's tree becomes a Lua expression that streams the template: html(ID, value, value, ...).
--
-- A template is first made a plan: its statics, and in source order the steps that run: slots, {local}s and the
-- row's key. Where a statement stands between slots, the slots before it are hoisted into locals, so that
-- everything happens in the order in which it was written; in an expression the whole then goes into a function
-- called at once.
--
--   <p>{a}</p>{local b = f()}<p>{b}</p>
--   (function() local __s1 = (a) local b = f() return html(0, __s1, (b)) end)()

local names = require "html.names"
local component = require "html.component"
local value = require "html.value"

local GROUP = 100 -- slots that html() takes at once; those before them go through __html_more
local REGISTERS_MAX = 110 -- in use around a nested template before it gets a function of its own

local make_plan, write_template, write_function_body

-- What a component or slot contains, as a function of what `let` names.
local function put_content(out, node)
    out:put(("function(%s) "):format(node.let or ""))
    write_function_body(out, make_plan(node.children), node.at)
    out:put "end"
end

-- ## Plans

local plan_methods = {}
plan_methods.__index = plan_methods

function plan_methods:static(text)
    self.statics[#self.statics] = self.statics[#self.statics] .. text
end

-- Behind the name of an event: the host may write fields there (events.lua).
function plan_methods:use(use)
    self.uses[#self.uses + 1] = use
    if use then
        use.static, use.offset = #self.statics, #self.statics[#self.statics] - 1
    end
end

function plan_methods:slot(kind, name, write)
    self.slots[#self.slots + 1] = { kind = kind, name = name }
    self.statics[#self.statics + 1] = ""
    self.steps[#self.steps + 1] = { kind = "slot", write = write }
end

local function put_component(out, node)
    out:go_to(node.at)
    out:put("(" .. node.name .. "(")
    value.put_component_attributes(out, node.attributes)
    out:put ", "
    component.put_slots(out, node, put_content)
    out:put(node.has_key and ", __key))" or "))")
end

local function put_if(out, node)
    out:go_to(node.at)
    out:put "("
    for _, branch in ipairs(node.branches) do
        value.put(out, branch.condition)
        out:put " and "
        write_template(out, branch.children, branch.condition.at)
        out:put " or "
    end
    if node.otherwise then
        write_template(out, node.otherwise, node.at)
    else
        out:put "nil"
    end
    out:put ")"
end

-- ## Walking the tree

local visit = {}

local function count_content(children)
    local count = 0
    for _, child in ipairs(children) do
        count = count + (child.kind ~= "local" and 1 or 0)
    end
    return count
end

local function visit_all(plan, children, kind)
    for _, child in ipairs(children) do
        visit[child.kind](plan, child, kind)
    end
end

function visit.text(plan, node)
    plan:static(node.text)
end

function visit.value(plan, node, kind)
    plan:slot(kind, nil, function(out)
        value.put(out, node.expression)
    end)
end

visit["if"] = function(plan, node, kind)
    plan:slot(kind, nil, function(out)
        put_if(out, node)
    end)
end

visit["local"] = function(plan, node)
    plan.steps[#plan.steps + 1] = { kind = "local", expression = node.expression }
end

local function add_key(plan, attribute)
    plan.steps[#plan.steps + 1] = {
        kind = "key",
        write = function(out)
            value.put_attribute(out, attribute)
        end,
    }
end

-- The key of a row that is a component stands among the component's attributes. What was written before it happens
-- before it, in locals. The component gets it too.
local function add_component_key(plan, node)
    for index, attribute in ipairs(node.attributes) do
        if attribute.form == "key" then
            for before = 1, index - 1 do
                local earlier = node.attributes[before]
                if earlier.form ~= "bare" and earlier.form ~= "static" then
                    plan.steps[#plan.steps + 1] = { kind = "attribute", attribute = earlier, index = before }
                end
            end
            node.has_key = true
            add_key(plan, attribute)
            plan.steps[#plan.steps].is_shared = true
            return
        end
    end
end

function visit.component(plan, node, kind)
    add_component_key(plan, node)
    plan:slot(kind, nil, function(out)
        put_component(out, node)
    end)
end

-- Who writes data-ls-click is served ls-click: the client knows one spelling.
local function served_name(name)
    return name and (name:gsub("^[Dd][Aa][Tt][Aa]%-([Ll][Ss]%-)", "%1"))
end

local function add_attribute(plan, element, attribute)
    local name = served_name(attribute.name)
    if attribute.form == "bare" then
        plan:static(" " .. name)
    elseif attribute.form == "static" and name:lower() ~= "style" then
        plan:static((' %s="%s"'):format(name, attribute.raw))
        plan:use(attribute.use)
    elseif attribute.form == "key" then
        add_key(plan, attribute)
    else
        -- A style too that never changes: a policy forbids style attributes in HTML, so the host writes none.
        local kind = not name and "p" or names.is_url(element, name:lower()) and "u" or "a"
        plan:slot(kind, name, function(out)
            value.put_attribute(out, attribute)
        end)
    end
end

-- The content of <textarea> and <title>: one slot, or static text.
local function add_escaped_text(plan, children)
    local parts, text, dynamic = {}, "", false
    for index, child in ipairs(children) do
        parts[index] = child.plain or child.expression
        text, dynamic = text .. (child.text or ""), dynamic or child.kind == "value"
    end
    if not dynamic then
        return plan:static(text)
    end
    plan:slot("r", nil, function(out)
        value.put_join(out, parts, 1, #parts)
    end)
end

function visit.element(plan, node)
    local element = node.name:lower()
    if element == names.vouched then
        return plan:slot("h", nil, function(out)
            value.put(out, node.children[1].expression)
        end)
    end
    plan:static("<" .. node.name)
    for _, attribute in ipairs(node.attributes) do
        add_attribute(plan, element, attribute)
    end
    plan:static ">"
    if names.void[element] then
        return
    end
    if names.escaped_text[element] then
        add_escaped_text(plan, node.children)
    else
        visit_all(plan, node.children, count_content(node.children) == 1 and "s" or "t")
    end
    plan:static("</" .. node.name .. ">")
end

function make_plan(children)
    local plan = setmetatable({ statics = { "" }, slots = {}, steps = {}, uses = {} }, plan_methods)
    visit_all(plan, children, "t")
    return plan
end

-- ## Templates

local function slot_name(index)
    return "__s" .. (index - 1) % GROUP + 1
end

-- Hoists a slot. The names are used anew after each group, whose values are in the host's hands by then.
local function put_hoisted_slot(out, plan, step, index)
    out:put((index <= GROUP and "local " or "") .. slot_name(index) .. " = ")
    step.write(out)
    out:put " "
    if index % GROUP == 0 and index < #plan.slots then
        out:put("local __m" .. index // GROUP .. " = __html_more(")
        for within = 1, GROUP do
            out:put((within > 1 and ", " or "") .. slot_name(within))
        end
        out:put ") "
    end
end

local put_statement = {}

put_statement["local"] = function(out, step)
    out:go_to(step.expression.at)
    out:put "local"
    value.put_lua(out, step.expression)
    out:put " "
end

function put_statement.key(out, step)
    out:put "local __key = "
    step.write(out)
    out:put " "
end

function put_statement.attribute(out, step)
    out:put("local __a" .. step.index .. " = ")
    value.put_attribute(out, step.attribute)
    out:put " "
    step.attribute.hoisted = "__a" .. step.index
end

-- How many of the steps must be statements before the call, and the key if it can wait for the call. The key
-- can when no slot is between it and the last statement.
local function split_steps(steps)
    local last, slot_since, key = 0, false, nil
    for index, step in ipairs(steps) do
        if step.kind == "slot" then
            slot_since = true
        elseif step.kind == "key" and not slot_since and not step.is_shared then
            key = step
        else
            last, slot_since, key = index, false, nil
        end
    end
    return last, key
end

-- Writes the statements of a plan; gives the number of slots among them, and the key: a step, or its local.
local function put_statements(out, plan)
    local last, key = split_steps(plan.steps)
    local hoisted, key_name = 0, nil
    for index = 1, last do
        local step = plan.steps[index]
        if step.kind == "slot" then
            hoisted = hoisted + 1
            out.registers = math.min(hoisted, GROUP)
            put_hoisted_slot(out, plan, step, hoisted)
        else
            put_statement[step.kind](out, step)
            key_name = key_name or (step.kind == "key" and "__key" or nil)
        end
    end
    return hoisted, key or key_name
end

local function slot_steps(plan)
    local slots = {}
    for _, step in ipairs(plan.steps) do
        if step.kind == "slot" then
            slots[#slots + 1] = step
        end
    end
    return slots
end

-- Slots first … last as arguments; `hoisted` slots are in locals already.
local function put_arguments(out, slots, first, last, hoisted)
    local registers = out.registers
    for index = first, last do
        out:put(index > first and ", " or "")
        out.registers = registers + 2 + index - first
        if index <= hoisted then
            out:put(slot_name(index))
        else
            slots[index].write(out)
        end
    end
    out.registers = registers
end

local function put_group(out, slots, group, hoisted)
    if group * GROUP <= hoisted then
        return out:put("__m" .. group)
    end
    out:put "__html_more("
    put_arguments(out, slots, (group - 1) * GROUP + 1, group * GROUP, hoisted)
    out:put ")"
end

-- `begin` is the call up to its first argument.
local function put_call(out, plan, begin, hoisted)
    local slots = slot_steps(plan)
    local groups = math.max(0, (#slots - 1) // GROUP)
    out:put(begin)
    for group = 1, groups do
        out:put ", "
        put_group(out, slots, group, hoisted)
    end
    if #slots > 0 then
        out:put ", "
        put_arguments(out, slots, groups * GROUP + 1, #slots, hoisted)
    end
    out:put ")"
end

local function fill(template, plan, id)
    template.statics, template.slots = plan.statics, plan.slots
    for _, use in ipairs(plan.uses) do
        use.template = id
    end
end

-- Statements that end in `return html(...)`.
function write_function_body(out, plan, at)
    local id, template = out:reserve(at)
    fill(template, plan, id)
    local registers = out.registers
    out.registers = 0
    local hoisted = put_statements(out, plan)
    out:put "return "
    put_call(out, plan, "html(" .. id, hoisted)
    out:put " "
    out.registers = registers
end

local function needs_function(out, plan)
    local last = split_steps(plan.steps)
    return last > 0 or (out.registers > REGISTERS_MAX and #plan.slots > 0)
end

-- A template as one expression, always truthy.
function write_template(out, children, at)
    local plan = make_plan(children)
    if needs_function(out, plan) then
        out:put "(function() "
        write_function_body(out, plan, at)
        out:put "end)()"
    else
        local id, template = out:reserve(at)
        fill(template, plan, id)
        put_call(out, plan, "html(" .. id, 0)
    end
end

-- ## Lists

local function edge_is_text(children, first, last, step)
    for index = first, last, step do
        if children[index].kind ~= "local" then
            return children[index].kind == "text"
        end
    end
    return false
end

local function is_nothing(children)
    return count_content(children) == 0
end

-- Rows stand side by side in the page; where text would meet text, a comment keeps them apart. A row of nothing is
-- that comment: what cannot be seen in the page cannot be counted there.
local function part_rows(plan, children)
    local is_text = edge_is_text(children, 1, #children, 1) and edge_is_text(children, #children, 1, -1)
    if is_text or is_nothing(children) then
        plan:static "<!---->"
    end
end

-- A row is one call: its key, and its values. The list knows the template.
local function put_row(out, children, template, id)
    local plan = make_plan(children)
    part_rows(plan, children)
    fill(template, plan, id)
    local hoisted, key = put_statements(out, plan)
    out:put "__row("
    if type(key) == "table" then
        key.write(out)
    else
        out:put(key or "nil")
    end
    put_call(out, plan, "", hoisted)
    out:put " "
end

local function put_for(out, node)
    local id, template = out:reserve(node.at)
    local registers = out.registers
    out:go_to(node.at)
    out:put("__html_list(" .. id .. ", function(__row) for")
    value.put_lua(out, node.head)
    out:put " do "
    out.registers = 8
    put_row(out, node.children, template, id)
    out:put "end end)"
    out.registers = registers
end

visit["for"] = function(plan, node, kind)
    plan:slot(kind, nil, function(out)
        put_for(out, node)
    end)
end

-- Writes Lua with templates in it: a list of strings, and of templates as { children, start, stop }.
function value.put_segments(out, segments)
    for _, segment in ipairs(segments) do
        if type(segment) == "string" then
            out:put(segment)
        else
            out:go_to(segment.start)
            write_template(out, segment.children, segment.start)
            out:go_to(segment.stop)
        end
    end
end

-- A file that is one template, as a function. What it is called with are its varargs: {local m, page = ...}
local function put_file(out, children)
    out:put 'local ls = require "lightspeed" return function(...) '
    write_function_body(out, make_plan(children), 1)
    out:put "end"
end

return { segments = value.put_segments, file = put_file }
