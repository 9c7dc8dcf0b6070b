---@meta lightspeed

-- What `require "lightspeed"` gives, for LuaLS (lua-language-server): completion, hover texts and types. Nothing here
-- runs. spec/editors holds the names against what there is, both ways.

---Markup: what html[[ ]] gives while a view renders. It is shown between braces and kept nowhere.
---@class ls.Html

---A stylesheet that css[[ ]] wrote down.
---@class ls.Css

---A template: HTML in which braces are Lua. `{m.n}` shows a value, `{if … then}`, `{for … do}`, `{local a = …}` and
---`{end}` are blocks, `<Card title="x" />` calls a component.
---@param template string
---@return ls.Html
function html(template) end

---A stylesheet for `css = css[[ … ]]`: a view's applies inside it alone, an app's to all of its pages.
---@param stylesheet string
---@return ls.Css
function css(stylesheet) end

---@class ls
local ls = {}

-- ## Views

---The visitor, as init gets to know them.
---@class ls.Session
---@field id string 16 hexadecimal digits, the visitor's as long as the session lives

---What the host knows of the page, for render. Read-only.
---@class ls.Page
---@field path string of the address: "/rooms/lobby"
---@field params table<string, any> the view's params, checked
---@field locale string the language that the visitor's browser asks for: "de-CH"

---A type: a name ("integer", "string?" for an optional one), a t.… or a table of fields.
---@alias ls.TypeOf string|ls.Type|table<string, any>

---The names of events and messages: `{ "refresh", toggle = { id = "integer" } }`
---@alias ls.Declarations table<integer|string, string|ls.TypeOf>

---A layout: the document around a view. `slots()` is the view.
---@alias ls.Layout fun(page: ls.LayoutPage, slots: ls.Slots): ls.Html

---What a layout is called with.
---@class ls.LayoutPage: ls.Page
---@field title string
---@field head ls.Html what the host needs to have in <head>

---@class ls.ViewOptions
---@field title? string|fun(m: table): string
---@field params? table<string, ls.TypeOf> from the path and the query; a misfit is a 404
---@field events? ls.Declarations what the browser may send
---@field messages? ls.Declarations what the server may send
---@field guard? ls.Guard who may see it
---@field version? integer of the model, 1 where nothing is said; see migrate
---@field layout? ls.Layout in place of ls.layout
---@field style? boolean false: without the default stylesheet
---@field durable? boolean whether its sessions outlive the host, where that has a state directory
---@field css? ls.Css for this view alone

---Whether a visitor may see a page: true, false, or a path to go to instead.
---@alias ls.Guard fun(session: ls.Session): boolean|string

---@alias ls.Handler fun(m: table, e: any): table?, ...: ls.Command

---@class ls.View
---@field init fun(params: table, session: ls.Session): table, ...: ls.Command
---@field update table<string, ls.Handler> a function for each declared event and message
---@field render fun(m: table, page: ls.Page): ls.Html
---@field params fun(m: table, params: table): table?, ...: ls.Command the page went to other params of it
---@field guard ls.Guard
---@field migrate fun(m: table, from: integer): table? the model as this version has it, of one that another version left
---@field streams fun(m: table): ...: ls.Command what its streams show, for a page that begins anew

---Declares a live view. Events are what the browser may send, messages what the server may; everything else is
---refused.
---@param options ls.ViewOptions
---@return ls.View
function ls.view(options) end

---@class ls.AppOptions
---@field layout? ls.Layout of all views that have none of their own
---@field style? boolean false: without the default stylesheet
---@field durable? boolean whether its sessions outlive the host, where that has a state directory
---@field css? ls.Css for all pages

---@class ls.App
local App = {}

---A live view at a path; `:name` in it is one of the view's params.
---@param path string
---@param view ls.View
---@return ls.App
function App:live(path, view) end

---Views that belong together, with paths that begin alike: one goes between them over the same line, and into or out of
---them by loading a page.
---@param path string in front of each path in it; "" for none
---@param options { guard?: ls.Guard }
---@param fill fun(scope: ls.App) the scope has :live and :scope
---@return ls.App
function App:scope(path, options, fill) end

---The layout of all views that have none of their own.
---@param layout ls.Layout
---@return ls.App
function App:layout(layout) end

---Serves the files of a folder beside the app's file, as they are: what is in `public/css/app.css` is at /css/app.css.
---@param folder string
---@return ls.App
function App:static(folder) end

