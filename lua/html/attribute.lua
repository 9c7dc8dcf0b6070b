-- What an attribute may be: known by name where the name is ours, written once, and no way for a value to become
-- script. What ls-click="name" and its like will send is collected later, by events.lua.

local chain = require "html.chain"
local ls = require "html.ls"
local names = require "html.names"
local shorthand = require "html.shorthand"
local token = require "html.token"
local words = require "html.words"

local attribute = {}

local function is_dynamic(found)
    return found.form ~= "bare" and found.form ~= "static"
end

-- "data-ls-click.once" is ls-click.
local function plain_name(name)
    return (name:lower():gsub("^data%-ls%-", "ls-"))
end

local function check_handler(complain, name)
    local instead = names.instead_of_handler[name] or "ls-on-" .. name:sub(3)
    complain("inline handler '%s' is not allowed; use %s=\"event\"", name, instead)
end

-- Reasons why an element's attribute cannot have a value that is known only at run time.
local function check_dynamic(complain, element, name, found)
    if name == "srcdoc" then
        complain "'srcdoc' cannot be dynamic: its value is a page of its own; use src={…}"
    elseif name == "srcset" or name == "imagesrcset" then
        complain("'%s' cannot be dynamic: it is a list of addresses; use src={…}", name)
    elseif element == "script" and names.url[name] then
        complain("the %s of <script> cannot be dynamic; scripts are known when the file loads", name)
    elseif name == "http-equiv" then
        complain "'http-equiv' cannot be dynamic"
    elseif name == "attributename" then
        complain "'attributeName' cannot be dynamic"
    elseif name == "style" and found.form ~= "fields" then
        complain "'style' cannot be interpolated; use style={name = value}"
    end
end

-- Elements that steer the whole page take nothing dynamic at all.
local function check_element(complain, node, element)
    local is_refresh = false
    for _, found in ipairs(node.attributes) do
        is_refresh = is_refresh or (found.name or ""):lower() == "http-equiv"
    end
    for _, found in ipairs(node.attributes) do
        local spread = found.form == "spread"
        if is_dynamic(found) and (element == "base" or (element == "meta" and (is_refresh or spread))) then
            complain(
                found,
                "<%s> cannot have dynamic attributes%s",
                element,
                is_refresh and " beside http-equiv" or ""
            )
        elseif spread and names.no_spread[element] then
            complain(found, "attributes cannot be spread into <%s>", element)
        end
    end
end

-- <animate attributeName="href" to={…}> would set an address past the check of addresses.
local function check_animation(complain, node, element)
    if element ~= "animate" and element ~= "set" then
        return
    end
    local animates_address = false
    for _, found in ipairs(node.attributes) do
        if (found.name or ""):lower() == "attributename" and found.value then
            animates_address = animates_address or names.url[found.value:lower()]
        end
    end
    for _, found in ipairs(node.attributes) do
        if animates_address and is_dynamic(found) then
            complain(found, "the animation of an address cannot be dynamic")
        end
    end
end

local function check_fields(complain, found)
    for _, field in ipairs(found.fields or {}) do
        if found.name == "style" and not field.name and not field.key_literal then
            complain 'a style is written name = value: style={width = "10px"}'
        end
    end
end

-- The text of an attribute that is the same for everybody.
local function literal(found)
    return found.form == "bare" and "" or found.form == "static" and found.value or nil
end

-- The client splits at single spaces: "moved  clientX " is "moved clientX".
local function tidy_event(found, name)
    if found.form == "static" and ls.is_event(name) and not found.value:find "^%s*%[" then
        found.raw = found.raw:gsub("%s+", " "):match "^ ?(.-) ?$"
    end
end

local function check_name(complain, node, found, name)
    if name:find "^ls%-" then
        ls.check(complain, name, literal(found))
        tidy_event(found, name)
        words.check(complain, name, found)
    end
    if node.kind == "element" then
        if name:find "^on%a" then
            check_handler(complain, name)
        end
        if is_dynamic(found) then
            check_dynamic(complain, node.name:lower(), name, found)
        end
    end
    check_fields(complain, found)
end

-- ls-verbatim is ours: nothing of it is served.
local function take_verbatim(complain, node, found)
    if is_dynamic(found) then
        complain(found, "'%s' takes no value; it is decided when the file loads", found.name)
    end
    node.verbatim = true
end

