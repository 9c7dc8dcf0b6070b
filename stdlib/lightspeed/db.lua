-- ls.db: a database of the app's own, in SQLite, for services.
--
--     local db = ls.db "app.db"
--     db:migrate { [[create table todos (id integer primary key, title text not null)]] }
--     db:all("select * from todos where title like ?", pattern)      -- a list of rows
--     db:one("select * from todos where id = :id", { id = 7 })       -- a row, or nil
--     db:value "select count(*) from todos"                          -- its first column
--     db:run("delete from todos where id = ?", id)                   -- how many rows; the id of one inserted
--     db:tx(function() ... end)                                      -- all of it, or nothing
--
-- Values go in by ? or :name, and nothing else.

local methods = {}

local function arguments_of(first, ...)
    if type(first) == "table" and select("#", ...) == 0 then
        return first
    end
    return table.pack(first, ...)
end

local function query(db, want, sql, ...)
    if type(db) ~= "table" or type(db.name) ~= "string" then
        error(('write db:%s("..."), with a colon'):format(want), 3)
    end
    if type(sql) ~= "string" then
        error(("db:%s takes a query, not a %s"):format(want, type(sql)), 3)
    end
    local arguments = select("#", ...) == 0 and {} or arguments_of(...)
    local answer, why = __service.query(db.name, want, sql, arguments)
    if why then
        error(why, 3)
    end
    return answer
end

---All rows, each a table by the names of its columns.
function methods:all(sql, ...)
    return query(self, "all", sql, ...)
end

---The first row; nil where there is none.
function methods:one(sql, ...)
    return query(self, "one", sql, ...)
end

---The first column of the first row.
function methods:value(sql, ...)
    return query(self, "value", sql, ...)
end

---Changes something: gives how many rows, and the id of the last one inserted.
function methods:run(sql, ...)
    local answer = query(self, "run", sql, ...)
    return answer[1], answer[2]
end

local function transact(db, what, level)
    local ok, why = __service.transact(db.name, what)
    if not ok then
        error(why, level + 1)
    end
end

---Runs a function in a transaction, and gives what it gives. Where it raises nothing has happened.
function methods:tx(work)
    if type(work) ~= "function" then
        error(("db:tx takes a function, not a %s"):format(type(work)), 2)
    end
    transact(self, "begin", 2)
    local answers = table.pack(pcall(work))
    if not answers[1] then
        transact(self, "roll back", 2)
        error(answers[2], 0)
    end
    transact(self, "commit", 2)
    return table.unpack(answers, 2, answers.n)
end

---Brings the schema up to date: each text runs once in the life of the file. New ones are added at the end.
function methods:migrate(list)
    if type(list) ~= "table" then
        error(("db:migrate takes a list of texts, not a %s"):format(type(list)), 2)
    end
    local ok, why = __service.migrate(self.name, list)
    if not ok then
        error(why, 2)
    end
end

local behaviour = {
    __metatable = "ls.db",
    __index = function(_, name)
        if methods[name] then
            return methods[name]
        end
        local hint = __host.hint(name, { "all", "one", "value", "run", "tx", "migrate" })
        error(("db:%s does not exist%s"):format(tostring(name), hint), 2)
    end,
}

local db = {}

---Opens a database: a file in the app's data directory, which is made where it is not there.
---@param name string such as "app.db"
---@return ls.Database
function db.db(name)
    if not __service.serves() then
        error(
            'ls.db belongs into a service: ls.service("name", function() local db = ls.db "app.db" ... end)',
            2
        )
    end
    if type(name) ~= "string" then
        error(("ls.db takes a file's name, not a %s"):format(type(name)), 2)
    end
    return setmetatable({ name = name }, behaviour)
end

return db
