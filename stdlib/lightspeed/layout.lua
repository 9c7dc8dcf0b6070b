-- ls.layout: the document around a view, unless the view or its app has a layout of its own. A layout is a component,
-- so others are made around this one:
--
--   layout = function(page, slots)
--       return html[[
--           <ls.layout {page} lang="de">
--               <:head><link rel="icon" href="/icon.svg"></:head>
--               <:header><nav><a href="/">Home</a></nav></:header>
--               {slots()}
--               <:footer>Made with care</:footer>
--           </ls.layout>
--       ]]
--   end
--
-- What is around {slots()} here stands in <main>, beside the view.

local layout = {}

local roles = { info = "status", success = "status", warning = "alert", error = "alert" }

-- As client/src/flash.ts makes it.
local function Flash(flash)
    return html[[
        <div ls-flash role={roles[flash.kind]} class={"ls-flash", flash.kind}>
            <p><span>{flash.text}</span><button type="button" aria-label="Close">×</button></p>
        </div>
    ]]
end

---The document of a page, and where in it the view stands.
---@param page table { title, head, flash?, lang?, moves? }; head is what the host needs to have in <head>
---@param slots table the view; and head, header, footer
function layout.layout(page, slots)
    return html[[
        <!doctype html>
        <html lang={page.lang or "en"} ls-moves={page.moves}>
            <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{page.title}</title>
                {page.head}
                {slots.head and slots.head()}
            </head>
            <body>
                {if slots.header then}<header>{slots.header()}</header>{end}
                <div class="ls-flashes">
                    {for _, flash in ipairs(page.flash or {}) do}<Flash kind={flash.kind} text={flash.text} />{end}
                </div>
                <main>{slots()}</main>
                {if slots.footer then}<footer>{slots.footer()}</footer>{end}
                <div role="status">
                    <p hidden ls-when="offline">
                        No connection; trying again. What you type stays, the rest has to wait.
                        Still to be sent: <b ls-waiting>0</b>
                    </p>
                    <p hidden ls-when="error">
                        Something went wrong. What you did last may not have been done. <code ls-trouble></code>
                    </p>
                </div>
            </body>
        </html>
    ]]
end

return layout
