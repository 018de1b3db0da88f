#!/usr/bin/env bash
# Writes target/bom.json: what the function is made of (CycloneDX), without what only tests and the local server need.
# Fails where a library is older than it may be.
# Needs Python 3.
. "$(dirname "$0")/lib.sh"

./mvnw -B -ntp -q cyclonedx:makeBom 2>/dev/null

# The plugin only marks what the pom calls optional. Quarkus leaves its IDE launcher out of every package.
python3 - <<'END'
import json
import zipfile

with open("target/bom-with-local-server.json", encoding="utf-8") as file:
    bom = json.load(file)

# What is known to be vulnerable below these versions, also where only the local server has it.
floors = {"io.netty": (4, 1, 135), "org.eclipse.jetty": (12, 0, 36)}
for group, floor in floors.items():
    found = [part for part in bom["components"] if (part.get("group") or "").startswith(group)]
    assert found, f"nothing of {group} is there: take it out of the floors"
    for part in found:
        version = tuple(int(number) for number in part["version"].split(".")[:3])
        assert version >= floor, f"{part['name']} {part['version']} is below {'.'.join(map(str, floor))}: lift it in pom.xml"
print(f"ok: none of {', '.join(floors)} is below its floor")

left_out = {
    component["bom-ref"]
    for component in bom["components"]
    if component.get("scope") == "optional" or component["name"] == "quarkus-ide-launcher"
}
needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bom["dependencies"]}
ships, next_ones = set(), [bom["metadata"]["component"]["bom-ref"]]
while next_ones:
    ref = next_ones.pop()
    if ref not in ships | left_out:
        ships.add(ref)
        next_ones += needs.get(ref, [])
bom["components"] = [component for component in bom["components"] if component["bom-ref"] in ships]
bom["dependencies"] = [
    {"ref": ref, "dependsOn": [other for other in others if other in ships]}
    for ref, others in needs.items()
    if ref in ships
]
with open("target/bom.json", "w", encoding="utf-8") as file:
    json.dump(bom, file, indent=2)
libraries = {f"{part['group']}.{part['name']}-{part['version']}" for part in bom["components"]}
print(f"target/bom.json: {len(libraries)} libraries")

# The package of the JVM holds its libraries one by one, where ./mvnw package has made it.
if zipfile.is_zipfile("target/function.zip"):
    names = zipfile.ZipFile("target/function.zip").namelist()
    jars = {name.removeprefix("lib/").removesuffix(".jar") for name in names if name.endswith(".jar")}
    packed = {jar.removeprefix("modified-") for jar in jars}
    if packed:
        assert packed == libraries, f"these are packed or in target/bom.json, but not both: {packed ^ libraries}"
        print("ok: they are those in target/function.zip")
END
