-- The ls-* attributes: which there are, what their values look like, and which words may stand behind a dot.
--
--   ls["ls-debounce"] = { value = "rate" }            a check below, of values that stand in the template
--   ls["ls-keydown"]  = { value = "event", words = "key" }
--
-- An attribute without `words` takes none. What ls-click="name" and its like send is collected by events.lua, and
-- held against what the views declare by the host.

local names = require "html.names"
local suggest = require "html.suggest"

local ls = {}

local attributes = {
    ["ls-click"] = { value = "event", words = "act" },
    ["ls-click-away"] = { value = "event", words = "act" },
    ["ls-submit"] = { value = "event", words = "act" },
    ["ls-change"] = { value = "event", words = "act" },
    ["ls-focus"] = { value = "event", words = "act" },
    ["ls-blur"] = { value = "event", words = "act" },
    ["ls-keydown"] = { value = "event", words = "key" },
    ["ls-keyup"] = { value = "event", words = "key" },
    ["ls-visible"] = { value = "event" },
    ["ls-hidden"] = { value = "event" },
    ["ls-recover"] = { value = "event" },
    ["ls-target"] = { value = "selector" },
    ["ls-debounce"] = { value = "pause" },
    ["ls-throttle"] = { value = "milliseconds" },
    ["ls-confirm"] = { value = "text" },
    ["ls-disable-with"] = { value = "text" },
    ["ls-upload"] = {},
    ["ls-drop"] = {},
    ["ls-when"] = {},
    ["ls-offline"] = {},
    ["ls-waiting"] = {},
    ["ls-trouble"] = {},
    ["ls-copy"] = { value = "other" },
    ["ls-key"] = {},
    ["ls-keep"] = {},
    ["ls-keep-attr"] = {},
    ["ls-scroll"] = {},
    ["ls-transition"] = {},
    ["ls-verbatim"] = {},
    ["ls-hook"] = {},
    ["ls-mounted"] = {},
    ["ls-removed"] = {},
    ["ls-window"] = {},
    ["ls-tabs"] = {},
    ["ls-unsaved"] = {},
    ["ls-no-unused"] = {},
    ["ls-navigate"] = {},
    ["ls-moves"] = {},
    ["ls-patch"] = {},
    ["ls-replace"] = {},
    ["ls-prefetch"] = {},
    ["ls-announce"] = {},
    ["ls-flash"] = {},
    ["ls-autofocus"] = {},
    ["ls-focus-trap"] = {},
    ["ls-patch-focused"] = {},
}
-- ls-on-NAME and ls-value-NAME.
local on_any = { value = "event", words = "act" }
local value_any = {}

local set_by_client = names.set "ls-busy ls-state ls-error ls-dirty"

