#!/usr/bin/env bash
# Checks infra/: the template with cfn-lint and checkov, and both scripts run end to end against moto's stand-in for
# AWS. Needs Python 3 with venv. Touches nothing but a folder that it removes.
. "$(dirname "$0")/lib.sh"

temporary_folder
work=$temporary

# check WHAT COMMAND...: the command succeeds.
check() {
  "${@:2}" >"$work/out" 2>&1 || fail "$1" "$(cat "$work/out")"
  ok "$1"
}
# equal WHAT EXPECTED ACTUAL: the two are the same, and not nothing.
equal() {
  if [ -z "$2" ] || [ "$2" != "$3" ]; then fail "$1" "$(printf 'expected: %s\nbut was:  %s' "$2" "$3")"; fi
  ok "$1"
}
# lacks WHAT FILE TEXT: the file is not empty, and the text is not in it.
lacks() {
  if [ ! -s "$2" ] || grep -qF "$3" "$2"; then fail "$1"; fi
  ok "$1"
}
# refuses WHAT SENTENCE COMMAND...: the command fails, and says the sentence.
refuses() {
  if "${@:3}" >"$work/out" 2>&1; then fail "$1: it did not fail"; fi
  expect "$1" "$2" "$(cat "$work/out")"
}

echo '== Tools'
for tool in cfn-lint checkov moto aws; do
  python_tools "$tool"
done
"$tools/python/cfn-lint/bin/cfn-lint" --version
echo "checkov $("$tools/python/checkov/bin/checkov" --version)"
"$tools/python/aws/bin/aws" --version

echo '== The template, read'
check 'cfn-lint finds nothing, not even to inform of' "$tools/python/cfn-lint/bin/cfn-lint" -c I -t infra/template.yaml
with_checkov() {
  "$tools/python/checkov/bin/checkov" --framework cloudformation --compact --quiet --skip-download -f "$1"
}
check 'checkov finds nothing that is not waived in the template' with_checkov infra/template.yaml
sed "/^  Waf:/,/^  [A-Z][a-zA-Z]*:\$/s/Default: 'false'/Default: 'true'/" infra/template.yaml >"$work/waf.yaml"
check 'checkov finds nothing with Waf=true either' with_checkov "$work/waf.yaml"
sed "/^  UserPoolTier:/,/^  [A-Z][a-zA-Z]*:\$/s/Default: ESSENTIALS/Default: PLUS/" infra/template.yaml >"$work/plus.yaml"
check 'nor with UserPoolTier=PLUS' with_checkov "$work/plus.yaml"
waivers=$(grep -c '^ *- id: CKV' infra/template.yaml)
equal 'every waiver carries its reason' "$waivers" "$(grep -A1 '^ *- id: CKV' infra/template.yaml | grep -c '^ *comment: ..........')"

echo '== A dry run, without credentials or network'
site=$work/site
mkdir -p "$site/target" "$work/bin" "$work/nothing"
cp -r infra "$site/"
check 'deploy.sh --dry-run' env -i PATH=/usr/bin:/bin HOME="$work/nothing" "$site/infra/deploy.sh" --dry-run --region eu-central-1
env -i PATH=/usr/bin:/bin HOME="$work/nothing" "$site/infra/deploy.sh" --dry-run --region us-east-1 >"$work/dry"
# Two words name a call: the service and what is asked of it.
sed -n 's/^aws \([^ ]* [^ ]*\).*/\1/p' "$work/dry" >"$work/planned"
sed 's/^/    /' "$work/planned"

echo '== deploy.sh against the stand-in for AWS'
mkfifo "$work/end"
"$tools/python/moto/bin/python" .ci/aws_stand_in.py infra/template.yaml <"$work/end" >"$work/url" 2>"$work/moto.log" &
server=$!
servers+=("$server")
exec 9>"$work/end"
await 60 "$work/url" '^http'
head -3 "$work/moto.log" | sed 's/^/    /'

