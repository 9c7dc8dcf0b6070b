; extends

; Optional: text and unquoted values between braces are Lua. This holds for every HTML buffer, so leave the file out if
; you also write templates in which braces mean something else.
((text) @injection.content
 (#lua-match? @injection.content "^{[^{}]*}$")
 (#offset! @injection.content 0 1 0 -1)
 (#set! injection.language "lua"))

((attribute_value) @injection.content
 (#lua-match? @injection.content "^{[^{}]*}$")
 (#offset! @injection.content 0 1 0 -1)
 (#set! injection.language "lua"))
