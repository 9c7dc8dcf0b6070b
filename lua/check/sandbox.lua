-- The globals that an app's file has: names, and libraries with their fields. spec/lua/check/sandbox_spec.lua holds
-- this against the sandbox itself (host/vm/libs.c).

local function list(words)
    local found = {}
    for word in words:gmatch "%S+" do
        found[#found + 1] = word
    end
    return found
end

return {
    globals = list [[
        _G _VERSION assert css error getmetatable html ipairs next pairs pcall print rawequal rawget rawlen rawset
        require select setmetatable tonumber tostring type xpcall]],
    libraries = {
        coroutine = list "create isyieldable resume running status wrap yield",
        math = list [[
            abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random
            sin sqrt tan tointeger type ult]],
        string = list "byte char find format gmatch gsub len lower match rep reverse sub upper",
        table = list "concat insert move pack remove sort unpack",
        utf8 = list "char charpattern codepoint codes len offset",
    },
}
