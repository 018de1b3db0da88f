#!/usr/bin/env bash
# The native function: builds it, runs every behaviour again on it, and sees that the benchmark runs.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${GRAALVM_HOME:-}" ]; then
  kit=../shared/native-toolchain/install.sh
  if [ ! -x "$kit" ]; then
    echo "No GraalVM: set GRAALVM_HOME to one for JDK 25." >&2
    exit 1
  fi
  GRAALVM_HOME=$PWD/target/graalvm
  mkdir -p target
  "$kit" "$GRAALVM_HOME"
  export GRAALVM_HOME
fi

missing=()
command -v make >/dev/null || missing+=(make)
command -v cmake >/dev/null || missing+=(cmake)
command -v g++ >/dev/null || missing+=(g++)
command -v autoreconf >/dev/null || missing+=(autoconf automake)
command -v libtoolize >/dev/null || missing+=(libtool)
if [ ${#missing[@]} -gt 0 ]; then
  echo "The benchmark's Node handler is built with ${missing[*]}: installing."
  apt-get update -q
  apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

./mvnw -B -ntp verify -Dnative -Pbench -Dbench.colds=3 -Dbench.events=250

grep -q '^| native |' target/bench/benchmark.md
test -s target/bench/cold-start.svg
