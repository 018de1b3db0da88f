"""infra/deploy.sh: what it makes, what it keeps, what it refuses."""

import json
import re
import urllib.request
import zipfile

import pytest
from botocore.exceptions import ClientError
from conftest import CLI_2, ORIGINS, ZIP, program, token
from emulator import ACCOUNT, CHECKOUT, REGION, Site
from tokens import claims

ELF = bytes.fromhex("7f454c46020101000000000000000000")


@pytest.fixture
def elsewhere(tmp_path, emulator, recorded):
    """A site without a zip, to break."""
    return Site(tmp_path / "site", emulator, clis=[recorded.folder])


def make_zip(site, name, content):
    with zipfile.ZipFile(site.folder / "target/function.zip", "w") as file:
        file.writestr(zipfile.ZipInfo(name), content)


# What it makes


@pytest.mark.parametrize("name", ["UserPoolId", "UserPoolClientId", "MachineClientId", "IdentityPoolId", "ApiUrl", "SignInUrl", "Issuer", "TableName", "FunctionName"])
def test_the_stack_has_the_output(prod, name):
    assert prod.outputs()[name]


def test_makes_the_calls_that_the_dry_run_prints_in_that_order(site, prod):
    dry = site.run("infra/deploy.sh", "--dry-run", "--region", REGION, "--stack", "spaces-prod", credentials=False)
    assert dry.code == 0, dry.said
    planned = re.findall(r"^aws (\S+ \S+)", dry.output, re.MULTILINE)
    assert planned == [call for call in prod.calls.splitlines() if call.startswith(("sts", "cloudformation", "s3", "apigateway"))]


def test_a_dry_run_needs_neither_credentials_nor_the_cli(site):
    ran = site.run("infra/deploy.sh", "--dry-run", "--region", "eu-central-1", credentials=False, PATH="/usr/bin:/bin")
    assert ran.code == 0, ran.said


def test_a_dry_run_takes_no_notice_of_the_zip_that_the_jvms_build_leaves(elsewhere):
    make_zip(elsewhere, "quarkus-run.jar", b"\0")
    ran = elsewhere.run("infra/deploy.sh", "--dry-run", "--region", REGION, credentials=False)
    assert ran.code == 0 and "Architecture=" in ran.output, ran.said


def test_announces_the_role_that_api_gateway_gets_for_the_whole_account_before_it_makes_the_stack(prod):
    said = prod.said.splitlines()
    [role] = [number for number, line in enumerate(said) if "API Gateway has no role to write logs with" in line]
    [creates] = [number for number, line in enumerate(said) if line.startswith("==> Creating the stack")]
    assert role < creates


def test_the_function_knows_its_pool_and_its_table(prod):
    variables, outputs = prod.variables(), prod.outputs()
    assert variables["COGNITO_USER_POOL_ID"] == outputs["UserPoolId"]
    assert variables["SPACES_TABLE"] == outputs["TableName"]


def test_the_function_takes_id_tokens_of_the_one_client_that_people_use(prod):
    assert prod.variables()["COGNITO_TOKEN_USES"] == "id"
    assert prod.variables()["COGNITO_CLIENT_IDS"] == prod.outputs()["UserPoolClientId"]


def test_the_function_is_handed_the_pools_keys(emulator, prod):
    with urllib.request.urlopen(f"{emulator.endpoint}/{prod.outputs()['UserPoolId']}/.well-known/jwks.json") as keys:
        assert json.loads(prod.variables()["COGNITO_JWKS"]) == json.load(keys)


def test_the_processor_is_read_from_the_binary(prod):
    with zipfile.ZipFile(ZIP) as function:
        machine = function.read("bootstrap")[18:20]
    assert prod.parameters()["Architecture"] == {b"\x3e\x00": "x86_64", b"\xb7\x00": "arm64"}[machine]


def test_the_pool_and_the_table_are_protected(emulator, prod):
    outputs = prod.outputs()
    pool = emulator.client("cognito-idp").describe_user_pool(UserPoolId=outputs["UserPoolId"])["UserPool"]
    table = emulator.client("dynamodb").describe_table(TableName=outputs["TableName"])["Table"]
    assert (pool["DeletionProtection"], table["DeletionProtectionEnabled"]) == ("ACTIVE", True)


