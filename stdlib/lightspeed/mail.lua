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
local TYPE_MAX = 200 -- it stands in a line, which has 998 bytes at most
local LETTER_MAX = 32 * 1024 * 1024

-- A failure that is data: somebody has written a wrong address in a form.
local BAD = {}

local function bad(text)
    error(setmetatable({ why = text }, BAD), 0)
end

local function check_line(what, text)
    if text:find "[%c]" then
        world.refuse(": %s has a line end or another control character in it", what)
    elseif not utf8.len(text) then
        world.refuse(": %s is not UTF-8", what)
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
        world.refuse(": %s takes an address, not a %s", field, type(given))
    end
    if name ~= nil and type(name) ~= "string" then
        world.refuse(": %s: a name is a text, not a %s", field, type(name))
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
    if given.name ~= nil or given.content ~= nil then
        world.refuse ": attachments takes a list: { { name = text, content = text } }"
    end
    for i, attachment in ipairs(given) do
        if
            type(attachment) ~= "table"
            or type(attachment.name) ~= "string"
            or type(attachment.content) ~= "string"
        then
            world.refuse ": an attachment is { name = text, content = text, type = text }"
        end
        local kind = attachment.type or "application/octet-stream"
        if type(kind) ~= "string" or #kind > TYPE_MAX or not kind:find "^[%w.+%-]+/[%w.+%-]+$" then
            world.refuse(": an attachment's type is such as application/pdf, not %s", tostring(kind))
        end
        check_line("an attachment's name", attachment.name)
        if attachment.name == "" or #attachment.name > 200 or attachment.name:find "[/\\]" then
            world.refuse ": an attachment's name has 1 to 200 bytes, and no slash"
        end
        list[i] = { name = attachment.name, content = attachment.content, type = kind }
    end
    return list
end

local function check_body(field, text)
    if text and not utf8.len(text) then
        world.refuse(": %s is not UTF-8", field)
    elseif text and text:find "\0" then
        world.refuse(": %s has a zero byte in it", field)
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
        world.refuse " takes from: whose letter it is"
    elseif type(given.subject) ~= "string" then
        world.refuse " takes a subject"
    elseif not given.text and not given.html then
        world.refuse " takes a text, html or both"
    elseif #given.subject > SUBJECT_MAX then
        world.refuse(": a subject has at most %d bytes", SUBJECT_MAX)
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
        world.refuse " takes to, cc or bcc: who gets it"
    elseif #recipients > RECIPIENTS_MAX then
        world.refuse(": a letter goes to at most %d, not %d", RECIPIENTS_MAX, #recipients)
    elseif size_of(letter) > LETTER_MAX then
        world.refuse(": a letter has at most %d bytes", LETTER_MAX)
    end
    return letter
end

---Sends a letter; true when the server has taken it. Expected failures are nil, a name and a sentence.
---@param given table
function mail.send(given)
    if given == nil then
        world.refuse " takes its options in a table, not a nil"
    end
    world.check_options(given, kinds)
    local ok, letter = pcall(read_letter, given)
    if not ok and getmetatable(letter) == BAD then
        return nil, "address", letter.why
    elseif not ok then
        error(letter, 0)
    end
    return world.done("mail", letter)
end

return world.module("ls.mail", "ls.mail.send { ... }", mail)