---A channel, for the topics of this name; a star at its end stands for the rest of it. The first that fits is the one.
---@param topic string "lobby", "room:*"
---@param channel ls.Channel
---@return ls.App
function App:channel(topic, channel) end

---A JavaScript module that every page of the app imports, of those that `static` serves: each export of its own is a
---hook of that name, for elements with ls-hook.
---@param name string "app.js"
---@return ls.App
function App:script(name) end

---Actors that the app begins with, in a group that looks after them.
---@param group string
---@param options? ls.GroupOptions
---@param members? (ls.Child|ls.Group)[]
---@return ls.App
function App:supervise(group, options, members) end

---Which path shows which view: `return ls.app():live("/", Home):live("/rooms/:room", Chat)`
---@param options? ls.AppOptions
---@return ls.App
function ls.app(options) end

---The address of a file that `app:static` serves, with its content's hash in it, so that browsers keep it for ever:
---`href={ls.asset "app.css"}`. For what renders.
---@param name string
---@return string
function ls.asset(name) end

---The document of a page: title, stylesheets, header, main and footer. Other layouts are made around it.
---@param page ls.LayoutPage
---@param slots ls.Slots
---@return ls.Html
function ls.layout(page, slots) end

-- ## Markup

---The contents that a tag gave: `slots()` shows what stands between the tags, `slots.NAME()` a named slot, which is nil
---where it was not given.
---@class ls.Slots
---@operator call(...): ls.Html?
---@field [string] ls.Slot?

---All contents of one name; `slot[1]` is the first, with its own attributes as fields.
---@class ls.Slot
---@operator call(...): ls.Html?
---@field [integer] ls.SlotEntry

---@class ls.SlotEntry
---@operator call(...): ls.Html?
---@field [string] any

---A component: a function from attributes to markup.
---@alias ls.Component fun(attributes: table, slots: ls.Slots): ls.Html

---@class ls.ComponentOptions
---@field attrs? table<string, ls.TypeOf> "global" takes what every element takes
---@field slots? table<integer|string, string|{ required: boolean }>
---@field render? fun(a: table, slots: ls.Slots): ls.Html
---@field events? ls.Declarations with these, messages or an init it has a state of its own
---@field messages? ls.Declarations
---@field version? integer of its model, from 1 on

---@class ls.DeclaredComponent
---@field init fun(a: table): table
---@field migrate fun(m: table, from: integer): table? what a model of another version is now
---@field update table<string, ls.Handler> a function for each declared event and message
---@field render fun(m: table, a: table, slots: ls.Slots): ls.Html without a state of its own: fun(a, slots)
---@operator call(table): ls.Html

---Declares a component. What a tag gives is held against it, and what does not fit is an error at the tag. One that
---declares events or messages has a state of its own, and its events are routed to it.
---@param options ls.ComponentOptions
---@return ls.DeclaredComponent
function ls.component(options) end

---Markup that somebody vouches for. It is the only way to unescaped output, so it must never hold what a visitor
---typed; `lightspeed check` lists every use.
---@param text string?
---@return ls.Html
function ls.raw(text) end

---An element by name, for code that computes tags: `ls.el("h" .. level, { class = "title" }, text)`
---@param tag string
---@param attributes? table<string, any>
---@param content? any
---@return ls.Html
function ls.el(tag, attributes, content) end

---A template in a file of its own, as a function of the parameters that it declares at its top.
---@param path string below the app's directory: "pages/home.html"
---@return fun(...): ls.Html
function ls.template(path) end

---@class ls.LiveAttributes
---@field of ls.View of this app
---@field id string|integer by it the view is the same one after each render
---@field sticky? boolean it goes on in the next page, over the same line, that has it too
---@field [string] any the view's params

---Another view within a view, a session of its own: `<ls.live of={Clock} id="clock" zone="UTC" />`
---@param attributes ls.LiveAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.live(attributes, slots) end

-- ## Commands: what a view returns after its model

---@class ls.Command
local Command = {}

---Names the message that brings the answer.
---@param message string
---@return ls.Command
function Command:to(message) end

---A call of a service, as a view returns it.
---@class ls.Call: ls.Command
local Call = {}

---Names the message that is sent where the service's code raises: `name(m, text)`.
---@param message string
---@return ls.Call
function Call:catch(message) end

---The first HTML does not wait for it.
---@return ls.Call
function Call:lazy() end

---Only the newest call of this function counts: what older ones answer is dropped.
---@return ls.Call
function Call:latest() end

