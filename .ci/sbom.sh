#!/usr/bin/env bash
# Writes target/bom.json: what the function is made of (CycloneDX). Tests and the local server have no part in it: neither does what
# only they need. Needs Python 3.
. "$(dirname "$0")/lib.sh"

./mvnw -B -ntp -q org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom -DincludeTestScope=false -DincludeProvidedScope=false \
  -DoutputFormat=json -DoutputName=bom-with-local-server -Dcyclonedx.skipAttach=true 2>/dev/null

# The plugin cannot leave out what the pom calls optional: it only marks it.
python3 - <<'END'
import json
import zipfile

with open("target/bom-with-local-server.json", encoding="utf-8") as file:
    bom = json.load(file)
optional = {component["bom-ref"] for component in bom["components"] if component.get("scope") == "optional"}
needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bom["dependencies"]}
ships, next_ones = set(), [bom["metadata"]["component"]["bom-ref"]]
while next_ones:
    ref = next_ones.pop()
    if ref not in ships | optional:
        ships.add(ref)
        next_ones += needs.get(ref, [])
bom["components"] = [component for component in bom["components"] if component["bom-ref"] in ships]
bom["dependencies"] = [
    {"ref": ref, "dependsOn": [other for other in others if other in ships]} for ref, others in needs.items() if ref in ships
]
with open("target/bom.json", "w", encoding="utf-8") as file:
    json.dump(bom, file, indent=2)
libraries = {f"{part['group']}.{part['name']}-{part['version']}" for part in bom["components"]}
print(f"target/bom.json: {len(libraries)} libraries")

# The package of the JVM holds its libraries one by one, where ./mvnw package has made it.
if zipfile.is_zipfile("target/function.zip"):
    names = zipfile.ZipFile("target/function.zip").namelist()
    packed = {name.removeprefix("lib/").removesuffix(".jar") for name in names if name.endswith(".jar")}
    if packed:
        assert packed == libraries, f"these are either packed or in target/bom.json, but not both: {packed ^ libraries}"
        print("ok: they are those in target/function.zip")
END
