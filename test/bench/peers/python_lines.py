"""Asks a compiled `re` per rule of each line, and then what spares the line. Usage: python_lines.py RULES.json LOG

Patterns are text with re.ASCII, since they name characters beyond it. All bytes are decoded at once, and lines end where
they do for sigwatch: at a line feed, or at a bare carriage return. Prints {"byRule"}.
"""
import json
import re
import sys

PART = 1 << 20


def framed(log):
    """Lists of lines, without their ends."""
    rest = b""
    while True:
        part = log.read(PART)
        last = part.rfind(b"\n") + 1
        whole = rest + part[:last] if part else rest
        rest = part[last:] if last or not part else rest + part
        if part and not last:
            continue
        text = whole.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        if text:
            yield (text[:-1] if text.endswith("\n") else text).split("\n")
        if not part:
            return


def main(rules_path, log_path):
    with open(rules_path, encoding="utf-8") as file:
        rules = json.load(file)
    numbered = []
    for index, rule in enumerate(rules):
        search = re.compile(rule["pattern"], re.ASCII).search
        unless = re.compile(rule["unless"], re.ASCII).search if "unless" in rule else None
        numbered.append((index, search, unless))
    counts = [0] * len(rules)
    with open(log_path, "rb", buffering=0) as log:
        for lines in framed(log):
            for line in lines:
                for index, search, unless in numbered:
                    if search(line) and not (unless and unless(line)):
                        counts[index] += 1
    print(json.dumps({"byRule": {rule["name"]: n for rule, n in zip(rules, counts) if n}}))


main(*sys.argv[1:])
