-- ls.el: an element whose tag is computed. Where the tag is known, write it in html[[ ]].

local element = {}

local with_content, without = __html_elements -- two tables: the compiler puts them here

local function unknown(tag)
    local names = {}
    for _, known in ipairs { with_content, without } do
        for name in pairs(known) do
            names[#names + 1] = name
        end
    end
    return ("ls.el makes no <%s>%s"):format(tostring(tag), __host.hint(tag, names))
end

local function is_list(content)
    return type(content) == "table"
end

---An element by name: `ls.el("h" .. level, { class = "title" }, text)`. Attributes are as in a spread, content is a
--- value as between braces, or a list of such.
---@param tag string an HTML element that neither loads, runs nor steers anything: no script, iframe, link
---@param attributes table|nil
---@param content any
---@return table markup
function element.el(tag, attributes, content)
    if attributes ~= nil and type(attributes) ~= "table" then
        error(("ls.el: attributes are a table, not a %s"):format(type(attributes)), 2)
    end
    if without[tag] then
        if content ~= nil then
            error(("ls.el: <%s> has no content"):format(tag), 2)
        end
        return html(without[tag], attributes or {})
    end
    local id = with_content[tag] or error(unknown(tag), 2)
    if is_list(content) then
        local list = content
        content = html[[{for _, item in ipairs(list) do}{item}{end}]]
    end
    return html(id, attributes or {}, content)
end

return element
