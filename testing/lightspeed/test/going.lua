-- Going from address to address, as a browser with the client does: page requests and their redirects, links, and
-- what a view wants.

local client = require "lightspeed.test.client"
local core = require "lightspeed.core"
local html = require "lightspeed.test.html"

local going = {}

local HOPS_MAX = 20 -- as browsers

local function begin(self, path)
    self.path = path
    self.entered, self.used, self.focus, self.children = {}, {}, nil, {}
end

local settle

local function request(self, path)
    for _ = 1, HOPS_MAX do
        local session, status, body, location, cookie, card = self.app:visit(path, self.cookie, self.card)
        self.cookie = cookie or self.cookie
        self.card = card or (location and self.card)
        if not location then
            return path, session, status, body
        end
        path = location
    end
    error("the pages of the app send their visitor on and on", 0)
end

-- What the layout says of flashes: as ls.layout has them.
local function read_flash(body)
    local said = {}
    for kind, inside in
        body:gmatch '<div ls%-flash role="%l+" class="ls%-flash (%l+)">%s*<p><span>(.-)</span>'
    do
        said[#said + 1] = { kind = kind, text = html.text(html.parse(inside)) }
    end
    return said
end

---Loads the page at `path`, wherever that leads, and joins.
function going.load(self, path)
    local session
    begin(self, path)
    self.client = nil
    self.path, session, self.status, self.body = request(self, path)
    if not session then
        local text = html.text(html.parse(self.body))
        error(("GET %s: %d %s\n%s"):format(self.path, self.status, text, core.log()), 0)
    end
    local markup = html.inner(self.body, "ls-view") or error("the page has no #ls-view: " .. self.body, 0)
    markup = markup:gsub(' ls%-style="', ' style="') -- as the client has it
    self.session = session
    self.client = client.new(self.app, session, markup)
    local title = self.body:match "<title>(.-)</title>" or ""
    self.client.title = html.text(html.parse("<b>" .. title .. "</b>"))
    self.flash = read_flash(self.body)
    self.client:join()
    settle(self)
end

-- The line is lost with the page that is left.
local function load_instead(self, path)
    self.client:leave()
    going.load(self, path)
end

-- Another view came over the line.
local function pass_on(self, go)
    local ticket, path, _, title, value = table.unpack(go, 1, 5)
    local said = self.client
    self.session = self.app:page(ticket)
    self.client = said:pass_on(self.session, value ~= core.null and value or nil)
    table.move(said.wishes, 1, #said.wishes, 1, self.client.wishes)
    self.client.title = title ~= "" and title or said.title
    self.card = nil
    begin(self, path)
end

-- What is refused is loaded, as any link is.
local function move(self, name, path)
    self.client.went = nil
    local ref = self.client:send(name, { url = path })
    local refusal = self.client.refusals[ref]
    if refusal and refusal.code == "loop" then
        error(refusal.text, 0)
    elseif refusal then
        load_instead(self, path)
    elseif self.client.went then
        pass_on(self, self.client.went)
    else
        self.path = path
    end
end

-- A whole address of what stands in a link: "?page=2" is of the page that is shown.
local function resolve(self, href)
    local bare = self.path:match "^[^?#]*"
    if href:sub(1, 1) == "?" then
        return bare .. href
    elseif href:sub(1, 1) == "/" then
        return href
    end
    return bare:gsub("[^/]*$", "") .. href
end

local function says(link, what)
    return link.attributes["ls-" .. what] ~= nil or link.attributes["data-ls-" .. what] ~= nil
end

---A click on a link; without a line it is the browser's.
function going.follow(self, link)
    self.flash = {}
    local path = resolve(self, link.attributes.href):gsub("#.*", "")
    local is_ours = says(link, "patch") or says(link, "navigate")
    if is_ours and self.client.line then
        move(self, says(link, "patch") and "ls:params" or "ls:go", path)
    else
        load_instead(self, path)
    end
end

---Whether a link is one that can be followed here: it stays on the site, and in the page's own tab.
function going.leads(link)
    local href = link.attributes.href
    return not link.attributes.target
        and not href:find "^[#]"
        and not href:find "^%a[%w+.-]*:"
        and not href:find "^//"
end

local wishes = {}

-- Said, and then perhaps sent elsewhere: by loading a page it comes along on its card.
function wishes.flash(self, kind, text, card, list)
    self.flash[#self.flash + 1] = { kind = kind, text = text }
    self.card = card
    for i, wish in ipairs(list or {}) do
        table.insert(self.client.wishes, i, wish)
    end
end

function wishes.moved(self, path)
    self.path = path
end

function wishes.navigate(self, path)
    move(self, "ls:go", path)
end

-- The page fetches a cookie, and then goes where it was sent.
function wishes.session(self, ticket, list)
    self.cookie = self.app:commit(ticket, self.cookie or "") or self.cookie
    for i, wish in ipairs(list) do
        table.insert(self.client.wishes, i, wish)
    end
end

-- Away from the site there is nobody to ask.
function wishes.redirect(self, path)
    if path:sub(1, 1) == "/" then
        return load_instead(self, path)
    end
    self.client:leave()
    self.path = path
end

---Goes where the view has sent its visitor meanwhile.
function settle(self)
    for _ = 1, HOPS_MAX do
        local wish = table.remove(self.client.wishes, 1)
        if not wish then
            return
        end
        wishes[wish[1]](self, table.unpack(wish, 2))
    end
    error("the view sends its visitor on and on", 0)
end

going.settle = settle

return going
