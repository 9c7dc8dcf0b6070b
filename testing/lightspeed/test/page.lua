-- A page in a test: a person who looks at it, clicks, fills in and goes away, with a client and a host
-- behind it.

local client = require "lightspeed.test.client"
local company = require "lightspeed.test.company"
local core = require "lightspeed.core"
local faults = require "lightspeed.test.faults"
local find = require "lightspeed.test.find"
local form = require "lightspeed.test.form"
local going = require "lightspeed.test.going"
local html = require "lightspeed.test.html"
local operations = require "lightspeed.test.operations"
local selector = require "lightspeed.test.selector"

local page = {}

local methods = {}
local getters = {}

local SHOWN_MAX = 4000 -- characters of a page in a failure's message

-- --- opening ---

-- A fault in the page fails whichever spec comes upon it. Looked for once in each page that is different.
local function refuse_faults(self)
    local root = self.root
    if rawget(self, "sound") == root then
        return
    end
    local fault = faults.find(root, self.app:events())
    if fault then
        error(("%s\nThe page is:\n%s"):format(fault, tostring(self)), 0)
    end
    rawset(self, "sound", root)
end

---A visitor on an app that was opened: GET, then the join.
function page.open(app, path)
    local self = setmetatable({ app = app }, page)
    going.load(self, path)
    refuse_faults(self)
    company.add(self)
    company.each(app, self, page.follow)
    return self
end

-- --- what is there ---

function getters:markup()
    return self.client.mirror:html()
end

function getters:html()
    return html.collapse(html.strip(self.client.mirror:html()))
end

-- The same tree as long as the page stays the same, so that its elements can be compared.
function getters:root()
    local markup = self.client.mirror:html()
    if markup ~= self.parsed then
        rawset(self, "parsed", markup)
        rawset(self, "tree", html.parse(markup))
    end
    return self.tree
end

function getters:text()
    return html.text(self.root)
end

function getters:model()
    return self.session:model()
end

function getters:title()
    return self.client.title
end

