-- What the gallery shows: a small coffee roastery that never was. Made of a few numbers, the same each time.

local roastery = {}

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }
local CUSTOMERS = {
    "Café Aurora",
    "Corner Bakery",
    "Dunes Hotel",
    "Ella & Sons",
    "Fox and Finch",
    "Gallery Café",
    "Harbour House",
    "Inn at the Mill",
    "Juniper",
    "Kiosk No. 9",
}

---What is sold, with a kilo's price in cents.
roastery.coffees = {
    { value = "yirga", label = "Yirgacheffe", price = 2900 },
    { value = "huila", label = "Huila", price = 2450 },
    { value = "house", label = "House blend", price = 1980 },
    { value = "decaf", label = "Decaf", price = 2600 },
}

roastery.states = { "new", "roasting", "sent", "paid" }

-- Numbers that look as if by chance.
local function dice(seed)
    local state = seed
    return function(sides)
        state = (state * 1103515245 + 12345) % 2147483648
        return state // 65536 % sides
    end
end

---What is known of a coffee by its name; nil where there is none.
function roastery.coffee(name)
    for _, coffee in ipairs(roastery.coffees) do
        if coffee.value == name then
            return coffee
        end
    end
end

---Kilos sold by month: labels, and a series for each coffee.
function roastery.sales()
    local roll, series = dice(7), {}
    for number, coffee in ipairs(roastery.coffees) do
        local values = {}
        for month = 1, #MONTHS do
            values[month] = 180 - 34 * number + 4 * month + roll(60)
        end
        series[number] = { name = coffee.label, values = values }
    end
    return { labels = MONTHS, series = series }
end

---A new order.
function roastery.order(id, customer, coffee, kilos, at)
    local cents = kilos * roastery.coffee(coffee).price
    return {
        id = id,
        customer = customer,
        coffee = coffee,
        kilos = kilos,
        cents = cents,
        at = at,
        state = "new",
    }
end

---The orders of the last weeks, the newest first.
function roastery.orders(now)
    local roll, orders = dice(11), {}
    local at = now - 4 * 60000
    for number = 1, 57 do
        local coffee = roastery.coffees[1 + roll(#roastery.coffees)].value
        local order = roastery.order(1058 - number, CUSTOMERS[1 + roll(#CUSTOMERS)], coffee, 2 + roll(28), at)
        order.state = roastery.states[math.min(#roastery.states, 1 + number // 6)]
        orders[number] = order
        at = at - (20 + roll(900)) * 60000
    end
    return orders
end

---An amount of cents as people write it: "€ 1,234.50".
function roastery.money(cents)
    local whole = tostring(cents // 100):reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
    return ("€ %s.%02d"):format(whole, cents % 100)
end

return roastery
