#!/usr/bin/env bash
# The users of the pool, by the AWS CLI: of the deployed stack, or with --local of the local user pool.
set -euo pipefail
export AWS_PAGER=''

usage() {
  cat <<'END'
Usage: infra/users.sh [OPTION ...] COMMAND

  create USER EMAIL      make a confirmed user with a verified email and a password that stays
  password USER          set a user's password, which stays
  group USER NAME        add a user to a group, for example admins
  leave USER NAME        take a user out of a group
  create-group NAME      make a group
  token USER [--access]  sign in and print the ID token, or the access token
  mfa off USER           ask a user for no code any more who has lost the authenticator app
  disable USER           refuse a user's sign-ins from now on, and keep all else
  enable USER            let a disabled user sign in again
  delete USER            delete a disabled user for good; asks for the name once more, unless --yes is there
  list                   print the users: name, email, status, enabled or disabled, groups

  --stack NAME           the deployed stack (default: space-finder)
  --region REGION        its AWS region (default: that of AWS_REGION or of the AWS CLI's profile)
  --local                the local user pool of ./mvnw quarkus:dev

The password is asked for, or taken from SPACES_PASSWORD, and the code of an authenticator app likewise, where one is
needed, or taken from SPACES_TOTP. They are never taken from the command line.
END
}

fail() {
  printf 'users.sh: %s\n' "$*" >&2
  exit 1
}

stack=space-finder region='' local=false token=IdToken sure=false
words=()
while [ $# -gt 0 ]; do
  case $1 in
    --stack | --region)
      [ -n "${2:-}" ] || fail "$1 needs a value; see infra/users.sh --help"
      case $1 in
        --stack) stack=$2 ;;
        --region) region=$2 ;;
      esac
      shift
      ;;
    --local) local=true ;;
    --access) token=AccessToken ;;
    --yes) sure=true ;;
    -h | --help)
      usage
      exit
      ;;
    -*) fail "does not know '$1'; see infra/users.sh --help" ;;
    *) words+=("$1") ;;
  esac
  shift
done
command=${words[0]:-}
# As long as the template lets a token of a person live.
token_ends='within a quarter of an hour'
user=${words[1]:-}

# Password and code leave the environment here, so that no program started below inherits them.
given_password=${SPACES_PASSWORD:-} given_code=${SPACES_TOTP:-}
unset SPACES_PASSWORD SPACES_TOTP

# Asks for a password, twice if it is a new one, and leaves it in $password.
read_password() {
  local again
  password=$given_password
  if [ -z "$password" ]; then
    { : </dev/tty; } 2>/dev/null || fail 'there is no terminal to ask for the password: set SPACES_PASSWORD'
    read -rsp "Password of $user: " password </dev/tty 2>/dev/tty
    printf '\n' >/dev/tty
    if [ "${1:-}" = twice ]; then
      read -rsp 'Again: ' again </dev/tty 2>/dev/tty
      printf '\n' >/dev/tty
      [ "$password" = "$again" ] || fail 'the two passwords differ'
    fi
  fi
  [ -n "$password" ] || fail 'the password is empty'
  [[ $password != *[[:cntrl:]]* ]] || fail 'the password has a control character in it'
}

# Asks for the code of the authenticator app, and leaves it in $code.
read_code() {
  code=$given_code
  if [ -z "$code" ]; then
    { : </dev/tty; } 2>/dev/null || fail "$user needs a code of the authenticator app: set SPACES_TOTP"
    read -rp "Code of $user's authenticator app: " code </dev/tty 2>/dev/tty
  fi
  [[ $code =~ ^[0-9]{6}$ ]] || fail 'a code of an authenticator app has six digits'
}

# A string as JSON has it, without the quotes around it.
escaped() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# What went wrong, in one sentence, of all that the AWS CLI says about it.
reason() {
  local said
  case $1 in
    *'Stack with id'*'does not exist'*)
      printf 'there is no stack %s: deploy it with infra/deploy.sh, or name another with --stack and --region' "$stack"
      return
      ;;
    *'Could not connect to the endpoint'*)
      ! $local || {
        printf 'the local user pool does not answer at %s: start it with ./mvnw quarkus:dev' "$endpoint"
        return
      }
      ;;
  esac
  said=$(sed -n 's/^.*An error occurred ([A-Za-z]*) when calling the [A-Za-z]* operation[^:]*: *//p' <<<"$1")
  [ -n "$said" ] || said=$(grep . <<<"$1" | tail -1) || true
  printf '%s' "${said:-the AWS CLI does not say why}"
}

