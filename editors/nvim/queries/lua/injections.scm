; extends

; html[[ … ]] is HTML and css[[ … ]] is CSS: calls by these names with a long string. page.html[[ … ]] is neither.
((function_call
   name: (identifier) @_name
   arguments: (arguments
                (string content: (string_content) @injection.content) @_string))
 (#eq? @_name "html")
 (#lua-match? @_string "^%[")
 (#set! injection.language "html"))

((function_call
   name: (identifier) @_name
   arguments: (arguments
                (string content: (string_content) @injection.content) @_string))
 (#eq? @_name "css")
 (#lua-match? @_string "^%[")
 (#set! injection.language "css"))
