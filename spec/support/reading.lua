-- For specs that look at files of the tree, or at what a program says.
--
--     reading.file "docs/walk.md"          all of it
--     reading.lines_of "ls docs"           what a command says, a line an entry
--     reading.output_of "make help"        all that it says, and how it ended

local reading = {}

---The whole file at `path`, as it is.
function reading.file(path)
    local file <close> = assert(io.open(path, "rb"))
    return file:read "a"
end

---The lines that a command says.
function reading.lines_of(command)
    local pipe <close> = assert(io.popen(command))
    local lines = {}
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    return lines
end

---All that a command says; and what closing its pipe gives: true or nil, "exit" or "signal", and a number.
function reading.output_of(command)
    local pipe = assert(io.popen(command))
    local text = pipe:read "a"
    return text, pipe:close()
end

return reading
