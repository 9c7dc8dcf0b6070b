#!/bin/sh
# Runs every spec on a build (normally the sanitized one), shows what each runner says, and ends with one line of what really ran.
#
#     tools/check_all.sh BUILD
set -eu

build=$1
tap=$build/tap
count="sh tools/count.sh"
rm -rf "$tap"

# UBSan stops at its first finding; what a leak or an overflow is called, ASan says. liblua and libwebsockets are not sanitized.
export UBSAN_OPTIONS=print_stacktrace=1
export LIGHTSPEED_BUILD="$build"

# A Lua that was built without sanitizers needs their runtime loaded before the module that uses it. Two cores: these run beside
# the C tests, and what they say is shown after them.
asan=$(gcc -print-file-name=libasan.so)
LIMIT_S=900 $count run "$tap/busted.tap" env LD_PRELOAD="$asan" ASAN_OPTIONS=detect_leaks=0 busted --output=TAP \
    >"$build/busted.out" 2>&1 &
for test in "$build"/spec/host/*/*_test "$build"/spec/host/*/*/*_test "$build"/spec/bench/*_test; do
    $count run "$tap/c-$(basename "$test").tap" "$test"
done

npm run --silent pretest:client
$count run "$tap/client.tap" node --test --test-reporter tap "$PWD"/build/spec/client/*.test.mjs
$count run "$tap/editors.tap" node --test --test-reporter tap spec/editors/*.test.mjs
wait
cat "$build/busted.out"

LIMIT_S=600 $count run "$tap/kill.tap" node --test --test-reporter tap spec/kill/*.test.mjs

# A browser spec mostly waits, and so does who looks at faults: three files of the walk run side by side, and the faults beside
# them; what those say is shown after it.
LIMIT_S=1200 $count run "$tap/faults.tap" node --test --test-concurrency=1 --test-reporter tap spec/faults/*.test.mjs >"$build/faults.out" 2>&1 &
LIMIT_S=1200 $count run "$tap/walk.tap" node --test --test-concurrency=3 --test-reporter tap spec/walk/*.test.mjs
wait
cat "$build/faults.out"

$count run "$tap/proof.tap" node --test --test-reporter tap spec/proof/*.test.mjs

# shellcheck disable=SC2046 # one word a file
$count sum $(find "$tap" -name "*.tap" | sort)
