#!/usr/bin/env bash
# Holds "Add a resource" true: its code, written into a copy of the checkout, compiles and passes its tests and those
# that look at every resource; and it has the same files as the reviews, which it is a model of.
. "$(dirname "$0")/lib.sh"

page=src/main/java/dev/spacefinder/ADD-A-RESOURCE.md

temporary_folder
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$temporary"
python3 .ci/documents.py code "$page" "$temporary"

there=$(find src/main/java src/test/java -path '*/reviews/*.java' | sort)
written=$(cd "$temporary" && find src -path '*/bookings/*.java' | sed 's/bookings/reviews/; s/Booking/Review/' | sort)
[ "$there" = "$written" ] || fail "$page has other files than the reviews" "$(diff <(echo "$there") <(echo "$written"))"
ok 'the page has the files that the reviews have'

template=$temporary/infra/template.yaml
# up_to_the_key TABLE: what the template says of a table before its key.
up_to_the_key() { sed -n "/^  $1Table:/,/AttributeDefinitions/p" "$template" | sed "s/$1/X/"; }
# named NAME: the lines of the template that name a resource, but for comments.
named() { grep -iE "$1(s|table)" "$template" | grep -v '#' | sed "s/$1/X/gI" | sort -u; }
otherwise=$(
  diff <(up_to_the_key Reviews) <(up_to_the_key Bookings)
  comm -13 <(named review) <(named booking)
) || true
[ -z "$otherwise" ] || fail "the template of $page says otherwise than of the reviews" "$otherwise"
ok "the template says of the page's resource what it says of the reviews"

# What a person does who follows the page, on the JVM.
tests='Bookings*Test,TemplateTest,CodeAndTemplateTest,OpenApiTest,EveryBehaviourOnTheBinaryTest,ArchitectureTest,RoutesTest'
(cd "$temporary" && ./mvnw -B -ntp spotless:apply test -Dtest="$tests") || fail "the code of $page"
ok "the page's code compiles and passes its tests"
total
