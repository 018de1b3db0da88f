#!/usr/bin/env python3
"""Looks after the documents: every command in them is run by CI, and no link in them is dead.

documents.py check             says what is wrong with the documents, and fails if something is
documents.py commands FILE     prints the shell commands of a document, but for those that are run elsewhere
documents.py code FILE FOLDER  writes a document's code into the files below a folder that the line before each block names:
                               "`path`:" a new file, "`path`, before the line `text`:" an addition; also "after" and "the text"
"""
import os
import re
import subprocess
import sys

# The documents whose commands .ci/readme.sh runs against the development server.
RUN_HERE = [
    "README.md", "src/local/README.md", "src/main/java/dev/spacefinder/reviews/README.md", "src/main/java/dev/spacefinder/spaces/README.md",
]

# The sections whose commands are not run against the development server: the script that runs the same, or why none can.
RUN_ELSEWHERE = {
    ("README.md", "Try it"): ".ci/run",
    ("src/local/README.md", "The playground"): ".ci/run",
    ("src/local/README.md", "Start anew"): "takes away what the other commands made; PlaygroundDataTest does it",
    ("src/main/README.md", "The native function"): ".ci/native.sh",
    ("src/main/java/dev/spacefinder/identity/README.md", "ID token or access token"): ".ci/deployment.sh",
    ("src/main/java/dev/spacefinder/openapi/README.md", "Make a client"): ".ci/generators.sh",
    ("src/bench/README.md", "Performance"): ".ci/native.sh",
    ("src/bench/README.md", "Many clients at once"): ".ci/native.sh",
    ("infra/README.md", "From an account to the first authorized call"): ".ci/deployment.sh",
    ("infra/README.md", "Without an account"): ".ci/deployment.sh",
    ("infra/README.md", "Environments"): ".ci/deployment.sh",
    ("infra/README.md", "Test what is deployed"): ".ci/deployed.sh",
    ("infra/README.md", "An alarm"): ".ci/deployment.sh",
    ("infra/README.md", "Roll back"): ".ci/deployment.sh",
    ("infra/README.md", "Restore the tables"): ".ci/deployment.sh",
    ("infra/README.md", "Move to another account"): "needs two accounts of AWS",
    ("infra/README.md", "User pool and identity pool"): "needs an identity pool of AWS",
    ("infra/README.md", "Teardown"): "needs an account of AWS",
    ("src/main/java/dev/spacefinder/ADD-A-RESOURCE.md", "1. The template"): "needs a server with the example's table",
    ("src/main/java/dev/spacefinder/ADD-A-RESOURCE.md", "3. The code"): "needs a server with the example's routes",
    ("src/main/java/dev/spacefinder/ADD-A-RESOURCE.md", "4. The tests"): ".ci/add-a-resource.sh",
    (".github/MAKE-IT-YOURS.md", "Rename"): ".ci/make-it-yours.sh",
    (".github/MAKE-IT-YOURS.md", "Take later fixes in"): ".ci/make-it-yours.sh",
    (".github/CONTRIBUTING.md", "Build and test"): ".ci/run",
    (".github/CONTRIBUTING.md", "Debug"): "waits for a debugger",
    (".github/CONTRIBUTING.md", "Format"): "changes the sources; ./mvnw verify checks their form",
    (".github/CONTRIBUTING.md", "Release"): "pushes a tag",
}

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


class Document:
    """A Markdown file: its sections, the shell commands in each, and its links."""

    def __init__(self, path):
        self.path = path
        self.headings = []
        self.anchors = set()
        self.commands = []
        self.links = []
        self.fences = []
        language = None
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                line = line.rstrip("\n")
                if line.startswith("```"):
                    if language is None:
                        language = line[3:].strip()
                        self.fences.append((number, language))
                    else:
                        language = None
                elif language == "bash":
                    self.commands.append((self.headings[-1], line))
                elif language is None:
                    self._text(number, line)

    def _text(self, number, line):
        heading = re.match(r"#+ (.*)", line)
        if heading:
            self.headings.append(heading[1])
            self.anchors.add(self._anchor(heading[1]))
        for target in LINK.findall(re.sub(r"`[^`]*`(?!\])", "", line)):
            self.links.append((number, target))

    def _anchor(self, heading):
        """As GitHub makes it: lower case, no punctuation, hyphens for spaces, a number where it stands twice."""
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names = [anchor] + [f"{anchor}-{n}" for n in range(1, 100)]
        return next(name for name in names if name not in self.anchors)


