-- luacheck reads this: Lua 5.4 and nothing global beyond what Lightspeed gives.
std = "lua54"
max_line_length = 118
exclude_files = { "node_modules", "build", "spec/fixtures" }

-- html[[ ]] and css[[ ]] are the loader's: in apps and in what apps require. luacheck does not look into them, so
-- what only a template uses looks unused to it.
local loader = { "html", "css" }
local templates = { "211", "212", "213" } -- unused variable, argument, loop variable
files["apps"] = { read_globals = loader, ignore = templates }
files["fuzz"] = { read_globals = loader, ignore = templates }
for _, name in ipairs { "service", "db", "topic", "world", "cache" } do
    files["stdlib/lightspeed/" .. name .. ".lua"] = { read_globals = { "__host", "__service" } }
end
files["lua/contract.lua"] = { read_globals = { "__host" } }
files["stdlib"] = {
    read_globals = { "html", "css", "__host", "__html_none", "__html_elements" },
    ignore = { "211", "212", "213", "221" }, -- and what the compiler sets
}
files["stdlib/lightspeed/stream.lua"] = {
    read_globals = { "__host", "__html_stream", "__html_insert", "__html_remove", "__html_reset", "__html_seen" },
}
files["spec/apps"] = { ignore = templates }
files["spec"] = { std = "lua54+busted", read_globals = loader, unused_args = false }
files["spec/apps"] = { read_globals = loader, ignore = templates }
files[".luacheckrc"] = { std = "lua54+luacheckrc" }