-- The attributes of `node` whose names a word of ls-keep-attr means; a star stands for anything.
local function names_meant(node, word)
    local pattern = "^" .. word:gsub("[%-.]", "%%%0"):gsub("%*", ".*") .. "$"
    local meant = { word }
    for _, other in ipairs(node.attributes) do
        local name = other.name and other.name:lower()
        if word:find("*", 1, true) and name and name:find(pattern) then
            meant[#meant + 1] = name
        end
    end
    return table.concat(meant, " ")
end

-- ls-keep and ls-keep-attr say what belongs to the page's scripts. The client looks for one name and whole words.
local function take_keep(complain, node, found, name)
    if is_dynamic(found) then
        local instead = name == "ls-keep" and "takes no value" or 'is written "open class data-*"'
        complain(found, "'%s' %s; it is decided when the file loads", found.name, instead)
    elseif name == "ls-keep-attr" and (found.value or "") == "" then
        complain(found, "'%s' names attributes: %s=\"open class data-*\"", found.name, found.name)
    elseif name == "ls-keep-attr" then
        found.raw = found.raw:lower():gsub("%S+", function(word)
            return names_meant(node, word)
        end)
    end
    found.name = name
end

-- let="row, index" names what the content is called with.
local function take_let(complain, node, found)
    local let = {}
    for name in ((found.form == "static" and found.value or "") .. ","):gmatch "%s*(.-)%s*," do
        if not token.is_name(name) or let[name] then
            return complain(found, 'let takes names: let="row" or let="row, index"')
        end
        let[#let + 1], let[name] = name, true
    end
    node.let = table.concat(let, ", ")
end

-- ls-key names the row of a {for}; it stays in its place among the attributes, for its expression is evaluated
-- there.
local function take_key(complain, parser, found)
    local frame = parser:top()
    if frame.kind ~= "for" then
        complain(found, "'%s' belongs on the outermost element in a {for}", found.name)
    elseif frame.node.key then
        complain(found, "a second '%s' in the same {for}", found.name)
    elseif not is_dynamic(found) then
        complain(found, "this '%s' is the same for every row; write %s={…}", found.name, found.name)
    else
        frame.node.key = found
    end
    found.form = "key"
end

-- `other` is what stands there already.
local function complain_twice(complain, found, other, node)
    if other == plain_name(found.name) then
        return complain("'%s' stands twice on <%s>", found.name, node.name)
    end
    complain("'%s' stands beside '%s', which means one", found.name, other)
end

-- What ls.js makes of literals is made now (chain.lua).
local function fold_chains(complain, parser, node)
    for index, found in ipairs(node.attributes) do
        local name = found.form == "value" and plain_name(found.name)
        if name and (ls.is_event(name) or names.takes_operations[name]) then
            local text, pushes = chain.fold(found.expression.text, parser.context.alias)
            if text then
                node.attributes[index] = shorthand.static(found, found.name, text)
                node.attributes[index].pushes = pushes
            elseif pushes then
                complain(found, "%s", pushes)
            end
        end
    end
end

-- Checks the attributes of an element or component that was just read and is about to be opened.
function attribute.check(parser, node)
    local seen, kept = {}, {}
    local function complain_at(found, message, ...)
        parser:complain(found.at - parser.base, message, ...)
    end
    if node.kind == "element" then
        fold_chains(complain_at, parser, node)
    end
    for _, found in ipairs(node.attributes) do
        local name = found.name and plain_name(found.name)
        local identity = name and (node.kind == "component" and found.name or name)
        local function complain(message, ...)
            complain_at(found, message, ...)
        end
        if identity and seen[identity] then
            complain_twice(complain, found, seen[identity], node)
        end
        if name then
            seen[identity] = name
            check_name(complain, node, found, name)
        end
        if name == "ls-verbatim" then
            take_verbatim(complain_at, node, found)
        elseif found.name == "let" and node.kind ~= "element" then
            take_let(complain_at, node, found)
        elseif node.kind == "element" then
            for _, one in ipairs { shorthand.of(found, name, complain_at) } do
                kept[#kept + 1] = one
                if one ~= found and seen[one.name] then
                    complain_twice(complain, one, name, node)
                end
                seen[one.name or ""] = name
            end
        else
            kept[#kept + 1] = found
        end
        if (name == "ls-keep" or name == "ls-keep-attr") and node.kind == "element" then
            take_keep(complain_at, node, found, name)
        end
        if name == "ls-key" then
            take_key(complain_at, parser, found)
        end
    end
    node.attributes = kept
    if node.kind == "component" then
        node.line = parser.context.report:line(node.at)
        table.insert(parser.context.tags, node)
    end
    if node.kind == "element" then
        check_element(complain_at, node, node.name:lower())
        check_animation(complain_at, node, node.name:lower())
    end
end

return attribute