---The last patch of what was done last, decoded; nil where nothing changed.
function getters:patch()
    return self.client.patches[#self.client.patches]
end

---The bytes of all patches that what was done last brought.
function getters:patch_bytes()
    local bytes = 0
    for _, patch in ipairs(self.client.patches) do
        bytes = bytes + #core.json.encode(patch)
    end
    return bytes
end

function getters:frames()
    return self.client.frames
end

---What the host has told the page to do by what was done last, effects and chains of ls.js:
--- `{ { "focus", "#name" } }`.
function getters:commands()
    return self.client.operations
end

---Of these, what is for the hooks of the page (ls.push_event): `{ { name =, data = } }`.
function getters:pushed()
    local pushed = {}
    for _, operation in ipairs(self.client.operations) do
        if operation[1] == "push_event" then
            pushed[#pushed + 1] = { name = operation[2], data = operation[3] }
        end
    end
    return pushed
end

---Why the host ended the line: { code =, text = }.
function getters:bye()
    return self.client.bye
end

---What stands in each field, by its name.
function getters:fields()
    local values = {}
    for _, field in ipairs(form.fields(self.root, self.entered)) do
        if field.name then
            values[field.name] = field.value
        end
    end
    return values
end

---Every element a selector means.
function methods:all(source)
    return selector.all(self.root, source)
end

function page:__index(name)
    local get = getters[name]
    if get then
        return get(self)
    end
    return methods[name]
end

---The page in one line, as a failure shows it.
function page:__tostring()
    local shown = self.html
    return #shown > SHOWN_MAX and shown:sub(1, SHOWN_MAX) .. " …" or shown
end

-- --- what is done ---

---Takes in what the host has said, because of somebody else.
function page.follow(self)
    self.client:settle()
    going.settle(self)
    form.settle(self.root, self.entered, self.focus)
end

-- Does something, then lets the page follow what the host said. A turn that failed without an event of ours
-- to blame is an error here: nobody would hear of it otherwise.
local function act(self, doing)
    local before = self.app:counters().turns_failed -- raises while a function of test.stub is asked
    company.each(self.app, self, function(other)
        other.client:clear()
    end)
    self.client:clear()
    core.log()
    doing()
    self.client:settle()
    going.settle(self)
    form.settle(self.root, self.entered, self.focus)
    refuse_faults(self)
    company.each(self.app, self, page.follow)
    return self.app:counters().turns_failed - before
end

local function send(self, name, payload, owner)
    local ref
    act(self, function()
        ref = self.client:send(name, payload, owner)
    end)
    local refusal = self.client.refusals[ref]
    if refusal then
        return false, refusal.text, refusal.code
    elseif self.client.bye then
        return false, self.client.bye.text, self.client.bye.code
    end
    return true
end

-- The component that an event of an element is for; 0 for the view.
local function owner_of(self, element)
    local target = element.attributes["ls-target"]
    if target then
        element = selector.all(self.root, target)[1]
            or error(("ls-target: no '%s' is there"):format(target), 0)
    end
    return element.owner
end

-- A person cannot be refused: where the page sends what the view does not take, the view is wrong.
local function tell_one(self, element, name, payload)
    local ok, text, code = send(self, name, payload, owner_of(self, element))
    if not ok then
        error(("%s was refused (%s): %s\nThe page is:\n%s"):format(name, code, text, tostring(self)), 0)
    end
end

-- What stands in an attribute of the elements that an operation's target means: "#menu", "closest li", nil.
local function attribute_of(self, element, name, target)
    local way, source = (target or ""):match "^(%l+) (.+)$"
    local found = target
        and selector.all(self.root, (way == "closest" or way == "inner") and source or target)
    local texts = {}
    for _, one in ipairs(found or { element }) do
        texts[#texts + 1] = one.attributes[name]
    end
    return texts
end

-- `said` is what stands in the attribute: an event's name, or operations, of which each push is an event.
local function tell(self, element, said, payload)
    local function attribute(name, target)
        return attribute_of(self, element, name, target)
    end
    for _, push in ipairs(operations.pushes(said, attribute)) do
        local fields = {}
        for _, from in ipairs { payload, push.payload } do
            for name, value in pairs(from) do
                fields[name] = value
            end
        end
        local target = push.target and selector.all(self.root, push.target)[1] or element
        tell_one(self, target, push.name, fields)
    end
end

local function event_name(element, kind)
    local name = element.attributes["ls-" .. kind] or element.attributes["data-ls-" .. kind]
    return name ~= "" and name or nil
end

local function closest(element, kind)
    return html.closest(element, function(above)
        return event_name(above, kind) ~= nil
    end)
end

local function fields_of(self)
    return form.fields(self.root, self.entered)
end

-- A form that is new again: nobody has been at its fields.
local function forget_used(self, owner)
    for _, field in ipairs(fields_of(self)) do
        if field.form == owner then
            self.used[field.key] = nil
        end
    end
end

local function submit(self, owner, submitter)
    local name = event_name(owner, "submit")
    if not name then
        error("the form has no ls-submit", 0)
    end
    local fields = fields_of(self)
    local payload = form.payload(form.values(owner), fields, owner)
    if submitter then
        form.add_button(payload, submitter)
    end
    for _, field in ipairs(fields) do
        self.used[field.key] = self.used[field.key] or field.form == owner
    end
    self.flash = {}
    tell(self, owner, name, payload)
    for _, element in ipairs(html.elements(self.root)) do
        if
            element.tag == "form"
            and event_name(element, "submit") == name
            and not form.is_invalid(self.root, element)
        then
            forget_used(self, element)
        end
    end
end

-- What a change of a form tells: a field that was entered, or a button that was pressed.
local function tell_change(self, listener, field, button)
    local payload = form.values(listener)
    if listener.tag == "form" then
        local fields = fields_of(self)
        form.payload(payload, fields, listener)
        form.add_unused(payload, fields, listener, self.used)
        payload["ls:changed"] = field and field.name or button and button.attributes.name
        if button then
            form.add_button(payload, button)
        end
    else
        form.own(payload, field)
    end
    tell(self, listener, event_name(listener, "change"), payload)
end

-- What a person entered is kept, and told to whoever listens.
local function enter(self, field, value)
    self.entered[field.key] = { value = value, default = field.default }
    self.focus, self.used[field.key] = field.key, true
    local listener = closest(field.element, "change")
    if not listener and field.form and event_name(field.form, "change") then
        listener = field.form
    end
    if listener then
        field.value = value
        tell_change(self, listener, field)
    end
end

-- A button that neither submits nor listens, but has a name: a field that changes when it is pressed.
local function press(self, button)
    local owner = form.of(button, self.root)
    local is_field = owner and event_name(owner, "change") and (button.attributes.name or "") ~= ""
    if is_field then
        tell_change(self, owner, nil, button)
    end
    return is_field
end

local function reset(self, owner)
    for _, field in ipairs(fields_of(self)) do
        if field.form == owner then
            self.entered[field.key] = nil
        end
    end
    forget_used(self, owner)
    local name = event_name(owner, "change")
    if name then
        local fields = fields_of(self)
        local payload = form.payload(form.values(owner), fields, owner)
        form.add_unused(payload, fields, owner, self.used)
        payload["ls:reset"] = ""
        tell(self, owner, name, payload)
    end
    return true
end

local function enter_all(self, name, given)
    local found = find.fields(fields_of(self), name)
    local is_group = found[2] and (found[1].kind == "checkbox" or found[1].kind == "radio")
    local wanted = {}
    for _, one in ipairs(type(given) == "table" and given or { given }) do
        wanted[tostring(one)] = true
    end
    for _, field in ipairs(found) do
        local value = form.enter(field, given)
        if is_group and type(given) ~= "boolean" then
            value = wanted[field.element.attributes.value or "on"] or false
        end
        if not is_group then
            return enter(self, field, value)
        elseif field.kind == "radio" and not value then
            self.entered[field.key] = { value = false, default = field.default }
        elseif value ~= field.value then
            enter(self, field, value)
        end
    end
end

---Enters values into fields by their names (or labels), one after the other; each is told as the browser tells it.
function methods:fill(values)
    local names = {}
    for name in pairs(values) do
        names[#names + 1] = name
    end
    table.sort(names)
    for _, name in ipairs(names) do
        find.fields(fields_of(self), name) -- before anything is entered
    end
    for _, name in ipairs(names) do
        enter_all(self, name, values[name])
    end
    return self
end

local function field_of(self, element)
    for _, field in ipairs(fields_of(self)) do
        if field.element == element then
            return field
        end
    end
end

local function control_of(self, label)
    for _, field in ipairs(fields_of(self)) do
        local id = label.attributes["for"]
        local inside = html.closest(field.element, function(above)
            return above == label
        end)
        if inside or id and field.element.attributes.id == id then
            return field.element
        end
    end
end

local function toggle(self, element)
    local field = field_of(self, element)
    local value = field.kind == "radio" or not field.value
    if field.kind == "radio" then
        for _, other in ipairs(fields_of(self)) do
            if other.kind == "radio" and other.name == field.name and other.form == field.form then
                self.entered[other.key] = { value = false, default = other.default }
            end
        end
    end
    enter(self, field, value)
end

local function kind_of(button)
    return (button.attributes.type or "submit"):lower()
end

-- What the browser does after a click that nobody prevented.
local function default_action(self, element)
    local kind = element.attributes.type
    local link = html.closest(element, function(above)
        return above.tag == "a" and above.attributes.href ~= nil
    end)
    local button = html.closest(element, form.is_submit)
    local owner = button and form.of(button, self.root)
    local plain = not button
        and html.closest(element, function(above)
            return above.tag == "button"
        end)
    local plain_owner = plain and form.of(plain, self.root)
    if plain_owner and kind_of(plain) == "reset" then
        return reset(self, plain_owner)
    elseif plain_owner and kind_of(plain) == "button" and press(self, plain) then
        return true
    end
    if element.tag == "input" and (kind == "checkbox" or kind == "radio") then
        toggle(self, element)
    elseif owner and event_name(owner, "submit") then
        submit(self, owner, button)
    elseif link and going.leads(link) then
        act(self, function()
            going.follow(self, link)
        end)
    else
        return false
    end
    return true
end

local function click(self, element, what)
    if form.is_disabled(element) then
        error(("'%s' is disabled"):format(what), 0)
    end
    self.focus = nil
    local before = self.root
    local listener = closest(element, "click")
    if listener then
        tell(self, listener, event_name(listener, "click"), form.values(listener))
    end
    local control = element.tag == "label" and control_of(self, element)
    if control and before == self.root then
        return click(self, control, what)
    end
    local is_prevented = listener
            and (listener.tag == "a" or html.closest(element, function(above)
                return above.tag == "a" and above.attributes.href ~= nil
            end))
        or before ~= self.root
    if not (not is_prevented and default_action(self, element)) and not listener then
        error(
            ("a click on '%s' does nothing: neither it nor anything around it has ls-click"):format(what),
            0
        )
    end
end

---Clicks what a person would call so: the text on a button, link or label, or its aria-label; failing that, a
---selector. Where several are called so, `number` says which.
function methods:click(what, number)
    click(self, find.clickable(self.root, what, number), what)
    return self
end

local function default_button(self, owner)
    for _, element in ipairs(html.elements(self.root)) do
        if
            form.is_submit(element)
            and form.of(element, self.root) == owner
            and not form.is_disabled(element)
        then
            return element
        end
    end
end

---Submits a form as the Enter key does: the only one, or the one a selector means.
function methods:submit(source)
    local forms = {}
    for _, element in ipairs(selector.all(self.root, source or "form")) do
        forms[#forms + 1] = element.tag == "form" and (source or event_name(element, "submit")) and element
            or nil
    end
    if #forms ~= 1 then
        error(
            ("%d forms%s; page:submit takes a selector"):format(
                #forms,
                source and " match '" .. source .. "'" or " have ls-submit"
            ),
            0
        )
    end
    submit(self, forms[1], default_button(self, forms[1]))
    return self
end

---An event straight at the boundary: true, or false with the sentence and the code of its refusal. `target` is a
--- selector: the event is for the component that shows what it means; or a component's number as it is in the page.
function methods:send(name, payload, target)
    if type(target) == "string" then
        local element = selector.all(self.root, target)[1]
        target = (element or error(("page:send: nothing matches '%s'"):format(target), 2)).owner
    end
    return send(self, name, payload or {}, target)
end

---Time goes by: timers ring, each at its time.
function methods:advance(ms)
    local failed = act(self, function()
        self.app:advance(ms)
    end)
    if failed > 0 then
        error(("%d turns failed meanwhile:\n%s"):format(failed, core.log()), 0)
    end
    return self
end

---The line is lost; what is done from now on waits for the next.
function methods:disconnect()
    self.client:clear()
    self.client:leave()
    return self
end

---A new line, with the same ticket. `is_blank`: for a client that has nothing to patch.
function methods:reconnect(is_blank)
    act(self, function()
        self.client:join(is_blank)
    end)
    return self
end

---The nested view in the element with this id: a page like any other, with a line of its own. The same one as long
--- as it is the same session.
function methods:child(id)
    local live = self.client.mirror:live(id)
        or error(("no nested view has the id '%s'\nThe page is:\n%s"):format(id, tostring(self)), 0)
    local ticket = live.v[2]
    local child = self.children[ticket]
    if not child then
        child = setmetatable({ app = self.app, path = self.path, status = self.status }, page)
        child.entered, child.used, child.children, child.flash = {}, {}, {}, self.flash
        child.session = assert(self.session:child(id))
        child.client = client.of_nested(self.app, child.session, live.inside)
        self.children[ticket] = child
        company.add(child)
    end
    child.client:settle()
    refuse_faults(child)
    return child
end

---The session's Lua state is let go, as after some idle time.
function methods:sleep()
    self.session:sleep()
    return self
end

---Goes to another address, as by the browser's address bar.
function methods:visit(path)
    self.client:leave()
    going.load(self, path)
    refuse_faults(self)
    return self
end

-- What fails in here is told at the line of the spec that asked for it.
for _, name in ipairs { "click", "fill", "submit", "send", "advance", "reconnect", "visit", "child" } do
    local method = methods[name]
    methods[name] = function(...)
        local results = table.pack(pcall(method, ...))
        if not results[1] then
            error(results[2], 2)
        end
        return table.unpack(results, 2, results.n)
    end
end

return page
