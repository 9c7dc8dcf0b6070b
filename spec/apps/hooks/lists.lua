-- Rows that come at the end, go at the front and turn round, for views whose model has `rows` and how many were
-- `made`.

---@param view table
---@param name_of fun(made: integer): any what a new row is
return function(view, name_of)
    function view.update.add(m)
        m.made = m.made + 1
        m.rows[#m.rows + 1] = name_of(m.made)
    end

    function view.update.remove(m)
        table.remove(m.rows, 1)
    end

    function view.update.turn(m)
        table.insert(m.rows, 1, table.remove(m.rows))
    end
end
