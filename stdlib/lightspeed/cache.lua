-- ls.cache: what services keep for each other, in a service. It is shared by all threads of all services of the host,
-- has bounded memory, and is empty when the host starts: what was not used for longest goes first.
--
--     local rates, err = ls.cache.fetch("rates", 60000, function()   -- one computes, others wait for it
--         return download()
--     end)

local world = require "lightspeed.world"

local cache = {}

local EXAMPLE = "ls.cache.get(key)"
local TTL_MAX = 1 << 40

local function check_key(name, key)
    if type(key) ~= "string" or key == "" or #key > 1024 then
        local given = type(key) == "string" and ("one of %d bytes"):format(#key) or "a " .. type(key)
        error(("%s takes a key of 1 to 1024 bytes, not %s"):format(name, given), 3)
    end
end

local function check_ttl(name, ttl)
    if math.type(ttl) ~= "integer" or ttl < 1 or ttl > TTL_MAX then
        error(("%s: ttl takes milliseconds, at least 1, not %s"):format(name, tostring(ttl)), 3)
    end
end

---What is kept by this name; nil where nothing is.
---@param key string
function cache.get(key)
    world.check("ls.cache.get", EXAMPLE)
    check_key("ls.cache.get", key)
    return world.work("ls.cache.get", "cache.get", { key = key }).value
end

local function set(name, key, value, ttl)
    local answer, err, why = world.work(name, "cache.set", { key = key, value = value, ttl = ttl })
    if not answer then
        return nil, err, why
    end
    return true
end

---Keeps plain data by a name, for options.ttl milliseconds or as long as there is room.
---@param key string
---@param value any
---@param options? table { ttl = ms }
function cache.set(key, value, options)
    world.check("ls.cache.set", EXAMPLE)
    check_key("ls.cache.set", key)
    if value == nil then
        error("ls.cache.set takes a value; ls.cache.delete(key) forgets it", 2)
    end
    options = options == nil and {} or options
    world.check_options("ls.cache.set", options, { ttl = "integer" })
    if options.ttl then
        check_ttl("ls.cache.set", options.ttl)
    end
    return set("ls.cache.set", key, value, options.ttl)
end

---Forgets what is kept; gives whether there was anything.
---@param key string
function cache.delete(key)
    world.check("ls.cache.delete", EXAMPLE)
    check_key("ls.cache.delete", key)
    return world.work("ls.cache.delete", "cache.delete", { key = key }).value
end

---What is kept; else what the function gives, kept for ttl milliseconds. Of all who ask at once one computes, and the
---others wait for it. Where the function raises, or gives nil and why not, nothing is kept and the next one computes.
---@param key string
---@param ttl integer
---@param compute fun(): any, any
function cache.fetch(key, ttl, compute)
    world.check("ls.cache.fetch", EXAMPLE)
    check_key("ls.cache.fetch", key)
    check_ttl("ls.cache.fetch", ttl)
    if type(compute) ~= "function" then
        error(("ls.cache.fetch takes a function that computes, not a %s"):format(type(compute)), 2)
    end
    local answer = world.work("ls.cache.fetch", "cache.fetch", { key = key })
    if not answer.is_claimed then
        return answer.value
    end
    local computed = table.pack(pcall(compute))
    local kept, why = false, nil
    if computed[1] and computed[2] ~= nil then
        kept, why = pcall(set, "ls.cache.fetch", key, computed[2], ttl)
    end
    if not kept then
        __service.work("cache.release", { key = key })
    end
    if not computed[1] then
        error(computed[2], 0)
    elseif why and not kept then
        error(why, 2)
    end
    return table.unpack(computed, 2, computed.n)
end

return setmetatable(cache, {
    __index = function(_, name)
        local known = { "get", "set", "delete", "fetch" }
        error(("ls.cache.%s does not exist%s"):format(tostring(name), __host.hint(name, known)), 2)
    end,
})
