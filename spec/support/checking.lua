-- For specs of the command: puts files into a directory of their own, runs build/bin/lightspeed there and gives what
-- it says.

local checking = {}

local function absolute(path)
    local pipe = assert(io.popen("realpath -s " .. path))
    local found = pipe:read "l"
    pipe:close()
    return found
end

---The program, by its full path.
checking.program = absolute((os.getenv "LIGHTSPEED_BUILD" or "build") .. "/bin/lightspeed")

local function write(path, text)
    local file = assert(io.open(path, "wb"))
    file:write(text)
    file:close()
end

---What the command says, and its exit code. files: { ["app.lua"] = source }; environment: "PATH=/nowhere"
function checking.run(arguments, files, environment)
    local directory = os.tmpname()
    os.remove(directory)
    assert(os.execute("mkdir " .. directory))
    for name, text in pairs(files or {}) do
        if name:find "/" then
            assert(os.execute(("mkdir -p %s/%s"):format(directory, name:match "^(.*)/")))
        end
        write(directory .. "/" .. name, text)
    end
    local command = ("cd %s && env %s %s %s 2>&1"):format(
        directory,
        environment or "",
        checking.program,
        arguments
    )
    local pipe = assert(io.popen(command))
    local text = pipe:read "a"
    local _, _, code = pipe:close()
    assert(os.execute("rm -rf " .. directory))
    return text, code
end

---What `lightspeed check` says of one file called app.lua.
function checking.check(source, options)
    return checking.run("check " .. (options or ""), { ["app.lua"] = source })
end

---The lines that begin with a place, without source lines and carets.
function checking.messages(text)
    local list = {}
    for line in text:gmatch "[^\n]+" do
        if line:find "^[%w_/.%-]+:%d+: " then
            list[#list + 1] = line
        end
    end
    return list
end

---A view with these events, whose handlers do nothing; the template begins on line 5.
function checking.view(events, template)
    return ([[
local ls = require "lightspeed"
local view = ls.view { events = { %s } }
for _, name in ipairs { "toggle", "save", "refresh" } do pcall(function() view.update[name] = function() end end) end
function view.render(m) return html[=[
%s
]=] end
return view
]]):format(events, template)
end

return checking
