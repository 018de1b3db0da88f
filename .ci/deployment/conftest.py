"""What the tests of the deployment share: one emulated AWS, the real zip, and two stacks side by side.

`prod` has the template's defaults; `test` is made the same way and deployed again with access tokens, scopes and origins.
"""

import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest
from emulator import ACCOUNT, CHECKOUT, REGION, Emulator, Site, Stack

ZIP = CHECKOUT / "target/function.zip"
CLI, CLI_2 = Path(os.environ["AWS_CLI"]), Path(os.environ["AWS_CLI_2"])
PASSWORD = 'Corr3ct-"horse\\ é$'
ORIGINS = ["https://a.example", "https://b.example"]

def pytest_sessionstart():
    try:
        with zipfile.ZipFile(ZIP) as function:
            if function.read("bootstrap").startswith(b"\x7fELF"):
                return
        found = "its bootstrap is none"
    except (OSError, zipfile.BadZipFile, KeyError) as problem:
        found = problem
    pytest.exit(f"FAILED: there is no native function in {ZIP} ({found}): build it with ./mvnw package -Dnative", returncode=1)


@dataclass
class Recorded:
    """What the AWS CLI was called with, and what could be seen while it ran."""

    folder: Path

    def __getattr__(self, name):
        file = self.folder / name
        return file.read_text() if file.exists() else ""

    @contextmanager
    def failing(self, events):
        """CloudFormation refuses each deployment, and tells of these events, the newest first."""
        file = self.folder / "events"
        file.write_text("\n".join("\t".join(event) for event in events))
        try:
            yield
        finally:
            file.unlink()

    def forget(self):
        for name in ("calls", "processes", "environment"):
            (self.folder / name).unlink(missing_ok=True)


@dataclass
class Answer:
    status: int
    headers: Message = field(repr=False)
    body: str


class Api:
    """The API of a stack, where the gateway serves it."""

    def __init__(self, stack):
        self.stack = stack
        url = urllib.parse.urlsplit(stack.outputs()["ApiUrl"])
        self.host, self.base = url.netloc, url.path

    def call(self, path, token=None, method="GET", body=None, **headers):
        # Not everything resolves a name below localhost.
        headers = {"Host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(f"{self.stack.emulator.endpoint}{self.base}{path}", method=method, headers=headers, data=body and body.encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read().decode())

    def invocations(self):
        """How often the function was called, by its log."""
        pages = self.stack.emulator.client("logs").get_paginator("filter_log_events")
        group = f"/aws/lambda/{self.stack.outputs()['FunctionName']}"
        return sum(event["message"].startswith("START RequestId") for page in pages.paginate(logGroupName=group) for event in page["events"])


@pytest.fixture(scope="session")
def emulator(request):
    emulator = Emulator()
    try:
        yield emulator
    finally:
        log = emulator.stop()
        if request.session.testsfailed:
            print("\nThe end of ministack's log:\n" + "\n".join(log.splitlines()[-60:]), file=sys.stderr)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    command = [CLI.parent / "python", Path(__file__).with_name("aws_cli.py"), folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as cli:
        assert cli.stdout.readline() == "ready\n"
        yield Recorded(folder)
        cli.stdin.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, emulator, recorded):
    return Site(tmp_path_factory.mktemp("site"), emulator, ZIP, [recorded.folder])


@pytest.fixture(scope="session")
def prod(emulator, site, recorded):
    """A stack as the first command of infra/README.md makes it, with a user and an admin."""
    recorded.forget()
    ran = site.deploy("--stack", "spaces-prod")
    assert ran.code == 0, ran.said
    stack = Stack(emulator, "spaces-prod")
    stack.calls = recorded.calls
    stack.said = ran.said
    make_users(site, stack)
    return stack


@pytest.fixture(scope="session")
def test(emulator, site, prod):
    """A second stack in the same account, deployed again with other parameters."""
    ran = site.deploy("--stack", "spaces-test", "--bucket", "another-bucket")
    assert ran.code == 0, ran.said
    stack = Stack(emulator, "spaces-test")
    stack.first_deployment = stack.deployment()
    ran = site.deploy("--stack", "spaces-test", "TokenUse=access", "RequireScopes=true", f"CorsOrigins={','.join(ORIGINS)}")
    assert ran.code == 0, ran.said
    make_users(site, stack)
    return stack


@pytest.fixture(scope="session")
def named(emulator, site, prod):
    """A stack with a name of its own, mail by SES and, as a test goes with it, no protection. It has the default name, as in infra/README.md."""
    zone = emulator.client("route53").create_hosted_zone(Name="spaces.example", CallerReference="once")["HostedZone"]["Id"].split("/")[-1]
    ran = site.deploy(
        "DeletionProtection=false",
        "ApiDomainName=api.spaces.example",
        f"ApiCertificateArn=arn:aws:acm:{REGION}:{ACCOUNT}:certificate/one",
        f"ApiHostedZoneId={zone}",
        f"SesSourceArn=arn:aws:ses:{REGION}:{ACCOUNT}:identity/spaces.example",
        "FromAddress=Spaces <api@spaces.example>",
    )
    assert ran.code == 0, ran.said
    stack = Stack(emulator, "space-finder")
    stack.zone = zone
    ran = site.users("create", "alice", "alice@example.com", stack=stack.name, password=PASSWORD)
    assert ran.code == 0, ran.said
    return stack


def make_users(site, stack):
    for command in (["create", "alice", "alice@example.com"], ["create", "ada", "ada@example.com"], ["group", "ada", "admins"]):
        ran = site.users(*command, stack=stack.name, password=PASSWORD)
        assert ran.code == 0, ran.said


# A token lives a quarter of an hour, which all modules together may take on a slow machine.
@pytest.fixture(scope="module")
def alice(site, prod):
    """The ID token of a user in no group."""
    return token(site, prod, "alice")


@pytest.fixture(scope="session")
def api(prod):
    return Api(prod)


def program(path, text):
    """A shell script of that name, to stand in for a real command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def token(site, stack, user, *options):
    ran = site.users("token", user, *options, stack=stack.name, password=PASSWORD)
    assert ran.code == 0, ran.said
    return ran.output.strip()


def deployed_test(stack, user, **environment):
    """Runs the project's own tests of a deployed stack, as that user."""
    outputs = stack.outputs()
    # Java resolves no name below localhost, and this gap would fail a test: emulator.GAPS, absent_method.
    hosts = stack.emulator.folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {outputs['ApiUrl'].split('/')[2].split(':')[0]}\n")
    tests = "DeployedTest,!DeployedTest#theDescriptionIsOnlyRead"
    # The package and the form of the code are no matter of what is deployed.
    quick = ["-Dquarkus.build.skip", "-Dspotless.check.skip"]
    return subprocess.run(
        ["./mvnw", "-B", "-ntp", "verify", *quick, f"-Dapi.url={outputs['ApiUrl']}", f"-DargLine=-Djdk.net.hosts.file={hosts}", f"-Dtest={tests}"],
        cwd=CHECKOUT,
        env=os.environ
        | stack.emulator.credentials
        | {
            "COGNITO_ISSUER": f"{stack.emulator.endpoint}/{outputs['UserPoolId']}",
            "COGNITO_CLIENT_IDS": outputs["UserPoolClientId"],
            "COGNITO_TOKEN_USES": outputs["TokenUse"],
            "SPACES_USERNAME": user,
            "SPACES_PASSWORD": PASSWORD,
        }
        | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
