"""Whether every operation of the contract was answered with a 2xx, and all statuses of its answers."""

import json
import sys
from collections import Counter, defaultdict

import yaml

import service

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def operations(contract: dict) -> list[str]:
    """Every operation as "METHOD /path", in the order of the file."""
    return [
        f"{method.upper()} {path}" for path, item in contract["paths"].items() for method in item if method in METHODS
    ]


def main() -> int:
    contract = yaml.safe_load(service.OPENAPI.read_text())
    answers = defaultdict(Counter)
    by = Counter()
    for line in (service.STATE / "reached.jsonl").read_text().splitlines():
        entry = json.loads(line)
        answers[entry["operation"]][entry["status"]] += 1
        by[entry["by"]] += 1
    wanted = operations(contract)
    missing = [name for name in wanted if not any(200 <= status < 300 for status in answers[name])]
    for name in wanted:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(answers[name].items()))
        print(f"{name:55} {statuses or 'never called'}")
    for name in missing:
        print(f"never answered with a 2xx: {name}")
    for who in ("scenario", "fuzz"):
        if by[who] == 0:
            missing.append(who)
            print(f"no request was made by the {who}")
    print(f"{len(wanted)} operations answered 2xx, {by['scenario']} requests by plan and {by['fuzz']} made up")
    return 1 if missing or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
