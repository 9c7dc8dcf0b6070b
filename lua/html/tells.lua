-- What a file says by literal names: `ls.tell(who, "join", …)`, `ls.ask(who, "people")` and
-- `ls.broadcast(topic, "said", …)` name a message, `ls.start("rooms", …)` a group. A misspelt one would reach nobody,
-- and only a log would know.
--
--   { { "tell", "join", 12 }, { "start", "rooms", 15 } }

local tells = {}

-- Which argument is the name.
local commands = { tell = 2, ask = 2, broadcast = 2, start = 1 }
local OPENS =
    { ["("] = true, ["{"] = true, ["["] = true, ["function"] = true, ["do"] = true, ["then"] = true }
local CLOSES = { [")"] = true, ["}"] = true, ["]"] = true, ["end"] = true }

local function literal(found)
    local chunk = found and found.kind == "string" and load("return " .. found.text, "=t", "t", {})
    return chunk and chunk() or nil
end

-- The n-th argument of the call whose parenthesis opens at `open`, where it is one literal and nothing else.
local function argument(list, open, n)
    local depth, at = 0, open + 1
    while n > 1 and list[at] do
        local text = list[at].text
        if OPENS[text] then
            depth = depth + 1
        elseif CLOSES[text] then
            depth = depth - 1
        elseif text == "," and depth == 0 then
            n = n - 1
        end
        if depth < 0 then
            return nil
        end
        at = at + 1
    end
    local after = list[at + 1]
    return after and (after.text == "," or after.text == ")") and literal(list[at]) or nil
end

---@param source string plain Lua, its templates compiled
---@param list table[] its tokens
---@param names table<string, boolean> what the file calls require "lightspeed"
function tells.find(source, list, names)
    local found = {}
    local mentions = source:find("tell", 1, true)
        or source:find("ask", 1, true)
        or source:find("start", 1, true)
        or source:find("broadcast", 1, true)
    if not mentions then
        return found
    end
    for index = 3, #list - 1 do
        local command = list[index].text
        local is_call = commands[command]
            and list[index - 1].text == "."
            and names[list[index - 2].text]
            and list[index + 1].text == "("
        local name = is_call and argument(list, index + 1, commands[command])
        if name then
            found[#found + 1] = { command, name, list[index].start }
        end
    end
    return found
end

return tells
