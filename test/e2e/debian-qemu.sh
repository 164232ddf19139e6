#!/usr/bin/env bash
# Unpacks the QEMU of another Debian release beside the host's and prints the path of a wrapper that runs it:
# `debian-qemu.sh trixie-backports`. Installs nothing: apt resolves and fetches the packages with lists and a status file
# of their own. The wrapper runs the binary with its own loader and libraries. Kept in TEST_QEMU_CACHE
# (~/.cache/extern-bmc); with a warm cache nothing is done. About 10 s and 40 MB cold. Remove the folder to renew it.
set -euo pipefail
export LC_ALL=C
umask 022

suite=${1:?usage: debian-qemu.sh SUITE}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
cache=${TEST_QEMU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/extern-bmc}
# To be raised with every change of what is unpacked.
recipe=1
folder=$cache/debian-$suite-recipe$recipe
wrapper=$folder/qemu-system-x86_64
say() { echo "debian-qemu: $*" >&2; }

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
if [[ -f $folder/done ]]; then
  echo "$wrapper"
  exit
fi

root=$folder/root apt=$folder/apt
rm -rf "$root" "$apt"
mkdir -p "$root" "$apt"/{lists/partial,archives/partial}
# Nothing is installed there, so apt takes every library too, the C library included.
: >"$apt/status"
for each in "${suite%-backports}" "$suite"; do echo "deb $mirror $each main"; done | sort -u >"$apt/sources.list"
options=(-qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=-
  -o Dir::Etc::preferences=- -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::State::lists="$apt/lists"
  -o Dir::Cache="$apt" -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Sandbox::User=root
  -o APT::Update::Error-Mode=any -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3
  -o Debug::NoLocking=1)
fetch() {
  apt-get "${options[@]}" "$@" >"$folder/apt.log" 2>&1 && return
  say "no QEMU of $suite from $mirror: $(grep -m 1 '^E:' "$folder/apt.log" || tail -n 1 "$folder/apt.log")"
  exit 1
}
say "fetching the QEMU of $suite"
fetch update
fetch --yes --download-only --no-install-recommends --target-release "$suite" install qemu-system-x86

say "unpacking $(find "$apt/archives" -name '*.deb' | wc -l) packages"
for package in "$apt"/archives/*.deb; do dpkg-deb --extract "$package" "$root"; done
rm -rf "$apt" "$root"/usr/share/{doc,man,locale,i18n} "$root"/{etc,var}

# QEMU also loads modules from the directory that its build names, which is the host's: another version's modules make it
# abort. So the name in this binary becomes that of no directory, and QEMU_MODULE_DIR names the one that is unpacked here.
binary=$root/usr/bin/qemu-system-x86_64
libraries=$root/usr/lib/x86_64-linux-gnu
perl -0777 -pi -e 's{/usr(?=/lib/x86_64-linux-gnu/qemu\0)}{/nil}g == 1 or die "the binary names its modules otherwise\n"' "$binary"
loader=$(find "$root" -name ld-linux-x86-64.so.2 -type f -print -quit)
cat >"$wrapper" <<WRAPPER
#!/bin/sh
export QEMU_MODULE_DIR='$libraries/qemu'
exec '$loader' --inhibit-cache --library-path '$libraries:$root/lib/x86_64-linux-gnu' --argv0 "\$0" '$binary' \
  -L '$root/usr/share/qemu' -L '$root/usr/share/seabios' -L '$root/usr/lib/ipxe/qemu' "\$@"
WRAPPER
chmod +x "$wrapper"
"$wrapper" --version >"$folder/version" || { say "the QEMU of $suite does not run here"; exit 1; }
touch "$folder/done"
say "$(head -n 1 "$folder/version")"
echo "$wrapper"