---How long it may take, waiting included, in milliseconds.
---@param ms integer
---@return ls.Call
function Call:timeout(ms) end

---@class ls.ServiceOptions
---@field pool? integer threads
---@field queue? integer calls that may wait
---@field deadline? integer milliseconds that a call may take

---Declares a service: here, or in the file services/NAME.lua. It runs on threads of its own and may block; a view's
---calls of its functions are commands, whose answers come as messages: `todos.all():to "loaded"`.
---@param name string
---@param setup? fun(): table runs once in each thread, and gives the service's functions
---@param options? ls.ServiceOptions
---@return table<string, fun(...): ls.Call>
function ls.service(name, setup, options) end

---Waits, in a service.
---@param ms integer
function ls.sleep(ms) end

---A variable of the host's environment, in a service.
---@param name string
---@return string?
function ls.env(name) end

---@class ls.Database
local Database = {}

---All rows, each a table by the names of its columns.
---@param sql string
---@param ... any values for ?, or one table for :name
---@return table[]
function Database:all(sql, ...) end

---The first row.
---@param sql string
---@param ... any
---@return table?
function Database:one(sql, ...) end

---The first column of the first row.
---@param sql string
---@param ... any
---@return any
function Database:value(sql, ...) end

---Changes something.
---@param sql string
---@param ... any
---@return integer changed, integer id of the last row inserted
function Database:run(sql, ...) end

---Runs a function in a transaction: all of it happens, or nothing.
---@param work fun(): ...
---@return ...
function Database:tx(work) end

---Brings the schema up to date: each text runs once in the life of the file.
---@param list string[]
function Database:migrate(list) end

---Opens a database, in a service: an SQLite file in the app's data directory.
---@param name string such as "app.db"
---@return ls.Database
function ls.db(name) end

---Runs a message once, `ms` milliseconds from now: `ls.after(1000):to "tick"`. Starting it again replaces it.
---@param ms number
---@return ls.Command
function ls.after(ms) end

---Runs a message every `ms` milliseconds until it is cancelled: `ls.every(1000):to "tick"`
---@param ms number
---@return ls.Command
function ls.every(ms) end

---Stops what ls.after or ls.every started for this message.
---@param message string
---@return ls.Command
function ls.cancel(message) end

---A message to oneself, handled right after this turn.
---@param message string
---@param data? any
---@return ls.Command
function ls.send(message, data) end

---Tells those around a component: the nearest that declares the message gets it, right after this turn.
---@param message string
---@param data? any
---@return ls.Command
function ls.emit(message, data) end

---@class ls.ChannelOptions
---@field params? table<string, ls.Type|string> what a client joins with
---@field events? table<string|integer, ls.Type|table|string> what it may push
---@field messages? table<string|integer, ls.Type|table|string> what the server may say to it
---@field limits? ls.ChannelLimits of each of its topics
---@field version? integer of the model
---@field durable? boolean whether its sessions outlive the host, where that has a state directory

---@class ls.ChannelLimits
---@field events? integer that one client may push a second
---@field burst? integer that one client may push at once
---@field frame? integer|string bytes of an event, or of what a client joins with: 8192 or "8KB"
---@field members? integer clients that may be in a topic
---@field broadcasts? integer messages a second that a topic carries before pushes are refused

---@class ls.Channel
---@field join fun(topic: string, params: table, session: ls.Session): table?, ...: ls.Command|string
---@field update table<string, ls.Handler> a function for each declared event and message
---@field migrate fun(m: table, from: integer): table? the model as this version has it, of one that another version left

---Declares a channel: what a program may talk to without a page.
---@param options ls.ChannelOptions
---@return ls.Channel
function ls.channel(options) end

---@class ls.Subscription: ls.Command
local Subscription = {}

---Names the message that says that something was missed: more was broadcast than could wait, or some while the host
--- was down. The view reads its state anew; the message's data is the topic's name.
---@param message string
---@return ls.Command
function Subscription:gap(message) end

---Listens to a topic: what is broadcast there comes as a message, under its own name, if the view declares it.
---@param topic string
---@param options? { full?: "coalesce"|"drop_oldest"|"fail" } what happens when too many wait
---@return ls.Subscription
function ls.subscribe(topic, options) end

---Listens no more: nothing comes from there after this turn.
---@param topic string
---@return ls.Command
function ls.unsubscribe(topic) end