local known = {}
for name in pairs(attributes) do
    known[#known + 1] = name
end
table.sort(known)

-- ## Words behind a dot

local MODIFIERS = { "ctrl", "alt", "shift", "meta", "window", "once", "stop", "prevent" }
local KEYS = {
    "enter",
    "escape",
    "tab",
    "space",
    "backspace",
    "delete",
    "insert",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "slash",
    "period",
    "contextmenu",
    "capslock",
}
for number = 1, 12 do
    KEYS[#KEYS + 1] = "f" .. number
end
-- What else people call them.
local INSTEAD = {
    esc = "escape",
    ["return"] = "enter",
    spacebar = "space",
    del = "delete",
    ins = "insert",
    arrowup = "up",
    arrowdown = "down",
    arrowleft = "left",
    arrowright = "right",
    pgup = "pageup",
    pgdn = "pagedown",
    dot = "period",
    control = "ctrl",
    cmd = "meta",
    command = "meta",
    win = "meta",
    option = "alt",
}

local function all_words()
    local words = { table.unpack(MODIFIERS) }
    return table.move(KEYS, 1, #KEYS, #words + 1, words)
end

local words = { act = MODIFIERS, key = all_words() }
local is_word = {}
for kind, list in pairs(words) do
    is_word[kind] = names.set(table.concat(list, " "))
end

local function is_character(word)
    return utf8.len(word) == 1
end

local function check_word(complain, name, base, kind, word)
    if not kind then
        return complain("'%s' takes nothing behind a dot, as '.%s' is", base, word)
    end
    if is_word[kind][word] or (kind == "key" and is_character(word)) then
        return
    end
    local instead = INSTEAD[word]
    local near = is_word[kind][instead] and instead or suggest(word, words[kind])
    local what = kind == "key" and "key" or "word"
    complain(
        "unknown %s '%s' in '%s'%s",
        what,
        word,
        name,
        near and ("; did you mean '%s'?"):format(near) or ""
    )
end

local function check_words(complain, name, base, kind)
    local seen = {}
    for word in name:sub(#base + 1):gmatch "%.([^.]*)" do
        check_word(complain, name, base, kind, word)
        if seen[word] then
            complain("'%s' says '.%s' twice", name, word)
        end
        seen[word] = true
    end
    if seen.window and base == "ls-click-away" then
        complain("'%s': a click away is heard in the whole window already", name)
    end
end

-- ## Values

local check_value = {}

function check_value.event(complain, name, text)
    local is_handled = name:find "%.prevent%f[%z.]" or name:find "%.stop%f[%z.]"
    if not text:find "%S" and not is_handled then
        complain("'%s' names no event; write %s=\"event\"", name, name)
    end
end

function check_value.pause(complain, name, text)
    if text ~= "" and text ~= "blur" and not text:find "^%d+$" then
        complain('%s="%s": expected milliseconds or "blur", as in %s="300"', name, text, name)
    end
end

function check_value.milliseconds(complain, name, text)
    if text ~= "" and not text:find "^%d+$" then
        complain('%s="%s": expected milliseconds, as in %s="300"', name, text, name)
    end
end

function check_value.text(complain, name, text)
    if not text:find "%S" then
        complain("'%s' needs words for people; write %s=\"…\"", name, name)
    end
end

local CLOSING = { ["["] = "]", ["("] = ")" }

-- Whether brackets and quotes come in pairs.
local function is_balanced(text)
    local open, quote = {}, nil
    for character in text:gmatch "." do
        if quote then
            quote = character ~= quote and quote or nil
        elseif character == '"' or character == "'" then
            quote = character
        elseif CLOSING[character] then
            open[#open + 1] = CLOSING[character]
        elseif (character == "]" or character == ")") and table.remove(open) ~= character then
            return false
        end
    end
    return not quote and #open == 0
end

-- A name alone is an element's; most who write one mean an id.
function check_value.selector(complain, name, text)
    local word = text:match "^%s*([%a_][%w_-]*)%s*$"
    if not text:find "%S" then
        complain("'%s' needs a selector, as in %s=\"#id\"", name, name)
    elseif word and not names.is_element[word:lower()] and not word:find("-", 1, true) then
        complain("%s=\"%s\": there is no element <%s>; did you mean '#%s'?", name, text, word, word)
    elseif not is_balanced(text) or text:find "^%s*[%d>+~,]" or text:find "[>+~,.#]%s*$" then
        complain('%s="%s": this is no selector', name, text)
    end
end

-- Without one it is the element itself.
function check_value.other(complain, name, text)
    if text ~= "" then
        check_value.selector(complain, name, text)
    end
end

-- ## What others ask

local function find(name)
    local base = name:match "^[^.]*"
    if name:find "^ls%-on%-[^.]" then
        return base, on_any
    elseif name:find "^ls%-value%-[^.]" then
        return name, value_any
    end
    return base, attributes[base]
end

-- Whether the value of an attribute is an event's name, or operations.
function ls.is_event(name)
    local _, attribute = find(name)
    return attribute ~= nil and attribute.value == "event"
end

local function check_unknown(complain, name, base)
    if base == "ls-stream" then
        return complain "'ls-stream' is no attribute; a stream is a list: {for item in ls.stream \"name\" do}"
    elseif set_by_client[base] then
        return complain("'%s' is set by the client; it cannot be written", base)
    end
    local near = suggest(base, known)
    complain("unknown attribute '%s'%s", name, near and ("; did you mean '%s'?"):format(near) or "")
end

-- An attribute of a template: its name, in small letters and without data-, and its value where that is literal.
function ls.check(complain, name, literal)
    local base, attribute = find(name)
    if not attribute then
        return check_unknown(complain, name, base)
    end
    -- ls-on-keydown takes keys as ls-keydown does.
    local is_key = base == "ls-on-keydown" or base == "ls-on-keyup"
    check_words(complain, name, base, is_key and "key" or attribute.words)
    if literal and attribute.value then
        check_value[attribute.value](complain, name, literal)
    end
end

return ls
