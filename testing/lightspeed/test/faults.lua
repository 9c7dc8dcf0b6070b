-- What no page may have, whatever a spec looks at: an id twice, a control without a name in a form that is sent, an
-- event that nobody declares.

local html = require "lightspeed.test.html"
local operations = require "lightspeed.test.operations"

local faults = {}

local CONTROLS = { input = true, select = true, textarea = true }
local NAMELESS = { submit = true, button = true, reset = true, image = true }

local function find_twins(elements)
    local seen = {}
    for _, element in ipairs(elements) do
        local id = element.attributes.id
        if id and id ~= "" and seen[id] then
            return ("two elements of the page have the id '%s': <%s> and <%s>"):format(
                id,
                seen[id].tag,
                element.tag
            )
        end
        seen[id or ""] = element
    end
end

local function event_of(element)
    for _, kind in ipairs { "ls-submit", "ls-change" } do
        if element.attributes[kind] or element.attributes["data-" .. kind] then
            return kind
        end
    end
end

-- Whether a form would send it, if it had a name.
local function is_sent(element)
    local attributes = element.attributes
    local kind = element.tag == "input" and (attributes.type or "text"):lower() or element.tag
    return CONTROLS[element.tag] and not NAMELESS[kind] and not attributes.disabled and not event_of(element)
end

local function find_nameless(elements)
    for _, element in ipairs(elements) do
        local form = is_sent(element)
            and (element.attributes.name or "") == ""
            and html.closest(element, function(above)
                return above.tag == "form"
            end)
        local kind = form and event_of(form)
        if kind then
            local article = element.tag == "input" and "an" or "a"
            return ("%s <%s> in a form with %s has no name, so nobody hears of it"):format(
                article,
                element.tag,
                kind
            )
        end
    end
end

local function none()
    return {}
end

local EVENTS = {}
for name in ([[click click-away submit change focus blur keydown keyup visible hidden recover]]):gmatch "%S+" do
    EVENTS["ls-" .. name] = true
end

-- Events that nobody in the app declares; `known` are those that somebody does.
local function find_unknown(elements, known)
    for _, element in ipairs(elements) do
        for name, value in pairs(element.attributes) do
            local base = name:gsub("^data%-", ""):match "^[^.]*"
            local is_event = EVENTS[base] or base:find "^ls%-on%-"
            if
                is_event
                and value ~= ""
                and value ~= ":refused" -- somebody else's text, which the host took for none
                and not (base == "ls-recover" and value == "off")
            then
                for _, push in ipairs(operations.pushes(value, none)) do
                    if not known[push.name] then
                        return ('<%s %s="%s">: the app has no such event'):format(
                            element.tag,
                            name,
                            push.name
                        )
                    end
                end
            end
        end
    end
end

---What is wrong with a page of an app that declares these events; nil where nothing is.
function faults.find(root, events)
    local elements = html.elements(root)
    return find_twins(elements) or find_nameless(elements) or find_unknown(elements, events)
end

return faults
