#!/usr/bin/env bash
# Real Cognito clients against the local user pool: AWS CLI, Amplify, amazon-cognito-identity-js, boto3 with
# pycognito. Each signs up, signs in (with SRP where it can), refreshes, signs out everywhere and answers the
# new-password challenge. It starts a pool on a free port. To walk through a running one:
# POOL_ENDPOINT=http://localhost:9229 POOL_LOG=<its console output> .ci/clients.sh. Needs aws, node with npm, and
# python3.
. "$(dirname "$0")/lib.sh"
work=target/clients
mkdir -p "$work"

if [ -z "${POOL_ENDPOINT:-}" ]; then
  ./mvnw -q -B -ntp test-compile org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
    -DincludeScope=test -Dmdep.outputFile="$work/classpath"
  POOL_LOG=$work/pool.log
  start "$POOL_LOG" java -cp "target/classes:target/test-classes:$(cat "$work/classpath")" \
    dev.spacefinder.local.pool.RunLocalUserPool
  await 60 "$POOL_LOG" '^endpoint '
  POOL_ENDPOINT=$(sed -n 's/^endpoint //p' "$POOL_LOG")
fi

POOL_LOG=$(realpath "${POOL_LOG:?is needed with POOL_ENDPOINT: the console output of the pool, where the codes are}")
RUN=$(date +%s)-$$
export POOL_ENDPOINT POOL_LOG RUN POOL_ID=us-east-1_SpacesDev CLIENT_ID=spacesdevclient TEMPORARY_PASSWORD=Temporary-pass-2
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1

python_tools aws
python_tools clients src/test/clients/requirements.txt
node_tools clients src/test/clients
PATH=$tools/python/aws/bin:$PATH
cp src/test/clients/*.{sh,mjs,py} "$work"
ln -sfn "$tools/node/clients/node_modules" "$work/node_modules"

walk() { # walk NAME COMMAND...: with a user of its own whom an administrator has just created
  echo "== $1"
  export INVITED=invited-$1-$RUN
  aws cognito-idp admin-create-user --endpoint-url "$POOL_ENDPOINT" --user-pool-id "$POOL_ID" --username "$INVITED" \
    --temporary-password "$TEMPORARY_PASSWORD" --message-action SUPPRESS \
    --user-attributes "Name=email,Value=$INVITED@example.com" >/dev/null
  "${@:2}"
}

walk aws-cli bash "$work/aws-cli.sh"
walk amplify node "$work/amplify.mjs"
walk identity-js node "$work/identity-js.mjs"
walk python "$tools/python/clients/bin/python" "$work/python.py"
echo 'Every client walked through.'