def test_the_bucket_is_closed_to_the_public(emulator, prod):
    access = emulator.client("s3").get_public_access_block(Bucket=f"space-finder-{ACCOUNT}-{REGION}")
    assert set(access["PublicAccessBlockConfiguration"].values()) == {True}


def test_warns_that_the_sign_in_page_sends_browsers_back_to_localhost_and_of_nothing_else(prod):
    [warning] = re.findall(r"deploy\.sh: (.*)", prod.said)
    assert "back to localhost" in warning


def test_the_stack_itself_is_protected(prod):
    assert prod.describe()["EnableTerminationProtection"] is True
    with pytest.raises(ClientError, match="TerminationProtection"):
        prod.cloudformation.delete_stack(StackName=prod.name)


# What it keeps and changes


def test_a_run_without_a_change_keeps_everything(site, prod):
    before = prod.deployment(), prod.variables(), prod.parameters()
    ran = site.deploy("--stack", "spaces-prod")
    assert ran.code == 0, ran.said
    assert (prod.deployment(), prod.variables(), prod.parameters()) == before


def test_leaves_nothing_behind_in_the_checkout(site, prod):
    assert [file.name for file in (site.folder / "target").iterdir()] == ["function.zip"]


def test_access_tokens_scopes_and_origins_reach_the_function(test):
    variables, outputs = test.variables(), test.outputs()
    assert variables["COGNITO_TOKEN_USES"] == "access"
    assert variables["COGNITO_REQUIRE_SCOPES"] == "true"
    assert variables["COGNITO_CLIENT_IDS"] == f"{outputs['UserPoolClientId']},{outputs['MachineClientId']}"
    assert variables["QUARKUS_HTTP_CORS_ORIGINS"] == ",".join(ORIGINS)


def test_a_change_of_the_api_makes_a_new_deployment_of_it(test):
    assert test.deployment() != test.first_deployment


def test_an_app_of_ones_own_as_callback_is_warned_of_no_more(site, test):
    ran = site.deploy("--stack", test.name, "CallbackUrl=https://app.example/")
    assert ran.code == 0 and "back to localhost" not in ran.said, ran.said


def test_the_keys_that_were_handed_in_stay_when_new_ones_cannot_be_fetched(site, prod, tmp_path):
    handed = prod.variables()["COGNITO_JWKS"]
    program(tmp_path / "bin/curl", "exit 22")
    ran = site.deploy("--stack", prod.name, PATH=f"{tmp_path}/bin:{site.path}")
    assert ran.code == 0 and "keeps those that it was handed before" in ran.errors, ran.said
    assert prod.variables()["COGNITO_JWKS"] == handed


def test_a_second_stack_has_a_pool_a_table_and_an_api_of_its_own(prod, test):
    for name in ("UserPoolId", "TableName", "ApiUrl", "FunctionName", "SignInUrl"):
        assert prod.outputs()[name] != test.outputs()[name]


def test_the_zip_lies_in_the_bucket_that_was_named(emulator, test):
    assert emulator.client("s3").list_objects_v2(Bucket="another-bucket")["KeyCount"] > 0


# How it tells why a deployment failed, whatever CloudFormation has in its events

CANCELLED = ("third", "UPDATE_FAILED", "SpacesFunction", "Resource update cancelled")
CAUSE = ("second", "UPDATE_FAILED", "SpacesTable", "The table is too hot\nby far")
BEGIN = ("first", "UPDATE_IN_PROGRESS", "spaces-prod", "User Initiated")
EARLIER = ("before", "CREATE_FAILED", "SpacesApi", "Last year it rained")


def test_tells_the_cause_alone_of_all_that_failed_now(site, prod, recorded):
    with recorded.failing([CANCELLED, CAUSE, BEGIN, EARLIER]):
        ran = site.deploy("--stack", prod.name)
    assert ran.code != 0 and "SpacesTable: The table is too hot\n    by far" in ran.errors and "the reasons stand above" in ran.errors
    assert "rained" not in ran.errors and "cancelled" not in ran.errors


def test_says_that_nothing_was_changed_when_a_change_set_is_refused(site, prod, recorded):
    with recorded.failing([EARLIER]):
        ran = site.deploy("--stack", prod.name)
    assert ran.code != 0 and "nothing was changed" in ran.errors and "reasons stand above" not in ran.errors


def test_says_that_the_end_was_not_seen(site, prod, recorded):
    with recorded.failing([BEGIN, EARLIER]):
        ran = site.deploy("--stack", prod.name)
    assert ran.code != 0 and "did not come to its end" in ran.errors


