#!/bin/sh
# Install Debian packages when root on Debian; otherwise say the one command to run and fail.
set -eu
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    fi
else
    echo "Missing: $*. Run this once: sudo apt-get install -y $*" >&2
    exit 1
fi
