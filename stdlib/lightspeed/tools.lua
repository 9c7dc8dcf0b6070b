-- What a host in development serves beside the app: /_ls/tree, what there is in the house and how it fares, live, and
-- a button to end each. It is a view of the app like any other; only what it asks of the host no other view may ask.

local ls = require "lightspeed"

local LOOK_MS = 1000

local tree = ls.view {
    title = "Supervision tree",
    layout = ls.layout,
    events = { kill = { node = "string" } },
    messages = { "look", "seen" },
    css = css[[
        .tree table { border-collapse: collapse; font-size: 0.9em; inline-size: 100%; }
        .tree th, .tree td { padding: 0.2em 0.6em; text-align: start; }
        .tree .number { font-variant-numeric: tabular-nums; text-align: end; }
        .tree .failed { color: var(--ls-danger); overflow-wrap: anywhere; }
    ]],
}

local function ask(op, node)
    return setmetatable({ op = op, node = node, message = "seen" }, { __metatable = "ls.command" })
end

function tree.init()
    return { halls = {}, members = {}, workers = {}, sessions = {}, topics = {}, more = {}, fuel = {} },
        ls.send "look"
end

function tree.update.look(m)
    return m, ask "overview", ls.after(LOOK_MS):to "look"
end

function tree.update.kill(m, e)
    return m, ask("end_node", e.node)
end

-- What each has spent in a second since the last look.
local function note_fuel(m, node)
    local before = m.fuel[node.id]
    node.rate = before and (node.fuel - before) * 1000 // math.max(ls.now() - m.seen_ms, 1) or 0
end

function tree.update.seen(m, rows)
    local fuel, nodes = {}, {}
    local seen = { halls = {}, members = {}, workers = {}, sessions = {}, topics = {}, more = {} }
    for _, row in ipairs(rows or {}) do
        if row.kind == "hall" then
            seen.halls[#seen.halls + 1] = row
        elseif row.kind == "topic" then
            seen.topics[#seen.topics + 1] = row
        elseif row.kind == "more" then
            seen.more[row.of] = row.count
        elseif row.kind == "service" or row.kind == "program" then
            seen.workers[#seen.workers + 1] = row
        elseif row.kind == "node" then
            note_fuel(m, row)
            fuel[row.id] = row.fuel
            if row.actor then
                nodes[row.actor] = row
            else
                seen.sessions[#seen.sessions + 1] = row
            end
        else
            seen.members[#seen.members + 1] = row
        end
    end
    for _, member in ipairs(seen.members) do
        member.node = nodes[member.name]
    end
    seen.fuel, seen.seen_ms = fuel, ls.now()
    return seen
end

local function size(bytes)
    return bytes < 10240 and ("%d B"):format(bytes) or ("%d KiB"):format(bytes // 1024)
end

local function Load(a)
    local node = a.node
    return html[[
        <td class="number">{node and node.waiting}</td>
        <td class="number">{node and size(node.bytes)}</td>
        <td class="number">{node and node.rate}</td>
    ]]
end

local function End(a)
    return html[[<button ls-click="kill" ls-value-node={a.node} aria-label="End {a.node}">End</button>]]
end

local function Member(a)
    local row = a.row
    return html[[
        <tr>
            <td style={padding_inline_start = ("%.1fem"):format(0.6 + row.depth * 1.5)}>{row.name}</td>
            <td>{row.strategy or "actor"}</td>
            <td>{row.state}</td>
            <Load node={row.node} />
            <td class="number">{row.restarts}</td>
            <td class="failed">{row.failed}</td>
            <td>{if row.kind == "actor" then}<End node={row.name} />{end}</td>
        </tr>
    ]]
end

local function Worker(a)
    local row = a.row
    return html[[
        <tr>
            <td>{row.name}</td>
            <td>{row.kind}</td>
            <td>{row.state}, {row.working} of {row.hands} at work</td>
            <td class="number">{row.waiting}</td>
            <td></td>
            <td></td>
            <td class="number">{row.restarts}</td>
            <td class="failed">{row.failed}</td>
            <td><End node={row.name} /></td>
        </tr>
    ]]
end

local function Session(a)
    local row = a.row
    return html[[
        <tr>
            <td><code>{row.id}</code> {row.path}</td>
            <td>{row.view}</td>
            <td>{row.state}</td>
            <Load node={row} />
            <td></td>
            <td class="failed">{row.failed}</td>
            <td><End node={row.id} /></td>
        </tr>
    ]]
end

local function More(a)
    return html[[{if a.count then}<p>And {a.count} more {a.of}.</p>{end}]]
end

function tree.render(m)
    return html[[
        <section class="tree">
            <h1>Supervision tree</h1>
            <p>{for _, hall in ipairs(m.halls) do}
                <span ls-key={hall.hall}>
                    shard {hall.hall}: {hall.sessions} sessions, {hall.actors} actors,
                    {size(hall.awake_bytes)} of Lua.
                </span>
            {end}</p>
            <table>
                <thead><tr>
                    <th>Name</th><th>What</th><th>State</th><th class="number">Waiting</th>
                    <th class="number">Memory</th><th class="number">Fuel/s</th><th class="number">Restarts</th>
                    <th>What went wrong last</th><th></th>
                </tr></thead>
                <tbody>
                    {for _, row in ipairs(m.members) do}<Member ls-key={row.name} row={row} />{end}
                    {for _, row in ipairs(m.workers) do}<Worker ls-key={row.name} row={row} />{end}
                    {for _, row in ipairs(m.sessions) do}<Session ls-key={row.id} row={row} />{end}
                </tbody>
            </table>
            <More count={m.more.group} of="groups and actors" />
            <More count={m.more.node} of="sessions" />
            {if #m.topics > 0 then}
                <h2>Topics</h2>
                <ul>{for _, topic in ipairs(m.topics) do}
                    <li ls-key={topic.name}>{topic.name}: {topic.listeners} listen</li>
                {end}</ul>
                <More count={m.more.topic} of="topics" />
            {end}
        </section>
    ]]
end

return { { path = "/_ls/tree", view = tree } }