---Says something to all who listen to a topic, oneself included: they get the message, after this turn.
---@param topic string
---@param message string as those who listen declare it
---@param data? any plain data
---@return ls.Command
function ls.broadcast(topic, message, data) end

---@class ls.Tracking : ls.Command
local Tracking = {}

---Names the message that brings the list of all who are there, whenever it changed.
---@param message string
---@return ls.Tracking
function Tracking:to(message) end

---Names the message that brings those who came since.
---@param message string
---@return ls.Tracking
function Tracking:joins(message) end

---Names the message that brings those who went since.
---@param message string
---@return ls.Tracking
function Tracking:leaves(message) end

---Says that its visitor is there, and what others see of him; without `meta` one only looks.
---
---    return m, ls.track("room:" .. m.room, { name = m.me }):to "people"
---@param topic string
---@param meta? table what others see: plain data, and small
---@param options? { key?: string } several with one key are one entry, { key = ..., metas = { ... } }
---@return ls.Tracking
function ls.track(topic, meta, options) end

---@class ls.ProgramSpec
---@field command string[] the program and its arguments: { "python3", "thumbs.py" }, run in the app's directory
---@field functions string[] what it does, by name
---@field pool? integer processes (2)
---@field queue? integer calls that may wait
---@field deadline? integer milliseconds that a call may take, and may wait
---@field environment? table { NAME = "text" }; "NAME" in its list part is the host's own
---@field start? integer milliseconds that a process may take to come up (10000)
---@field memory? integer megabytes of address space of a process (1024)
---@field cpu? integer seconds of work in a process's life
---@field files? integer files that a process may have open (256)
---@field size? integer bytes of a call or an answer (1048576)
---@field max_restarts? integer restarts `within` so many seconds, before it rests as long (5)
---@field within? integer seconds (60)

---A service whose work a program does, in processes that are killed where they take too long.
---@param name string
---@param spec ls.ProgramSpec
---@return table<string, fun(...: any): ls.Call>
function ls.program(name, spec) end

---Is there no more, and looks no more.
---@param topic string
---@return ls.Command
function ls.untrack(topic) end

---Another view, at this path: over the same line where that can be, else as a link does.
---@param path string of this site: "/rooms"
---@param options? { replace?: boolean } the address takes the place of this one in the history
---@return ls.Command
function ls.navigate(path, options) end

---Other params of this view: its `params` is called in a turn of its own, right after this one.
---@param to table|string params (those of the path that are left out stay), or a path
---@param options? { replace?: boolean }
---@return ls.Command
function ls.patch(to, options) end

---Keeps values in the visitor's session, by their names, beside those that are there; false takes one away. init of
--- the pages to come and guards see them as `session.NAME`.
---@param values table<string, any> plain data; what is large belongs elsewhere, under session.id: a cookie has 4 KB
---@param options? { renew?: boolean } session.id is another from now on, as it should be at each sign-in
---@return ls.Command
function ls.put_session(values, options) end

---Forgets the visitor's session, as when they sign out: the cookie is gone, and session.id another.
---@return ls.Command
function ls.clear_session() end

---Ends all pages of a user, in every browser, and their cookies are no good any more. Who that is says `user` in their
--- sessions. The page that asks for it, and its cookie, stay.
---@param user any what `user` is in the sessions: a name, a number
---@return ls.Command
function ls.sign_out(user) end

---Away from here, by loading a page: a path of this site, or an address with http:// or https://.
---@param url string
---@return ls.Command
function ls.redirect(url) end

---The address of a view with these params: `ls.path(Book, { id = 7 })`. What does not fit the view is an error.
---@param view ls.View
---@param params? table
---@param place? string the id of an element there
---@return string
function ls.path(view, params, place) end

-- ## Effects: what the page is to do, once, when it shows the turn

---The focus goes to the first element that this selector means.
---@param selector string
---@return ls.Command
function ls.focus(selector) end

---A screen reader says this at the next pause.
---@param text string
---@return ls.Command
function ls.announce(text) end

---The browser posts this form to its `action`, with the button that sent it to the view.
---@param selector string
---@return ls.Command
function ls.post(selector) end

---The document's title, until the view says another.
---@param text string
---@return ls.Command
function ls.title(text) end

---The first element that this selector means comes into view.
---@param selector string
---@param where? "start"|"center"|"end"|"nearest"
---@return ls.Command
function ls.scroll(selector, where) end

