#!/bin/sh
# Measures the host and prints one table: the host on one core, the generator on the other, the floor in the same run.
#
#     sh bench/run.sh HOST LOAD FLOOR [SECONDS]
#
# HOST, LOAD and FLOOR are the three binaries; SECONDS is the length of each window, 5 unless said otherwise. Raw figures stay
# in BENCH_OUT (build/bench/figures). On a shared machine only ratios within one run mean anything: that is what the floor is for.
# The third column is what we mean to reach.
set -eu

host=$1 load=$2 floor=$3 seconds=${4:-5}
out=${BENCH_OUT:-build/bench/figures}
port=${BENCH_PORT:-9480}
host_cpu=${BENCH_HOST_CPU:-0} load_cpu=${BENCH_LOAD_CPU:-1}
wait_s=${BENCH_WAIT_S:-20} # longer than the host's sleep_s
apps=$(dirname "$0")/../apps/bench
bundle=$(dirname "$0")/../client/dist/lightspeed.js
[ "$(nproc)" -gt 1 ] || load_cpu=0
server=

mkdir -p "$out"
rm -f "$out"/*.json "$out"/*.txt

stop() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}
trap stop EXIT
trap 'exit 1' INT TERM

# The generator's own limits on a browser would be what is measured, so those two are lifted.
start() {
    taskset -c "$host_cpu" "$host" --prod --shards 1 --port "$port" --limit events_per_s=1000000 \
        --limit events_burst=1000000 "$@" >>"$out/host.log" 2>&1 &
    server=$!
    "$load" ready --port "$port" >/dev/null
}

# measure NAME MODE [OPTION]...: one run of the generator. One that fails leaves no figures, and the table goes on.
measure() {
    name=$1 mode=$2
    shift 2
    echo "-- $name" >&2
    "$load" "$mode" --port "$port" --cpu "$load_cpu" --host "$server" --seconds "$seconds" --json "$out/$name.json" \
        "$@" >"$out/$name.txt" 2>"$out/$name.err" || failed="$failed $name"
    grep WARNING "$out/$name.err" >&2 || true
}
failed=

# figure NAME KEY DECIMALS: one raw figure, or a dash.
figure() {
    [ -f "$out/$1.json" ] || { echo - && return; }
    awk -v key="\"$2\":" -v decimals="$3" '
        $1 == key { found = 1; printf "%.*f\n", decimals, $2 + 0 }
        END { if (!found) print "-" }' "$out/$1.json"
}

row() {
    printf '%-58s %12s %-6s %12s\n' "$1" "$2" "$3" "${4:-}"
}

measure_floor() {
    taskset -c "$host_cpu" "$floor" "$port" &
    server=$!
    sleep 0.2
    measure floor closed --bare 1 --sessions 1000
    measure floor_paced paced --bare 1 --sessions 1000 --rate 40000
    stop
}

measure_startup() {
    echo "-- startup" >&2
    "$load" startup --port "$port" --cpu "$load_cpu" --host-cpu "$host_cpu" --json "$out/startup.json" -- \
        "$host" --prod --shards 1 --port "$port" "$apps/counter.lua" >"$out/startup.txt" 2>"$out/startup.err" ||
        failed="$failed startup"
}

measure_counter() {
    start "$apps/counter.lua"
    measure closed closed --sessions 1000
    measure paced paced --sessions 1000 --rate 40000
    stop
    start "$apps/counter.lua"
    measure pages pages
    stop
    start "$apps/counter.lua"
    measure joins joins --sessions 4000
    stop
    for count in 1000 10000; do
        start "$apps/counter.lua"
        measure "idle$count" idle --sessions $count --wait "$wait_s" --rate 1000
        stop
    done
    start "$apps/counter.lua"
    measure parked idle --sessions 5000 --parked 1
    stop
}

print_counter() {
    row "clicks/s, 1,000 sessions, closed loop" "$(figure closed events_per_s 0)" /s 80000
    row "  host CPU per click" "$(figure closed host_us 2)" us 12
    row "  the same on the floor" "$(figure floor host_us 2)" us
    row "  p50" "$(figure closed p50_us 0)" us
    row "  p99" "$(figure closed p99_us 0)" us
    row "  p99.9" "$(figure closed p999_us 0)" us
    row "clicks at 40,000/s, 1,000 sessions: p50" "$(figure paced p50_us 0)" us
    row "  p99" "$(figure paced p99_us 0)" us 500
    row "  p99 of the floor" "$(figure floor_paced p99_us 0)" us
    row "  p99.9" "$(figure paced p999_us 0)" us
    row "  host CPU per click" "$(figure paced host_us 2)" us
    row "payload of a click's patch, mean" "$(figure closed patch_bytes 1)" bytes 24
    row "page requests" "$(figure pages pages_per_s 0)" /s 20000
    row "  host CPU per page" "$(figure pages host_us 1)" us
    row "joins" "$(figure joins joins_per_s 0)" /s
    row "  host CPU per upgrade and join" "$(figure joins host_us 1)" us 25
    row "  payload of the join's answer" "$(figure joins join_bytes 0)" bytes 100
    row "memory of the empty host" "$(figure idle1000 rss_empty_mib 1)" MiB 16
    for count in 1000 10000; do
        row "memory per session, $count of them, just joined" "$(figure idle$count joined_kib 2)" KiB
        row "  awake, after an event each" "$(figure idle$count awake_kib 2)" KiB 24
        row "  asleep" "$(figure idle$count waited_kib 2)" KiB 4
        row "  kernel, both ends of the line" "$(figure idle$count joined_kernel_kib 2)" KiB
        row "  p99 of the event that wakes one" "$(figure idle$count p99_us 0)" us
    done
    row "memory per page that nobody joined" "$(figure parked parked_kib 2)" KiB 2
    row "exec to the first page, median" "$(figure startup start_ms 1)" ms 50
    [ ! -f "$bundle" ] || row "client, gzip" "$(gzip -9 -c "$bundle" | wc -c)" bytes 12000
}

# Sessions whose line is gone live on for a while; here for as long as it takes.
measure_many() {
    start --limit linger_s=86400 "$apps/counter.lua"
    measure many many --sessions 100000 --connected 19000 --wait "$wait_s" --rate 1000
    stop
    row "100,000 sessions, 19,000 of them with a line" "$(figure many rss_there_mib 0)" MiB 600
    row "  each" "$(figure many there_kib 2)" KiB 4
    row "  one with a line awake, more" "$(figure many awake_kib 2)" KiB 24
    row "  all asleep again" "$(figure many rss_asleep_mib 0)" MiB 600
    row "  p99 of the event that wakes one" "$(figure many p99_us 0)" us
    row "  host CPU of it" "$(figure many host_us 1)" us
    row "  click of one more visitor, host CPU" "$(figure many last_us 1)" us "$(figure many first_us 1)"
    row "    p50" "$(figure many last_p50_us 0)" us "$(figure many first_p50_us 0)"
}

# Killed and started again with all sessions in its state directory; they come back by themselves.
measure_reconnect() {
    echo "-- reconnect" >&2
    state=$(mktemp -d "$out/state.XXXXXX")
    "$load" reconnect --port "$port" --cpu "$load_cpu" --host-cpu "$host_cpu" --sessions 9500 --json "$out/reconnect.json" -- \
        "$host" --prod --shards 1 --port "$port" --state "$state" "$apps/counter.lua" \
        >"$out/reconnect.txt" 2>"$out/reconnect.err" || failed="$failed reconnect"
    rm -r "$state"
    row "9,500 sessions after a kill: exec to their first patch, p50" "$(figure reconnect first_p50_ms 0)" ms
    row "  p99" "$(figure reconnect first_p99_ms 0)" ms
    row "  the last one's" "$(figure reconnect first_max_ms 0)" ms 15000
    row "  host CPU per return" "$(figure reconnect host_us 0)" us
}

# A page that spins: an event of the counter page's app, where there is one.
measure_spin() {
    grep -q spin "$apps/counter.lua" || return 0
    start "$apps/counter.lua"
    measure spin spin --sessions 100 --rate 1000
    stop
    row "neighbours of a view that spins: p99, against alone" "$(figure spin ratio 2)" x 2
}

# rows_step LABEL EVENT PAYLOAD BYTES US [BEFORE]...
rows_step() {
    label=$1 event=$2 payload=$3 bytes=$4 us=$5
    shift 5
    name=rows_$(printf '%s' "$label" | tr -c 'a-z0-9\n' _)
    measure "$name" steps --runs 11 --event "$event" --payload "$payload" -- "$@"
    row "$label: payload" "$(figure "$name" patch_bytes 0)" bytes "$bytes"
    row "  host CPU" "$(figure "$name" host_us 0)" us "$us"
}

measure_rows() {
    start "$apps/../rows.lua"
    rows_step "create 1,000 rows" create '{"n":1000}' 60000 1000
    rows_step "create 10,000 rows" create '{"n":10000}' 600000 12000
    rows_step "append 1,000 to 1,000" append '{"n":1000}' 60000 1200 'create={"n":1000}'
    rows_step "update every tenth of 1,000" update '{}' 2500 300 'create={"n":1000}'
    rows_step "swap rows 2 and 999" swap '{}' 40 250 'create={"n":1000}'
    rows_step "select a row" select '{"id":500}' 60 250 'create={"n":1000}'
    rows_step "remove one of 1,000" remove '{"id":500}' 30 250 'create={"n":1000}'
    rows_step "remove one of 11,000" remove '{"id":5000}' 30 2500 'create={"n":10000}' 'append={"n":1000}'
    rows_step "clear 1,000 rows" clear '{}' "" "" 'create={"n":1000}'
    stop
}

measure_form() {
    [ -f "$apps/form.lua" ] || return 0
    start "$apps/form.lua"
    rows_step "form, one field turns bad" check \
        '{"name":"Ann","email":"nobody","age":"33","city":"Bonn","note":""}' 150 40 \
        'check={"name":"Ann","email":"ann@example.com","age":"33","city":"Bonn","note":""}'
    stop
}

measure_ticker() {
    [ -f "$apps/ticker.lua" ] || return 0
    start "$apps/ticker.lua"
    measure fanout fanout --sessions 9000 --event tick --payload '{}' --rate 2
    stop
    start "$apps/ticker.lua"
    measure fanout_deaf fanout --sessions 9000 --deaf 100 --event tick --payload '{}' --rate 2
    stop
    row "broadcast to 9,000 sessions: host CPU per push" "$(figure fanout host_us 2)" us 8
    row "  until the last push, p50" "$(figure fanout last_p50_ms 1)" ms 100
    row "  payload of a push" "$(figure fanout push_bytes 0)" bytes
    row "  where 100 of them never read, until the others' last, p50" "$(figure fanout_deaf last_p50_ms 1)" ms
}

measure_floor
measure_startup
measure_counter
row "FIGURE" "HERE" "" "TO REACH"
print_counter
measure_many
measure_reconnect
measure_spin
measure_rows
measure_form
measure_ticker
if [ -n "$failed" ]; then
    echo "not to be trusted, see $out:$failed" >&2
    exit 1
fi
