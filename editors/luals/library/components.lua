---@meta

-- The components that Lightspeed ships, by the attributes that each declares; beside these they take what every element
-- takes. spec/editors holds the names against stdlib/lightspeed/ui/.

---@class ls
local ls = {}

---@class ls.InputAttributes
---@field name string
---@field label? any
---@field hint? any
---@field form? table
---@field value? any
---@field error? any
---@field id? string
---@field class? string
---@field type? string
---@field options? table
---@field checked? boolean

---An <input> of any type with its label, hint and error.
---@param attributes ls.InputAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.input(attributes, slots) end

---@class ls.FieldAttributes
---@field name string
---@field label? any
---@field hint? any
---@field form? table
---@field value? any
---@field error? any
---@field id? string
---@field class? string
---@field group? boolean

---A control of one's own with its label, hint and error; the content gets the control's attributes: `let="control, value"`.
---@param attributes ls.FieldAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.field(attributes, slots) end

---@class ls.InputsAttributes
---@field name string
---@field label? any
---@field hint? any
---@field form? table
---@field value? any
---@field error? any
---@field id? string
---@field class? string

---The rows of a list of records in a t.form; the content gets each: `let="row"`.
---@param attributes ls.InputsAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.inputs(attributes, slots) end

---@class ls.SelectAttributes
---@field name string
---@field label? any
---@field hint? any
---@field form? table
---@field value? any
---@field error? any
---@field id? string
---@field class? string
---@field options? table
---@field prompt? string
---@field multiple? boolean

---A <select> with its label, hint and error.
---@param attributes ls.SelectAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.select(attributes, slots) end

---@class ls.TextareaAttributes
---@field name string
---@field label? any
---@field hint? any
---@field form? table
---@field value? any
---@field error? any
---@field id? string
---@field class? string

---A <textarea> with its label, hint and error.
---@param attributes ls.TextareaAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.textarea(attributes, slots) end

---@class ls.FormErrorsAttributes
---@field form table
---@field title? string
---@field labels? table

---What is wrong with a form, in one place, with ways to the fields.
---@param attributes ls.FormErrorsAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.form_errors(attributes, slots) end

---@class ls.TableAttributes
---@field rows table
---@field key? any
---@field caption? any
---@field sort? string
---@field descending? boolean
---@field event? string
---@field row_class? function

---Rows of a list under headings: `<:col label="Name" let="u">{u.name}</:col>`
---@param attributes ls.TableAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.table(attributes, slots) end

---@class ls.PagerAttributes
---@field page integer
---@field pages integer
---@field event? string
---@field href? any
---@field around? integer
---@field label? string

---The way through a list that is shown page by page.
---@param attributes ls.PagerAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.pager(attributes, slots) end

---@class ls.WindowAttributes
---@field label string
---@field count integer
---@field row_height integer
---@field event string
---@field first? integer
---@field last? integer
---@field height? string

---A list too long to send: only the rows in view are rendered. `let="i"` has the row's number.
---@param attributes ls.WindowAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.window(attributes, slots) end

---@class ls.DialogAttributes
---@field id string
---@field title any
---@field open? boolean
---@field close? string
---@field class? string

---A native <dialog> with a title, above the page.
---@param attributes ls.DialogAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.dialog(attributes, slots) end

---@class ls.TabsAttributes
---@field id string
---@field event string
---@field selected? string
---@field label? string

---Several panels, of which one shows: `<:tab name="a" label="A">…</:tab>`
---@param attributes ls.TabsAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.tabs(attributes, slots) end

---@class ls.FlashAttributes
---@field kind? "info"|"success"|"warning"|"error"
---@field text? string
---@field close? string
---@field class? string

---A short word about what just happened: a component, and, of a kind and a text, a command. What the command says
---stands in the layout's place for that and goes along where the visitor is sent.
---@overload fun(kind: "info"|"success"|"warning"|"error", text: string): ls.Command
---@param attributes ls.FlashAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.flash(attributes, slots) end

---@class ls.TimeAttributes
---@field at any
---@field format? "datetime"|"date"|"time"|"long"|"full"|"iso"|"relative"
---@field offset? integer
---@field now? integer

---A moment, for people and for machines.
---@param attributes ls.TimeAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.time(attributes, slots) end

---@class ls.LinkAttributes
---@field href? string
---@field navigate? string
---@field patch? string
---@field replace? boolean
---@field prefetch? boolean
---@field current? any
---@field rel? string

---An <a> to another view or to other params of this one; a plain link to whoever has no script.
---@param attributes ls.LinkAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.link(attributes, slots) end

---@class ls.SparklineAttributes
---@field values table
---@field label string
---@field type? "line"|"bar"
---@field width? integer
---@field height? integer
---@field min? number
---@field max? number
---@field class? string

---A few numbers as a line as high as a word.
---@param attributes ls.SparklineAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.sparkline(attributes, slots) end

---@class ls.ChartAttributes
---@field title string
---@field type? "line"|"bar"|"area"
---@field values? table
---@field name? string
---@field series? table
---@field labels? table
---@field stacked? boolean
---@field min? number
---@field max? number
---@field zero? boolean
---@field format? function
---@field height? integer
---@field class? string

---Numbers as lines, bars or areas, and the same numbers as a table.
---@param attributes ls.ChartAttributes
---@param slots ls.Slots
---@return ls.Html
function ls.chart(attributes, slots) end

return ls
