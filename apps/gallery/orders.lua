-- The orders of the gallery: a table that can be sorted, page by page, and the form for a new one.

local ls = require "lightspeed"
local roastery = require "gallery.roastery"

local orders = {}

local PER_PAGE = 8

---Sorts the orders in the model as it says.
function orders.sort(m)
    local by, descending = m.by, m.descending
    table.sort(m.orders, function(a, b)
        if a[by] == b[by] then
            return a.id > b.id
        elseif descending then
            return a[by] > b[by]
        end
        return a[by] < b[by]
    end)
end

local function pages(m)
    return math.max(1, (#m.orders + PER_PAGE - 1) // PER_PAGE)
end

---What may be entered into the form for a new order, looked at: { values, errors, used, valid }.
function orders.check(values, used)
    local errors = {}
    if values.customer == "" then
        errors.customer = "Who is it for?"
    end
    if not roastery.coffee(values.coffee) then
        errors.coffee = "Choose one of the coffees."
    end
    local kilos = math.tointeger(tonumber(values.kilos))
    if not kilos or kilos < 1 or kilos > 100 then
        errors.kilos = "From 1 to 100 kilos, please."
    end
    return { id = "order", values = values, errors = errors, used = used, valid = next(errors) == nil }
end

---A form that nobody has touched.
function orders.blank()
    return orders.check(
        { customer = "", coffee = "", kilos = "", note = "", grind = "beans", news = false },
        {}
    )
end

---Adds what the form says; the model's order stays sorted.
function orders.add(m)
    local values = m.form.values
    m.last_id = m.last_id + 1
    local kilos = math.tointeger(tonumber(values.kilos))
    table.insert(m.orders, roastery.order(m.last_id, values.customer, values.coffee, kilos, ls.now()))
    orders.sort(m)
end

---The table.
function orders.Table(a)
    local m = a.model
    local first = (m.page - 1) * PER_PAGE + 1
    local rows = table.move(m.orders, first, math.min(#m.orders, first + PER_PAGE - 1), 1, {})
    return html[[
        <div class="wide" role="region" aria-label="Orders" tabindex="0">
        <ls.table rows={rows} caption="Orders {first} to {first + #rows - 1} of {#m.orders}" sort={m.by}
            descending={m.descending} event="sort">
            <:col label="Order" sort="id" header let="order">{order.id}</:col>
            <:col label="Customer" sort="customer" let="order">{order.customer}</:col>
            <:col label="Coffee" sort="coffee" let="order">{roastery.coffee(order.coffee).label}</:col>
            <:col label="Kilos" sort="kilos" number let="order">{order.kilos}</:col>
            <:col label="Amount" sort="cents" number let="order">{roastery.money(order.cents)}</:col>
            <:col label="Placed" sort="at" let="order"><ls.time at={order.at} format="relative" /></:col>
            <:col label="State" sort="state" let="order"><mark class={order.state}>{order.state}</mark></:col>
            <:empty>No orders.</:empty>
        </ls.table>
        </div>
        <ls.pager page={m.page} pages={pages(m)} event="page" label="Pages of orders" />
    ]]
end

---The dialog with the form for a new one.
function orders.Dialog(a)
    local m = a.model
    return html[[
        <ls.dialog id="new-order" title="New order" open={m.ordering} close="leave">
            <form id="order" ls-change="check" ls-submit="order">
                <ls.form_errors form={m.form} title="Not yet:"
                    labels={{ customer = "Customer", coffee = "Coffee", kilos = "Kilos" }} />
                <ls.input form={m.form} name="customer" label="Customer" maxlength="60" autocomplete="off" />
                <ls.select form={m.form} name="coffee" label="Coffee" prompt="Choose one"
                    options={roastery.coffees} />
                <ls.input form={m.form} name="kilos" label="Kilos" inputmode="numeric" hint="Up to 100 an order" />
                <ls.input form={m.form} name="grind" type="radio" label="Grind" options={{
                    { value = "beans", label = "Whole beans" },
                    { value = "filter", label = "For filters" },
                    { value = "espresso", label = "For espresso" },
                }} />
                <ls.textarea form={m.form} name="note" label="A note for the roaster" rows="2" maxlength="200" />
                <ls.input form={m.form} name="news" type="checkbox" label="Tell them about new harvests" />
            </form>
            <:actions>
                <button type="button" ls-click="leave">Not now</button>
                <button form="order">Place the order</button>
            </:actions>
        </ls.dialog>
    ]]
end

return orders
