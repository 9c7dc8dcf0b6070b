-- Programs: services whose work processes do, for code that may hang, may crash, or is somebody else's. What a view
-- gets is a proxy as of every service (service.lua); how one speaks with a process is in docs/programs.md.

local service = require "lightspeed.service"

local program = {}

local examples = { command = '{ "python3", "thumbs.py" }', functions = '{ "scale" }' }

local function list_of_names(name, field, list)
    if type(list) ~= "table" or #list == 0 then
        local what = type(list) == "table" and "an empty one" or tostring(list)
        error(
            ("program '%s': %s is a list of texts, %s, not %s"):format(name, field, examples[field], what),
            4
        )
    end
    for i, text in ipairs(list) do
        if type(text) ~= "string" or text == "" or text:find "%z" then
            error(("program '%s': %s[%d] is a text, not %s"):format(name, field, i, tostring(text)), 4)
        end
    end
    return list
end

local function check_environment(name, _, environment)
    if type(environment) ~= "table" then
        error(("program '%s': environment is a table, not %s"):format(name, tostring(environment)), 4)
    end
    for key, value in pairs(environment) do
        local variable = math.type(key) and value or key
        local said = type(value) == "string" and not value:find "%z"
        if not said or type(variable) ~= "string" or not variable:find "^[%a_][%w_]*$" then
            error(
                ('program \'%s\': environment takes { NAME = "text" }, or "NAME" of the host\'s own; not %s'):format(
                    name,
                    tostring(variable)
                ),
                4
            )
        end
    end
    return environment
end

local kinds = { command = list_of_names, functions = list_of_names, environment = check_environment }

for field, range in pairs {
    pool = { 1, 64 },
    queue = { 1, 100000 },
    deadline = { 1, 3600000 },
    start = { 1, 3600000 },
    memory = { 8, 1048576 },
    cpu = { 1, 1000000 },
    files = { 3, 1048576 },
    size = { 64, 67108864 },
    max_restarts = { 0, 1000000 },
    within = { 1, 86400 },
} do
    kinds[field] = function(name, _, value)
        if math.type(value) ~= "integer" or value < range[1] or value > range[2] then
            error(
                ("program '%s': %s takes an integer from %d to %d, not %s"):format(
                    name,
                    field,
                    range[1],
                    range[2],
                    tostring(value)
                ),
                4
            )
        end
        return value
    end
end

local of_services = { pool = true, queue = true, deadline = true }

-- As the module of a Lua service has them; none of these is ever called.
local function module_of(functions)
    local module = {}
    for _, name in ipairs(functions) do
        module[name] = function() end
    end
    return module
end

local function fields()
    local names = {}
    for name in pairs(kinds) do
        names[#names + 1] = name
    end
    return names
end

local function describe(name, spec)
    if type(spec) ~= "table" then
        error(
            ('ls.program("%s") takes a table: { command = { ... }, functions = { ... } }, not %s'):format(
                name,
                tostring(spec)
            ),
            3
        )
    end
    local about = { program = {} }
    for field, value in pairs(spec) do
        local check = kinds[field]
        if not check then
            error(
                ("program '%s' has no option '%s'%s"):format(
                    name,
                    tostring(field),
                    __host.hint(field, fields())
                ),
                3
            )
        end
        local place = of_services[field] and about or about.program
        place[field] = check(name, field, value)
    end
    for _, field in ipairs { "command", "functions" } do
        if not spec[field] then
            error(("program '%s' says no %s"):format(name, field), 3)
        end
    end
    function about.get()
        return module_of(spec.functions)
    end
    return about
end

---Declares a service whose work a program does, in processes of its own: one call at a time each, killed where one
---takes too long, replaced where one ends.
---
---    local thumbs = ls.program("thumbs", {
---        command = { "python3", "thumbs.py" }, functions = { "scale" }, pool = 2, deadline = 5000,
---    })
---
---@param name string
---@param spec table
---@return table
function program.program(name, spec)
    service._check_name("program", name)
    return service._declare(name, describe(name, spec))
end

return program