def test_says_that_nothing_was_changed_when_a_new_stack_is_refused(site):
    ran = site.deploy("--stack", "never", "RequireScopes=true")
    assert ran.code != 0 and "nothing was changed" in ran.errors and "does not exist" not in ran.errors


# How it builds


@pytest.fixture
def builder(elsewhere):
    """A site whose Maven writes down how it was asked, and brings the real zip."""
    program(elsewhere.folder / "mvnw", f'echo "$@" >"{elsewhere.folder}/asked"; ln -sf "{ZIP}" target/function.zip')
    program(elsewhere.folder / "graalvm/bin/native-image", "")
    program(elsewhere.folder / "engine/docker", "")
    return elsewhere


def test_builds_with_graalvm(builder, prod):
    ran = builder.run("infra/deploy.sh", "--region", REGION, "--stack", "spaces-prod", GRAALVM_HOME=str(builder.folder / "graalvm"))
    assert ran.code == 0, ran.said
    assert (builder.folder / "asked").read_text() == "-B -ntp -q package -Dnative -DskipTests\n"


def test_builds_in_a_container_where_there_is_no_graalvm(builder, prod):
    ran = builder.run("infra/deploy.sh", "--region", REGION, "--stack", "spaces-prod", PATH=f"{builder.folder}/engine:{builder.path}")
    assert ran.code == 0, ran.said
    assert (builder.folder / "asked").read_text() == "-B -ntp -q package -Dnative -DskipTests -Dquarkus.native.container-build=true\n"


def test_does_not_deploy_what_did_not_build(builder, recorded):
    program(builder.folder / "mvnw", "exit 1")
    recorded.forget()
    ran = builder.run("infra/deploy.sh", "--region", REGION, GRAALVM_HOME=str(builder.folder / "graalvm"))
    assert ran.code != 0 and "the build failed" in ran.errors
    assert "cloudformation" not in recorded.calls


def test_says_how_to_build_with_neither_graalvm_nor_a_container_engine(elsewhere):
    ran = elsewhere.run("infra/deploy.sh", "--region", REGION, DOCKER_HOST="unix:///nowhere")
    assert ran.code != 0 and "neither GraalVM on Linux" in ran.errors


# What it refuses


@pytest.mark.parametrize(
    "sentence, arguments",
    {
        "is no name for a stack": ["--stack", "9_lives"],
        "does not know '--fast'": ["--fast"],
        "has no parameter TokenUsage": ["TokenUsage=id"],
        "has no parameter T.kenUse": ["T.kenUse=id"],
        "--stack needs a value": ["--stack"],
    }.items(),
)
def test_refuses_what_it_cannot_read(site, recorded, sentence, arguments):
    recorded.forget()
    ran = site.deploy(*arguments)
    assert ran.code != 0 and sentence in ran.errors
    assert recorded.calls == ""


@pytest.mark.parametrize(
    "sentence, parameter",
    [
        ("TokenUse cannot be 'both': it is one of id, access", "TokenUse=both"),
        ("Mfa cannot be '': it is one of OFF, OPTIONAL, ON", "Mfa="),
        ("CorsOrigins cannot be '*': it is comma-separated origins", "CorsOrigins=*"),
        ("CallbackUrl cannot be 'http://app.example': it is an https URL", "CallbackUrl=http://app.example"),
        ("MemorySize cannot be '127': it is a whole number from 128 to 10240", "MemorySize=127"),
        ("MemorySize cannot be '1e3': it is a whole number", "MemorySize=1e3"),
        ("ThrottlingRate cannot be '0': it is a whole number from 1 on", "ThrottlingRate=0"),
        ("it has 3000 characters at most, not 3001", f"Jwks={'x' * 3001}"),
        ("FromAddress cannot be 'Spaces': it is an address", "FromAddress=Spaces"),
    ],
)
def test_refuses_a_value_that_the_template_does_not_allow_before_it_builds_or_calls(site, recorded, sentence, parameter):
    recorded.forget()
    ran = site.run("infra/deploy.sh", "--region", REGION, parameter)
    assert ran.code != 0 and sentence in ran.errors
    assert recorded.calls == ""


