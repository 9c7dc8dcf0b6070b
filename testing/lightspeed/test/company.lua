-- The pages that visitors have open on one app: what one of them does, the others hear of.

local company = {}

local apps = setmetatable({}, { __mode = "k" }) -- of each app: its pages, by the order in which they were opened

---The page is one of its app's from now on.
function company.add(page)
    local all = apps[page.app] or setmetatable({ opened = 0 }, { __mode = "v" })
    apps[page.app] = all
    all.opened = all.opened + 1
    all[all.opened] = page
end

---Calls `meet` with each page of an app but `page`, in the order in which they were opened.
function company.each(app, page, meet)
    local all = apps[app] or { opened = 0 }
    for i = 1, all.opened do
        if all[i] and all[i] ~= page then
            meet(all[i])
        end
    end
end

return company
