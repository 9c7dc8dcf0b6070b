-- One of everything that the default stylesheet dresses, for spec/walk/layout.test.mjs.
local ls = require "lightspeed"

local look = ls.view { title = "Look", events = { "go", typed = { text = "string", pick = "string?" } } }

function look.update.go() end

function look.update.typed() end

function look.render()
    return html[[
        <h1>First</h1>
        <p>Text, <a href="/">a link</a>, <code>code</code>, <kbd>Ctrl</kbd> and <small>small print</small>.</p>
        <h2>Second</h2>
        <blockquote>Quoted</blockquote>
        <pre><code>return x</code></pre>
        <ul>
            <li><label><input type="checkbox" ls-click="go">Task</label> <button aria-label="Remove">×</button></li>
        </ul>
        <table>
            <caption>People</caption>
            <thead><tr><th>Name</th></tr></thead>
            <tbody><tr><td>Ann</td></tr></tbody>
        </table>
        <details open><summary>More</summary><p>Inside</p></details>
        <nav><a href="/" aria-current="page">Here</a> <a href="/there">There</a></nav>
        <div role="tablist"><button role="tab" aria-selected="true">One</button> <button role="tab">Two</button></div>
        <form ls-submit="typed">
            <label>Text <input id="text" name="text" aria-invalid="true" value="abc"></label>
            <em role="alert">That is wrong</em>
            <fieldset><legend>Pick</legend><label><input type="radio" name="pick" value="a"> A</label></fieldset>
            <button id="send">Send</button> <button type="button">Other</button>
        </form>
        <dialog open>
            <header><h2>Really?</h2></header>
            <p>Gone for good</p>
            <footer><button>Keep</button></footer>
        </dialog>
    ]]
end

look.layout = function(page, slots)
    return html[[
        <ls.layout {page}>
            <:header>Above</:header>
            {slots()}
            <:footer>Below</:footer>
        </ls.layout>
    ]]
end

return look