@pytest.mark.parametrize("value", ["https://a.example,http://localhost:3000", ""])
def test_takes_a_value_that_it_allows(site, value):
    ran = site.run("infra/deploy.sh", "--dry-run", "--region", REGION, f"CorsOrigins={value}", "FromAddress=Spaces <a@b.example>", credentials=False)
    assert ran.code == 0, ran.said


def test_reads_every_pattern_as_cloudformation_does():
    """A part of Java's patterns that bash lacks would make each value wrong, or none."""
    template = (CHECKOUT / "infra/template.yaml").read_text()
    patterns = re.findall(r"AllowedPattern: (.*)", template)
    assert len(patterns) >= 8
    for pattern in patterns:
        read = pattern.replace("(?:", "(").replace(r"\S", "[^[:space:]]").replace(r"[^\s", "[^[:space:]")
        assert not re.search(r"\\[a-zA-Z]|\(\?", read), f"infra/deploy.sh cannot read {pattern}"


def test_refuses_a_parameter_that_is_named_twice(site):
    ran = site.deploy("TokenUse=id", "TokenUse=access")
    assert ran.code != 0 and "the command names TokenUse twice" in ran.errors


# A file of parameters


def with_file(site, tmp_path, content, *arguments):
    (tmp_path / "parameters.json").write_text(content)
    return site.run("infra/deploy.sh", "--dry-run", "--region", REGION, "--parameters", str(tmp_path / "parameters.json"), *arguments, credentials=False)


def test_takes_parameters_from_a_file_and_what_the_command_names_wins(site, tmp_path):
    ran = with_file(site, tmp_path, '{"TokenUse": "access", "RequireScopes": true,\n "LogRetentionDays": 90, "Jwks": "{\\"keys\\":[]}"}', "LogRetentionDays=7")
    assert ran.code == 0, ran.said
    [first, *_] = re.findall(r"--parameter-overrides (.*)", ran.output)
    assert first.split()[:4] == ["LogRetentionDays=7", "TokenUse=access", "RequireScopes=true", r"Jwks=\{\"keys\":\[\]\}"]


def test_takes_a_file_as_editors_of_windows_write_it(site, tmp_path):
    ran = with_file(site, tmp_path, '\ufeff{"TokenUse": "access",\r\n"MemorySize": 1024}\r\n')
    assert ran.code == 0 and "TokenUse=access MemorySize=1024" in ran.output, ran.said


def test_finds_the_file_from_where_it_is_called(site, tmp_path):
    (tmp_path / "own.json").write_text('{"MemorySize": 1024}')
    ran = site.run("bash", "-ec", f"cd {tmp_path}; {site.folder}/infra/deploy.sh --dry-run --region {REGION} --parameters own.json")
    assert ran.code == 0 and "MemorySize=1024" in ran.output, ran.said


@pytest.mark.parametrize("stage, protection", {"test": "false", "prod": "true"}.items())
def test_the_files_of_the_stages_can_be_deployed(site, stage, protection):
    ran = site.run("infra/deploy.sh", "--dry-run", "--region", REGION, "--parameters", f"infra/stages/{stage}.json", credentials=False)
    assert ran.code == 0, ran.said
    assert f"with deletion protection {protection}" in ran.output


@pytest.mark.parametrize(
    "sentence, content",
    [
        ("line 1: here should be a {", ""),
        ("line 1: here should be a {", '["TokenUse=id"]'),
        ("line 1: here should be a parameter's name in quotes", "{TokenUse: 1}"),
        ('line 2: here should be a colon after "TokenUse"', '{\n"TokenUse" "id"}'),
        ("line 2: here should be the value of TokenUse", '{\n"TokenUse": ["id"]}'),
        ("line 3: here should be another parameter after the comma", '{\n"TokenUse": "id",\n}'),
        ("line 1: here should be a comma or a }", '{"TokenUse": "id"'),
        ("line 2: here should be its end", '{"TokenUse": "id"}\n{}'),
        ("it names TokenUse twice", '{"TokenUse": "id", "TokenUse": "id"}'),
        ("parameters.json: TokenUse cannot be 'both'", '{"TokenUse": "both"}'),
        ("parameters.json: the template has no parameter TokenUsage", '{"TokenUsage": "id"}'),
        ("parameters.json: the template has no parameter T.kenUse", '{"T.kenUse": "id"}'),
    ],
)
def test_says_what_is_wrong_with_a_file(site, tmp_path, sentence, content):
    ran = with_file(site, tmp_path, content)
    assert ran.code != 0 and sentence in ran.errors, ran.said


