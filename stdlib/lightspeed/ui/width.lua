-- How wide a text is about, before any browser has seen it: enough to leave room beside an axis, and to choose
-- which names fit under it. Sans-serif faces agree on these widths within a tenth or so.

local width = {}

-- Of an em, in classes; all else is as wide as a small letter.
local classes = {
    { 0.30, "[ijlftI.,:;'|! ]" },
    { 0.34, "[%-()%[%]r/]" },
    { 0.90, "[mwMW@%%]" },
    { 0.68, "[A-Z&]" },
    { 0.56, "[%d]" },
}
local SMALL, FOREIGN, FULL = 0.54, 0.62, 1.0

local function of_code(code)
    if code >= 0x2E80 and code < 0xFB00 or code >= 0x1F000 then
        return FULL -- Han, Kana, Hangul, pictures
    elseif code >= 0x80 then
        return FOREIGN
    end
    local char = string.char(code)
    for _, class in ipairs(classes) do
        if char:find(class[2]) then
            return class[1]
        end
    end
    return SMALL
end

-- The characters of a text; of bytes that are no text, the bytes.
local function characters(text)
    if utf8.len(text, 1, -1, true) then
        return utf8.codes(text, true)
    end
    return ipairs { text:byte(1, 1000) }
end

---The width of a text in pixels, at a font size in pixels.
---@param text string
---@param size number
---@return number
function width.of(text, size)
    local sum = 0
    for _, code in characters(text) do
        sum = sum + of_code(code)
    end
    return sum * size
end

---The text, or as much of its beginning as fits, with an ellipsis.
---@param text string
---@param size number
---@param most number
---@return string
function width.fit(text, size, most)
    if width.of(text, size) <= most then
        return text
    end
    local sum = size -- the ellipsis
    for place, code in characters(text) do
        sum = sum + of_code(code) * size
        if sum > most then
            return text:sub(1, place - 1) .. "…"
        end
    end
    return text
end

return width
