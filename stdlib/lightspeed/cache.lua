-- ls.cache: what services keep for each other, in a service. It is shared by all threads of all services of the host,
-- has bounded memory, and is empty when the host starts: what was not used for longest goes first.
--
--     local rates, err = ls.cache.fetch("rates", 60000, function()   -- one computes, others wait for it
--         return download()
--     end)

local world = require "lightspeed.world"

local cache = {}

local TTL_MAX = 1 << 40

local function check_key(key)
    if type(key) ~= "string" or key == "" or #key > 1024 then
        local given = type(key) == "string" and ("one of %d bytes"):format(#key) or "a " .. type(key)
        world.refuse(" takes a key of 1 to 1024 bytes, not %s", given)
    end
end

local function check_ttl(ttl)
    if math.type(ttl) ~= "integer" or ttl < 1 or ttl > TTL_MAX then
        world.refuse(": ttl takes milliseconds, at least 1, not %s", tostring(ttl))
    end
end

---What is kept by this name; nil where nothing is.
---@param key string
function cache.get(key)
    check_key(key)
    return world.value("cache.get", { key = key })
end

---Keeps plain data by a name, for options.ttl milliseconds or as long as there is room.
---@param key string
---@param value any
---@param options? table { ttl = ms }
function cache.set(key, value, options)
    check_key(key)
    if value == nil then
        world.refuse " takes a value; ls.cache.delete(key) forgets it"
    end
    options = world.check_options(options, { ttl = "integer" })
    if options.ttl then
        check_ttl(options.ttl)
    end
    return world.done("cache.set", { key = key, value = value, ttl = options.ttl })
end

---Forgets what is kept; gives whether there was anything.
---@param key string
function cache.delete(key)
    check_key(key)
    return world.value("cache.delete", { key = key })
end

---What is kept; else what the function gives, kept for ttl milliseconds. Of all who ask at once one computes, and the
---others wait for it. Where the function raises, or gives nil and why not, nothing is kept and the next one computes.
---@param key string
---@param ttl integer
---@param compute fun(): any, any
function cache.fetch(key, ttl, compute)
    check_key(key)
    check_ttl(ttl)
    if type(compute) ~= "function" then
        world.refuse(" takes a function that computes, not a %s", type(compute))
    end
    local answer = world.work("cache.fetch", { key = key })
    if not answer.is_claimed then
        return answer.value
    end
    local computed = table.pack(pcall(compute))
    local kept, why = false, nil
    if computed[1] and computed[2] ~= nil then
        kept, why = pcall(world.done, "cache.set", { key = key, value = computed[2], ttl = ttl })
    end
    if not kept then
        __service.work("cache.release", { key = key })
    end
    if not computed[1] then
        error(computed[2], 0)
    elseif why and not kept then
        error(why, 0)
    end
    return table.unpack(computed, 2, computed.n)
end

return world.module("ls.cache", "ls.cache.get(key)", cache)
