#!/bin/sh
# Proves that the README's two commands are enough: makes a bare Debian 12 with debootstrap, clones this repository into it as
# it is committed, and runs both inside. Heavy (about a gigabyte and some minutes), needs root, debootstrap, curl and git.
#
#     sh tools/chroot_test.sh DIRECTORY
#
# How this machine reaches its package registries is copied into the new system, whatever that may be: apt's settings, the
# resolver's and npm's, certificates, and the environment variables that name proxies and certificates. DIRECTORY is made, and
# taken away again when all is well; CHROOT_KEEP=1 keeps it, and a kept one is used again.
set -eu

[ $# = 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 2; }
[ "$(id -u)" = 0 ] || { echo "chroot_test.sh: only root may make another system" >&2 && exit 1; }
for program in debootstrap curl git; do
    command -v $program >/dev/null || { echo "chroot_test.sh: needs $program" >&2 && exit 1; }
done

repository=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
directory=$(cd "$1" && pwd)
bare=$directory/system
port=${CHROOT_PORT:-9481}
mounts="proc sys dev dev/pts dev/shm"
app=

stop() {
    [ -n "$app" ] || return 0
    kill "$app" 2>/dev/null || true
    wait "$app" 2>/dev/null || true
    app=
}

leave() {
    stop
    for place in $(printf '%s\n' $mounts | tac); do
        if mountpoint --quiet "$bare/$place"; then umount "$bare/$place" || umount --lazy "$bare/$place"; fi
    done
}
trap leave EXIT
trap 'exit 1' INT TERM

# The mirror that this machine itself uses: the first of apt's sources.
mirror() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\).*/\2/p' | head -n 1
}

copy() {
    for file; do
        [ -e "$file" ] || continue
        mkdir -p "$bare$(dirname "$file")"
        cp -aL --remove-destination "$file" "$bare$(dirname "$file")/"
    done
}

# Variables about the way out, and the certificates that some of them name.
outward() {
    env | grep -iE '^(https?_proxy|all_proxy|no_proxy|npm_config_[a-z_]*|[a-z_]*ca_certs|[a-z_]*ca_bundle|ssl_cert_[a-z]*)=' ||
        true
}

make_system() {
    [ ! -e "$bare/etc/debian_version" ] || return 0
    debootstrap --variant=minbase bookworm "$bare" "$(mirror)"
}

copy_ways_out() {
    rm -rf "$bare/etc/apt"
    copy /etc/apt /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates "$HOME/.npmrc"
    outward | while IFS='=' read -r name value; do
        case $value in /*) copy "$value" ;; esac
        echo "export $name='$value'"
    done >"$bare/root/outward.sh"
}

mount_system() {
    mount -t proc proc "$bare/proc"
    mount -t sysfs sysfs "$bare/sys"
    mount --bind /dev "$bare/dev"
    mount --bind /dev/pts "$bare/dev/pts"
    mkdir -p /dev/shm
    mount -t tmpfs tmpfs "$bare/dev/shm"
}

# Never returns: for a subshell.
inside() {
    exec chroot "$bare" env -i HOME=/root USER=root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c ". /root/outward.sh; cd /root/lightspeed && $1"
}

clone() {
    rm -rf "$bare/root/lightspeed"
    git clone --quiet --no-hardlinks "$repository" "$bare/root/lightspeed"
}

# README command 1: the counter answers within ten minutes of an empty machine.
run_app() {
    echo "== sh tools/run"
    inside "exec sh tools/run --port $port" &
    app=$!
    tries=0
    until curl --silent --noproxy '*' "http://127.0.0.1:$port/" | grep -q ls-ticket; do
        tries=$((tries + 1))
        kill -0 "$app" 2>/dev/null || { echo "tools/run ended by itself" >&2 && exit 1; }
        [ $tries -lt 600 ] || { echo "no page after ten minutes" >&2 && exit 1; }
        sleep 1
    done
    stop
    echo "== tools/run serves its page"
}

run_tests() {
    echo "== sh tools/test"
    (inside "exec sh tools/test")
}

make_system
copy_ways_out
mount_system
clone
run_app
run_tests
leave
[ -n "${CHROOT_KEEP:-}" ] || rm -rf --one-file-system "$bare"
echo "== both commands work on a bare Debian $(sed -n 's/^VERSION_ID="\(.*\)"/\1/p' /etc/os-release)"
