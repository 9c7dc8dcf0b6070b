-- ls.raw: HTML that is shown as it is. The only way past escaping, and `lightspeed check` lists every use of it.

local raw = {}

-- The page is bounded by comments; those of others would be taken for ours.
local function without_comments(text)
    text = text:gsub("<!%-%-.-%-%-!?>", "")
    local unfinished = text:find("<!--", 1, true)
    return unfinished and text:sub(1, unfinished - 1) or text
end

---Markup that somebody vouches for: made by a Markdown renderer, cleaned by a sanitizer, written by the team. Shown
--- between tags, its comments taken out; nothing in it is checked, so it must never hold what a visitor typed.
--- `{ls.raw(m.article)}`
---@param text string|nil HTML with all its tags closed; nil and false show nothing
---@return table markup
function raw.raw(text)
    if text ~= nil and text ~= false and type(text) ~= "string" then
        error(("ls.raw takes a string of HTML, not a %s"):format(type(text)), 2)
    end
    local shown = text and without_comments(text)
    return html[[<ls-raw>{shown}</ls-raw>]]
end

return raw
