-- Knobs: what can be changed about a component in a story, and how.
--
-- A knob is an attribute of the component unless it is content: what stands in its slots, or in a form.

local knobs = {}

function knobs.text(name, default)
    return { name = name, kind = "text", default = default }
end

---A whole number from `least` to `most`.
function knobs.number(name, default, least, most)
    return { name = name, kind = "number", default = default, least = least, most = most }
end

function knobs.flag(name, default)
    return { name = name, kind = "flag", default = default or false }
end

function knobs.choice(name, options, default)
    return { name = name, kind = "choice", options = options, default = default or options[1] }
end

---A knob that is no attribute.
function knobs.content(name, default)
    local kind = type(default) == "boolean" and "flag" or type(default) == "number" and "number" or "text"
    return { name = name, kind = kind, default = default, is_content = true }
end

---What a person has entered into the component's own form; nothing at first, and nothing to turn.
function knobs.form(name)
    return { name = name, kind = "form", is_content = true }
end

---The knob, whose default is the component's own, so that nobody needs to write it.
function knobs.usual(knob)
    knob.usual = knob.default
    return knob
end

---The value that a text from the page is for a knob; nil where it is none, as for what a form holds. An empty text is
--- no attribute.
function knobs.read(knob, text)
    if knob.kind == "flag" then
        return text ~= nil
    elseif knob.kind == "number" then
        local number = math.tointeger(tonumber(text))
        return number and math.max(knob.least or number, math.min(knob.most or number, number))
    elseif knob.kind == "choice" then
        for _, option in ipairs(knob.options) do
            if option == text then
                return text
            end
        end
        return nil
    end
    return knob.kind == "text" and text or nil
end

---What a story's component gets: values by name, without those that are nothing.
function knobs.values(story, given)
    local values = {}
    for _, knob in ipairs(story.knobs) do
        local value = given[knob.name]
        if value == nil then
            value = knob.default
        end
        values[knob.name] = value ~= "" and value or nil
    end
    return values
end

return knobs
