-- The seven tasks: what they are called, where they are, and the way from one to the other.

local tasks = {
    { path = "/counter", name = "Counter", about = "A number and a button." },
    { path = "/temperature", name = "Temperature", about = "Two fields, and each follows the other." },
    { path = "/flights", name = "Flights", about = "What may be booked depends on what is chosen." },
    { path = "/timer", name = "Timer", about = "Time passes while somebody changes how long it may." },
    { path = "/crud", name = "CRUD", about = "A list of people, apart from what is shown of it." },
    { path = "/circles", name = "Circles", about = "Drawing, with a way back and forth again." },
    { path = "/cells", name = "Cells", about = "A spreadsheet, where change spreads." },
}

---The links to all of them; `current` is the path of the one that shows.
function tasks.Nav(a)
    return html[[
        <nav aria-label="Tasks">
            <a href="/" ls-navigate aria-current={not a.current and "page"}>All</a>
            {for _, task in ipairs(tasks) do}
                <a href={task.path} ls-navigate aria-current={task.path == a.current and "page"}>{task.name}</a>
            {end}
        </nav>
    ]]
end

return tasks
