"""AWS on this machine: ministack, which others wrote, and the stack deployed to it by the real infra/deploy.sh.

One process on loopback is CloudFormation, Cognito, API Gateway, Lambda, DynamoDB, IAM and the rest. It starts the native function as
Lambda does and lets it do only what its role allows. What ministack lacks stands in GAPS, and nowhere else.

emulator.py serve  deploys the stack, makes two users and keeps both until Ctrl-C
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import botocore.session

CHECKOUT = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
ACCOUNT = "000000000000"
ORIGIN = "http://localhost:9229"


@dataclass(frozen=True)
class Gap:
    """What the emulator lacks. Where that would stop the deployment, `old` in the deployed copy of the template becomes `new`."""

    name: str
    what: str
    old: str = ""
    new: str = ""


# Each has a test of the same name in test_gaps.py, which fails once a later version closes the gap: then the gap goes from here.
GAPS = (
    Gap(
        "metric_math",
        "alarms on metric math: the copy has no TableThrottlesAlarm",
        old=r"\n  TableThrottlesAlarm:\n(?:    .*\n)+",
        new="\n",
    ),
    Gap(
        "query_definitions",
        "saved queries of Logs Insights: the copy has none",
        old=r"\n  # Questions to the logs.*\n(?:\n  \w+Query:\n(?:    .*\n)+)+",
        new="",
    ),
    Gap(
        "provider_url",
        "the user pool's ProviderURL: the copy makes the same from its ProviderName",
        old=re.escape("!GetAtt SpaceUserPool.ProviderURL"),
        new="!Sub https://${SpaceUserPool.ProviderName}",
    ),
    Gap(
        "gateway_name",
        "names of APIs in the DNS: they end in localhost here, and so does the copy's ApiUrl",
        old=r"https://\$\{SpacesApi\}\.execute-api\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}",
        new="http://${SpacesApi}.execute-api.localhost:PORT",
    ),
    Gap("absent_method", "a path's method that is not there: the call goes on to {proxy+}, where AWS says that there is nothing"),
    Gap("domain_path", "the requestContext.path on a name of the API's own: the stage is in it, as AWS has it on its own names alone"),
    Gap("firewall", "associating a firewall, and its log: Waf=true cannot be deployed"),
    Gap("pool_protection", "the user pool's DeletionProtection: it is kept, and the pool can be deleted all the same"),
    Gap("signature", "the signatures of calls: who knows the id of a key needs no secret"),
    Gap("expired_token", "EXPIRED_TOKEN: an expired token gets the response for any other bad token"),
    Gap("access_denied", "ACCESS_DENIED: a token without a scope that the method asks for gets 401, not 403"),
    Gap("token_use", "an authorizer without scopes lets access tokens pass: only the function refuses them"),
    Gap("integration_failure", "the gateway's own answers when the function fails: they are not those of the template"),
)


def adapted(template, port):
    """The template as the emulator takes it, by what GAPS says and nothing more."""
    for gap in GAPS:
        if gap.old:
            template, found = re.subn(gap.old, lambda _, gap=gap: gap.new.replace("PORT", str(port)), template)
            if found != 1:
                raise AssertionError(f"the template has {found} places, not one, for the gap {gap.name}: {gap.what}")
    return template


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """A running ministack, with nothing in it. Its folder goes with it."""

    # With AUTH=true the root's key is the one that the emulator is started with, and signatures and policies are checked.
    def __init__(self, port=None):
        self.port = port or free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="space-finder-aws-"))
        self.log = self.folder / "log"
        self.secret = secrets.token_hex(20)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env={
                    "PATH": "/usr/bin:/bin",
                    "HOME": str(self.folder),
                    "TMPDIR": str(self.folder),
                    "STATE_DIR": str(self.folder / "state"),
                    "S3_DATA_DIR": str(self.folder / "s3"),
                    "BIND_HOST": "127.0.0.1",
                    "GATEWAY_PORT": str(self.port),
                    "AUTH": "true",
                    "AWS_ACCESS_KEY_ID": "root",
                    "AWS_SECRET_ACCESS_KEY": self.secret,
                    # Where the function finds DynamoDB.
                    "AWS_ENDPOINT_URL": self.endpoint,
                    "IOT_MTLS_ENABLED": "0",
                    "SFTP_ENABLED": "0",
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._await()

    def _await(self):
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=5).close()
                return
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.1)
        self.stop()
        raise AssertionError("ministack does not answer")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._end_functions()
        log = self.log.read_text()
        shutil.rmtree(self.folder, ignore_errors=True)
        return log

    def _end_functions(self):
        """Ends the functions that ministack started: it leaves them behind."""
        for link in Path("/proc").glob("[0-9]*/exe"):
            try:
                if link.readlink().is_relative_to(self.folder):
                    os.kill(int(link.parent.name), signal.SIGKILL)
            except (FileNotFoundError, PermissionError, ProcessLookupError):
                pass

    @property
    def credentials(self):
        """The environment in which the AWS CLI and the SDKs find this AWS."""
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": "root", "AWS_SECRET_ACCESS_KEY": self.secret}

    def client(self, service):
        return botocore.session.get_session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="root",
            aws_secret_access_key=self.secret,
        )


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    output: str
    errors: str

    @property
    def said(self):
        return self.output + self.errors


class Site:
    """A copy of infra/ beside a function.zip, whose scripts run in an environment of their own: no home, no settings of the user."""

    def __init__(self, folder, emulator, zip_file=None, clis=()):
        self.folder, self.emulator = Path(folder), emulator
        shutil.copytree(CHECKOUT / "infra", self.folder / "infra")
        template = self.folder / "infra/template.yaml"
        template.write_text(adapted(template.read_text(), emulator.port))
        (self.folder / "target").mkdir()
        (self.folder / "home").mkdir()
        if zip_file:
            (self.folder / "target/function.zip").symlink_to(zip_file)
        self.path = ":".join([*map(str, clis), "/usr/bin", "/bin"])

    def run(self, *command, credentials=True, **environment):
        names = {"PATH": self.path, "HOME": str(self.folder / "home"), "AWS_EC2_METADATA_DISABLED": "true"}
        if credentials:
            names |= self.emulator.credentials
        ran = subprocess.run(
            [str(self.folder / command[0]) if "/" in command[0] else command[0], *command[1:]],
            env=names | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            start_new_session=True,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def deploy(self, *arguments, region=REGION, **environment):
        options = ["--region", region] if region else []
        return self.run("infra/deploy.sh", "--no-build", *options, *arguments, **environment)

    def users(self, *arguments, stack, password="", **environment):
        secret = {"SPACES_PASSWORD": password} if password else {}
        return self.run("infra/users.sh", "--region", REGION, "--stack", stack, *arguments, **secret, **environment)


class Stack:
    """What stands on the emulator under a name."""

    def __init__(self, emulator, name):
        self.emulator, self.name = emulator, name
        self.cloudformation = emulator.client("cloudformation")

    def describe(self):
        return self.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]

    def outputs(self):
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe()["Outputs"]}

    def parameters(self):
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in self.describe()["Parameters"]}

    def resources(self):
        """Logical to physical ids."""
        found = self.cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]
        return {resource["LogicalResourceId"]: resource.get("PhysicalResourceId") for resource in found}

    def deployment(self):
        """The name of the API's deployment, which is another after each change of the API."""
        [name] = [name for name in self.resources() if name.startswith("SpacesDeployment")]
        return name

    def variables(self):
        configuration = self.emulator.client("lambda").get_function_configuration(FunctionName=self.outputs()["FunctionName"])
        return configuration["Environment"]["Variables"]


