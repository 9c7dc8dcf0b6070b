-- Attributes of ours that come to what browsers, or the client, know already: each is written as that.
--
--     ls-announce                 aria-live="polite" aria-atomic="true"; ls-announce="assertive": at once
--     ls-copy="#address"          ls-click with the operation `copy`

local shorthand = {}

-- An attribute in place of another that always has this value.
function shorthand.static(found, name, value)
    return {
        form = "static",
        name = name,
        value = value,
        raw = value:gsub('[&"]', { ["&"] = "&amp;", ['"'] = "&quot;" }),
        at = found.at,
    }
end
local static = shorthand.static

local meaning = {}

meaning["ls-announce"] = function(found, complain)
    local value = found.value or ""
    if
        found.form ~= "bare" and found.form ~= "static"
        or not (" polite assertive"):find(" " .. value, 1, true)
    then
        return complain(found, 'ls-announce is "polite" (so without a value) or "assertive"')
    end
    return static(found, "aria-live", value == "" and "polite" or value), static(found, "aria-atomic", "true")
end

meaning["ls-copy"] = function(found, complain)
    local value = found.value or ""
    if found.form ~= "bare" and found.form ~= "static" then
        return complain(
            found,
            "ls-copy takes a selector that is known when the file loads; write ls-click={ls.js.copy(…)}"
        )
    end
    local to = value ~= "" and ("," .. ('"%s"'):format(value:gsub('[\\"]', "\\%0"))) or ""
    return static(found, "ls-click", ('[["copy"%s]]'):format(to))
end

-- The attributes that an element's attribute stands for.
function shorthand.of(found, name, complain)
    if meaning[name] then
        return meaning[name](found, complain)
    end
    return found
end

return shorthand