---Tells the hooks of the page: `on = { name(data) {} }`
---@param name string
---@param data? any plain data
---@return ls.Command
function ls.push_event(name, data) end

---The answer to whoever sent the event: what `await context.push("name")` gives in a hook. Of a turn that no event
---began it is for nobody.
---@param data any plain data
---@return ls.Command
function ls.reply(data) end

---What happens in the page at once, without the host: `ls-click={ls.js.hide("#menu"):push("save", { id = 7 })}`, or a
---command after the model. A target is a selector, "closest SELECTOR", "inner SELECTOR", or the element itself.
---@type ls.Js
ls.js = nil

---Classes for a time; or those of all of the time, of its beginning, and from then on: { "fade", "from", "to" }.
---@alias ls.Classes string|string[]

---A chain never changes; each method gives a new one.
---@class ls.Js: ls.Command
---@field push fun(event: string, payload?: table, options?: { target?: string, loading?: string, optimistic?: ls.Js }): ls.Js sends an event; what is optimistic is undone by its answer
---@field dispatch fun(name: string, to?: string, options?: { detail?: any, bubbles?: boolean }): ls.Js a DOM event
---@field show fun(to?: string, options?: { time?: integer, transition?: ls.Classes }): ls.Js
---@field hide fun(to?: string, options?: { time?: integer, transition?: ls.Classes }): ls.Js
---@field toggle fun(to?: string, options?: { time?: integer, enter?: ls.Classes, leave?: ls.Classes }): ls.Js
---@field add_class fun(class: string, to?: string, options?: { time?: integer, transition?: ls.Classes }): ls.Js
---@field remove_class fun(class: string, to?: string, options?: { time?: integer, transition?: ls.Classes }): ls.Js
---@field toggle_class fun(class: string, to?: string, options?: { time?: integer, transition?: ls.Classes }): ls.Js
---@field set_attr fun(attribute: string, value: string|number|boolean, to?: string): ls.Js
---@field remove_attr fun(attribute: string, to?: string): ls.Js
---@field toggle_attr fun(attribute: string, value: string|number|boolean, other?: string|number|boolean, to?: string): ls.Js
---@field transition fun(classes: ls.Classes, to?: string, options?: { time?: integer }): ls.Js
---@field focus fun(to?: string): ls.Js
---@field focus_first fun(to?: string): ls.Js
---@field push_focus fun(to?: string): ls.Js
---@field pop_focus fun(): ls.Js
---@field exec fun(attribute: string, to?: string): ls.Js what stands in that attribute
---@field navigate fun(path: string, options?: { replace?: boolean }): ls.Js
---@field patch fun(address: string|table, options?: { replace?: boolean }): ls.Js
---@field copy fun(to?: string): ls.Js
---@field reset fun(to?: string): ls.Js
---@field scroll fun(to?: string, where?: "start"|"center"|"end"|"nearest"): ls.Js
---@field announce fun(text: string): ls.Js

-- ## Streams: lists that the page keeps and nobody else does

---@class ls.ResetOptions
---@field limit? integer keeps the first n rows, or the last n as -n

---@class ls.InsertOptions: ls.ResetOptions
---@field update_only? boolean changes a row and adds none

---The items that this turn's commands bring: `{for song in ls.stream "songs" do}<li ls-key={song.id}>…</li>{end}`
---@param name string
---@return fun(): any
function ls.stream(name) end

---Puts an item into a stream: at the front (0), the end (-1, the default) or an index. A row that is there already, by
---its ls-key, is changed where it is.
---@param name string
---@param item any
---@param at? integer
---@param options? ls.InsertOptions
---@return ls.Command
function ls.insert(name, item, at, options) end

---Puts a list of items into a stream, one after the other: a list at a fixed index comes out in reverse.
---@param name string
---@param items any[]
---@param at? integer
---@param options? ls.InsertOptions
---@return ls.Command
function ls.insert_all(name, items, at, options) end

---Takes the row with this key out of a stream.
---@param name string
---@param key string|number
---@return ls.Command
function ls.remove(name, key) end

---A stream shows these items from now on, in this order, and no others. Rows that were there keep their nodes.
---@param name string
---@param items any[]
---@param options? ls.ResetOptions
---@return ls.Command
function ls.reset(name, items, options) end

-- ## Time

---The time of the event being handled, in milliseconds since 1970; the same during a whole turn, and in a replay.
---@return integer
function ls.now() end

-- ## Types of what comes in

---@class ls.Type

