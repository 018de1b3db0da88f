"""infra/deploy.sh --rollback: the releases that the bucket keeps, and the way back to an earlier one."""

import re
import zipfile

import pytest
from conftest import ZIP, program
from emulator import ACCOUNT, REGION, Site, Stack

NAME = "spaces-back"
BUCKET = f"space-finder-{ACCOUNT}-{REGION}"
MARK = "Description: Space Finder API, compiled to a native executable"


class Releases:
    """A stack, and a site that releases other versions of it."""

    def __init__(self, emulator, site):
        self.emulator, self.site, self.stack = emulator, site, Stack(emulator, NAME)
        self.s3 = emulator.client("s3")
        self.template = site.folder / "infra/template.yaml"
        self.original = self.template.read_text()

    def deploy(self, *arguments, version=None, **environment):
        """Deploys a template that differs from others by its version."""
        if version:
            self.template.write_text(self.original.replace(MARK, f"{MARK}, version {version}"))
        return self.site.deploy("--stack", NAME, *arguments, **environment)

    def version(self):
        [said] = re.findall(r"version (\w+)", self.emulator.client("lambda").get_function_configuration(FunctionName=f"SpacesFunction-{NAME}")["Description"])
        return said

    def keys(self):
        return [file["Key"].removeprefix(f"{NAME}/releases/") for file in self.s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{NAME}/releases/").get("Contents", [])]

    def listed(self):
        """What --releases prints: names and what is said of them."""
        ran = self.site.deploy("--stack", NAME, "--releases")
        assert ran.code == 0, ran.said
        return [line.split() for line in ran.output.splitlines() if line[:1].isdigit()]


@pytest.fixture(scope="module")
def releases(emulator, tmp_path_factory, recorded, clock, prod):
    return Releases(emulator, Site(tmp_path_factory.mktemp("back") / "site", emulator, ZIP, [clock, recorded.folder]))


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """A date whose seconds do not come twice, however quick the deployments are."""
    folder = tmp_path_factory.mktemp("clock")
    program(folder / "date", f'echo . >>"{folder}/times"; printf "20260101T%06dZ\\n" "$(wc -l <"{folder}/times")"')
    return folder


def ok(ran):
    assert ran.code == 0, ran.said
    return ran


def refused(ran, sentence):
    assert ran.code != 0 and sentence in ran.errors, ran.said


# In this order: each test goes on from where the last one left the stack.


def test_a_stack_that_is_not_there_cannot_be_rolled_back(releases):
    refused(releases.deploy("--rollback"), f"there is no stack {NAME}")


def test_nothing_is_before_the_first_release(releases):
    ok(releases.deploy(version="one"))
    refused(releases.deploy("--rollback"), "there is no release before")


def test_a_release_is_the_zip_and_the_template(releases):
    [first] = {key.split("/")[0] for key in releases.keys()}
    assert f"{first}/template.yaml" in releases.keys()
    [zip_key] = [key for key in releases.keys() if re.fullmatch(r"[0-9a-f]{32}", key.split("/")[1])]
    content = releases.s3.get_object(Bucket=BUCKET, Key=f"{NAME}/releases/{zip_key}")["Body"].read()
    assert content == ZIP.read_bytes()


def test_the_same_zip_and_template_again_are_no_new_release(releases):
    before = releases.listed()
    ok(releases.deploy("MemorySize=640"))
    assert releases.listed() == before
    assert [said for _, said in before] == ["stands"]


def test_rolls_back_to_the_release_before_and_keeps_the_parameters(releases):
    ok(releases.deploy(version="two"))
    ok(releases.deploy(version="three"))
    parameters = releases.stack.parameters()

    said = ok(releases.deploy("--rollback")).output

    [three, two, one] = releases.listed()
    assert f"the release {two[0]} of the stack {NAME} in {REGION} in place of {three[0]}" in said
    assert releases.version() == "two"
    assert releases.stack.parameters() == parameters
    assert releases.stack.describe()["EnableTerminationProtection"] is True
    assert (three[1:], two[1:], one[1:]) == (["withdrawn"], ["stands"], [])


def test_a_second_rollback_goes_one_further_back_and_not_forth_again(releases):
    ok(releases.deploy("--rollback"))
    assert releases.version() == "one"
    refused(releases.deploy("--rollback"), "there is no release before")


def test_what_was_rolled_back_from_does_not_come_back_by_its_name(releases):
    refused(releases.deploy("--rollback", releases.listed()[0][0]), "was rolled back from")


def test_a_release_of_no_such_name_is_refused(releases):
    refused(releases.deploy("--rollback", "20200101T000000Z"), "there is no release 20200101T000000Z")


def test_the_next_deployment_is_a_release_again(releases):
    ok(releases.deploy(version="four"))
    assert releases.version() == "four"
    assert releases.listed()[0][1:] == ["stands"]


def test_after_a_deployment_that_failed_there_is_nothing_to_roll_back(releases, prod):
    domain = prod.resources()["SpaceUserPoolDomain"]
    assert releases.deploy(f"DomainPrefix={domain}", version="five").code != 0
    assert releases.version() == "four"
    refused(releases.deploy("--rollback"), "CloudFormation has put back what stood before, the release")


def test_a_release_further_back_can_be_named(releases):
    [one] = [name for name, *said in releases.listed() if not said]
    ok(releases.deploy("--rollback", one, "MemorySize=768"))
    assert (releases.version(), releases.stack.parameters()["MemorySize"]) == ("one", "768")


def test_a_release_without_a_table_of_today_is_refused(releases):
    key = f"{NAME}/releases/{releases.listed()[-1][0]}/template.yaml"
    ok(releases.deploy(version="six"))
    earlier = releases.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    releases.s3.put_object(Bucket=BUCKET, Key=key, Body=earlier.replace(b"\n  SpacesTable:\n", b"\n  OtherTable:\n"))
    refused(releases.deploy("--rollback"), "has no SpacesTable: to go back would take what holds data out of the stack")
    releases.s3.put_object(Bucket=BUCKET, Key=key, Body=earlier)


def test_another_processor_comes_with_its_release(releases):
    """The zip of the release before is for arm64, as its header says; this machine starts neither."""
    releases.site.folder.joinpath("target/function.zip").unlink()
    with zipfile.ZipFile(releases.site.folder / "target/function.zip", "w") as file:
        file.writestr("bootstrap", bytes.fromhex("7f454c460201010000000000000000000200b700"))
    ok(releases.deploy(version="seven"))
    assert releases.stack.parameters()["Architecture"] == "arm64"
    ok(releases.deploy("--rollback"))
    assert releases.stack.parameters()["Architecture"] == "x86_64"
    releases.site.folder.joinpath("target/function.zip").unlink()
    releases.site.folder.joinpath("target/function.zip").symlink_to(ZIP)


def test_the_ten_newest_releases_are_kept(releases):
    """Nine older ones, as if they had been deployed, and what a deployment that failed had left before them."""
    standing = releases.listed()
    template = releases.s3.get_object(Bucket=BUCKET, Key=f"{NAME}/releases/{standing[-1][0]}/template.yaml")["Body"].read()
    for second in range(10, 19):
        releases.s3.put_object(Bucket=BUCKET, Key=f"{NAME}/releases/202501{second}T000000Z/template.yaml", Body=template)
    releases.s3.put_object(Bucket=BUCKET, Key=f"{NAME}/releases/20250101T000000Z/{'0' * 32}", Body=b"")

    said = ok(releases.deploy(version="eight")).output

    kept = [name for name, *said in releases.listed() if said != ["withdrawn"]]
    assert len(kept) == 10
    assert "Deleting the release 20250110T000000Z: ten newer ones are kept" in said
    assert not any(key.startswith("20250101T") for key in releases.keys())


def test_a_dry_run_shows_no_rollback(releases):
    refused(releases.deploy("--rollback", "--dry-run"), "--dry-run shows a first deployment")


def test_another_bucket_has_no_release_of_the_stack(releases):
    releases.s3.create_bucket(Bucket="bucket-without-releases")
    refused(releases.deploy("--rollback", "--bucket", "bucket-without-releases"), "has no release of the stack")
