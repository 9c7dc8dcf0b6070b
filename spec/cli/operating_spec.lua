-- What docs/operating.md tells operators to write is understood by what they write it for.

local reading = require "spec.support.reading"

local function units()
    local list = {}
    for name, text in reading.file("docs/operating.md"):gmatch "```ini\n# /etc/systemd/system/(%S+)\n(.-)```" do
        list[name] = text
    end
    return list
end

local has_systemd = os.execute "command -v systemd-analyze >/dev/null 2>&1"

describe("the operators' handbook", function()
    it("names options, limits and signals that there are", function()
        local help = reading.output_of((os.getenv "LIGHTSPEED_BUILD" or "build") .. "/lightspeed-host --help")
        local text = reading.file "docs/operating.md"
        local count = 0
        for option in text:gmatch "%-%-(%l+)" do
            assert.is_truthy(help:find("--" .. option, 1, true), option)
            count = count + 1
        end
        for limit in text:gmatch "([%l_]+)=N" do
            assert.is_truthy(help:find(limit, 1, true), limit)
        end
        assert.is_true(count > 10)
    end)

    it("is told where a mail server is none", function()
        local host = (os.getenv "LIGHTSPEED_BUILD" or "build") .. "/lightspeed-host"
        for _, url in ipairs { "mail.example.com", "http://mail.example.com", "smtp://", "smtps" } do
            local commands = {
                ("%s --smtp '%s' apps/counter.lua 2>&1"):format(host, url),
                ("LIGHTSPEED_SMTP='%s' %s apps/counter.lua 2>&1"):format(url, host),
            }
            for _, command in ipairs(commands) do
                local said, ok = reading.output_of(command)
                assert.is_nil(ok)
                assert.is_truthy(
                    said:find("a mail server is smtp://HOST:PORT or smtps://HOST", 1, true),
                    said
                )
            end
        end
    end)

    local verify = has_systemd and it or pending
    verify("has units that systemd takes", function()
        local directory = os.tmpname()
        os.remove(directory)
        assert(os.execute("mkdir " .. directory))
        local paths = {}
        for name, text in pairs(units()) do
            local path = directory .. "/" .. name
            local file = assert(io.open(path, "wb"))
            file:write((text:gsub("/usr/local/bin/lightspeed%-host", "/bin/true"))) -- it looks whether it is there
            file:close()
            paths[#paths + 1] = path
        end
        assert.equal(2, #paths)
        local command = "systemd-analyze verify %s 2>&1"
        local said, ok = reading.output_of(command:format(table.concat(paths, " ")))
        os.execute("rm -r " .. directory)
        assert.equal("", said)
        assert.is_true(ok)
    end)
end)