---@class ls.TypeOptions
---@field optional? boolean
---@field default? any
---@field label? string what people call it
---@field message? string in a form: what is said of whatever does not fit

---@class ls.StringOptions: ls.TypeOptions
---@field trim? boolean
---@field min? integer characters
---@field max? integer characters
---@field pattern? string a Lua pattern
---@field secret? boolean what is in it is shown in no trace, log or message

---@class ls.NumberOptions: ls.TypeOptions
---@field min? number
---@field max? number

---@class ls.DateOptions: ls.TypeOptions
---@field min? string the first day
---@field max? string the last day

---@class ls.MoneyOptions: ls.NumberOptions
---@field digits? integer behind the point: 2

---@class ls.CountOptions: ls.TypeOptions
---@field min? integer
---@field max? integer

---@class ls.Types
local types = {}

---@param options? ls.StringOptions
---@return ls.Type
function types.string(options) end

---@param options? ls.NumberOptions
---@return ls.Type
function types.integer(options) end

---@param options? ls.NumberOptions
---@return ls.Type
function types.number(options) end

---@param options? ls.TypeOptions
---@return ls.Type
function types.boolean(options) end

---A day: "2026-11-21"
---@param options? ls.DateOptions
---@return ls.Type
function types.date(options) end

---A day and a time: "2026-11-21T09:30"
---@param options? ls.TypeOptions
---@return ls.Type
function types.datetime(options) end

---An e-mail address, without white space around it.
---@param options? ls.TypeOptions
---@return ls.Type
function types.email(options) end

---An http or https address.
---@param options? ls.TypeOptions
---@return ls.Type
function types.url(options) end

---@param options? ls.TypeOptions
---@return ls.Type
function types.uuid(options) end

---An amount: "12.50" becomes the integer 1250. Bounds are such integers.
---@param options? ls.MoneyOptions
---@return ls.Type
function types.money(options) end

---What a function of the app's own says of a value that fits; in a t.form.
---@param fn fun(value: any, values: table): boolean, string?
---@param message string what is said where it returns false
---@param of? ls.TypeOf of the value: text where none is given
---@return ls.Type
function types.check(fn, message, of) end

---What a person made of a form, as its event's handler gets it. Errors and what was used go by the names of inputs.
---@class ls.FormValue
---@field valid boolean
---@field values table<string, any> converted where they fit, else as typed
---@field errors table<string, string>
---@field used table<string, boolean> fields that the person has been at
---@field changed? (string|integer)[] the field that the event is about: { "rows", 1, "title" }
---@field submitter? { name: string, value: string } the button that was pressed
---@field reset? boolean the person emptied it
---@field keys? table<string, string[]> what names the rows of each list

---@class ls.Form: ls.Type
local form = {}

---A form that nobody has filled in.
---@return ls.FormValue
function form:blank() end

---A form to edit what there is already.
---@param values table
---@return ls.FormValue
function form:from(values) end

---The form with errors beside their fields: `Task:fail(m.form, { title = "is taken" })`
---@param value ls.FormValue
---@param errors table|string|nil
---@return ls.FormValue
function form:fail(value, errors) end

---@class ls.FormOptions
---@field id? string what ids of its fields begin with
---@field check? fun(values: table): table|string|nil errors of values that fit each for itself

---What a person fills in. As an event's type: the handler always runs, and gets an ls.FormValue.
---@param fields table<string, ls.TypeOf>
---@param options? ls.FormOptions
---@return ls.Form
function types.form(fields, options) end

---Whatever it is, as it is.
---@param options? ls.TypeOptions
---@return ls.Type
function types.any(options) end

---One of the listed strings: `t.enum { "a", "b", default = "a" }`
---@param values table<integer|string, any>
---@return ls.Type
function types.enum(values) end

---A list of one type: `t.list("integer")`, `t.list({ name = "string" }, { max = 10 })`
---@param of ls.TypeOf
---@param options? ls.CountOptions
---@return ls.Type
function types.list(of, options) end

---Any string keys to values of one type.
---@param of ls.TypeOf
---@param options? ls.CountOptions
---@return ls.Type
function types.map(of, options) end

---Named fields, each with its type; others are refused.
---@param fields table<string, ls.TypeOf>
---@param options? ls.TypeOptions
---@return ls.Type
function types.record(fields, options) end

---For components: what every element takes, and more by name.
---@param names? string[]
---@return ls.Type
function types.global(names) end

---@type ls.Types
ls.types = types

return ls
