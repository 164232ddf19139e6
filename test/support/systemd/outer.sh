# A control group for this test's systemd, so that it finds no foreign processes; the rest of it is removed at the end.
# Run by: unshare --mount sh outer.sh INNER ARGUMENTS…
set -e
mount --make-rprivate /
mount -t cgroup2 cgroup2 /sys/fs/cgroup
group=/sys/fs/cgroup/extern-bmc-test-$$
mkdir "$group"
echo $$ >"$group/cgroup.procs"
unshare --mount --pid --cgroup --fork --kill-child sh "$@" &
child=$!
trap 'kill -KILL $child' TERM
set +e
wait $child
wait $child
echo $$ >/sys/fs/cgroup/cgroup.procs
# Its processes are dead, and some not yet gone.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
  [ -d "$group" ] || exit 0
  sleep 0.2
done
