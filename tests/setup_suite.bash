# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What holds for the whole suite: our commands first in PATH, and nothing of
# the caller's that could change a byte.
setup_suite() {
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    export BIN=${BIN:-$root/bin}
    export B=${B:-$root/build}
    export PATH=$BIN:$PATH
    export LC_ALL=C TZ=UTC
    export SOURCE_DATE_EPOCH=1600000000
    export OMP_WAIT_POLICY=passive
    unset OMP_NUM_THREADS POSIXLY_CORRECT MAKEFLAGS MFLAGS MAKELEVEL
    if [ -d "${SHARED:-$root/../shared}" ]; then
        SHARED=$(cd "${SHARED:-$root/../shared}" && pwd)
        export SHARED
    fi
}
