#!/usr/bin/env bash
# Deploys the real target/function.zip with the real infra/deploy.sh to an AWS on this machine, and tests what stands there.
#
#   .ci/deployment.sh [PYTEST OPTION ...]  runs the tests of .ci/deployment
#   .ci/deployment.sh serve                deploys for somebody to try, prints where, and stays until Ctrl-C (PORT=4566)
#
# Needs Linux on the processor that the zip is for, Python 3 with venv, curl, unzip and ps, no Docker and no account.
. "$(dirname "$0")/lib.sh"

[ -f target/function.zip ] || fail 'there is no target/function.zip: build it with ./mvnw package -Dnative'
debian_packages curl curl
debian_packages unzip unzip
debian_packages ps procps
python_tools aws
python_tools deployment
export AWS_CLI=$tools/python/aws/bin/aws
python=$tools/python/deployment/bin/python

if [ "${1:-}" = serve ]; then
  PATH=$(dirname "$AWS_CLI"):$PATH exec "$python" .ci/deployment/emulator.py serve
fi

# Version 2 of the AWS CLI is in no registry by itself, but in the package of its Lambda layer.
second=$tools/aws2
if ! cmp -s .ci/python/aws2.txt "$second/requirements.txt"; then
  rm -rf "$second"
  mkdir -p "$second"
  "$python" -m pip download -q --disable-pip-version-check --no-deps --require-hashes -r .ci/python/aws2.txt -d "$second"
  unzip -q "$second/*.whl" '*.tgz' -d "$second/wheel"
  tar xzf "$second"/wheel/aws_cdk/asset_awscli_v2/_jsii/*.tgz -C "$second" package/lib/layer.zip
  unzip -q "$second/package/lib/layer.zip" -x 'awscli/v2/*/dist/awscli/examples/*' -d "$second"
  rm -rf "$second"/*.whl "$second/wheel" "$second/package"
  cp .ci/python/aws2.txt "$second/requirements.txt"
fi
AWS_CLI_2=$(echo "$second"/awscli/v2/*/dist/aws)
export AWS_CLI_2

"$python" -m pytest -p no:cacheprovider -q --durations=8 -n 2 --dist loadfile .ci/deployment "$@"
