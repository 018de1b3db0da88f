#!/usr/bin/env bash
# Renames a copy of the checkout, as .github/MAKE-IT-YOURS.md says: it compiles, passes tests, has no old name, and takes
# a later change of the original in.
. "$(dirname "$0")/lib.sh"

old='[Ss]pace[ -]?[Ff]inder|us-east-1_Spaces|spaces(dev|machine)|SPACES_(PASSWORD|USERNAME|TOTP)'
old+='|(^|[^/[:alnum:]])spaces/(read|write)\>|\<spaces-[a-z$]|Spaces?(Function|IdentityPool|MachineClient|UserPool)'

temporary_folder
upstream=$temporary/upstream
mkdir "$upstream"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$upstream"
export GIT_AUTHOR_NAME=CI GIT_AUTHOR_EMAIL=ci@example.com GIT_COMMITTER_NAME=CI GIT_COMMITTER_EMAIL=ci@example.com
upstream() { git -C "$upstream" "$@"; }
upstream init -q -b main
upstream add --all
upstream commit -q -m 'The original'

cd "$temporary"
git clone -q -o upstream "$upstream" rooms
cd rooms
rename() { java .github/Rename.java com.example.rooms 'Room Finder' rooms; }
rename

# The vectors were computed for a pool of that name, and this script looks for it.
left=$(git ls-files --cached --others --exclude-standard | grep -vE 'srp-vectors|make-it-yours.sh' | xargs grep -sInE "$old" || true)
[ -z "$left" ] || fail 'old names are left' "$left"
[ -z "$(find . -path ./.git -prune -o -path '*spacefinder*' -print)" ] || fail 'a folder has the old name'
ok 'no old name is left'

# Packages, known answers of the pool, template, settings, and the running application with the local pool.
tests='ArchitectureTest,SrpTest,StateTest,TemplateDrivenPoolTest,TemplateTest,LocalTemplateTest,SignInTest'
./mvnw -B -ntp spotless:apply test -Dtest="$tests" || fail 'the renamed project'
ok 'the renamed project compiles and passes tests'
git add --all
git commit -q -m 'Name it Room Finder'
git branch upstream-renamed

# A change of ours and one of upstream's, in one file.
hello=src/main/java/com/example/rooms/hello/HelloResource.java
sed -i 's/"Hello, "/"Welcome, "/' "$hello"
git commit -q -a -m 'Greet otherwise'
sed -i 's/^@NonBlocking$/& \/\/ It waits for nothing./' "$upstream/src/main/java/dev/spacefinder/hello/HelloResource.java"
upstream commit -q -a -m 'A later fix'

git fetch -q upstream
git switch -q upstream-renamed
git read-tree --reset -u upstream/main
rename
./mvnw -B -ntp -q spotless:apply
git add --all
git commit -q -m 'Take upstream in'
[ "$(git diff --name-only HEAD~1)" = "$hello" ] || fail "more than upstream's change came" "$(git diff --stat HEAD~1)"
git switch -q main
git merge -q upstream-renamed || fail 'the merge' "$(git status --short)"
for change in '"Welcome, "' 'It waits for nothing'; do
  grep -q "$change" "$hello" || fail 'a change is lost' "$(cat "$hello")"
done
ok "a later change of upstream's comes in beside one of ours"
total
