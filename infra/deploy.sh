#!/usr/bin/env bash
# Builds the native function and deploys infra/template.yaml with it. Run again, it deploys what has changed since.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export AWS_PAGER=''

usage() {
  cat <<'END'
Usage: infra/deploy.sh [OPTION ...] [PARAMETER=VALUE ...]

  --stack NAME     the stack's name (default: space-finder)
  --region REGION  the AWS region (default: that of AWS_REGION or of the AWS CLI's profile)
  --bucket BUCKET  the S3 bucket for the function's zip, made if absent (default: space-finder-<account>-<region>)
  --no-build       deploy the target/function.zip that is there
  --dry-run        print every AWS call of a first deployment and make none

PARAMETER is one of infra/template.yaml's, for example TokenUse=access or CorsOrigins=https://app.example.com. A parameter that is
not named keeps the value it has, but for DeletionProtection, which is true unless this command says DeletionProtection=false. It
protects the stack itself, too: while it is true, delete-stack is refused.

AWS_ENDPOINT_URL sends every call to another address than AWS, as it does for the AWS CLI.
END
}

say() { printf '==> %s\n' "$*"; }
warn() { printf 'deploy.sh: %s\n' "$*" >&2; }
fail() {
  warn "$@"
  exit 1
}

stack=space-finder region='' bucket='' build=true dry_run=false work=target
parameters=()
while [ $# -gt 0 ]; do
  case $1 in
    --stack | --region | --bucket)
      [ -n "${2:-}" ] || fail "$1 needs a value; see infra/deploy.sh --help"
      case $1 in
        --stack) stack=$2 ;;
        --region) region=$2 ;;
        --bucket) bucket=$2 ;;
      esac
      shift
      ;;
    --no-build) build=false ;;
    --dry-run) dry_run=true ;;
    -h | --help)
      usage
      exit
      ;;
    [A-Z]*=*) parameters+=("$1") ;;
    *) fail "does not know '$1'; see infra/deploy.sh --help" ;;
  esac
  shift
done

# The function's and the alarms' names, which end in the stack's, may have 64 characters.
[[ $stack =~ ^[A-Za-z][A-Za-z0-9-]{0,39}$ ]] ||
  fail "'$stack' is no name for a stack: it begins with a letter, then up to 39 letters, digits and hyphens"

# The AWS CLI passes over a parameter that the template does not have.
known=$(sed -n '/^Parameters:/,/^Rules:/s/^  \([A-Za-z0-9]*\):$/\1/p' infra/template.yaml)
for parameter in ${parameters[@]+"${parameters[@]}"}; do
  grep -qx "${parameter%%=*}" <<<"$known" ||
    fail "the template has no parameter ${parameter%%=*}; it has: $(tr '\n' ' ' <<<"$known")"
done

# Standard output itself, also where a call's output is captured.
exec 3>&1

# Makes an AWS call, or prints it in a dry run.
call() {
  if $dry_run; then
    printf 'aws' >&3
    printf ' %q' "$@" >&3
    printf '\n' >&3
  else
    aws "$@"
  fi
}

# Makes an AWS call for what it answers; a dry run prints the call and takes the first argument for the answer.
ask() {
  local answer=$1
  shift
  call "$@" || return
  if $dry_run; then printf '%s\n' "$answer"; fi
}

# The value that a parameter is given on the command line, or nothing.
given() {
  local parameter
  for parameter in ${parameters[@]+"${parameters[@]}"}; do
    [ "${parameter%%=*}" != "$1" ] || printf '%s' "${parameter#*=}"
  done
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

find_region() {
  [ -n "$region" ] || region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
  [ -n "$region" ] || region=$(aws configure get region 2>/dev/null || true)
  [ -n "$region" ] || fail 'no region: name one with --region, for example --region us-east-1'
  export AWS_REGION=$region AWS_DEFAULT_REGION=$region
}

# An AWS CLI that does not know AWS_ENDPOINT_URL would pass over it, and call AWS itself.
check_endpoint() {
  local version
  [ -n "${AWS_ENDPOINT_URL:-}" ] || return 0
  version=$(aws --version 2>&1)
  [[ $version =~ ^aws-cli/([0-9]+)\.([0-9]+)\. ]] || fail "cannot tell the version of the AWS CLI. It said: $version"
  case ${BASH_REMATCH[1]} in
    1) [ "${BASH_REMATCH[2]}" -ge 29 ] ;;
    2) [ "${BASH_REMATCH[2]}" -ge 13 ] ;;
  esac || fail "AWS_ENDPOINT_URL is set, and this AWS CLI does not know it yet: take 1.29 or 2.13 at least, not ${version%% *}"
  say "Every call goes to $AWS_ENDPOINT_URL"
}

