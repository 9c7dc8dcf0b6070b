-- Effects: small things that a view asks the page to do, once, when the page shows the turn. They are operations as
-- those of ls.js, which see.

local effect = {}

local behaviour = { __metatable = "ls.command" }

local function operation(name, ...)
    return setmetatable({ op = "js", { name, ... } }, behaviour)
end

local function check_text(name, what, text)
    if type(text) ~= "string" or text == "" then
        error(
            ("ls.%s takes %s, not %s"):format(name, what, text == "" and "nothing" or "a " .. type(text)),
            3
        )
    end
    return text
end

---The focus goes to the first element that this selector means.
---@param selector string
---@return ls.Command
function effect.focus(selector)
    return operation("focus", check_text("focus", "a selector", selector))
end

---A screen reader says this at the next pause.
---@param text string
---@return ls.Command
function effect.announce(text)
    return operation("announce", check_text("announce", "a text", text))
end

---The document's title, until the view says another.
---@param text string
---@return ls.Command
function effect.title(text)
    return operation("title", check_text("title", "a text", text))
end

---The first element that this selector means comes into view.
---@param selector string
---@param where? "start"|"center"|"end"|"nearest" of what is seen; "nearest" where it is left out
---@return ls.Command
function effect.scroll(selector, where)
    check_text("scroll", "a selector", selector)
    if where and not (" start center end nearest "):find(" " .. tostring(where) .. " ", 1, true) then
        error('ls.scroll: the place is "start", "center", "end" or "nearest", not ' .. tostring(where), 2)
    end
    return operation("scroll", selector, where or "nearest")
end

---The browser posts the form that this selector means to its `action`, as it would by itself, and with the button
--- that sent it to the view: how a sign-in that sets a cookie goes on once the view has found nothing wrong.
---@param selector string
---@return ls.Command
function effect.post(selector)
    return operation("post", check_text("post", "a form's selector", selector))
end

---Tells the hooks of the page: `on = { name(data) {} }`.
---@param name string
---@param data any plain data
---@return ls.Command
function effect.push_event(name, data)
    return operation("push_event", check_text("push_event", "a name", name), data)
end

---The answer to whoever sent the event: what `await context.push("name")` gives in a hook. Of a turn that no event
---began it is for nobody.
---@param data any plain data
---@return ls.Command
function effect.reply(data)
    return operation("reply", data)
end

return effect
