-- ls.files: files of the app's own, and nothing outside their directory.

local reading = require "spec.support.reading"
local serving = require "spec.support.serving"

local function shell(format, ...)
    assert(os.execute(format:format(...)))
end

-- What lines of a service give, both values; and the directory of the files.
local function start(functions, options)
    local run, page = serving.all(functions, options)
    return run, page.app:data() .. "/files"
end

-- Nothing comes of it but this code.
local function refused(code, run, name)
    local value, err = run(name)
    assert.is_nil(value, name)
    assert.equal(code, err, name)
end

describe("ls.files", function()
    it("writes and reads, folders and all", function()
        local run, root = start {
            write = "return ls.files.write('a/b/c.txt', 'one\\0two')",
            again = "return ls.files.write('a/b/c.txt', '')",
            read = "return ls.files.read 'a/b/c.txt'",
            append = "return ls.files.append('a/log', 'line\\n')",
            log = "return ls.files.read 'a/log'",
        }
        refused("missing", run, "read")
        assert.is_true(run "write")
        assert.equal("one\0two", run "read")
        assert.equal("one\0two", reading.file(root .. "/a/b/c.txt"))
        assert.is_true(run "again")
        assert.equal("", run "read")
        assert.is_true(run "append")
        assert.is_true(run "append")
        assert.equal("line\nline\n", run "log")
    end)

    it("tells what is there", function()
        local run, root = start {
            fill = "for _, name in ipairs { 'b', 'a', 'sub/x' } do ls.files.write(name, name) end",
            list = "return ls.files.list()",
            sub = "return ls.files.list 'sub'",
            stat = "return ls.files.stat 'sub/x'",
            exists = "return { ls.files.exists 'a', ls.files.exists 'sub', ls.files.exists 'c' }",
            file = "return ls.files.list 'a'",
            none = "return ls.files.list 'none'",
        }
        assert.same({}, run "list")
        run "fill"
        shell("cd %s && touch -d @1700000000 sub/x && touch .hidden && mkfifo pipe && ln -s a link", root)
        local names = {}
        for _, entry in ipairs(run "list") do
            names[#names + 1] = ("%s %s %d"):format(entry.name, entry.kind, entry.size)
        end
        assert.same({ "a file 1", "b file 1", "sub folder 0" }, names)
        assert.same({ { name = "x", kind = "file", size = 5, changed = 1700000000000 } }, run "sub")
        assert.same({ kind = "file", size = 5, changed = 1700000000000 }, run "stat")
        assert.same({ true, true, false }, run "exists")
        refused("kind", run, "file")
        refused("missing", run, "none")
    end)

    it("takes away files, and folders that are empty", function()
        local run = start {
            fill = "ls.files.write('sub/x', '')",
            sub = "return ls.files.remove 'sub'",
            x = "return ls.files.remove 'sub/x'",
        }
        run "fill"
        refused("not empty", run, "sub")
        assert.is_true(run "x")
        refused("missing", run, "x")
        assert.is_true(run "sub")
    end)

    it("knows no way out", function()
        local run = start {
            all = [==[
                local said = {}
                for _, path in ipairs {
                    "..", "../x", "a/../../x", "/etc/passwd", "", "a//b", "a/", "./a", "a/.", ".hidden", "a\0b",
                    "a\nb", ("x"):rep(201), ("x/"):rep(600) .. "x",
                } do
                    for _, work in ipairs { "read", "remove", "stat", "list" } do
                        local value, err = ls.files[work](path)
                        if value ~= nil or err ~= "path" and not (work == "list" and path == "") then
                            said[#said + 1] = work .. " " .. path
                        end
                    end
                    for _, work in ipairs { "write", "append" } do
                        local value, err = ls.files[work](path, "x")
                        if value ~= nil or err ~= "path" then
                            said[#said + 1] = work .. " " .. path
                        end
                    end
                end
                return table.concat(said, "\n")]==],
        }
        assert.equal("list ", run "all") -- without a path: all there is
    end)

    it("follows no link, neither on the way nor at its end", function()
        local run, root = start {
            fill = "return ls.files.write('a', 'kept')",
            folder = "return ls.files.read 'out/passwd'",
            into = "return ls.files.write('out/x', '')",
            read = "return ls.files.read 'file'",
            append = "return ls.files.append('file', 'x')",
            write = "return ls.files.write('file', 'new')",
            list = "return ls.files.list 'out'",
            pipe = "return ls.files.read 'pipe'",
            into_pipe = "return ls.files.append('pipe', 'x')",
        }
        run "fill"
        local outside = os.tmpname()
        shell("cd %s && ln -s /etc out && ln -s %s file && mkfifo pipe", root, outside)
        for _, name in ipairs { "folder", "into", "read", "append", "list" } do
            refused("path", run, name)
        end
        refused("kind", run, "pipe")
        refused("kind", run, "into_pipe")
        assert.is_true(run "write") -- in place of the link
        assert.equal("", reading.file(outside))
        assert.equal("new", reading.file(root .. "/file"))
        os.remove(outside)
    end)

    it("holds files to their size", function()
        local run, root = start({
            write = "return ls.files.write('a', ('x'):rep(1025))",
            most = "return ls.files.write('a', ('x'):rep(1024))",
            append = "return ls.files.append('a', 'x')",
            read = "return ls.files.read 'large'",
            less = "return ls.files.read('a', { max_bytes = 1023 })",
        }, { limits = { files_bytes = 1024 } })
        refused("too large", run, "write")
        assert.is_true(run "most")
        refused("too large", run, "append")
        refused("too large", run, "less")
        shell("head -c 1025 /dev/zero > %s/large", root)
        refused("too large", run, "read")
        assert.equal(1024, #reading.file(root .. "/a"))
    end)

    it("leaves nothing half done where a folder is in the way", function()
        local run, root = start {
            fill = "return ls.files.write('a/b', '')",
            write = "return ls.files.write('a', 'x')",
            below = "return ls.files.write('a/b/c', 'x')",
        }
        run "fill"
        refused("kind", run, "write")
        refused("kind", run, "below")
        assert.same({ "a" }, reading.lines_of("ls -A " .. root))
    end)

    it("says what it takes", function()
        local cases = {
            ["ls.files.read()"] = "ls.files.read takes a path, not a nil",
            ["ls.files.write('a')"] = "ls.files.write takes a text, not a nil",
            ["ls.files.read('a', { max = 1 })"] = "ls.files.read has no option 'max'",
            ["ls.files.raed 'a'"] = "ls.files.raed does not exist; did you mean 'read'?",
        }
        for body, text in pairs(cases) do
            serving.raises(text, body)
        end
        serving.belongs('ls.files.read "a"', "ls.files.read")
    end)
end)
