#!/bin/sh
# One closing line for all test runners together: cmocka, busted and node test, all speaking TAP.
#
#     tools/count.sh run LOG COMMAND...   runs a command, shows and keeps what it says, and always succeeds
#     tools/count.sh sum LOG...           prints "N passed, N failed"; fails when anything did
#
# Only what a runner says it really ran is counted. A runner that ends with an error although no test of it failed, that
# announces more tests than it reports, or that ran none at all, counts as one failure: a crash must not look like a pass.
# No command runs longer than LIMIT_S seconds.
set -eu

run() {
    log=$1
    shift
    mkdir -p "$(dirname "$log")"
    printf '== %s\n' "$*"
    {
        status=0
        CMOCKA_MESSAGE_OUTPUT=TAP timeout --kill-after=10 "${LIMIT_S:-900}" "$@" || status=$?
        echo "== ended with $status"
    } 2>&1 | tee "$log"
}

# Sums up one file after the other. Plans and numbers stand at the beginning of a line; what is indented in node's output is
# in its closing figures as well, and those are used where they are.
sum() {
    for log; do
        [ -f "$log" ] || { echo "$log was never written" && exit 1; }
    done
    awk '
        function begin() { ok = bad = skip = planned = seen = 0; node = 0; status = "none" }
        function end(name) {
            if (node) { ok = figure["pass"]; bad = figure["fail"] + figure["cancelled"]; skip = figure["skipped"] + figure["todo"] }
            why = ""
            if (status == "none") why = "was cut off"
            else if (status != 0 && bad == 0) why = "ended with " status
            else if (!node && planned != seen) why = "announced " planned " tests and reported " seen
            else if (ok + bad + skip == 0) why = "ran no test"
            if (why) { print "not ok: " name " " why; bad++ }
            passed += ok; failed += bad; skipped += skip
        }
        FNR == 1 { if (NR > 1) end(last); begin(); last = FILENAME }
        /^1\.\.[0-9]+/ { planned += substr($1, 4) }
        /^(not )?ok / {
            seen++
            if (/# (SKIP|TODO)/) skip++
            else if (/^not/) { bad++; print FILENAME ": " $0 }
            else ok++
        }
        /^# (tests|pass|fail|cancelled|skipped|todo) [0-9]+$/ { figure[$2] = $3; node += $2 == "tests" }
        /^== ended with [0-9]+$/ { status = $4 }
        END {
            if (NR) end(last)
            printf "%d passed, %d failed", passed, failed
            if (skipped) printf ", %d skipped", skipped
            printf "\n"
            exit failed > 0 || passed == 0
        }' "$@"
}

action=${1:-}
[ $# -gt 1 ] && shift || action=
case $action in
run) run "$@" ;;
sum) sum "$@" ;;
*) sed -n '2,10s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
