#!/usr/bin/env bash
# The native function: builds it, runs every behaviour again on it, sees that the benchmark runs, and lets several
# clients call copies of it at once. GRAALVM_HOME names a GraalVM for JDK 25. Without it, the script that
# NATIVE_TOOLCHAIN names is asked to put one into the folder that it is given.
. "$(dirname "$0")/lib.sh"

if [ -z "${GRAALVM_HOME:-}" ]; then
  toolchain=${NATIVE_TOOLCHAIN:-../shared/native-toolchain/install.sh}
  [ -x "$toolchain" ] || fail 'no GraalVM: set GRAALVM_HOME to one for JDK 25'
  export GRAALVM_HOME=$PWD/target/graalvm
  "$toolchain" "$GRAALVM_HOME"
fi

# The benchmark's Node handler is built with these.
debian_packages make make
debian_packages cmake cmake
debian_packages g++ g++
debian_packages autoreconf autoconf automake
debian_packages libtoolize libtool

./mvnw -B -ntp verify -Dnative -Djvm-tests.skip -Pbench -Dbench.colds=3 -Dbench.events=250

grep -q '^| native |' target/bench/benchmark.md
test -s target/bench/cold-start.svg

./mvnw -B -ntp test-compile exec:java@load -Pbench

grep -q '^| all |' target/load/load.md
