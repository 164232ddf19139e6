# systemd as process 1 of this process namespace, among directories of its own. Its process id outside goes to standard
# output. Run by outer.sh: sh inner.sh DIRECTORY, which has bin/, units/, default/, passwd, group, node and package/.
set -e
read -r pid _ </proc/self/stat
umount /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t proc proc /proc
mkdir -p "$1/opt/extern-bmc"
touch "$1/opt/node"
# Where the test's directory and this repository are, the hardened units see nothing.
mount --bind "$(readlink "$1/package")" "$1/opt/extern-bmc"
mount --bind "$(readlink "$1/node")" "$1/opt/node"
mount --rbind "$1/opt" /opt
mount --bind "$1/bin" /usr/local/bin
mount --bind "$1/units" /etc/systemd/system
mount --bind "$1/default" /etc/default
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/group" /etc/group
for directory in /var/lib /var/cache /var/tmp /tmp /run; do
  mount -t tmpfs tmpfs "$directory"
done
mkdir -p /run/systemd/system /run/lock
echo "$pid"
exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=test \
  SYSTEMD_LOG_TARGET=console SYSTEMD_UNIT_PATH=/etc/systemd/system \
  /lib/systemd/systemd --system --unit=multi-user.target --show-status=no 2>&1
