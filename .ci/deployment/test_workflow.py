"""What .github/workflows/deploy-stack.yml does in AWS, with the role that infra/README.md gives it."""

import re
from contextlib import contextmanager

import pytest
import yaml
from conftest import PASSWORD
from emulator import ACCOUNT, CHECKOUT, REGION

OWN = "spaces-test"


def step(name):
    """What a step of .github/workflows/deploy-stack.yml runs."""
    workflow = yaml.safe_load((CHECKOUT / ".github/workflows/deploy-stack.yml").read_text())
    [run] = [step["run"] for step in workflow["jobs"]["deploy"]["steps"] if step.get("id") == name]
    return run


@contextmanager
def other_release(site):
    """A template that makes a new release of what is deployed meanwhile."""
    template = site.folder / "infra/template.yaml"
    original = template.read_text()
    template.write_text(original.replace("Description: Space Finder API, compiled", "Description: Another API, compiled"))
    try:
        yield
    finally:
        template.write_text(original)


def described(emulator, stack):
    function = emulator.client("lambda").get_function_configuration(FunctionName=stack.outputs()["FunctionName"])
    return function["Description"], function["MemorySize"], function["CodeSha256"]


def test_the_workflow_puts_back_what_stood_before(emulator, site, test):
    """As after a deployment that came to its end and failed its tests."""
    names = {"STACK": test.name, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
    in_shell = lambda name: site.run("bash", "-ec", f"cd {site.folder}\n{step(name)}", **names)
    before = described(emulator, test), test.variables(), test.parameters()
    kept = in_shell("keep")
    assert kept.code == 0, kept.said
    with other_release(site):
        ran = site.deploy("--stack", test.name, "MemorySize=1024", "CorsOrigins=https://c.example")
    assert ran.code == 0 and described(emulator, test)[:2] == ("Another API, compiled to a native executable", 1024), ran.said
    failed = test.deployment()

    ran = in_shell("restore")

    assert ran.code == 0 and "is what it was before" in ran.output, ran.said
    assert (described(emulator, test), test.variables(), test.parameters()) == before
    assert test.deployment() != failed


def test_the_workflow_says_that_nothing_stood_before_the_first_deployment(site):
    names = {"STACK": "spaces-new", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
    assert site.run("bash", "-ec", f"cd {site.folder}\n{step('keep')}", **names).code == 0
    ran = site.run("bash", "-ec", f"cd {site.folder}\n{step('restore')}", **names)
    assert ran.code == 1 and "nothing stood there before" in ran.output


@pytest.fixture(scope="module")
def role(emulator):
    """Credentials of somebody who may do what the document says of the role, and nothing else."""
    document = (CHECKOUT / "infra/README.md").read_text()
    [policy] = [block for block in re.findall(r"```json\n(.*?)```", document, re.DOTALL) if "cloudformation:CreateChangeSet" in block]
    iam = emulator.client("iam")
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="deploy", PolicyDocument=policy.replace("ACCOUNT", ACCOUNT))
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def test_its_role_deploys_its_own_stack_deletes_an_old_release_and_rolls_back(emulator, site, test, role):
    s3, bucket = emulator.client("s3"), f"space-finder-{ACCOUNT}-{REGION}"
    for day in range(10, 21):
        s3.put_object(Bucket=bucket, Key=f"{OWN}/releases/202001{day}T000000Z/template.yaml", Body=b"")
    before = test.parameters()
    with other_release(site):
        ran = site.deploy("--stack", OWN, "MemorySize=640", **role)
    assert ran.code == 0 and test.parameters()["MemorySize"] == "640", ran.said
    assert "20200110T000000Z/template.yaml" not in [file["Key"].split("releases/")[1] for file in s3.list_objects_v2(Bucket=bucket, Prefix=f"{OWN}/")["Contents"]]

    ran = site.deploy("--stack", OWN, "--rollback", f"MemorySize={before['MemorySize']}", **role)

    assert ran.code == 0 and test.parameters() == before, ran.said


def test_its_role_makes_the_user_of_the_tests_and_deletes_it(site, test, role):
    for command in (["create", "tester", "tester@example.com"], ["group", "tester", "admins"], ["token", "tester"]):
        ran = site.users(*command, stack=OWN, password=PASSWORD, **role)
        assert ran.code == 0, ran.said
    pool = test.outputs()["UserPoolId"]
    ran = site.run("aws", "cognito-idp", "admin-delete-user", "--region", REGION, "--user-pool-id", pool, "--username", "tester", **role)
    assert ran.code == 0, ran.said


def test_its_role_may_not_touch_another_stack(site, prod, role):
    before = prod.parameters()
    ran = site.deploy("--stack", prod.name, "MemorySize=640", **role)
    assert ran.code != 0 and "AccessDenied" in ran.errors, ran.said
    assert prod.parameters() == before


def test_its_role_reads_no_space(site, test, role):
    ran = site.run("aws", "dynamodb", "scan", "--region", REGION, "--table-name", test.outputs()["TableName"], **role)
    assert ran.code != 0 and "AccessDenied" in ran.errors