def test_says_that_a_file_cannot_be_read(site):
    ran = site.deploy("--parameters", "nowhere.json")
    assert ran.code != 0 and "cannot read the file of parameters nowhere.json" in ran.errors


@pytest.mark.parametrize(
    "sentence, parameter",
    {
        "RequireScopes needs TokenUse=access": "RequireScopes=true",
        "SesSourceArn and FromAddress need each other": "FromAddress=a@b.example",
        "ApiDomainName, ApiCertificateArn and ApiHostedZoneId need one another": "ApiDomainName=api.b.example",
    }.items(),
)
def test_cloudformation_refuses_parameters_that_contradict_the_template(site, prod, sentence, parameter):
    before = prod.describe()["StackStatus"], prod.variables()
    ran = site.deploy("--stack", "spaces-prod", parameter)
    assert ran.code != 0 and sentence in ran.errors
    assert (prod.describe()["StackStatus"], prod.variables()) == before


def test_refuses_without_credentials(site):
    ran = site.deploy(credentials=False)
    assert ran.code != 0 and "no AWS credentials that work" in ran.errors


def test_refuses_credentials_that_aws_does_not_know(site):
    ran = site.deploy(AWS_ACCESS_KEY_ID="nobody")
    assert ran.code != 0 and "no AWS credentials that work" in ran.errors


def test_refuses_without_a_region(site):
    ran = site.deploy(region=None)
    assert ran.code != 0 and "no region" in ran.errors


def test_refuses_without_a_zip(elsewhere):
    ran = elsewhere.deploy()
    assert ran.code != 0 and "there is no target/function.zip" in ran.errors


@pytest.mark.parametrize(
    "sentence, name, content",
    [
        ("holds no bootstrap", "quarkus-run.jar", b"\0"),
        ("no Linux executable", "bootstrap", bytes.fromhex("cffaedfe07000001")),
        ("no Linux executable", "bootstrap", ELF + bytes.fromhex("0200f300")),
    ],
    ids=["of the JVM", "of a Mac", "of RISC-V"],
)
def test_refuses_a_zip(elsewhere, sentence, name, content):
    make_zip(elsewhere, name, content)
    ran = elsewhere.deploy()
    assert ran.code != 0 and sentence in ran.errors


def test_reads_another_processor_from_the_binary(elsewhere):
    make_zip(elsewhere, "bootstrap", ELF + bytes.fromhex("0200b700"))
    ran = elsewhere.run("infra/deploy.sh", "--no-build", "--dry-run", "--region", REGION)
    assert ran.code == 0 and "Architecture=arm64" in ran.output


# The AWS CLI


@pytest.fixture
def second_version(tmp_path, emulator):
    return Site(tmp_path / "site", emulator, ZIP, [CLI_2.parent])


def test_version_2_of_the_cli_does_what_version_1_did(second_version, prod):
    """The same zip and template are no change; its own pace of looking would make a change take half a minute."""
    before = prod.deployment(), prod.variables(), prod.parameters()
    assert second_version.run("aws", "--version").output.startswith("aws-cli/2.")
    ran = second_version.deploy("--stack", "spaces-prod")
    assert ran.code == 0 and "No changes to deploy" in ran.said, ran.said
    assert (prod.deployment(), prod.variables(), prod.parameters()) == before


def test_version_2_of_the_cli_signs_users_in(second_version, prod):
    assert claims(token(second_version, prod, "ada"))["cognito:groups"] == ["admins"]


def test_says_so_where_there_is_no_aws_cli(site):
    ran = site.deploy(PATH="/usr/bin:/bin")
    assert ran.code != 0 and "the AWS CLI is missing" in ran.errors


@pytest.mark.parametrize("version", ["aws-cli/1.22.34 Python/3.10.6", "aws-cli/2.9.19 Python/3.11.2"])
def test_refuses_a_cli_that_would_pass_over_the_endpoint_and_call_aws(site, tmp_path, version):
    """Debian 12's own is such a one."""
    program(tmp_path / "bin/aws", f'[ "$1" = --version ] && echo "{version}" || echo called >"{tmp_path}/called"')
    ran = site.deploy(PATH=f"{tmp_path}/bin:/usr/bin:/bin")
    assert ran.code != 0 and "AWS_ENDPOINT_URL" in ran.errors
    assert not (tmp_path / "called").exists()