def documents():
    """All Markdown files that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    return {path: Document(path) for path in listed if os.path.exists(path)}


def dead_links(known):
    for document in known.values():
        for line, target in document.links:
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(document.path), name)) if name else document.path
            if path.startswith("..") or not os.path.exists(path):
                yield f"{document.path}:{line}: there is no {path}, which {target} points to"
            elif anchor and path not in known:
                yield f"{document.path}:{line}: {path} is no document, so that {target} points nowhere"
            elif anchor and anchor not in known[path].anchors:
                yield f"{document.path}:{line}: {path} has no heading for {target}"


def commands_that_nobody_runs(known):
    with_commands = {(document.path, section) for document in known.values() for section, _ in document.commands}
    for path, section in sorted(with_commands):
        if path not in RUN_HERE and (path, section) not in RUN_ELSEWHERE:
            yield f"{path}: nobody runs the commands of '{section}': name the document or the section in .ci/documents.py"
    for (path, section), where in RUN_ELSEWHERE.items():
        if (path, section) not in with_commands:
            yield f"{path} has no commands below '{section}': take it out of .ci/documents.py"
        if where.startswith(".ci/") and not os.path.exists(where):
            yield f"there is no {where}, which is to run the commands of '{section}' in {path}"


def blocks_of_no_language(known):
    for document in known.values():
        for line, language in document.fences:
            if language in ("", "sh", "shell", "console"):
                yield f"{document.path}:{line}: say what this block is: bash for commands, text for output"


def write_code(document, folder):
    """Writes the blocks, and prints the files."""
    with open(document, encoding="utf-8") as file:
        text = file.read()
    block = r"^`([^`\n]+)`(?:, (before|after) the (line|text) `([^`\n]+)`)?:\n\n```\w+\n(.*?)^```$"
    for path, where, kind, place, code in re.findall(block, text, re.MULTILINE | re.DOTALL):
        target = os.path.join(folder, path)
        if where:
            with open(target, encoding="utf-8") as file:
                there = file.read()
            form = rf"^[ ]*{re.escape(place)}\n" if kind == "line" else re.escape(place)
            places = list(re.finditer(form, there, re.MULTILINE))
            if len(places) != 1:
                sys.exit(f"{document}: {path} has the {kind} '{place}' {len(places)} times, and not once, to add code {where}")
            at = places[0].start() if where == "before" else places[0].end()
            code = there[:at] + (code if kind == "line" else code.rstrip("\n")) + there[at:]
        elif os.path.exists(target):
            sys.exit(f"{document}: {path} is there already")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(code)
        print(path)


def main():
    if sys.argv[1:] == ["check"]:
        known = documents()
        wrong = [*dead_links(known), *commands_that_nobody_runs(known), *blocks_of_no_language(known)]
        print(*wrong, sep="\n", end="\n" if wrong else "")
        links = sum(len(document.links) for document in known.values())
        print(f"documents: {len(known)}, with {links} links; {len(wrong)} things are wrong")
        return 1 if wrong else 0
    if len(sys.argv) == 3 and sys.argv[1] == "commands":
        for section, line in Document(sys.argv[2]).commands:
            if (sys.argv[2], section) not in RUN_ELSEWHERE:
                print(line)
        return 0
    if len(sys.argv) == 4 and sys.argv[1] == "code":
        write_code(sys.argv[2], sys.argv[3])
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