find_account() {
  local answer
  answer=$(ask 123456789012 sts get-caller-identity --query Account --output text 2>&1) ||
    fail "no AWS credentials that work. Sign in with 'aws sso login' or set them with 'aws configure', then run this again. AWS said: $answer"
  # The last line: the AWS CLI may warn of something before it.
  account=${answer##*$'\n'}
}

build_function() {
  local maven=(./mvnw -B -ntp -q package -Dnative -DskipTests)
  if [ "$(uname -s)" = Linux ] &&
    { [ -x "${GRAALVM_HOME:-}/bin/native-image" ] || [ -x "${JAVA_HOME:-}/bin/native-image" ] || command -v native-image >/dev/null; }; then
    say 'Building the native function with GraalVM (a few minutes)'
  elif docker info >/dev/null 2>&1 || podman info >/dev/null 2>&1; then
    say 'Building the native function in a container (a few minutes)'
    maven+=(-Dquarkus.native.container-build=true)
  else
    fail 'cannot build the native function: there is neither GraalVM on Linux (set GRAALVM_HOME) nor a running Docker or Podman. Install or start one of them, or bring a target/function.zip and add --no-build'
  fi
  "${maven[@]}" || fail "the build failed: see above, and try '${maven[*]}'"
}

# The processor that the zip's executable is for, from its ELF header.
find_architecture() {
  local header
  [ -f target/function.zip ] || fail 'there is no target/function.zip: leave --no-build out, so that it is built'
  command -v unzip >/dev/null || fail 'unzip is missing: install it'
  header=$({ unzip -p target/function.zip bootstrap 2>/dev/null || true; } | od -An -v -tx1 -N20 | tr -d ' \n')
  case $header in
    7f454c46*3e00) architecture=x86_64 ;;
    7f454c46*b700) architecture=arm64 ;;
    '') fail 'target/function.zip holds no bootstrap, so it is not a native function: leave --no-build out, so that it is built' ;;
    *) fail 'the bootstrap in target/function.zip is no Linux executable for x86_64 or arm64: build it in a container' ;;
  esac
}

make_bucket() {
  local answer
  [ -n "$bucket" ] || bucket=space-finder-$account-$region
  if ! $dry_run; then
    if answer=$(aws s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$account" 2>&1); then return; fi
    case $answer in
      *404* | *'Not Found'*) ;;
      *403* | *Forbidden*) fail "the bucket $bucket is not this account's, or you may not use it: name another with --bucket" ;;
      *) fail "cannot tell whether the bucket $bucket is there. AWS said: $answer" ;;
    esac
  else
    call s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$account"
  fi
  say "Making the bucket $bucket"
  local options=(--bucket "$bucket")
  [ "$region" = us-east-1 ] || options+=(--create-bucket-configuration "LocationConstraint=$region")
  call s3api create-bucket "${options[@]}" >/dev/null ||
    fail "the bucket $bucket could not be made (its name may be taken): name another with --bucket"
  # Nothing in it expires: a rollback takes the earlier zip from here.
  call s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
}

# Leaves the stack's status in $status: empty if there is no such stack.
find_stack() {
  status=$(ask '' cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text 2>&1) ||
    case $status in
      *'does not exist'*) status='' ;;
      *) fail "cannot read the stack $stack. AWS said: $status" ;;
    esac
  status=${status##*$'\n'}
  case $status in
    # A change set was made for it, and never carried out.
    REVIEW_IN_PROGRESS) status='' ;;
    *_IN_PROGRESS) fail "the stack $stack is being changed by somebody ($status): wait for the end, then run this again" ;;
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | DELETE_FAILED | CREATE_FAILED)
      fail "the stack $stack is in $status and cannot be updated. Delete it (aws cloudformation delete-stack --stack-name $stack --region $region), then run this again"
      ;;
  esac
}

