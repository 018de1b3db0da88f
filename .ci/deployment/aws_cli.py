"""The AWS CLI, loaded once: to load it takes longer than what the scripts ask of it. Each call is a copy of this process.

aws_cli.py FOLDER  serves the calls of FOLDER/aws, which stands where scripts look for the CLI, and writes down in FOLDER how it was called
                   and what anybody on the machine could see meanwhile. Runs with the Python that has awscli, until its input ends.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

# The program aws: hands its arguments, environment, streams and folder over, and ends as the call ends.
CLIENT = """#!{python} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
folder = os.open(".", os.O_RDONLY)
call = json.dumps([sys.argv[1:], dict(os.environ)]).encode()
socket.send_fds(server, [len(call).to_bytes(4, "big")], [0, 1, 2, folder])
server.sendall(call)
sys.exit(int(server.recv(16) or b"255"))
"""


def read(connection, length):
    data = b""
    while len(data) < length and (more := connection.recv(length - len(data))):
        data += more
    return data


def carry_out(folder, connection, data_path, main):
    """Becomes the process that the caller asked for, and returns its exit code."""
    length, descriptors, _, _ = socket.recv_fds(connection, 4, 4)
    arguments, environment = json.loads(read(connection, int.from_bytes(length, "big")))
    for target, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, target)
    os.fchdir(descriptors[3])
    os.environ.clear()
    os.environ.update(environment)
    note(folder, "calls", " ".join(arguments[:2]))
    note(folder, "processes", subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True).stdout)
    note(folder, "environment", repr(sorted(os.environ.items())))
    os.environ["AWS_DATA_PATH"] = data_path
    sys.argv = ["aws", *arguments]
    # A test may put these in, for a CloudFormation that refuses each deployment and tells of these events.
    events = folder / "events"
    if arguments[:2] == ["cloudformation", "deploy"] and events.exists():
        return 255
    if arguments[:2] == ["cloudformation", "describe-stack-events"] and events.exists():
        print("before" if "--no-paginate" in arguments else events.read_text())
        return 0
    return main()


def note(folder, name, text):
    with open(folder / name, "a") as file:
        file.write(text + "\n")


def serve(folder):
    # The emulator's stacks stand within a second; the CLI would look every 30 seconds.
    pause = time.sleep
    time.sleep = lambda seconds: pause(min(seconds, 0.2))
    from awscli import clidriver

    clidriver.create_clidriver()
    data_path = os.environ["AWS_DATA_PATH"]
    address = str(folder / "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    client = folder / "aws"
    client.write_text(CLIENT.format(python=sys.executable, address=address))
    client.chmod(0o755)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 255
            try:
                code = carry_out(folder, connection, data_path, clidriver.main)
            except SystemExit as end:
                code = end.code or 0
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            connection.sendall(str(code).encode())
            os._exit(0)
        connection.close()


def end_with_the_input():
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    threading.Thread(target=end_with_the_input, daemon=True).start()
    serve(Path(sys.argv[1]))
