-- Streams: lists of which the server keeps nothing. Commands say what happens to one; in the render of the same turn
-- `{for song in ls.stream "songs" do}` goes through the items that they bring, and then they are forgotten. The rows
-- stay in the page.

local stream = {}

local behaviour = { __metatable = "ls.command" }

local function fail(op, text, ...)
    error(("ls.%s: %s"):format(op, text:format(...)), 4)
end

local function check_name(op, name)
    if type(name) ~= "string" then
        fail(op, "the first argument is the stream's name, not a %s", type(name))
    end
end

local function check_at(op, at)
    if math.type(at) ~= "integer" or at < -1 or at > 0x7fffffff then
        fail(op, "the place is 0 for the front, -1 for the end, or an index, not %s", tostring(at))
    end
    return at
end

local function check_options(op, options, known)
    if type(options) ~= "table" then
        fail(op, "options are a table such as { limit = 50 }, not a %s", type(options))
    end
    for name in pairs(options) do
        if not known[name] then
            local names = {}
            for other in pairs(known) do
                names[#names + 1] = other
            end
            fail(op, "there is no option '%s'%s", tostring(name), __host.hint(name, names))
        end
    end
    local limit = options.limit
    if
        limit ~= nil
        and (math.type(limit) ~= "integer" or limit == 0 or limit < -0x7fffffff or limit > 0x7fffffff)
    then
        fail(op, "limit keeps the first n rows, or the last n as -n, not %s", tostring(limit))
    end
end

local function check_items(op, items)
    if type(items) ~= "table" or (#items == 0 and next(items) ~= nil) then
        fail(op, "takes a list of items%s", op == "insert_all" and "; ls.insert takes one" or "")
    end
end

local INSERT_OPTIONS = { limit = true, update_only = true }
local RESET_OPTIONS = { limit = true }

local function insert(op, name, items, at, options)
    if type(at) == "table" and options == nil then
        at, options = nil, at
    end
    check_name(op, name)
    at = at == nil and -1 or check_at(op, at)
    options = options or {}
    check_options(op, options, INSERT_OPTIONS)
    return setmetatable({
        op = op,
        stream = name,
        items = items,
        at = at,
        limit = options.limit,
        update_only = options.update_only and true or nil,
    }, behaviour)
end

---Puts an item into a stream: at the front (0), the end (-1, the default) or an index. A row that is there already,
--- by its ls-key, is changed where it is. `{ limit = n }` keeps the first n rows, `{ limit = -n }` the last n;
--- `{ update_only = true }` changes a row and adds none.
function stream.insert(name, item, at, options)
    if item == nil then
        error("ls.insert: there is no item", 2)
    end
    return insert("insert", name, { item }, at, options)
end

---Puts a list of items into a stream, one after the other: a list at a fixed index comes out in reverse.
function stream.insert_all(name, items, at, options)
    check_items("insert_all", items)
    return insert("insert_all", name, items, at, options)
end

---Takes the row with this key out of a stream.
function stream.remove(name, key)
    check_name("remove", name)
    if type(key) ~= "string" and type(key) ~= "number" then
        error(("ls.remove: a key is a string or a number, as in ls-key, not a %s"):format(type(key)), 2)
    end
    return setmetatable({ op = "remove", stream = name, key = key }, behaviour)
end

local function reset(name, items, options)
    check_name("reset", name)
    check_items("reset", items)
    check_options("reset", options, RESET_OPTIONS)
    return setmetatable(
        { op = "reset", stream = name, items = items, at = -1, limit = options.limit },
        behaviour
    )
end

---A stream shows these items from now on, in this order, and no others. Rows that were there keep their nodes.
function stream.reset(name, items, options)
    return reset(name, items, options or {})
end

local function nothing() end

---The items that this turn's commands bring: `{for song in ls.stream "songs" do}<li ls-key={song.id}>…</li>{end}`
function stream.stream(name)
    if type(name) ~= "string" then
        error(('ls.stream takes the name of a stream: ls.stream "songs", not a %s'):format(type(name)), 2)
    end
    local commands = __html_stream(name)
    if not commands then
        return nothing
    end
    local number, command, index, seen = 0, nil, 0, __html_seen()
    return function()
        if __html_seen() ~= seen then
            error(
                "a component with a state of its own cannot stand in a stream's row: nobody would remember it;"
                    .. " show it in a keyed list",
                2
            )
        end
        while true do
            index = index + 1
            local item = command and command.items[index]
            if item ~= nil then
                __html_insert(command.at, command.limit or 0, command.update_only)
                return item
            end
            number, command, index = number + 1, commands[number + 1], 0
            if not command then
                return nil
            end
            if command.op == "remove" then
                __html_remove(command.key)
                command = nil
            elseif command.op == "reset" then
                __html_reset()
            end
        end
    end
end

return stream
