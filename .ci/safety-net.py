#!/usr/bin/env python3
"""Proves that the tests say what a newcomer forgot: takes one thing after the other out of a copy of the checkout, and
asks that a test fails each time with the sentence that names the thing and the remedy. `reviews` is the resource that
things are taken from. Needs what ./mvnw verify needs, and no network where that has run before.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "safety-net"
MAVEN = ["./mvnw", "-q", "-B", "-ntp"]

TEMPLATE = "infra/template.yaml"
OPENAPI = "src/main/resources/META-INF/openapi.yaml"
RESOURCE = "src/main/java/dev/spacefinder/reviews/ReviewsResource.java"
HELLO = "src/main/java/dev/spacefinder/hello/HelloResource.java"

TEMPLATE_TEST = "dev.spacefinder.infra.CodeAndTemplateTest"
ROUTES_TEST = "dev.spacefinder.RoutesTest"
ARCHITECTURE_TEST = "dev.spacefinder.ArchitectureTest"
TWIN_TEST = "dev.spacefinder.lambda.EveryBehaviourOnTheBinaryTest"
RESOURCE_TEST = "dev.spacefinder.reviews.ReviewsResourceTest"


def without(pattern, replacement=""):
    """An edit that takes out the one place that matches."""
    def edit(text):
        edited, found = re.subn(pattern, replacement, text, flags=re.M)
        assert found == 1, f"{found} places match {pattern}: correct it in .ci/safety-net.py"
        return edited
    return edit


def without_block(line):
    """An edit that takes out a line of YAML with all that is indented below it."""
    indent = len(line) - len(line.lstrip())
    return without(rf"^{re.escape(line)}\n(?:(?: {{{indent + 1}}}.*)?\n)*")


def in_operation(path, method, edit):
    """An edit of one operation of the OpenAPI document."""
    def edit_all(text):
        start = text.index(f"\n    {method}:\n", text.index(f"\n  {path}:\n"))
        end = re.compile(r"\n {2,4}[^ ]").search(text, start + 1).start()
        return text[:start] + edit(text[start:end] + "\n").rstrip("\n") + text[end:]
    return edit_all


# What is taken out or put in | the file | the edit, or None where it is deleted | the test | its sentence
MUTATIONS = [
    ("a group", TEMPLATE, without_block("  ModeratorsGroup:"), TEMPLATE_TEST,
     "The group moderators is named by ReviewsResource.delete and not declared: add an AWS::Cognito::UserPoolGroup"),
    ("the role that a method asks for", RESOURCE, without(r'^ *@RolesAllowed\(.*\)\n'), TEMPLATE_TEST,
     "The group moderators is declared by ModeratorsGroup in infra/template.yaml, and nothing names it"),
    ("the role beside a scope", RESOURCE, without(r'^ *@RolesAllowed\(.*\)\n'), ROUTES_TEST,
     "ReviewsResource.delete has @RequiresScope and names no role: give it @RolesAllowed"),
    ("the variable of a table", TEMPLATE, without(r"^ *REVIEWS_TABLE: .*\n"), TEMPLATE_TEST,
     "REVIEWS_TABLE is read by ReviewsConfig and not set in infra/template.yaml: add it to SpacesFunction's Environment."),
    ("the variable of a table, seen from the table", TEMPLATE, without(r"^ *REVIEWS_TABLE: .*\n"), TEMPLATE_TEST,
     "The table ReviewsTable is declared, and no variable names it: add one to SpacesFunction's Environment"),
    ("the reader of a variable", "target/classes/dev/spacefinder/reviews/ReviewsConfig.class", None, TEMPLATE_TEST,
     "REVIEWS_TABLE is set in SpacesFunction's Environment in infra/template.yaml, and no @ConfigMapping asks for it"),
    ("a table", TEMPLATE, without_block("  ReviewsTable:"), TEMPLATE_TEST,
     "REVIEWS_TABLE in SpacesFunction's Environment in infra/template.yaml is ${ReviewsTable}${TableSuffix}, which is no table"),
    ("an alarm's metric of a table", TEMPLATE, without_block("        - Id: reviewWrites"), TEMPLATE_TEST,
     "No alarm watches WriteThrottleEvents of ReviewsTable: add it to the Metrics of TableThrottlesAlarm in infra/template.yaml."),
    ("a scope of the resource server", TEMPLATE, without(r"^ *- ScopeName: write\n.*\n"), TEMPLATE_TEST,
     "asks for the scope spaces/write, which is missing in infra/template.yaml: add it to the Scopes of an AWS::"),
    ("a scope of a client", TEMPLATE, without(r"(AllowedOAuthFlows: \[client_credentials\]\n *AllowedOAuthScopes:\n.*\n).*\n", r"\1"),
     TEMPLATE_TEST, "which is missing in infra/template.yaml: add it to the AllowedOAuthScopes of SpaceMachineClient."),
    ("the scope that a method asks for", RESOURCE, without(r"^ *@RequiresScope\(.*\)\n"), ROUTES_TEST,
     "DELETE /spaces/{id}/reviews/{reviewId} asks for no scope: give it @PermissionsAllowed, or @RequiresScope"),
    ("who may call", HELLO, without(r"^@Authenticated\n"), ROUTES_TEST,
     "GET /hello of HelloResource does not say who may call it, so that nobody may: give it @PermissionsAllowed"),
    ("a path of the document", OPENAPI, without_block("  /spaces/{id}/reviews/{reviewId}:"), ROUTES_TEST,
     "DELETE /spaces/{id}/reviews/{reviewId} is answered by ReviewsResource and not in src/main/resources/META-INF/openapi.yaml"),
    ("an operation of the document", OPENAPI, in_operation("/spaces/{id}/reviews/mine", "put", lambda text: ""), ROUTES_TEST,
     "PUT /spaces/{id}/reviews/mine is answered by ReviewsResource and not in src/main/resources/META-INF/openapi.yaml"),
    ("the method of an operation", RESOURCE, without(r"^    @PUT\n    @Path\(.*\)\n"), ROUTES_TEST,
     "PUT /spaces/{id}/reviews/mine is described in src/main/resources/META-INF/openapi.yaml, and no resource answers it"),
    ("what a deletion tells the log", RESOURCE,
     without(r"return Versioned\.deleted\(\s*(reviews\.deleteById\(.*\))\);", r"\1;\n        return RestResponse.noContent();"), ARCHITECTURE_TEST,
     "ReviewsResource.delete changes something and does not tell the log what: answer with Versioned.created, changed or deleted"),
    ("the 401 of an operation", OPENAPI,
     in_operation("/spaces/{id}/reviews", "get", without(r"^ *'401': .*\n")), ROUTES_TEST,
     "GET /spaces/{id}/reviews answers 401 before its resource is asked, which src/main/resources/META-INF/openapi.yaml does"),
    ("a test", "target/test-classes/dev/spacefinder/reviews/ReviewsResourceTest.class", None, ROUTES_TEST,
     "ReviewsResource has no test: write dev.spacefinder.reviews.ReviewsResourceTest, with @QuarkusTest"),
    ("a twin", "target/test-classes/dev/spacefinder/reviews/ReviewsResourceIT.class", None, TWIN_TEST,
     "There is no dev.spacefinder.reviews.ReviewsResourceIT: write it, so that the behaviour is proved on the binary too"),
]

# The application is started for these, so that those with different sentences are made at once: first what is taken
# out, then what is there and nobody needs, which can be told only where all tests pass.
WITH_THE_APPLICATION = [
    [
        ("a statement of the function's role", TEMPLATE, without_block("              - Sid: ReadTheIndexOfReviews"), RESOURCE_TEST,
         "ReviewsTable: the code calls dynamodb:Query on its index by-id, which no statement of FunctionRole in infra/template.yaml"
         " allows: add one with this Action"),
        ("an action of a statement", TEMPLATE, without(r"^ *- dynamodb:BatchWriteItem\n"), RESOURCE_TEST,
         "ReviewsTable: the code calls dynamodb:BatchWriteItem on it, which the statement UseTheReviews of FunctionRole in"
         " infra/template.yaml does not allow: add it to its Action."),
        ("an action on another resource's table", TEMPLATE, without(r"^ *- dynamodb:UpdateItem\n"), RESOURCE_TEST,
         "SpacesTable: the code calls dynamodb:UpdateItem on it, which the statement UseTheTable of FunctionRole"),
        ("a status of an operation", OPENAPI,
         in_operation("/spaces/{id}/reviews/mine", "put", without(r"^ *'412': .*\n")), RESOURCE_TEST,
         "PUT /spaces/{id}/reviews/mine answers 412, which src/main/resources/META-INF/openapi.yaml does not describe: add it"),
    ],
    [
        ("an action too many", TEMPLATE, without(r"^( *)- dynamodb:BatchWriteItem\n", r"\1- dynamodb:BatchWriteItem\n\1- dynamodb:Scan\n"),
         RESOURCE_TEST, "ReviewsTable: the statement UseTheReviews of FunctionRole in infra/template.yaml allows dynamodb:Scan on it,"
         " which nothing in ReviewsResourceTest needs: take it from its Action, or test what needs it."),
        ("a status too many", OPENAPI,
         in_operation("/spaces/{id}/reviews", "get", without(r"^( *)('404': )(.*)\n", r"\1\2\3\n\1'409': \3\n")), RESOURCE_TEST,
         "GET /spaces/{id}/reviews never answers 409 in ReviewsResourceTest, and src/main/resources/META-INF/openapi.yaml describes"
         " it: test it, or take it from its responses."),
    ],
]


def run(command, folder=ROOT):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def prepare():
    """Compiles once, and tells the tests' class path without the classes themselves."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    code, output = run([*MAVEN, "test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={WORK / 'classpath'}"])
    if code:
        sys.exit(f"FAILED: {' '.join(MAVEN)} test-compile\n{output}")
    classpath = (WORK / "classpath").read_text().strip()
    code, output = run(["javac", "-d", WORK / "runner", "-cp", classpath, ROOT / ".ci/safety-net/RunTests.java"])
    if code:
        sys.exit(f"FAILED: javac RunTests.java\n{output}")
    return classpath