# Uploads the zip and leaves the template to deploy in $work/stack.yaml.
package() {
  local revision
  if ! $dry_run; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
  fi
  say "Uploading target/function.zip ($architecture) to $bucket"
  call cloudformation package --template-file infra/template.yaml --s3-bucket "$bucket" --s3-prefix "$stack" \
    --output-template-file "$work/packaged.yaml" >/dev/null || fail 'the upload failed: see above'
  # API Gateway serves a copy of the API made with each deployment resource. A new name makes a new one; equal input keeps it.
  revision=$({
    cat infra/template.yaml
    printf '%s\n' ${parameters[@]+"${parameters[@]}"}
  } | sha256 | cut -c 1-12)
  $dry_run || sed "s/SpacesDeployment/SpacesDeployment$revision/g" "$work/packaged.yaml" >"$work/stack.yaml"
}

# Creates or updates the stack with the parameters given as KEY=VALUE.
deploy() {
  local newest=''
  if [ -n "$status" ]; then
    # Without --no-paginate the first event of every page would be printed.
    newest=$(ask '<event>' cloudformation describe-stack-events --stack-name "$stack" --no-paginate --output text \
      --query 'StackEvents[0].EventId') || fail "cannot read the events of the stack $stack: see above"
    newest=${newest##*$'\n'}
  fi
  call cloudformation deploy --stack-name "$stack" --template-file "$work/stack.yaml" --s3-bucket "$bucket" --s3-prefix "$stack" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "$@" || say_why "$newest"
  status=deployed
}

# Ends with what went wrong in the stack after the event that is named; with none, since the beginning.
say_why() {
  local events
  events=$(aws cloudformation describe-stack-events --stack-name "$stack" --output text \
    --query 'StackEvents[].[EventId, ResourceStatus, LogicalResourceId, ResourceStatusReason]' 2>&1) ||
    case $events in
      *'does not exist'*) events='' ;;
      *) fail "the deployment failed: AWS's own words stand above. Why, the stack's events would say, but: $events" ;;
    esac
  # The newest comes first. A reason may have several lines. What was only cancelled did not fail by itself, and a
  # change set that was refused leaves nothing but a stack in review.
  events=$(awk -F '\t' -v newest="$1" '
    NF == 4 && $1 == newest && newest != "" { exit }
    NF == 4 && $2 ~ /^[A-Z_]+$/ {
      if ($2 != "REVIEW_IN_PROGRESS") changed = 1
      failed = $2 ~ /FAILED/ && $4 !~ /^Resource [a-z]+ cancelled/
      if (failed) reason[++reasons] = "  " $3 ": " $4
      next
    }
    failed { reason[reasons] = reason[reasons] "\n    " $0 }
    END {
      if (changed) print "changed"
      for (i = reasons; i > 0; i--) print reason[i]
    }' <<<"$events")
  case $events in
    '') fail "the deployment was refused, for the reason above, and nothing was changed" ;;
    changed) fail "the deployment did not come to its end, and the stack's events do not say why: see aws cloudformation describe-stack-events --stack-name $stack --region $region" ;;
  esac
  printf '%s\n' "${events#*$'\n'}" >&2
  fail "the deployment failed; the reasons stand above, the first cause first"
}

parameter_of() {
  ask "$2" cloudformation describe-stacks --stack-name "$stack" --output text --query \
    "Stacks[0].Parameters[?ParameterKey=='$1'].ParameterValue"
}