def serve():
    """Deploys the stack for somebody to try, and keeps it until Ctrl-C."""
    # Ended by kill, too, or where a shell keeps Ctrl-C from what runs behind it, it takes everything with it.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    zip_file = CHECKOUT / "target/function.zip"
    port = int(os.environ.get("PORT", "4566"))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            sys.exit(f"port {port} cannot be had ({taken.strerror}): name another, as in PORT=4570 .ci/deployment.sh serve")
    print("Deploying the stack to an AWS on this machine (up to a minute) ...", flush=True)
    emulator = Emulator(port)
    try:
        site = Site(tempfile.mkdtemp(dir=emulator.folder) + "/site", emulator, zip_file, [Path(part) for part in os.environ["PATH"].split(":")])
        ran = site.deploy(f"CorsOrigins={ORIGIN}")
        if ran.code != 0:
            sys.exit(ran.said)
        for user, password in (("visitor", "Visitor-pass-1"), ("admin", "Admin-pass-1")):
            for command in (["create", user, f"{user}@example.com"], *([["group", user, "admins"]] if user == "admin" else [])):
                ran = site.users(*command, stack="space-finder", password=password)
                if ran.code != 0:
                    sys.exit(ran.said)
        outputs = Stack(emulator, "space-finder").outputs()
        chosen = {"userPoolId": outputs["UserPoolId"], "clientId": outputs["UserPoolClientId"], "api": outputs["ApiUrl"]}
        playground = f"{ORIGIN}/?{urllib.parse.urlencode(chosen | {'domain': emulator.endpoint, 'endpoint': emulator.endpoint})}"
        print(f"""
The whole stack stands at {emulator.endpoint} until Ctrl-C, for this machine alone.

  API           {outputs["ApiUrl"]}
  user pool     {outputs["UserPoolId"]}
  app client    {outputs["UserPoolClientId"]}
  sign in as    visitor / Visitor-pass-1 or admin / Admin-pass-1
  click through {playground} (while ./mvnw quarkus:dev runs)

Call it, from the project's folder:

  export PATH={Path(os.environ["AWS_CLI"]).parent}:$PATH
  export {" ".join(f"{name}={value}" for name, value in emulator.credentials.items())}
  TOKEN=$(SPACES_PASSWORD=Visitor-pass-1 infra/users.sh --region {REGION} token visitor)
  curl {outputs["ApiUrl"]}/hello -H @- <<<"Authorization: Bearer $TOKEN"
  curl {outputs["ApiUrl"]}/spaces -H @- -d '{{"name":"Shed","location":"Yard"}}' -H 'Content-Type: application/json' <<<"Authorization: Bearer $TOKEN"
  curl {outputs["ApiUrl"]}/spaces -H @- <<<"Authorization: Bearer $TOKEN"
""", flush=True)
        emulator.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        emulator.stop()


if __name__ == "__main__":
    if sys.argv[1:] != ["serve"]:
        sys.exit(__doc__)
    serve()