def copy(name):
    """A checkout as far as the tests read it."""
    folder = WORK / name
    for path in ("pom.xml", "infra", "src/main", "src/local/resources", "target/classes", "target/test-classes"):
        source = ROOT / path
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / path)
        else:
            shutil.copy(source, folder / path)
    return folder


def mutate(folder, path, edit, classpath):
    file = folder / path
    if edit is None:
        file.unlink()
        return
    file.write_text(edit(file.read_text()))
    if path.endswith(".java"):
        code, output = run(["javac", "-proc:none", "-nowarn", "-parameters", "-d", "target/classes",
                            "-cp", f"target/classes:{classpath}", path], folder)
        assert code == 0, output


def tested(folder, tests, classpath, classes="target"):
    """What the tests print that run in a copy, with its classes or those of another folder."""
    return run(["java", "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                f"-Dquarkus-internal-test.serialized-app-model.path={ROOT}/target/quarkus/bootstrap/test-app-model.dat",
                "-cp", f"{WORK / 'runner'}:{classes}/test-classes:{classes}/classes:{classpath}", "RunTests", *tests], folder)[1]


def try_out(name, mutations, classpath, classes="target"):
    """The lines that say what came of these mutations, each with whether it was caught."""
    folder = copy(name)
    for _, path, edit, _, _ in mutations:
        mutate(folder, path, edit, classpath)
    output = tested(folder, sorted({test for _, _, _, test, _ in mutations}), classpath, classes)
    shutil.rmtree(folder)
    for what, path, _, test, sentence in mutations:
        name = test.rsplit(".", 1)[1]
        if sentence in output:
            yield True, f"ok: {what}: {name} says '{sentence}'"
        else:
            yield False, f"FAILED: {what} ({path}) slipped through: {name} did not say '{sentence}', but\n{output[:5000]}"


def main():
    started = time.monotonic()
    classpath = prepare()
    untouched = tested(copy("untouched"), [TEMPLATE_TEST, ROUTES_TEST, TWIN_TEST], classpath)
    if not re.fullmatch(r"[1-9][0-9]* tests\n", untouched):
        sys.exit(f"FAILED: the tests fail before anything is taken out\n{untouched}")
    caught = []
    # Quarkus wants the classes where Maven put them; these runs change none.
    runs = [(mutations, ROOT / "target") for mutations in WITH_THE_APPLICATION]
    runs += [([mutation], "target") for mutation in MUTATIONS]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        numbered = [(f"run-{number}", mutations, classpath, classes) for number, (mutations, classes) in enumerate(runs)]
        for outcomes in threads.map(lambda arguments: list(try_out(*arguments)), numbered):
            for is_caught, line in outcomes:
                caught.append(is_caught)
                print(line, flush=True)
    print(f"safety-net.py: {sum(caught)} of {len(caught)} were noticed, in {time.monotonic() - started:.0f} s")
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(main())