output_of() {
  ask "<$1>" cloudformation describe-stacks --stack-name "$stack" --output text --query \
    "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# The pool's JWKS document without white space, or nothing if it cannot be had.
fetch_jwks() {
  local issuer jwks
  issuer=$(output_of Issuer)
  if $dry_run; then
    printf '# curl %s/.well-known/jwks.json\n' "$issuer" >&3
    printf '<keys>'
    return
  fi
  # At another address than AWS, too, a pool's documents are below its id.
  [ -z "${AWS_ENDPOINT_URL:-}" ] || issuer=${AWS_ENDPOINT_URL%/}/${issuer##*/}
  jwks=$(curl -fsS --retry 3 --max-time 20 "$issuer/.well-known/jwks.json" | tr -d ' \t\r\n') || return 0
  case $jwks in
    '{"keys":['*']}') [ "${#jwks}" -gt 3000 ] || printf '%s' "$jwks" ;;
  esac
}

command -v aws >/dev/null || $dry_run || fail 'the AWS CLI is missing: install it (https://docs.aws.amazon.com/cli)'
$dry_run || check_endpoint
find_region
find_account
if $dry_run; then
  architecture=x86_64
  [ ! -f target/function.zip ] || find_architecture
else
  ! $build || build_function
  find_architecture
fi
find_stack
make_bucket
package

protection=$(given DeletionProtection)
protection=${protection:-true}
new=false
[ -n "$status" ] || new=true
parameters+=("Architecture=$architecture")
if $new; then
  if [ -z "$(given ApiGatewayAccountRole)" ]; then
    role=$(ask None apigateway get-account --query cloudwatchRoleArn --output text) || fail 'cannot read the settings of API Gateway: see above'
    case $role in
      arn:*) parameters+=(ApiGatewayAccountRole=false) ;;
      *) parameters+=(ApiGatewayAccountRole=true) ;;
    esac
  fi
  say "Creating the stack $stack in $region (a few minutes)"
  # Unprotected until it stands: what is protected could not be rolled back.
  deploy "${parameters[@]}" DeletionProtection=false
else
  say "Updating the stack $stack in $region"
  deploy "${parameters[@]}" "DeletionProtection=$protection"
fi

jwks=$(given Jwks)
[ -n "$jwks" ] || jwks=$(fetch_jwks)
handed=$(parameter_of Jwks '')
if [ -z "$jwks" ]; then
  if [ -n "$handed" ]; then
    warn 'the keys of the pool could not be fetched, so the function keeps those that it was handed before'
  else
    warn 'the keys of the pool could not be fetched, so the function fetches them itself when it starts'
  fi
fi
if $new || { [ -n "$jwks" ] && [ "$jwks" != "$handed" ]; }; then
  say "Handing the pool's keys to the function, with deletion protection $protection"
  deploy "${parameters[@]}" "DeletionProtection=$protection" ${jwks:+"Jwks=$jwks"}
fi

# The pool and the table refuse to be deleted, but what CloudFormation deletes before them would be gone. So the stack
# refuses, too.
terminable=--enable-termination-protection
[ "$protection" = true ] || terminable=--no-enable-termination-protection
call cloudformation update-termination-protection --stack-name "$stack" "$terminable" >/dev/null ||
  fail "the stack stands, but its termination protection could not be set to $protection: see above"

callback=$(given CallbackUrl)
case $(parameter_of CallbackUrl "${callback:-http://localhost:9229/}") in
  http://localhost*) warn 'the sign-in page still sends browsers back to localhost; name the page of your app with CallbackUrl=https://...' ;;
esac

say 'Deployed:'
call cloudformation describe-stacks --stack-name "$stack" --output text --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]'
url=$(output_of ApiUrl)
use=$(output_of TokenUse)
token="\$(infra/users.sh --stack $stack --region $region token USER$([ "$use" != access ] || printf ' --access'))"
pool=$(output_of UserPoolId)
settings="${AWS_ENDPOINT_URL:+COGNITO_ISSUER=${AWS_ENDPOINT_URL%/}/$pool }COGNITO_USER_POOL_ID=$pool COGNITO_CLIENT_IDS=$(output_of UserPoolClientId) COGNITO_TOKEN_USES=$use"
cat <<END

Make a user and call the API:

  infra/users.sh --stack $stack --region $region create USER EMAIL
  curl $url/hello -H @- <<<"Authorization: Bearer $token"

Test it as that user, with the password in SPACES_PASSWORD:

  $settings SPACES_USERNAME=USER ./mvnw verify -Dapi.url=$url
END
