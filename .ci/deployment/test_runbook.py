"""The commands of infra/README.md for when something is wrong, as they stand there."""

import json
import re
from datetime import datetime, timezone

import pytest
from conftest import Api, token
from emulator import ACCOUNT, CHECKOUT, REGION


@pytest.fixture
def commands(site):
    """Runs the blocks of commands of a section."""
    document = (CHECKOUT / "infra/README.md").read_text()

    def run(section, block=0, **environment):
        [text] = re.findall(rf"^### {section}\n(.*?)^##", document, re.DOTALL | re.MULTILINE)
        block = re.findall(r"^```bash\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[block].replace("ACCOUNT", ACCOUNT)
        ran = site.run("bash", "-euc", f"cd {site.folder}\n{block}", AWS_DEFAULT_REGION=REGION, **environment)
        assert ran.code == 0, ran.said
        return ran.output

    return run


SPACE = '{"name":"Hut","location":"Hill"}'


def test_after_an_alarm_the_logs_are_read(commands, named):
    commands("An alarm")


def test_restores_the_tables_and_points_the_function_at_them(emulator, site, commands, named):
    alice = token(site, named, "alice")
    space = json.loads(Api(named).call("/spaces", alice, "POST", SPACE).body)["id"]

    commands("Restore the tables", WHEN=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))

    assert named.variables()["REVIEWS_TABLE"] == "Reviews-space-finder-restored"
    assert named.variables()["SPACES_TABLE"] == named.outputs()["TableName"] == "Spaces-space-finder-restored"
    assert Api(named).call(f"/spaces/{space}", alice).status == 200
    later = Api(named).call("/spaces", alice, "POST", SPACE)
    assert later.status == 201, later
    assert [name for name in ("Spaces-space-finder", "Spaces-space-finder-restored") if has(emulator, name, json.loads(later.body)["id"])] == ["Spaces-space-finder-restored"]
    assert Api(named).call("/spaces?location=Hill", alice).status == 200


def has(emulator, table, space):
    return "Item" in emulator.client("dynamodb").get_item(TableName=table, Key={"id": {"S": space}})


TO_LIVE = {"Spaces-space-finder-restored": "expiresAt"}


@pytest.mark.parametrize("name", ["Spaces-space-finder-restored", "Reviews-space-finder-restored"])
def test_a_restored_table_is_protected_as_the_stacks_own(emulator, named, name):
    dynamodb = emulator.client("dynamodb")
    table, own = (dynamodb.describe_table(TableName=name.removesuffix(suffix))["Table"] for suffix in ("", "-restored"))
    assert table["DeletionProtectionEnabled"] is True
    for indexes in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        assert [index["IndexName"] for index in table.get(indexes, [])] == [index["IndexName"] for index in own.get(indexes, [])]
    expires = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"].get("AttributeName")
    assert expires == TO_LIVE.get(name)
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_rolls_back_and_deploys_the_zip_of_a_release_again(site, commands, named):
    template = site.folder / "infra/template.yaml"
    original = template.read_text()
    template.write_text(original.replace("Description: Space Finder API, compiled", "Description: A bad day, compiled"))
    ran = site.deploy()
    template.write_text(original)
    assert ran.code == 0, ran.said
    [bad, good] = re.findall(r"^([0-9TZ]+) *(?:stands)?$", site.deploy("--releases").output, re.MULTILINE)

    said = commands("Roll back")

    assert f"Deploying the release {good} of the stack space-finder in {REGION} in place of {bad}" in said
    before = (site.folder / "target/function.zip").read_bytes()
    commands("Roll back", 1, RELEASE=bad)
    assert (site.folder / "target/function.zip").read_bytes() == before
