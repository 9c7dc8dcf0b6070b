#!/bin/sh
# Installs the Debian packages named, those only that are missing; leaves apt alone where none is. As root, or with sudo.
#
#     sh tools/need.sh PACKAGE...
set -eu

is_installed() {
    [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for package; do
    is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    echo "These packages are missing, and there is neither root nor sudo to install them:$missing" >&2
    exit 1
fi
echo "Installing$missing"
$sudo apt-get -qq update
# shellcheck disable=SC2086 # a list of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends $missing
