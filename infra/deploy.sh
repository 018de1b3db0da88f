#!/usr/bin/env bash
# Builds the native function and deploys infra/template.yaml with it. Run again, it deploys what has changed since.
set -euo pipefail
from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export AWS_PAGER=''

usage() {
  cat <<'END'
Usage: infra/deploy.sh [OPTION ...] [PARAMETER=VALUE ...]

  --stack NAME     the stack's name (default: space-finder)
  --region REGION  the AWS region (default: that of AWS_REGION or of the AWS CLI's profile)
  --bucket BUCKET  the S3 bucket for the function's zip, made if absent (default: space-finder-<account>-<region>)
  --parameters FILE
                   parameters from a JSON file, as infra/stages/prod.json; what the command line names wins
  --no-build       deploy the target/function.zip that is there
  --dry-run        print every AWS call of a first deployment and make none
  --rollback [RELEASE]
                   deploy the release before the one that stands, or the one that is named, with the parameters that the stack has
  --releases       print the releases in the bucket, the newest first, and which one stands

PARAMETER is one of infra/template.yaml's, for example TokenUse=access or CorsOrigins=https://app.example.com. A parameter that is
not named keeps the value it has, but for DeletionProtection, which is true unless this command or its file says false (a rollback
keeps that one, too). It protects the stack itself: while it is true, delete-stack is refused.

AWS_ENDPOINT_URL sends every call to another address than AWS, as it does for the AWS CLI.
END
}

say() { printf '==> %s\n' "$*"; }
warn() { printf 'deploy.sh: %s\n' "$*" >&2; }
fail() {
  warn "$@"
  exit 1
}

stack=space-finder region='' bucket='' file='' build=true dry_run=false task=deploy target='' work=target
parameters=()
while [ $# -gt 0 ]; do
  case $1 in
    --stack | --region | --bucket | --parameters)
      [ -n "${2:-}" ] || fail "$1 needs a value; see infra/deploy.sh --help"
      case $1 in
        --stack) stack=$2 ;;
        --region) region=$2 ;;
        --bucket) bucket=$2 ;;
        --parameters) file=$2 ;;
      esac
      shift
      ;;
    --no-build) build=false ;;
    --dry-run) dry_run=true ;;
    --releases) task=list ;;
    --rollback)
      task=roll_back
      if [[ ${2:-} =~ ^[0-9]{8}T[0-9]{6}Z$ ]]; then
        target=$2
        shift
      fi
      ;;
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

[ "$task" = deploy ] || ! $dry_run || fail '--dry-run shows a first deployment; leave it out with --rollback and --releases'

# The template that says which parameters there are; a rollback puts the release's own here.
template=infra/template.yaml

# What the template says of a parameter: its Type, AllowedPattern and so on, or nothing.
constraint() {
  sed -n "/^Parameters:/,/^Rules:/{/^  $1:\$/,/^  [A-Z]/s/^    $2: *//p;}" "$template" |
    sed "s/^'\(.*\)'\$/\1/; s/''/'/g"
}

