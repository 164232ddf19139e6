#!/usr/bin/env bash
# Builds QEMU from Debian's source package with the patches of qemu-patches/, x86_64 alone and with the least features,
# and prints the folder with the binaries: a folder each, named for the kind of QEMU as in src/lab/model/acceptance.ts
# (ff/ is strict-or-ff, stock/ has no patch). Kept in TEST_QEMU_CACHE (~/.cache/extern-bmc); with a warm cache nothing is
# done. About 4 minutes cold on two cores. Needs root for apt-get where a package is missing.
#
#   patched-qemu.sh [VERSION]   the version of the installed qemu-system-x86, or another one that Debian's mirror has,
#                               such as 1:10.2.2+ds-1, which takes 5 to 14 minutes; exit code 3 if it does not
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

PACKAGES=(dpkg-dev ninja-build meson pkg-config python3-venv gcc libc6-dev flex bison libglib2.0-dev libpixman-1-dev
  libfdt-dev zlib1g-dev)
# The patches of each build, in the order in which they apply.
declare -A VARIANTS=([stock]='' [any]=any-id [ff]=awaited-id-or-ff [timer-kept]=timer-kept
  [timer-kept-unescaped]='timer-kept request-kept' [resets]=reset)
variants=(any ff timer-kept timer-kept-unescaped resets)
patches=$(cd "$(dirname "${BASH_SOURCE[0]}")/qemu-patches" && pwd)

cache=${TEST_QEMU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/extern-bmc}
version=${1:-$(dpkg-query -W -f '${source:Version}' qemu-system-x86)}
# To be raised with every change of what is built.
recipe=2
folder=$cache/qemu-${version#*:}-recipe$recipe
say() { echo "patched-qemu: $*" >&2; }

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
if [[ -f $folder/done ]]; then
  echo "$folder"
  exit
fi

missing=()
for package in "${PACKAGES[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if ((${#missing[@]})); then
  if ((EUID)); then
    say "first install what the build needs: sudo apt-get install ${missing[*]}"
    exit 1
  fi
  say "installing ${missing[*]}"
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi

# The source lists of our own let apt-get source work without touching the machine's.
lists=$folder/lists
mkdir -p "$lists/state/partial" "$lists/cache/partial"
cat >"$lists/sources.list" <<END
deb-src http://deb.debian.org/debian bookworm main
deb-src http://deb.debian.org/debian bookworm-updates main
deb-src http://deb.debian.org/debian-security bookworm-security main
END
if (($#)); then
  # The host has no binary of this version; meson is for its build.
  variants=(stock "${variants[@]}")
  for suite in trixie trixie-backports sid; do echo "deb-src http://deb.debian.org/debian $suite main"; done >>"$lists/sources.list"
  echo "deb http://deb.debian.org/debian bookworm-backports main" >>"$lists/sources.list"
fi
apt=(-qq -o Dir::Etc::sourcelist="$lists/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$lists/state"
  -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root)
# The index of sid may be a little old on a mirror.
(($#)) && apt+=(-o Acquire::Check-Valid-Until=false)
say "fetching the source of QEMU $version"
fetch() {
  (cd "$folder" && apt-get "${apt[@]}" "$@" >"$folder/source.log" 2>&1) && return
  say "no source of QEMU $version on Debian's mirror: $(grep -m 1 '^E:' "$folder/source.log" || tail -n 1 "$folder/source.log")"
  exit 3
}
fetch update
fetch source "qemu=$version"
source=$(find "$folder" -mindepth 1 -maxdepth 1 -type d -name 'qemu-*' | head -n 1)

tools=(--meson=/usr/bin/meson --ninja=/usr/bin/ninja)
if (($#)); then
  # QEMU 10 takes no --meson and needs 1.5 or newer.
  tools=(--disable-install-blobs)
  if dpkg --compare-versions "$(meson --version)" lt 1.5; then
    (cd "$folder" && apt-get "${apt[@]}" download meson && dpkg -x meson_*.deb meson)
    export PATH=$folder/meson/usr/bin:$PATH PYTHONPATH=$folder/meson/usr/lib/python3/dist-packages
  fi
fi

mkdir -p "$source/build"
cd "$source/build"
say "configuring"
../configure --target-list=x86_64-softmmu --without-default-features --enable-system --enable-tcg --enable-fdt=system \
  --disable-docs --disable-tools --disable-werror --disable-user "${tools[@]}" \
  >"$folder/configure.log" 2>&1 || { tail -n 20 "$folder/configure.log" >&2; exit 1; }

cp -r ../hw/ipmi ipmi.orig
for variant in "${variants[@]}"; do
  say "building $variant"
  # New files, so that ninja compiles the last variant's again.
  cp ipmi.orig/*.c ../hw/ipmi/
  for name in ${VARIANTS[$variant]}; do
    patch -d .. -p1 <"$patches/$name.patch" >"$folder/patch.log" ||
      { cat "$folder/patch.log" >&2; say "$name.patch does not apply to QEMU $version"; exit 1; }
  done
  # The header's name since QEMU 10.
  [[ -e ../include/sysemu/reset.h ]] || sed -i 's#sysemu/reset.h#system/reset.h#' ../hw/ipmi/*.c
  NINJA_STATUS='[%f of %t] ' ninja qemu-system-x86_64 2>&1 | tee "$folder/build.log" |
    awk 'NR % 250 == 0 { print "patched-qemu:", $1, $2, $3, "steps" > "/dev/stderr" }' || { tail -n 20 "$folder/build.log" >&2; exit 1; }
  mkdir -p "$folder/$variant"
  strip -o "$folder/$variant/qemu-system-x86_64" qemu-system-x86_64
done
cd "$folder"
rm -rf "$source" "$lists" meson ./*.tar.* ./*.dsc ./*.deb
touch done
echo "$folder"
