-- What a template leaves out without being wrong: a picture's words, a button's name, a row's key. These are hints;
-- they are printed by `lightspeed check` and when a host starts for development, and stop nothing.

local tree = require "html.tree"

local manners = {}

-- The attribute of a name, or a spread that may hold it.
local function find(node, ...)
    for _, attribute in ipairs(node.attributes) do
        if attribute.form == "spread" then
            return attribute
        end
        for _, name in ipairs { ... } do
            if attribute.name:lower() == name then
                return attribute
            end
        end
    end
end

local function is_static(attribute, text)
    return attribute and attribute.form == "static" and attribute.value:lower() == text
end

-- Whether something may be read there: text, or what is only known at run time.
local function has_words(children)
    for _, node in ipairs(children) do
        local kind = node.kind
        if kind == "text" then
            if node.text:find "[^ \t\n\r\f]" then
                return true
            end
        elseif kind == "element" then
            local name = node.name:lower()
            local alt = name == "img" and find(node, "alt", "aria-label")
            if (alt and not is_static(alt, "")) or find(node, "aria-label", "aria-labelledby") then
                return true
            end
            if name ~= "script" and name ~= "style" and has_words(node.children) then
                return true
            end
        elseif kind ~= "local" then
            return true
        end
    end
    return false
end

local check_element = {}

function check_element.img(node, report)
    if not find(node, "alt", "aria-label", "aria-labelledby", "aria-hidden", "role") then
        report:hint(node.at, '<img> has no alt: say what it shows, or alt="" where it only decorates')
    end
end

function check_element.input(node, report)
    if is_static(find(node, "type"), "image") and not find(node, "alt", "aria-label", "aria-labelledby") then
        report:hint(node.at, '<input type="image"> has no alt: say what it does')
    end
end

function check_element.button(node, report)
    local named = find(node, "aria-label", "aria-labelledby", "aria-hidden", "title")
    if not named and not has_words(node.children) then
        report:hint(node.at, ('<%s> has no name: write text in it, or aria-label="…"'):format(node.name))
    end
end

function check_element.a(node, report)
    if find(node, "href") then
        check_element.button(node, report)
    end
end

-- The list that a {for} walks through, where it is a path from the view's model: m.tasks; else nil.
local function model_list(node, models)
    local path = node.head and node.head.text:match "%f[%w_]in%s+i?pairs%s*%(%s*([%a_][%w_.]*)%s*%)%s*$"
    return path and models[path:match "^([%w_]+)%."] and path
end

local function check_row(node, report, models)
    local path = not node.key and model_list(node, models)
    if path then
        report:hint(
            node.at,
            ("this {for} over %s has no ls-key; with one, only rows that changed are sent"):format(path)
        )
    end
end

local function check(children, report, models)
    for _, node in ipairs(children) do
        if node.kind == "element" then
            local judge = check_element[node.name:lower()]
            if judge then
                judge(node, report)
            end
        elseif node.kind == "for" then
            check_row(node, report, models)
        end
        for _, inside in ipairs(tree.inside(node)) do
            check(inside, report, models)
        end
    end
end

-- The names that a file gives its views' models: { m = true }
function manners.models(source)
    local models = {}
    for _, pattern in ipairs {
        "function%s+[%w_.:]*render%s*%(%s*([%a_][%w_]*)",
        "render%s*=%s*function%s*%(%s*([%a_][%w_]*)",
        "^%s*{local%s+([%a_][%w_]*)[%w_,%s]*=%s*%.%.%.%s*}", -- a file that is a template
    } do
        for name in source:gmatch(pattern) do
            models[name] = true
        end
    end
    return models
end

function manners.check(children, report, models)
    check(children, report, models)
end

return manners
