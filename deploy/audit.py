"""What an audit of the pinned packages found, told in lines; a part of ``make audit``.

``python deploy/audit.py REPORT`` reads what pip-audit wrote. It ends with 1 where a package has a known fault, with 3
where the registry that was asked does not tell of some packages, and with 0 where it told of all and there is none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_NOTHING, _FAULTS, _NOT_WHOLE = 0, 1, 3


def main() -> int:
    """Tells what the report has; the exit code."""
    packages = json.loads(Path(sys.argv[1]).read_text("utf-8"))["dependencies"]
    untold = [each["name"] for each in packages if "skip_reason" in each]
    faulty = [each for each in packages if each.get("vulns")]
    for each in faulty:
        for fault in each["vulns"]:
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {fault['id']}, mended in {mended}")
    print(f"{len(packages)} packages, {len(packages) - len(untold)} looked at, {len(faulty)} with known faults")
    if packages and len(untold) == len(packages):
        print("NOTHING WAS AUDITED: the registry that was asked knows of no package. Run this where it can be reached.")
    elif untold:
        print(f"The registry does not tell of {len(untold)}: {', '.join(untold)}")
    return _FAULTS if faulty else _NOT_WHOLE if untold else _NOTHING


if __name__ == "__main__":
    sys.exit(main())