# Calls AWS. A password comes by standard input (file:///dev/stdin), where no list of processes shows it.
call() {
  local said
  { said=$(aws "$@" 2>&1 >&3); } 3>&1 || fail "$(reason "$said")"
}

cognito() {
  if $local; then
    call cognito-idp --endpoint-url "$endpoint" "$@"
  else
    call cognito-idp "$@"
  fi
}

# The names of a user's groups, one a line.
groups_of() {
  cognito admin-list-groups-for-user --user-pool-id "$pool" --username "$1" --output text --query 'Groups[].[GroupName]'
}

set_password() {
  printf '%s' "$password" |
    cognito admin-set-user-password --user-pool-id "$pool" --username "$user" --password file:///dev/stdin --permanent
}

output_of() {
  local value
  value=$(call cloudformation describe-stacks --stack-name "$stack" --output text --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue") || exit
  if [ -z "$value" ] || [ "$value" = None ]; then fail "the stack $stack has no output $1: is it this project's?"; fi
  printf '%s' "$value"
}

find_pool() {
  command -v aws >/dev/null || fail 'the AWS CLI is missing: install it (https://docs.aws.amazon.com/cli)'
  if $local; then
    pool=us-east-1_SpacesDev client=spacesdevclient
    endpoint=${AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER:-http://localhost:9229}
    unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
    # The local pool takes any signature.
    export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  else
    # Version 1 of the AWS CLI reads AWS_DEFAULT_REGION alone.
    region=${region:-${AWS_REGION:-}}
    if [ -n "$region" ]; then export AWS_REGION=$region AWS_DEFAULT_REGION=$region; fi
    pool=$(output_of UserPoolId)
    client=$(output_of UserPoolClientId)
  fi
}

# Fails unless the command has as many words as it takes, and says how it is written.
takes() {
  [ ${#words[@]} -eq "$1" ] || fail "write: $(usage | sed -n "s/^  \\($command\\( [^ ][^ ]*\\)*\\)  .*/\\1/p"); see infra/users.sh --help"
}

case $command in
  create)
    takes 3
    email=${words[2]}
    [[ $email =~ ^[^[:space:],]+@[^[:space:],]+$ ]] || fail "'$email' is no email address"
    find_pool
    read_password twice
    printf '%s' "$password" |
      cognito admin-create-user --user-pool-id "$pool" --username "$user" --temporary-password file:///dev/stdin \
        --message-action SUPPRESS --user-attributes "Name=email,Value=$email" Name=email_verified,Value=true >/dev/null
    set_password
    printf 'Created %s <%s>.\n' "$user" "$email"
    ;;
  password)
    takes 2
    find_pool
    read_password twice
    set_password
    printf 'Set the password of %s.\n' "$user"
    ;;
  group)
    takes 3
    find_pool
    cognito admin-add-user-to-group --user-pool-id "$pool" --username "$user" --group-name "${words[2]}"
    printf 'Added %s to %s; the next token says so.\n' "$user" "${words[2]}"
    ;;
  leave)
    takes 3
    find_pool
    groups=$(groups_of "$user")
    grep -qxF -- "${words[2]}" <<<"$groups" || fail "$user is not in the group ${words[2]}"
    cognito admin-remove-user-from-group --user-pool-id "$pool" --username "$user" --group-name "${words[2]}"
    printf 'Took %s out of %s; tokens from before say otherwise until they end, %s.\n' "$user" "${words[2]}" "$token_ends"
    ;;
  create-group)
    takes 2
    find_pool
    cognito create-group --user-pool-id "$pool" --group-name "${words[1]}" >/dev/null
    printf 'Created the group %s.\n' "${words[1]}"
    ;;
  token)
    takes 2
    find_pool
    read_password
    # As an administrator, who may also where PasswordFlow=false keeps apps from sending passwords.
    answer=$(printf '{"USERNAME":"%s","PASSWORD":"%s"}' "$(escaped "$user")" "$(escaped "$password")" |
      cognito admin-initiate-auth --user-pool-id "$pool" --client-id "$client" --auth-flow ADMIN_USER_PASSWORD_AUTH \
        --auth-parameters file:///dev/stdin --output text --query "[ChallengeName, AuthenticationResult.$token, Session]")
    read -r challenge value session <<<"$answer"
    if [ "$challenge" = SOFTWARE_TOKEN_MFA ]; then
      read_code
      # The session is worth nothing without the code, so it may stand on the command line.
      answer=$(printf '{"USERNAME":"%s","SOFTWARE_TOKEN_MFA_CODE":"%s"}' "$(escaped "$user")" "$code" |
        cognito admin-respond-to-auth-challenge --user-pool-id "$pool" --client-id "$client" --challenge-name "$challenge" \
          --session "$session" --challenge-responses file:///dev/stdin \
          --output text --query "[ChallengeName, AuthenticationResult.$token]")
      read -r challenge value <<<"$answer"
    fi
    [ "$challenge" != MFA_SETUP ] || fail "$user has to set an authenticator app up first, on the sign-in page"
    [ "$challenge" != NEW_PASSWORD_REQUIRED ] || fail "$user has a temporary password: set one that stays with infra/users.sh password $user"
    [ "$challenge" = None ] || fail "the pool asks $user for more than a password ($challenge)"
    printf '%s\n' "$value"
    ;;
  mfa)
    takes 3
    user=${words[2]}
    [ "${words[1]}" = off ] || fail "'mfa' knows only off; users turn it on themselves"
    find_pool
    demanded=$(cognito get-user-pool-mfa-config --user-pool-id "$pool" --output text --query MfaConfiguration)
    [ "$demanded" != ON ] || fail "the pool demands codes of everybody (Mfa=ON), and Cognito resets no authenticator app there: \
delete $user and make the user anew (infra/users.sh create), who then has another sub and owns none of the old spaces"
    cognito admin-set-user-mfa-preference --user-pool-id "$pool" --username "$user" \
      --software-token-mfa-settings Enabled=false,PreferredMfa=false
    printf 'Asks %s for no code any more.\n' "$user"
    ;;
  disable)
    takes 2
    find_pool
    cognito admin-disable-user --user-pool-id "$pool" --username "$user"
    printf 'Disabled %s, who cannot sign in any more; tokens from before work until they end, %s.\n' "$user" "$token_ends"
    ;;
  enable)
    takes 2
    find_pool
    cognito admin-enable-user --user-pool-id "$pool" --username "$user"
    printf 'Enabled %s.\n' "$user"
    ;;
  delete)
    takes 2
    find_pool
    answer=$(cognito admin-get-user --user-pool-id "$pool" --username "$user" --output text \
      --query "[Enabled, Username, UserAttributes[?Name=='email'].Value | [0]]")
    read -r enabled name email <<<"$answer"
    # An address may be an alias: what is deleted is named as the pool names it.
    [ "$enabled" = False ] || fail "$name <$email> may still sign in: disable them first (infra/users.sh disable $name), which can be undone"
    if ! $sure; then
      { : </dev/tty; } 2>/dev/null || fail 'there is no terminal to ask whether you are sure: add --yes'
      printf 'Deletes %s <%s> for good. A new user of that name owns none of the old spaces.\nThe name again: ' "$name" "$email" >/dev/tty
      read -r again </dev/tty
      [ "$again" = "$name" ] || fail 'that is another name, so nobody was deleted'
    fi
    cognito admin-delete-user --user-pool-id "$pool" --username "$name"
    printf 'Deleted %s <%s>.\n' "$name" "$email"
    ;;
  list)
    takes 1
    find_pool
    # By group, not by user: there are few groups.
    groups=$(cognito list-groups --user-pool-id "$pool" --output text --query 'Groups[].[GroupName]')
    memberships=''
    [ "$groups" != None ] || groups=''
    while IFS= read -r group; do
      [ -n "$group" ] || continue
      members=$(cognito list-users-in-group --user-pool-id "$pool" --group-name "$group" --output text --query 'Users[].[Username]')
      memberships+=$(awk -v OFS='\t' -v group="$group" '$0 != "None" { print $0, group }' <<<"$members")$'\n'
    done <<<"$groups"
    users=$(cognito list-users --user-pool-id "$pool" --output text \
      --query "Users[].[Username, Attributes[?Name=='email'].Value | [0], UserStatus, Enabled]")
    awk -F '\t' -v OFS='\t' '
      NR == FNR { if (NF == 2) groups[$1] = groups[$1] (groups[$1] == "" ? "" : ",") $2; next }
      NF == 4 { print $1, $2, $3, ($4 == "True" ? "enabled" : "disabled"), (groups[$1] == "" ? "-" : groups[$1]) }
    ' <(printf '%s\n' "$memberships") <(printf '%s\n' "$users")
    ;;
  '')
    usage >&2
    exit 2
    ;;
  *) fail "does not know '$command'; see infra/users.sh --help" ;;
esac
