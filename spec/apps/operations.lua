-- What operations do in a page, for spec/walk/commands.test.mjs.

local ls = require "lightspeed"

local view = ls.view {
    title = "Operations",
    events = {
        "add",
        "say",
        "tell",
        "fill",
        save = { id = "integer" },
        named = { name = "string", more = "integer" },
    },
}

function view.init()
    return { n = 0, saved = 0, big = false, text = '[["remove_attr","body","class"]]', name = "" },
        ls.js.set_attr("lang", "la", "#menu")
end

function view.update.add(m)
    m.n = m.n + 1
    return m
end

function view.update.save(m, e)
    m.saved = m.saved + e.id
    return m
end

function view.update.say(m)
    m.n = m.n + 1
    return m, ls.focus "#field", ls.announce "Counted", ls.js.add_class("counted", "#menu"):hide "#note"
end

function view.update.tell(m)
    m.n = m.n + 1
    return m, ls.push_event("counted", { n = m.n })
end

function view.update.fill(m)
    m.big = not m.big
    return m
end

function view.update.named(m, e)
    m.name = e.name .. " " .. e.more
    return m
end

local both = ls.js
    .toggle("#menu", { enter = "ls-fade-in", leave = "ls-fade-out", time = 2000 })
    :toggle_attr("lang", "grc", "la", "#menu")
    :toggle_attr("inert", true, false, "#menu")
local away = ls.js.hide("#note", { transition = "leaving", time = 2000 }):set_attr("title", "gone", "#note")
local back = ls.js.show("#note", { transition = "coming", time = 2000 }):remove_attr("title", "#note")
local slow = ls.js.toggle("#menu", { enter = "ls-slide-in", leave = "ls-slide-out" })
local marked = ls.js.add_class("marked big", "#n"):set_attr("title", "mine", "#n")
local opened = ls.js.dispatch("opened", "#menu", { detail = { n = 3 } })
local open = ls.js.show("#menu"):set_attr("aria-expanded", "true")

function view.render(m)
    return html[[
        <section>
            <output id="n" class={m.big and "wide big" or "wide"} title={"n is " .. m.n}>{m.n}</output>
            <output id="saved">{m.saved}</output>
            <output id="name">{m.name}</output>
            <p id="menu" hidden>the menu of <b class="inner">{m.n}</b></p>
            <p id="note" class={m.big and "big"}>a note</p>
            <p id="fields"><b>a</b><input id="field"></p>
            <button id="add" ls-click="add">add</button>
            <button id="say" ls-click="say">say</button>
            <button id="tell" ls-click="tell">tell</button>
            <button id="fill" ls-click="fill">fill</button>
            <button id="open" ls-click={open}>open</button>
            <button id="save" ls-click={ls.js.add_class("saved", "#n"):push("save", { id = 7 + m.n })}>save</button>
            <button id="toggle" ls-click={ls.js.toggle "#menu"}>toggle</button>
            <button id="forged" ls-click={m.text}>forged</button>
            <button id="spread" {{ ["ls-click"] = ls.js.toggle_class("lit", "#note") }}>spread</button>
            <button id="forged_spread" {{ ["ls-click"] = m.text }}>forged</button>
            <button id="both" ls-click={both}>both</button>
            <button id="away" ls-click={away}>away</button> <button id="return" ls-click={back}>back</button>
            <button id="slow" ls-click={slow}>slow</button>
            <button id="three" ls-click={ls.js.transition({ "gliding", "clear", "dim" }, "#note", { time = 2000 })}>
                three
            </button>
            <button id="mark" ls-click={marked}>mark</button>
            <button id="exec" ls-click={ls.js.exec("ls-click", "#open")}>exec</button>
            <button id="aside" ls-click={ls.js.push_focus():focus_first "#fields"}>aside</button>
            <button id="restore" ls-click={ls.js.pop_focus()}>restore</button>
            <button id="copy" ls-click={ls.js.copy "#note"}>copy</button>
            <button id="dispatch" ls-click={opened}>dispatch</button>
            <details><summary>more</summary><span id="inside">{m.n}</span></details>
            <form ls-change={ls.js.add_class("touched"):push("named", { more = 3 })}>
                <input name="name" id="typed">
            </form>
        </section>
    ]]
end

view.css = css[[
    .gliding { transition: opacity 1s linear; }
    .clear { opacity: 0; }
    .dim { opacity: 0.5; }
]]

return view