# Fails, with a sentence that begins with the second argument, unless the template allows NAME=VALUE. The AWS CLI would pass over a
# name that the template does not have, and CloudFormation refuses a value only after the build.
check_parameter() {
  local name=${1%%=*} value=${1#*=} known allowed least most pattern shown
  known=$(sed -n '/^Parameters:/,/^Rules:/s/^  \([A-Za-z0-9]*\):$/\1/p' "$template")
  grep -qxF -- "$name" <<<"$known" ||
    fail "$2the template has no parameter $name; it has: $(tr '\n' ' ' <<<"$known")"
  shown=$value
  [ ${#value} -le 80 ] || shown=${value:0:80}...
  allowed=$(constraint "$name" AllowedValues | tr -d "[]'")
  [ -z "$allowed" ] || [[ ", $allowed, " == *", $value, "* && $value != *,* ]] ||
    fail "$2$name cannot be '$shown': it is one of $allowed"
  if [ "$(constraint "$name" Type)" = Number ] && [ -z "$allowed" ]; then
    least=$(constraint "$name" MinValue) most=$(constraint "$name" MaxValue)
    if ! [[ $value =~ ^[0-9]{1,9}$ ]] || [ "$value" -lt "${least:-0}" ] || [ "$value" -gt "${most:-$value}" ]; then
      fail "$2$name cannot be '$shown': it is a whole number from ${least:-0} ${most:+to }${most:-on}"
    fi
  fi
  most=$(constraint "$name" MaxLength)
  [ ${#value} -le "${most:-${#value}}" ] ||
    fail "$2$name cannot be '$shown': it has $most characters at most, not ${#value}"
  # CloudFormation's patterns are Java's; bash has no \s, \S and (?:.
  pattern=$(constraint "$name" AllowedPattern | sed 's/(?:/(/g; s/\\S/[^[:space:]]/g; s/\[^\\s/[^[:space:]/g')
  local LC_ALL=C
  [ -z "$pattern" ] || [[ $value =~ $pattern ]] ||
    fail "$2$name cannot be '$shown': it is $(constraint "$name" ConstraintDescription)"
}

# Takes the next token of JSON off $rest: its text is in $token, and what it is in $kind.
take() {
  local string='^"(([^"\\[:cntrl:]]|\\["\\/])*)"' plain='^(-?[0-9]+|true|false)'
  [[ ! $rest =~ ^[[:space:]]+ ]] || rest=${rest#"${BASH_REMATCH[0]}"}
  if [[ $rest =~ $string ]]; then
    kind=string token=${BASH_REMATCH[1]}
    token=${token//\\\"/\"} token=${token//\\\//\/} token=${token//\\\\/\\}
  elif [[ $rest =~ $plain ]]; then
    kind=plain token=${BASH_REMATCH[1]}
  else
    kind=${rest:0:1} token='' rest=${rest:1}
    return
  fi
  rest=${rest#"${BASH_REMATCH[0]}"}
}

# wants FILE WHAT: fails, because what was taken is something else.
wants() {
  local before=${text%"$rest"}
  before=${before//[!$'\n']/}
  fail "$1, line $((${#before} + 1)): here should be $2. The file is one object of plain values: {\"TokenUse\": \"access\", \"LogRetentionDays\": 90}"
}

# Adds the parameters of a JSON file that the command line does not name.
read_parameters() {
  local path=$1 text rest kind token name names=' '
  [[ $path == /* ]] || path=$from/$path
  text=$(cat -- "$path" 2>/dev/null) || fail "cannot read the file of parameters $1"
  # Some editors of Windows begin a file with a byte order mark.
  text=${text#$'\xef\xbb\xbf'}
  rest=$text
  take
  [ "$kind" = '{' ] || wants "$1" 'a {'
  take
  while [ "$kind" != '}' ]; do
    [ "$kind" = string ] || wants "$1" "a parameter's name in quotes"
    name=$token
    [[ $names != *" $name "* ]] || fail "$1: it names $name twice"
    names+="$name "
    take
    [ "$kind" = : ] || wants "$1" "a colon after \"$name\""
    take
    [[ $kind =~ ^(string|plain)$ ]] || wants "$1" "the value of $name: a string, a number, true or false"
    check_parameter "$name=$token" "$1: "
    named "$name" || parameters+=("$name=$token")
    take
    case $kind in
      '}') ;;
      ,)
        take
        [ "$kind" = string ] || wants "$1" 'another parameter after the comma'
        ;;
      *) wants "$1" 'a comma or a }' ;;
    esac
  done
  take
  [ -z "$kind" ] || wants "$1" 'its end'
}

# Whether a parameter has a value, which may be empty.
named() {
  local parameter
  for parameter in ${parameters[@]+"${parameters[@]}"}; do
    [ "${parameter%%=*}" != "$1" ] || return 0
  done
  return 1
}

words=(${parameters[@]+"${parameters[@]}"})
parameters=()
for parameter in ${words[@]+"${words[@]}"}; do
  [ "$task" = roll_back ] || check_parameter "$parameter" ''
  ! named "${parameter%%=*}" || fail "the command names ${parameter%%=*} twice"
  parameters+=("$parameter")
done
[ -z "$file" ] || read_parameters "$file"

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

# The value that a parameter is given by the command or its file, or nothing.
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

# The processor that a zip's executable is for, from its ELF header.
find_architecture() {
  local header
  [ -f "$1" ] || fail "there is no $1: leave --no-build out, so that it is built"
  command -v unzip >/dev/null || fail 'unzip is missing: install it'
  header=$({ unzip -p "$1" bootstrap 2>/dev/null || true; } | od -An -v -tx1 -N20 | tr -d ' \n')
  case $header in
    7f454c46*3e00) architecture=x86_64 ;;
    7f454c46*b700) architecture=arm64 ;;
    '') fail "$1 holds no bootstrap, so it is not a native function (./mvnw verify makes one for the JVM): leave --no-build out, so that it is built" ;;
    *) fail "the bootstrap in $1 is no Linux executable for x86_64 or arm64: build it in a container" ;;
  esac
}

# The processor that a build on this machine would be for.
expect_architecture() {
  case $(uname -m) in
    arm64 | aarch64) architecture=arm64 ;;
    *) architecture=x86_64 ;;
  esac
}

make_bucket() {
  local answer
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
  # Nothing in it expires, however old: what stands, and what it is rolled back to, is taken from here.
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
    UPDATE_ROLLBACK_FAILED)
      fail "the stack $stack is in $status: CloudFormation could not put back what stood before. Let it try again (aws cloudformation continue-update-rollback --stack-name $stack --region $region), then run this again"
      ;;
  esac
}

# Leaves the names of the releases, the newest first, in $releases (those that can be deployed again), $withdrawn (those that were
# rolled back from) and $standing (the first of $releases); all files of all releases in $files. A release is a folder of the bucket,
# named by its time. It has the zip, by its checksum, and since the end of its deployment the template.
find_releases() {
  files=$(ask '' s3api list-objects-v2 --bucket "$bucket" --prefix "$stack/releases/" --output text --query 'Contents[].[Key]' 2>&1) ||
    case $files in
      *NoSuchBucket*) files='' ;;
      *) fail "cannot list the releases in the bucket $bucket. AWS said: $files" ;;
    esac
  files=$(sed -n "s|^$stack/releases/\([0-9TZ]*/.*\)|\1|p" <<<"$files")
  withdrawn=$(sed -n 's|/withdrawn$||p' <<<"$files" | sort -r)
  releases=$(sed -n 's|/template\.yaml$||p' <<<"$files" | sort -r | grep -vxF -- "${withdrawn:-none}" || true)
  standing=${releases%%$'\n'*}
}

list_releases() {
  local name
  while read -r name; do
    if [ "$name" = "$standing" ]; then
      printf '%s  stands\n' "$name"
    elif grep -qx "$name" <<<"$withdrawn"; then
      printf '%s  withdrawn\n' "$name"
    else
      printf '%s\n' "$name"
    fi
  done < <(sed -n 's|/template\.yaml$||p' <<<"$files" | sort -r)
}

checksum() {
  if command -v md5sum >/dev/null; then md5sum; else md5; fi | cut -d ' ' -f 1
}

# Uploads the zip into a release's folder and leaves in $work/template.yaml the template that names it there.
upload() {
  local key
  call cloudformation package --template-file infra/template.yaml --s3-bucket "$bucket" --s3-prefix "$stack/releases/$1" \
    --output-template-file "$work/packaged.yaml" >/dev/null || fail 'the upload failed: see above'
  ! $dry_run || return 0
  # Each version of the AWS CLI lays out in its own way what it packages: the same template would look changed.
  key=$(grep -oE "$stack/releases/$1/[0-9a-f]{32}" "$work/packaged.yaml") || fail 'the AWS CLI does not say where it put the zip'
  sed "s|^\( *Code:\) ../target/function.zip\$|\1 {S3Bucket: '$bucket', S3Key: '$key'}|" infra/template.yaml >"$work/template.yaml"
  grep -qF "S3Key: '$key'" "$work/template.yaml" || fail 'infra/template.yaml does not name ../target/function.zip as the Code of the function'
}

make_work() {
  $dry_run || { work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT; }
}

fetch() {
  aws s3 cp --only-show-errors "s3://$bucket/$stack/releases/$1" "$2" || fail "cannot read $1 of the stack's releases in the bucket $bucket: see above"
}

# Uploads the zip and leaves the template to deploy in $work/stack.yaml and the release in $release: a new one, or the one that stands
# if neither zip nor template differ from it.
package() {
  make_work
  say "Uploading target/function.zip ($architecture) to $bucket"
  release=$(date -u +%Y%m%dT%H%M%SZ)
  if [ -n "$standing" ] && grep -qx "$standing/$(checksum <target/function.zip)" <<<"$files"; then
    upload "$standing"
    fetch "$standing/template.yaml" "$work/standing.yaml"
    ! cmp -s "$work/template.yaml" "$work/standing.yaml" || release=$standing
  fi
  [ "$release" = "$standing" ] || upload "$release"
  $dry_run || revise
}

# API Gateway serves a copy of the API made with each deployment resource. A new name makes a new one; equal input keeps it.
revise() {
  local revision
  revision=$({
    cat "$work/template.yaml"
    printf '%s\n' ${parameters[@]+"${parameters[@]}"}
  } | sha256 | cut -c 1-12)
  sed "s/SpacesDeployment/SpacesDeployment$revision/g" "$work/template.yaml" >"$work/stack.yaml"
}

# Makes a release of what was deployed, and deletes those older than the tenth.
keep_release() {
  local tenth old
  [ "$release" != "$standing" ] || return 0
  call s3 cp --only-show-errors "$work/template.yaml" "s3://$bucket/$stack/releases/$release/template.yaml" ||
    fail "the stack stands, but its release could not be kept for a rollback: see above"
  tenth=$(sed -n 9p <<<"$releases")
  [ -n "$tenth" ] || return 0
  while read -r old; do
    [[ $old < $tenth ]] || continue
    say "Deleting the release $old: ten newer ones are kept"
    call s3 rm --only-show-errors --recursive "s3://$bucket/$stack/releases/$old/" || warn "could not delete the release $old: see above"
  done < <(cut -d / -f 1 <<<"$files" | sort -u)
}

# The tables and pools of a template.
data_of() {
  awk '/^  [A-Za-z0-9]+:$/ { name = substr($1, 1, length($1) - 1) } /^    Type: AWS::(DynamoDB::Table|Cognito::UserPool)$/ { print name }' "$1" | sort
}

# Finds the release to go back to, and leaves its template in $work/template.yaml.
choose_release() {
  local earlier lost zip parameter
  [ -n "$status" ] || fail "there is no stack $stack in $region, so there is nothing to roll back"
  [ -n "$standing" ] ||
    fail "the bucket $bucket has no release of the stack $stack. If it was deployed with another --bucket, name that"
  earlier=$(sed -n 2p <<<"$releases")
  if [ -n "$target" ]; then
    ! grep -qx -- "$target" <<<"$withdrawn" || fail "the release $target was rolled back from. If it is to stand again, deploy its zip: see 'Roll back' in infra/README.md"
    grep -qx -- "$target" <<<"$releases" || fail "there is no release $target; infra/deploy.sh --stack $stack --region $region --releases prints those that there are"
  else
    [ "$status" != UPDATE_ROLLBACK_COMPLETE ] ||
      fail "the last deployment of $stack failed, and CloudFormation has put back what stood before, the release $standing. To go back further, name a release${earlier:+, as in --rollback $earlier}"
    target=$earlier
    [ -n "$target" ] || fail "there is no release before $standing, which stands"
  fi
  make_work
  fetch "$standing/template.yaml" "$work/standing.yaml"
  fetch "$target/template.yaml" "$work/template.yaml"
  template=$work/template.yaml
  for parameter in ${parameters[@]+"${parameters[@]}"}; do
    check_parameter "$parameter" ''
  done
  zip=$(grep -E "^$target/[0-9a-f]{32}\$" <<<"$files") || fail "the release $target has no zip any more"
  lost=$(comm -23 <(data_of "$work/standing.yaml") <(data_of "$work/template.yaml") | tr '\n' ' ')
  [ -z "$lost" ] || fail "the release $target has no ${lost% }: to go back would take what holds data out of the stack. Deploy its zip with today's template instead: \
aws s3 cp s3://$bucket/$stack/releases/$zip target/function.zip && infra/deploy.sh --stack $stack --region $region --no-build"
  fetch "$zip" "$work/function.zip"
  find_architecture "$work/function.zip"
  release=$target
}

# Remembers that what was newer than the release is no good.
withdraw() {
  local name
  for name in $releases; do
    [[ $name > $target ]] || continue
    aws s3api put-object --bucket "$bucket" --key "$stack/releases/$name/withdrawn" >/dev/null ||
      fail "the stack is rolled back, but the bucket does not say so: see above"
  done
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
  call cloudformation deploy --stack-name "$stack" --template-file "$work/stack.yaml" --s3-bucket "$bucket" \
    --s3-prefix "$stack/releases/$release" --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "$@" || say_why "$newest"
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
[ -n "$bucket" ] || bucket=space-finder-$account-$region
if [ "$task" = list ]; then
  find_releases
  list_releases
  exit
fi
if [ "$task" = deploy ]; then
  if ! $build; then
    find_architecture target/function.zip
  elif $dry_run; then
    expect_architecture
  else
    build_function
    find_architecture target/function.zip
  fi
fi
find_stack
if [ "$task" = deploy ]; then
  make_bucket
  find_releases
  package
else
  find_releases
  choose_release
  revise
fi

protection=$(given DeletionProtection)
new=false
[ -n "$status" ] || new=true
parameters+=("Architecture=$architecture")
if [ "$task" = roll_back ]; then
  protection=${protection:-$(parameter_of DeletionProtection '')}
  say "Deploying the release $target of the stack $stack in $region in place of $standing"
  deploy "${parameters[@]}" "DeletionProtection=$protection"
  withdraw
elif $new; then
  protection=${protection:-true}
  if [ -z "$(given ApiGatewayAccountRole)" ]; then
    role=$(ask None apigateway get-account --query cloudwatchRoleArn --output text) || fail 'cannot read the settings of API Gateway: see above'
    case $role in
      arn:*) parameters+=(ApiGatewayAccountRole=false) ;;
      *)
        say "API Gateway has no role to write logs with in this account in $region: the stack makes one, for every API there, and leaves it when it is deleted"
        parameters+=(ApiGatewayAccountRole=true)
        ;;
    esac
  fi
  say "Creating the stack $stack in $region (a few minutes)"
  # Unprotected until it stands: what is protected could not be rolled back.
  deploy "${parameters[@]}" DeletionProtection=false
else
  protection=${protection:-true}
  say "Updating the stack $stack in $region"
  deploy "${parameters[@]}" "DeletionProtection=$protection"
fi

[ "$task" = roll_back ] || keep_release

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

say "Deployed, with the release $release:"
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
