-- Forms whose rules are in their controls (<ls.input form={m.form} />): the host checks them and says what is wrong,
-- all at once and in the page. So the browser, which has the same rules as attributes, is told not to hold a submit
-- back for a bubble of its own: <form ls-submit> gets `novalidate`, unless it says something of it itself.

local tree = require "html.tree"

local forms = {}

local function has(node, name)
    for _, attribute in ipairs(node.attributes) do
        if (attribute.name or ""):lower():gsub("^data%-ls%-", "ls-") == name then
            return true
        end
    end
    return false
end

local function has_form_control(children)
    for _, node in ipairs(children) do
        if node.kind == "component" and has(node, "form") then
            return true
        end
        for _, inside in ipairs(tree.inside(node)) do
            if has_form_control(inside) then
                return true
            end
        end
    end
    return false
end

-- Puts in what a template leaves out.
function forms.complete(children)
    for _, node in ipairs(children) do
        local is_form = node.kind == "element" and node.name:lower() == "form" and has(node, "ls-submit")
        if is_form and not has(node, "novalidate") and has_form_control(node.children) then
            table.insert(node.attributes, { form = "bare", name = "novalidate", at = node.at })
        end
        for _, inside in ipairs(tree.inside(node)) do
            forms.complete(inside)
        end
    end
end

return forms
