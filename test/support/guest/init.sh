#!/bin/sh
# Process 1 of the guest: runs the commands that come over the second serial port, one after another.
# The first serial port is the console, so the kernel's messages never mix with what a command writes.
#
#   to us    ID SECONDS BASE64-OF-THE-COMMAND
#   from us  ^A ready
#            ^A done ID EXIT-CODE BYTES-OF-STDOUT BYTES-OF-STDERR, newline, stdout, stderr
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
modprobe -a button evdev
hostname guest

exec 3<>/dev/ttyS1
stty -F /dev/ttyS1 raw -echo
printf '\001ready\n' >&3

# Not in process 1: that gets the orphans that timeout leaves behind, and when one of them ends while busybox reads a line,
# what it has read of the line is lost.
(
  while read -r id seconds command <&3; do
    # Names with the id in them: a command that was killed may have left a child that still writes.
    out=/tmp/out.$id
    err=/tmp/err.$id
    timeout -s KILL "$seconds" sh -c "$(echo "$command" | base64 -d)" </dev/null >$out 2>$err 3<&-
    exit_code=$?
    printf '\001done %s %s %s %s\n' "$id" "$exit_code" $(stat -c %s $out $err) >&3
    cat $out $err >&3
    rm $out $err
  done
)
