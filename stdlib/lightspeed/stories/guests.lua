-- The form behind the story of rows: a list of people.

local ls = require "lightspeed"
local t = ls.types

return t.form {
    guests = t.list({ name = t.string { max = 40, label = "Name" } }, { max = 8, label = "Guests" }),
}
