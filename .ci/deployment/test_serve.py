"""`.ci/deployment.sh serve`: what it prints works as it stands there, and nothing is left of it."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from emulator import CHECKOUT, free_port


@pytest.fixture(scope="module")
def served(recorded, tmp_path_factory):
    """A running one: its process, its folder, its port and what it printed."""
    folder, port = tmp_path_factory.mktemp("serve"), free_port()
    environment = {"PATH": f"{recorded.folder}:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "PORT": str(port), "AWS_CLI": str(recorded.folder / "aws")}
    command = [sys.executable, Path(__file__).with_name("emulator.py"), "serve"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        printed = ""
        while (line := process.stdout.readline()) and "/spaces -H @- <<<" not in line:
            printed += line
        yield process, folder, port, printed + line
        process.kill()


def test_the_commands_that_it_prints_sign_in_and_call_the_api(served):
    _, folder, _, printed = served
    commands = printed.partition("Call it")[2].partition("\n")[2]
    ran = subprocess.run(["bash", "-eu"], input=commands, cwd=CHECKOUT, env={"PATH": "/usr/bin:/bin", "HOME": str(folder)}, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, printed + ran.stderr
    assert ran.stdout.startswith('{"message":"Hello, visitor"}'), ran.stdout
    [space] = json.loads(ran.stdout[ran.stdout.index('{"items"') :])["items"]
    assert (space["name"], space["location"]) == ("Shed", "Yard")


def test_a_port_in_use_is_named_with_the_setting_that_moves_it(served):
    environment = os.environ | {"PORT": str(served[2])}
    second = subprocess.run([sys.executable, Path(__file__).with_name("emulator.py"), "serve"], env=environment, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1 and f"port {served[2]} cannot be had" in second.stderr and "PORT=" in second.stderr


def test_nothing_is_left_after_ctrl_c(served):
    process, folder, port, _ = served
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert list(folder.iterdir()) == []
    assert not [link for link in Path("/proc").glob("[0-9]*/exe") if str(folder) in os.path.realpath(link)]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
