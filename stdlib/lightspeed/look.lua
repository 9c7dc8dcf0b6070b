-- How pages look, and whether they last: what ls.view and ls.app take alike. What a view says goes before what its
-- app says.
--
--   layout  = function(page, slots) return html[[ the document ]] end
--   style   = false           without the default stylesheet
--   durable = true           sessions outlive their host, where it is given a place for them
--   css     = css[[ ... ]]    a view's applies inside it alone, an app's to all of its pages

local look = {}

local function kind_of(value)
    return getmetatable(value) == "ls.css" and "css" or type(value)
end

local options = {
    layout = { kind = "function", written = "layout = function(page, slots) ... end" },
    style = { kind = "boolean", written = "style = false" },
    durable = { kind = "boolean", written = "durable = true" },
    css = { kind = "css", written = "css = css[[ ... ]]" },
}

look.names = { "layout", "style", "css", "durable" }

---Whether a name is one of ours.
function look.has(name)
    return options[name] ~= nil
end

---A value as it is kept; an error for `level` levels up where it is of the wrong kind. `of` is who takes it.
function look.check(of, name, value, level)
    local option = options[name]
    if kind_of(value) ~= option.kind then
        error(("%s: write %s; this is a %s"):format(of, option.written, kind_of(value)), level + 1)
    end
    return option.kind == "css" and value[1] or value
end

---What a table of options says of looks.
function look.take(of, given, level)
    local taken = {}
    for _, name in ipairs(look.names) do
        if given[name] ~= nil then
            taken[name] = look.check(of, name, given[name], level + 1)
        end
    end
    return taken
end

return look
