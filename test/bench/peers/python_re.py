"""Asks a compiled `re` per rule of each line, and counts. Usage: python_re.py RULES.json LOG

Bytes patterns, local names, no decoding: as fast as one pattern after the other gets. Prints {"lines", "byRule"}.
"""
import json
import re
import sys


def main(rules_path, log_path):
    with open(rules_path, encoding="utf-8") as file:
        rules = json.load(file)
    searches = [re.compile(rule["pattern"].encode()).search for rule in rules]
    numbered = list(enumerate(searches))
    counts = [0] * len(rules)
    lines = 0
    with open(log_path, "rb", buffering=1 << 20) as log:
        for line in log:
            hit = False
            for index, search in numbered:
                if search(line):
                    counts[index] += 1
                    hit = True
            if hit:
                lines += 1
    print(json.dumps({"lines": lines, "byRule": {rule["name"]: n for rule, n in zip(rules, counts) if n}}))


main(*sys.argv[1:])
