-- The spreadsheet of apps/sevenguis, without a page: what formulas mean, and how change spreads.

package.path = "apps/?.lua;" .. package.path
local formula = require "sevenguis.formula"
local sheet = require "sevenguis.sheet"

local function value_of(text, cells)
    local expression = formula.read(text)
    return formula.value(expression, function(column, row)
        return (cells or {})[formula.name(column, row)]
    end)
end

describe("a formula", function()
    local cells = { A0 = 2, A1 = 3, A2 = 5, B0 = "words", C3 = { problem = "division by 0" } }

    for _, case in ipairs {
        { "12", 12 },
        { " -1.50 ", -1.5 },
        { "words", "words" },
        { "1 apple", "1 apple" },
        { "=1+2*3", 7 },
        { "=(1+2)*3", 9 },
        { "=10-3-2", 5 },
        { "=12/3/2", 2 },
        { "=2^3^2", 512 },
        { "=-2^2", -4 },
        { "=2--3", 5 },
        { "=a0 * A1", 6 },
        { "=Z99 + 1", 1 },
        { "=sum(A0:A2)", 10 },
        { "=sum(A2:A0, 1, A0*2)", 15 },
        { "=count(A0:B9)", 3 },
        { "=avg(A0:A2)*3", 10 },
        { "=min(A0:A2) + max(A0 : A2)", 7 },
        { "=prod(A0:A2)", 30 },
        { "=abs(0-3)", 3 },
        { "=max(Z0:Z9)", 0 },
        { "=B0", "words" },
    } do
        it(("%s is %s"):format(case[1], case[2]), function()
            assert.equal(case[2], value_of(case[1], cells))
        end)
    end

    for _, case in ipairs {
        { "=", "a number or a cell is missing" },
        { "=1+", "a number or a cell is missing" },
        { "=(1", "')' is missing" },
        { "=1 2", "'2' is too much" },
        { "=A100", "A100 is no cell" },
        { "=AB1", "AB1 is no cell" },
        { "=foo(1)", "there is no function foo" },
        { "=sum A0", "'(' behind sum is missing" },
        { "=1/0", "division by 0" },
        { "=B0+1", "'words' is no number" },
        { "=C3+1", "division by 0" },
        { "=sum(C0:C9)", "division by 0" },
        { "=9^999", "this is no number" },
        { "=avg(Z0:Z9)", "this is no number" },
        { "=" .. ("("):rep(300) .. "1", "this is too deep" },
        { "=" .. ("-"):rep(300) .. "1", "this is too deep" },
    } do
        it(("%s says: %s"):format(case[1]:sub(1, 12), case[2]), function()
            assert.same({ problem = case[2] }, value_of(case[1], cells))
        end)
    end
end)

describe("a sheet", function()
    local self

    local function write(cells)
        for _, cell in ipairs(cells) do
            sheet.write(self, cell[1], cell[2])
        end
    end

    before_each(function()
        self = sheet.new()
    end)

    it("computes what was written, in whichever order", function()
        write { { "C0", "=B0+1" }, { "B0", "=A0*2" }, { "A0", "5" } }
        assert.same({ A0 = 5, B0 = 10, C0 = 11 }, self.values)
    end)

    it("computes a cell after all that it reads", function()
        write { { "A0", "1" }, { "B0", "=A0+1" }, { "C0", "=A0+B0" }, { "D0", "=sum(A0:C0)" } }
        write { { "A0", "10" } }
        assert.same({ A0 = 10, B0 = 11, C0 = 21, D0 = 42 }, self.values)
    end)

    it("follows what a cell reads now, not what it read", function()
        write { { "A0", "1" }, { "B0", "2" }, { "C0", "=A0" }, { "C0", "=B0" }, { "A0", "7" }, { "B0", "9" } }
        assert.equal(9, self.values.C0)
    end)

    it("forgets what was taken away", function()
        write { { "A0", "1" }, { "B0", "=A0+1" }, { "A0", "" }, { "B0", "" } }
        assert.same({ texts = {}, values = {}, reads = {} }, self)
    end)

    it("says of a cell that needs itself that it does", function()
        write { { "A0", "=A0" } }
        assert.same({ problem = "it needs itself" }, self.values.A0)
        write { { "A0", "=B0" }, { "B0", "=C0" }, { "C0", "=sum(A0:A9)" }, { "D0", "=C0*2" } }
        for _, name in ipairs { "A0", "B0", "C0", "D0" } do
            assert.same({ problem = "it needs itself" }, self.values[name], name)
        end
    end)

    it("goes on where a circle ends", function()
        write { { "A0", "=B0" }, { "B0", "=C0" }, { "C0", "=A0" }, { "D0", "=B0 + C0" } }
        write { { "B0", "4" } }
        assert.same({ A0 = 4, B0 = 4, C0 = 4, D0 = 8 }, self.values)
    end)

    it("finds circles that share cells", function()
        write { { "A0", "=C0" }, { "B0", "=A0" }, { "D0", "=A0" }, { "C0", "=B0+D0" } }
        for _, name in ipairs { "A0", "B0", "C0", "D0" } do
            assert.same({ problem = "it needs itself" }, self.values[name], name)
        end
    end)

    it("ends change where a value stays as it was", function()
        write { { "A0", "3" }, { "B0", "=max(A0, 10)" }, { "C0", "=B0" } }
        local reads = 0
        local values = self.values
        self.values = setmetatable({}, {
            __index = function(_, name)
                reads = reads + (name == "B0" and 1 or 0)
                return values[name]
            end,
            __newindex = values,
        })
        write { { "A0", "4" } }
        assert.equal(1, reads) -- whether it changed; C0 never looked
    end)

    it("computes a chain through all rows, far within what a turn may spend", function()
        for row = 0, 99 do
            write { { "A" .. row, row == 0 and "1" or ("=A%d + 1"):format(row - 1) } }
        end
        local thousands = 0
        debug.sethook(function()
            thousands = thousands + 1
        end, "", 1000)
        write { { "A0", "1001" } }
        debug.sethook()
        assert.equal(1100, self.values.A99)
        assert.is_true(thousands < 600, thousands .. " thousand instructions")
    end)

    it("shows numbers as people write them", function()
        write { { "A0", "=1/3" }, { "B0", "=0.1+0.2" }, { "C0", "=2/1" }, { "D0", "=1/0" } }
        assert.equal("0.3333333333", sheet.shown(self, "A0"))
        assert.equal("0.3", sheet.shown(self, "B0"))
        assert.equal(2, sheet.shown(self, "C0"))
        assert.same({ "#", "division by 0" }, { sheet.shown(self, "D0") })
    end)
end)
