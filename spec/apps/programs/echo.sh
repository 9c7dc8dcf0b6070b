# A program for specs: answers each call, or does what a program should not.
answer() { printf '{"id":%s,%s}\n' "$id" "$1"; }
while read -r line; do
    id=${line#*:}; id=${id%%,*}
    fn=${line#*'"fn":"'}; fn=${fn%%'"'*}
    args=${line#*'"args":'}; args=${args%?}
    case $fn in
    echo) answer "\"ok\":$args" ;;
    refuse) answer '"error":"not today"' ;;
    wedge) trap '' TERM; while :; do :; done ;;
    crash) exit 3 ;;
    environment) answer "\"ok\":\"${GREETING} ${SECRET-none} ${PASSED-none} ${PWD##*/}\"" ;;
    *) answer '"error":"no such function"' ;;
    esac
done
