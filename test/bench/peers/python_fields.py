"""As python_re.py, and captures the fields of steps as floats. Usage: python_fields.py RULES.json LOG

The sums of the fields tell whether two programs read the same numbers. Prints {"lines", "byRule", "sums"}.
"""
import json
import re
import sys


def main(rules_path, log_path):
    with open(rules_path, encoding="utf-8") as file:
        rules = json.load(file)
    numbered = []
    for index, rule in enumerate(rules):
        compiled = re.compile(rule["pattern"].encode())
        if rule.get("kind") == "progress":
            steps, names = index, list(compiled.groupindex)
        numbered.append((index, compiled.search))
    counts = [0] * len(rules)
    lines = 0
    a = b = c = d = e = 0.0
    number = float
    with open(log_path, "rb", buffering=1 << 20) as log:
        for line in log:
            hit = False
            for index, search in numbered:
                match = search(line)
                if match:
                    counts[index] += 1
                    hit = True
                    if index == steps:
                        v, w, x, y, z = match.groups()
                        a += number(v)
                        b += number(w)
                        c += number(x)
                        d += number(y)
                        e += number(z)
            if hit:
                lines += 1
    by_rule = {rule["name"]: n for rule, n in zip(rules, counts) if n}
    print(json.dumps({"lines": lines, "byRule": by_rule, "sums": dict(zip(names, (a, b, c, d, e)))}))


main(*sys.argv[1:])
