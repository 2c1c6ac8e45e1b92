#!/bin/sh
# Usage: on_fresh_machine.sh COMMAND...
# Run a command on a copy of this machine: it may change every file, use every port and start what it likes.
# Changes stay in memory and end with the command. Only loopback and its own networks can be reached.
set -eu
if [ "${1:-}" != --inside ]; then
	exec unshare --mount --net --pid --uts --fork --kill-child --mount-proc "$0" --inside "$@"
fi
shift
mount -t tmpfs tmpfs /mnt
mkdir /mnt/changes /mnt/work /mnt/machine
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/changes,workdir=/mnt/work /mnt/machine
for folder in dev proc sys; do mount --rbind /$folder /mnt/machine/$folder; done
mount -t tmpfs -o mode=1777 tmpfs /mnt/machine/dev/shm
if [ ! -e "/mnt/machine$PWD/manage.py" ]; then # the project is on another disk
	mkdir -p "/mnt/machine$PWD"
	mount --bind "$PWD" "/mnt/machine$PWD"
fi
ip link set lo up
# Not chroot: a process that enters this namespace later must find the copy, too.
folder=$PWD
cd /mnt/machine
mkdir .before
pivot_root . .before
umount --lazy /.before
exec env --chdir="$folder" "$@"
