-- Pages for spec/walk/forms.test.mjs: each path is one small form.
local ls = require "lightspeed"
local t = ls.types

local function page(path, spec, init, handlers, render)
    local view = ls.view(spec)
    view.init = init
    for name, handler in pairs(handlers) do
        view.update[name] = handler
    end
    view.render = render
    return { path = path, view = view }
end

-- ## Markers of what was used

local Person = t.form {
    name = t.string { trim = true, min = 2, max = 10, label = "Name" },
    email = t.email { label = "E-mail" },
    city = t.string { min = 1, label = "City" },
}

local function keep(m, form)
    m.form = form
    m.heard = m.heard + 1
end

local function blank(form)
    return function()
        return { form = form:blank(), heard = 0, saved = 0 }
    end
end

local function save(form)
    return function(m, value)
        m.form = value
        m.heard = m.heard + 1
        if value.valid then
            m.form, m.saved = form:blank(), m.saved + 1
        end
    end
end

local function used_of(m)
    local names = {}
    for name in pairs(m.form.used) do
        names[#names + 1] = name
    end
    table.sort(names)
    return table.concat(names, " ")
end

local function path_of(m)
    local steps = {}
    for i, step in ipairs(m.form.changed or {}) do
        steps[i] = tostring(step)
    end
    return table.concat(steps, "/")
end

local function Facts(a)
    local m = a.m
    return html[[
        <p id="used">{used_of(m)}</p>
        <p id="changed">{path_of(m)}</p>
        <p id="heard">{m.heard}</p>
        <p id="saved">{m.saved}</p>
        <p id="submitter">{m.form.submitter and m.form.submitter.name .. "=" .. m.form.submitter.value}</p>
        <p id="reset">{m.form.reset and "reset"}</p>
    ]]
end

local used = page("/", { events = { check = Person, save = Person } }, blank(Person), {
    check = keep,
    save = save(Person),
}, function(m)
    return html[[
        <form id="person" ls-change="check" ls-submit="save">
            <ls.input form={m.form} name="name" />
            <ls.input form={m.form} name="email" />
            <ls.input form={m.form} name="city" />
            <button name="go" value="now">Save</button>
            <button type="reset">Reset</button>
        </form>
        <Facts m={m} />
    ]]
end)

local whole = page("/no-unused-form", { events = { check = Person, save = Person } }, blank(Person), {
    check = keep,
    save = save(Person),
}, function(m)
    return html[[
        <form ls-change="check" ls-no-unused>
            <ls.input form={m.form} name="name" />
            <ls.input form={m.form} name="email" />
            <ls.input form={m.form} name="city" />
        </form>
        <Facts m={m} />
    ]]
end)

local single = page("/no-unused-input", { events = { check = Person, save = Person } }, blank(Person), {
    check = keep,
    save = save(Person),
}, function(m)
    return html[[
        <form ls-change="check">
            <ls.input form={m.form} name="name" />
            <ls.input form={m.form} name="email" ls-no-unused />
            <ls.input form={m.form} name="city" />
        </form>
        <Facts m={m} />
    ]]
end)

-- ## Rows

local List = t.form {
    title = t.string { max = 40, label = "Title" },
    rows = t.list({ mail = t.string { max = 40, label = "Mail" } }, { max = 8, label = "Mails" }),
}

local function mails_of(m)
    local mails = {}
    for i, row in ipairs(m.form.values.rows) do
        mails[i] = row.mail ~= "" and row.mail or "-"
    end
    return table.concat(mails, " ")
end

local function list(path, is_boxes)
    return page(path, { events = { check = List, save = List } }, function()
        local form = List:from { title = "List", rows = { { mail = "a@b" }, { mail = "c@d" } } }
        return { form = form, heard = 0, saved = 0 }
    end, {
        check = keep,
        save = function(m, form)
            keep(m, form)
            m.saved = 1
        end,
    }, function(m)
        return html[[
            <form ls-change="check" ls-submit="save">
                <ls.input form={m.form} name="title" />
                <ls.inputs form={m.form} name="rows" let="row">
                    <ls.input form={m.form} name="{row.name}[mail]" />
                    {if is_boxes then}
                        <label><input {row.drop}> Remove</label>
                    {else}
                        <button {row.remove} class="remove">Remove</button>
                        {if row.up then}<button {row.up} class="up">Up</button>{end}
                        {if row.down then}<button {row.down} class="down">Down</button>{end}
                    {end}
                    <:add let="add">
                        {if is_boxes then}
                            <label>
                                <input type="checkbox" id="add" name={add.name} value={add.value} checked={false}> Add
                            </label>
                        {else}
                            <button id="add" {add}>Add</button>
                        {end}
                    </:add>
                </ls.inputs>
                <button id="save">Save</button>
            </form>
            <p id="mails">{mails_of(m)}</p>
            <Facts m={m} />
        ]]
    end)
end

-- ## Selects that depend on each other

local CITIES = { de = { "Berlin", "Bonn" }, fr = { "Lyon", "Paris" } }
local Place = t.form {
    country = t.enum { "de", "fr", label = "Country" },
    city = t.string { min = 1, label = "City" },
}

local place = page("/places", { events = { check = Place, save = Place } }, blank(Place), {
    check = function(m, form)
        if form.changed and form.changed[1] == "country" then
            form.values.city = nil
        end
        keep(m, form)
    end,
    save = save(Place),
}, function(m)
    return html[[
        <form ls-change="check" ls-submit="save">
            <ls.select form={m.form} name="country" prompt="-" />
            <ls.select form={m.form} name="city" prompt="-" options={CITIES[m.form.values.country] or {}} />
            <button>Save</button>
        </form>
        <Facts m={m} />
    ]]
end)

-- ## Every kind of field, and names that lie in each other

local Kinds = t.form({
    user = { name = t.string { label = "Name" }, born = t.date { optional = true, label = "Born" } },
    count = t.integer { min = 1, max = 9, label = "Count", optional = true },
    price = t.money { optional = true, label = "Price" },
    yes = t.boolean { label = "Yes" },
    size = t.enum { "S", "M", default = "S", label = "Size" },
    tags = t.list(t.enum { "x", "y", "z" }, { label = "Tags" }),
    boxes = t.list(t.enum { "x", "y", "z" }, { label = "Boxes" }),
    far = t.string { optional = true, label = "Far" },
}, { id = "kinds" })

local function shown(value)
    if type(value) ~= "table" then
        return tostring(value)
    end
    local parts = {}
    for i, one in ipairs(value) do
        parts[i] = tostring(one)
    end
    return table.concat(parts, "+")
end

local kinds = page("/kinds", { events = { check = Kinds, save = Kinds } }, blank(Kinds), {
    check = keep,
    save = save(Kinds),
}, function(m)
    local f, v = m.form, m.form.values
    return html[[
        <form id="kinds" ls-change="check">
            <ls.input form={f} name="user[name]" />
            <ls.input form={f} name="user[born]" />
            <ls.input form={f} name="count" />
            <ls.input form={f} name="price" />
            <ls.input form={f} name="yes" />
            <ls.input form={f} name="size" type="radio" />
            <ls.select form={f} name="tags" />
            <ls.input form={f} name="boxes" type="checkbox" />
        </form>
        <input form="kinds" name="far" aria-label="Far" value={v.far}>
        <p id="user-name">{v.user.name}</p>
        <p id="born">{v.user.born}</p>
        <p id="count">{math.type(v.count)} {v.count}</p>
        <p id="price">{math.type(v.price)} {v.price}</p>
        <p id="yes">{tostring(v.yes)}</p>
        <p id="size">{v.size}</p>
        <p id="tags">{shown(v.tags)}</p>
        <p id="boxes">{shown(v.boxes)}</p>
        <p id="far">{v.far}</p>
        <Facts m={m} />
    ]]
end)

-- ## A form that goes on natively

local Sign = t.form { name = t.string { min = 1, label = "Name" } }

local sign = page("/sign", { params = { to = "string?" }, events = { go = Sign } }, function(params)
    return { form = Sign:blank(), heard = 0, saved = 0, to = params.to }
end, {
    go = function(m, form)
        keep(m, form)
        if form.valid then
            return m, ls.post "#sign"
        end
    end,
}, function(m)
    return html[[
        <form id="sign" ls-submit="go" method="post" action={m.to}>
            <ls.input form={m.form} name="name" />
            <button name="way" value="plain">Sign in</button>
            <button name="way" value="fast">Quick sign-in</button>
        </form>
        <Facts m={m} />
    ]]
end)

-- ## A button that submits and has a click of its own

local both = page("/both", { events = { "clicked", save = { name = "string" } } }, function()
    return { clicks = 0, saved = "" }
end, {
    clicked = function(m)
        m.clicks = m.clicks + 1
    end,
    save = function(m, e)
        m.saved = e.name
    end,
}, function(m)
    return html[[
        <form ls-submit="save">
            <input name="name" aria-label="Name">
            <button ls-click="clicked">Save</button>
        </form>
        <p id="clicks">{m.clicks}</p>
        <p id="saved">{m.saved}</p>
    ]]
end)

local app = ls.app()
for _, each in ipairs {
    used,
    whole,
    single,
    list("/rows", false),
    list("/boxes", true),
    place,
    kinds,
    sign,
    both,
} do
    app = app:live(each.path, each.view)
end
return app
