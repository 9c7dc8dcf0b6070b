-- ls.mail: sends letters, in a service.
--
--     local ok, err = ls.mail.send {
--         from = "Shop <orders@example.com>",
--         to = customer.email,
--         subject = "Your order",
--         text = "Thank you.",
--     }

local world = require "lightspeed.world"

local mail = {}

local NAME = "ls.mail.send"

local kinds = {
    from = "any",
    to = "any",
    cc = "any",
    bcc = "any",
    reply_to = "any",
    subject = "string",
    text = "string",
    html = "string",
    attachments = "table",
}

local RECIPIENTS_MAX = 100
local SUBJECT_MAX = 500
local LETTER_MAX = 32 * 1024 * 1024

-- A failure that is data: somebody has written a wrong address in a form.
local BAD = {}

local function bad(text)
    error(setmetatable({ why = text }, BAD), 0)
end

local function check_line(what, text)
    if text:find "[%c]" then
        error(("%s: %s has a line end or another control character in it"):format(NAME, what), 0)
    elseif not utf8.len(text) then
        error(("%s: %s is not UTF-8"):format(NAME, what), 0)
    end
end

-- "a@b.c", "Name <a@b.c>" or { name = "Name", address = "a@b.c" }.
local function read_person(field, given)
    local name, address
    if type(given) == "table" and type(given.address) == "string" then
        name, address = given.name, given.address
    elseif type(given) == "string" then
        name, address = given:match "^%s*(.-)%s*<([^<>]*)>%s*$"
        address = address or given:match "^%s*(.-)%s*$"
        name = name and (name:match '^"(.*)"$' or name)
    else
        error(("%s: %s takes an address, not a %s"):format(NAME, field, type(given)), 0)
    end
    if name ~= nil and type(name) ~= "string" then
        error(("%s: %s: a name is a text, not a %s"):format(NAME, field, type(name)), 0)
    end
    local known = #address <= 254
        and address:find "^[%w!#$%%&'*+/=?^_`{|}~.%-]+@[%w][%w.%-]*[%w]$"
        and not address:find "%.%."
        and not address:find "^%."
        and not address:find "%.@"
    if not known then
        bad(("%s: '%s' is no address of mail"):format(field, address:gsub("%c", "?")))
    end
    if name and name ~= "" then
        check_line(field, name)
        return { name = name, address = address }
    end
    return { address = address }
end

local function read_people(field, given, recipients)
    if given == nil then
        return nil
    end
    local is_one = type(given) ~= "table" or given.address ~= nil
    local people = {}
    for i, person in ipairs(is_one and { given } or given) do
        people[i] = read_person(field, person)
        recipients[#recipients + 1] = people[i].address
    end
    return people
end

local function read_attachments(given)
    local list = {}
    for i, attachment in ipairs(given) do
        if
            type(attachment) ~= "table"
            or type(attachment.name) ~= "string"
            or type(attachment.content) ~= "string"
        then
            error(("%s: an attachment is { name = text, content = text, type = text }"):format(NAME), 0)
        end
        local kind = attachment.type or "application/octet-stream"
        if type(kind) ~= "string" or not kind:find "^[%w.+%-]+/[%w.+%-]+$" then
            error(
                ("%s: an attachment's type is such as application/pdf, not %s"):format(NAME, tostring(kind)),
                0
            )
        end
        check_line("an attachment's name", attachment.name)
        if attachment.name == "" or #attachment.name > 200 or attachment.name:find "[/\\]" then
            error(("%s: an attachment's name has 1 to 200 bytes, and no slash"):format(NAME), 0)
        end
        list[i] = { name = attachment.name, content = attachment.content, type = kind }
    end
    return list
end

local function check_body(field, text)
    if text and not utf8.len(text) then
        error(("%s: %s is not UTF-8"):format(NAME, field), 0)
    elseif text and text:find "\0" then
        error(("%s: %s has a zero byte in it"):format(NAME, field), 0)
    end
end

local function size_of(letter)
    local size = #(letter.text or "") + #(letter.html or "")
    for _, attachment in ipairs(letter.attachments or {}) do
        size = size + #attachment.content
    end
    return size
end

local function read_letter(given)
    local recipients = {}
    if given.from == nil then
        error(("%s takes from: whose letter it is"):format(NAME), 0)
    elseif type(given.subject) ~= "string" then
        error(("%s takes a subject"):format(NAME), 0)
    elseif not given.text and not given.html then
        error(("%s takes a text, html or both"):format(NAME), 0)
    elseif #given.subject > SUBJECT_MAX then
        error(("%s: a subject has at most %d bytes"):format(NAME, SUBJECT_MAX), 0)
    end
    check_line("subject", given.subject)
    check_body("text", given.text)
    check_body("html", given.html)
    local letter = {
        from = read_person("from", given.from),
        to = read_people("to", given.to, recipients),
        cc = read_people("cc", given.cc, recipients),
        reply_to = given.reply_to ~= nil and read_person("reply_to", given.reply_to) or nil,
        subject = given.subject,
        text = given.text,
        html = given.html,
        attachments = given.attachments and read_attachments(given.attachments),
        recipients = recipients,
    }
    read_people("bcc", given.bcc, recipients) -- nobody sees them
    if #recipients == 0 then
        error(("%s takes to, cc or bcc: who gets it"):format(NAME), 0)
    elseif #recipients > RECIPIENTS_MAX then
        error(("%s: a letter goes to at most %d, not %d"):format(NAME, RECIPIENTS_MAX, #recipients), 0)
    elseif size_of(letter) > LETTER_MAX then
        error(("%s: a letter has at most %d bytes"):format(NAME, LETTER_MAX), 0)
    end
    return letter
end

---Sends a letter; true when the server has taken it. Expected failures are nil, a name and a sentence.
---@param given table
function mail.send(given)
    world.check(NAME, "ls.mail.send { ... }")
    world.check_options(NAME, given, kinds)
    local ok, letter = pcall(read_letter, given)
    if not ok and getmetatable(letter) == BAD then
        return nil, "address", letter.why
    elseif not ok then
        error(letter, 2)
    end
    local answer, err, why = world.work(NAME, "mail", letter)
    if not answer then
        return nil, err, why
    end
    return true
end

return setmetatable(mail, {
    __index = function(_, name)
        error(("ls.mail.%s does not exist%s"):format(tostring(name), __host.hint(name, { "send" })), 2)
    end,
})