# The AWS CLI, which writes down what it is called with, and what any user of the machine can see meanwhile.
cat >"$work/bin/aws" <<END
#!/usr/bin/env bash
printf '%s %s\n' "\$1" "\$2" >>"$work/calls"
ps axww -o args >>"$work/seen"
env >>"$work/environment"
if [ "\$1 \$2" = 'cloudformation deploy' ] && [ -e "$work/refuse-deploy" ]; then exit 255; fi
if [ "\$1 \$2" = 'cloudformation describe-stack-events' ] && [ -e "$work/events" ]; then
  case " \$* " in *' --no-paginate '*) echo before ;; *) cat "$work/events" ;; esac
  exit
fi
exec "$tools/python/aws/bin/aws" "\$@"
END
printf '#!/bin/sh\n[ ! -e "%s" ] || exit 22\nexec /usr/bin/curl "$@"\n' "$work/refuse-keys" >"$work/bin/curl"
chmod +x "$work/bin/aws" "$work/bin/curl"
# A native function by its header, which is all that is looked at here.
make_zip() {
  python3 - "$site/target/function.zip" "$1" "$2" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as zipped:
    zipped.writestr(zipfile.ZipInfo(sys.argv[2]), bytes.fromhex(sys.argv[3]))
END
}
elf=7f454c46020101000000000000000000
as_someone() {
  env -i PATH="$work/bin:/usr/bin:/bin" HOME="$work/nothing" AWS_ACCESS_KEY_ID=stand AWS_SECRET_ACCESS_KEY=in \
    AWS_ENDPOINT_URL="$(cat "$work/url")" "$@"
}
ask() { as_someone AWS_DEFAULT_REGION=us-east-1 "$tools/python/aws/bin/aws" --output text "$@"; }
output() { ask cloudformation describe-stacks --stack-name "${2:-space-finder}" --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"; }
parameter() { ask cloudformation describe-stacks --stack-name space-finder --query "Stacks[0].Parameters[?ParameterKey=='$1'].ParameterValue"; }
variable() { ask lambda get-function-configuration --function-name SpacesFunction-space-finder --query "Environment.Variables.$1"; }
deployment() {
  ask cloudformation describe-stack-resources --stack-name space-finder \
    --query "StackResources[?ResourceType=='AWS::ApiGateway::Deployment'].LogicalResourceId"
}

make_zip bootstrap "${elf}0200b700"
check 'deploys a new stack' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
sed 's/^/    /' "$work/out"
cp "$work/out" "$work/said"
check 'and warns that the sign-in page sends browsers back to localhost' grep -qF 'back to localhost' "$work/said"
equal 'and of nothing else' 1 "$(grep -c '^deploy.sh:' "$work/said")"
equal 'made the calls that the dry run had printed, in that order' "$(cat "$work/planned")" "$(cat "$work/calls")"
for name in UserPoolId UserPoolClientId IdentityPoolId ApiUrl Issuer TableName FunctionName; do
  check "the stack has the output $name" test -n "$(output $name)"
done
equal 'the function knows its pool' "$(output UserPoolId)" "$(variable COGNITO_USER_POOL_ID)"
equal 'the function knows the one client that people use' "$(output UserPoolClientId)" "$(variable COGNITO_CLIENT_IDS)"
equal 'the function takes ID tokens' id "$(variable COGNITO_TOKEN_USES)"
equal 'the function knows its table' "$(output TableName)" "$(variable SPACES_TABLE)"
equal 'the function was handed the keys' "$(curl -fsS "$(output Issuer)/.well-known/jwks.json" | tr -d ' \n')" "$(variable COGNITO_JWKS)"
equal 'the processor was read from the binary' arm64 "$(parameter Architecture)"
equal 'users and spaces are protected from deletion' true "$(parameter DeletionProtection)"
terminable() { ask cloudformation describe-stacks --stack-name space-finder --query 'Stacks[0].EnableTerminationProtection'; }
equal 'and so is the stack' True "$(terminable)"
first=$(deployment)

check 'deploys again' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
equal 'a run without a change keeps the deployment of the API' "$first" "$(deployment)"
check 'deploys with access tokens and origins' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1 \
  TokenUse=access RequireScopes=true CorsOrigins=https://a.example,https://b.example
equal 'the function takes access tokens' access "$(variable COGNITO_TOKEN_USES)"
equal 'the function asks for scopes' true "$(variable COGNITO_REQUIRE_SCOPES)"
equal 'the function lets machines in too' "$(output UserPoolClientId),$(output MachineClientId)" "$(variable COGNITO_CLIENT_IDS)"
equal 'the function knows the origins' https://a.example,https://b.example "$(variable QUARKUS_HTTP_CORS_ORIGINS)"
check 'a change of the API makes a new deployment of it' test "$first" != "$(deployment)"
check 'deploys with the callback of an app' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1 CallbackUrl=https://app.example/
lacks 'and does not warn of it' "$work/out" 'back to localhost'
check 'lifts the protection' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1 DeletionProtection=false
equal 'of users and spaces' false "$(parameter DeletionProtection)"
equal 'and of the stack' False "$(terminable)"
handed=$(variable COGNITO_JWKS)
touch "$work/refuse-keys"
check 'updates when the keys cannot be fetched' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
rm "$work/refuse-keys"
cp "$work/out" "$work/said"
check 'and says that the old ones stay' grep -qF 'keeps those that it was handed before' "$work/said"
equal 'as they do' "$handed" "$(variable COGNITO_JWKS)"
equal 'an update protects the stack again' True "$(terminable)"
check 'a second stack lives beside the first' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1 --stack other --bucket another-bucket
check 'the second stack has a pool of its own' test "$(output UserPoolId)" != "$(output UserPoolId other)"

echo '== deploy.sh, building'
# A build that writes down how it was asked, and leaves the zip that is there.
mkdir -p "$work/graalvm/bin" "$work/engine"
printf '#!/bin/sh\necho "$@" >>"%s"\n' "$work/builds" >"$site/mvnw"
printf '#!/bin/sh\n' | tee "$work/graalvm/bin/native-image" >"$work/engine/docker"
chmod +x "$site/mvnw" "$work/graalvm/bin/native-image" "$work/engine/docker"
check 'builds with GraalVM' as_someone GRAALVM_HOME="$work/graalvm" "$site/infra/deploy.sh" --region us-east-1
equal 'natively' '-B -ntp -q package -Dnative -DskipTests' "$(tail -1 "$work/builds")"
check 'builds in a container where there is no GraalVM' as_someone PATH="$work/engine:$work/bin:/usr/bin:/bin" "$site/infra/deploy.sh" --region us-east-1
equal 'natively too' '-B -ntp -q package -Dnative -DskipTests -Dquarkus.native.container-build=true' "$(tail -1 "$work/builds")"
printf '#!/bin/sh\nexit 1\n' >"$site/mvnw"
refuses 'to deploy what did not build' 'the build failed' as_someone GRAALVM_HOME="$work/graalvm" "$site/infra/deploy.sh" --region us-east-1

echo '== deploy.sh, when something is missing'
deploy_here() { as_someone "$@" "$site/infra/deploy.sh" --no-build --region us-east-1; }
refuses 'without credentials' 'no AWS credentials that work' \
  env -i PATH="$work/bin:/usr/bin:/bin" HOME="$work/nothing" AWS_EC2_METADATA_DISABLED=true "$site/infra/deploy.sh" --no-build --region us-east-1
refuses 'without a region' 'no region' as_someone "$site/infra/deploy.sh" --no-build
refuses 'with a name that is none for a stack' 'is no name for a stack' as_someone "$site/infra/deploy.sh" --stack 9_lives --region us-east-1
refuses 'with an option that it does not know' "does not know '--fast'" as_someone "$site/infra/deploy.sh" --fast
refuses 'with a parameter that the template does not have' 'has no parameter TokenUsage' as_someone "$site/infra/deploy.sh" --region us-east-1 TokenUsage=id
touch "$work/refuse-deploy"
refuses 'when a change set is refused' 'nothing was changed' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
lacks 'and tells of no earlier failure' "$work/out" 'reasons stand above'
refuses 'when that of a new stack is refused' 'nothing was changed' \
  as_someone "$site/infra/deploy.sh" --no-build --region us-east-1 --stack never
lacks 'and does not say that the stack is not there' "$work/out" 'does not exist'
printf '%s\t%s\t%s\t%s\n' \
  last UPDATE_ROLLBACK_COMPLETE space-finder None \
  third UPDATE_FAILED SpacesFunction 'Resource update cancelled' \
  second UPDATE_FAILED SpacesTable $'The table is too hot\nby far' \
  first UPDATE_IN_PROGRESS space-finder 'User Initiated' \
  before CREATE_FAILED SpacesApi 'Last year it rained' >"$work/events"
refuses 'when a resource fails' 'SpacesTable: The table is too hot' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
for line in 'the reasons stand above' 'by far'; do
  equal "and says '$line'" 1 "$(grep -cF "$line" "$work/out")"
done
for line in rained cancelled; do lacks "but nothing that was $line" "$work/out" "$line"; done
printf 'last\tUPDATE_IN_PROGRESS\tspace-finder\tUser Initiated\nbefore\tCREATE_COMPLETE\tspace-finder\tNone\n' >"$work/events"
refuses 'when the end is not seen' 'did not come to its end' as_someone "$site/infra/deploy.sh" --no-build --region us-east-1
rm "$work/refuse-deploy" "$work/events"
refuses 'with neither GraalVM nor a container engine' 'neither GraalVM on Linux' \
  env -i PATH="$work/bin:/usr/bin:/bin" HOME="$work/nothing" AWS_ACCESS_KEY_ID=stand AWS_SECRET_ACCESS_KEY=in \
  AWS_ENDPOINT_URL="$(cat "$work/url")" DOCKER_HOST=unix:///nowhere "$site/infra/deploy.sh" --region us-east-1
rm "$site/target/function.zip"
refuses 'without a zip' 'there is no target/function.zip' deploy_here
make_zip quarkus-run.jar 00
refuses 'with the zip of the JVM' 'holds no bootstrap' deploy_here
make_zip bootstrap cffaedfe07000001
refuses 'with a binary of another system' 'no Linux executable' deploy_here

echo '== users.sh on the stack'
secret='Corr3ct-"horse\ é$'
users() { as_someone SPACES_PASSWORD="$secret" "$site/infra/users.sh" --region us-east-1 "$@"; }
: >"$work/seen"
: >"$work/environment"
check 'creates a user' users create alice alice@example.com
equal 'who is confirmed, with that email' "$(printf 'alice\talice@example.com\tCONFIRMED')" "$(users list)"
check 'adds the user to a group' users group alice admins
equal 'an ID token says so' "['admins'] id" "$(users token alice | claim cognito:groups) $(users token alice | claim token_use)"
equal 'the access token is had too' access "$(users token alice --access | claim token_use)"
refuses 'refuses a wrong password' 'NotAuthorizedException' as_someone SPACES_PASSWORD=wrong "$site/infra/users.sh" --region us-east-1 token alice
secret='An-0ther-"pass\word'
check 'sets another password' users password alice
equal 'which then signs in' alice "$(users token alice | claim cognito:username)"
refuses 'a user who is there is not created twice' 'UsernameExistsException' users create alice alice@example.com
refuses 'a user who is not there gets no password' 'UserNotFoundException' users password nobody
refuses 'no password without a terminal' 'set SPACES_PASSWORD' setsid env -i PATH="$work/bin:/usr/bin:/bin" HOME="$work/nothing" \
  AWS_ACCESS_KEY_ID=stand AWS_SECRET_ACCESS_KEY=in AWS_ENDPOINT_URL="$(cat "$work/url")" "$site/infra/users.sh" --region us-east-1 token alice
refuses 'a stack that is not there' 'cannot read the stack nowhere' as_someone "$site/infra/users.sh" --region us-east-1 --stack nowhere list
refuses 'a command that it does not know' "does not know 'sing'" as_someone "$site/infra/users.sh" sing
check 'while it ran, the list of processes showed the user' grep -qF 'alice' "$work/seen"
for word in 'Corr3ct' 'An-0ther'; do
  lacks 'but never the password' "$work/seen" "$word"
  lacks 'nor had the AWS CLI it in its environment' "$work/environment" "$word"
done

total
