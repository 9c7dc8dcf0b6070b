-- Attributes of ours whose value is one of a few words, or several: ls-when="offline loading". A word that nobody
-- knows is an error where it is written down; what is only known at run time is left to the page.

local suggest = require "html.suggest"

local words = {}

-- By the plain name of the attribute: its words, and whether there may be more than one.
local known = {
    ["ls-when"] = { "offline", "loading", "dirty", "error", "live", several = true },
    ["ls-offline"] = { "queue" },
}

local function list(choices)
    local last = choices[#choices]
    if #choices == 1 then
        return ("'%s'"):format(last)
    end
    return ("'%s' or '%s'"):format(table.concat(choices, "', '", 1, #choices - 1), last)
end

local function is_one_of(word, choices)
    for _, choice in ipairs(choices) do
        if choice == word then
            return true
        end
    end
end

-- `complain` takes a message; `found` is the attribute `name`, as tag.lua read it.
function words.check(complain, name, found)
    local choices = known[name]
    if not choices or (found.form ~= "static" and found.form ~= "bare") then
        return
    end
    local count = 0
    for word in (found.value or ""):gmatch "%S+" do
        count = count + 1
        if not is_one_of(word, choices) then
            local near = suggest(word, choices)
            local hint = near and ("; did you mean '%s'?"):format(near) or (": it is " .. list(choices))
            complain("%s=\"%s\": '%s' is not known%s", found.name, found.value, word, hint)
        end
    end
    if count == 0 or (count > 1 and not choices.several) then
        complain("'%s' needs a value: %s", found.name, list(choices))
    end
end

return words
