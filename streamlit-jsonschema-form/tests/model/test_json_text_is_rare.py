"""How much of published schemas a person would have to write as JSON text; `-s` prints it."""

import sys
from collections import Counter

from support.real_world import REAL, count_raw

SHARE = 0.05
SHARE_OF_ONE = 0.15


def test_few_places_of_real_documents_are_json_text():
    totals, lines, each = Counter(), [], {}
    for name in REAL:
        counts, reasons = count_raw(name)
        totals += counts
        each[name] = counts
        lines.append(_line(name, counts, reasons))
    sys.stdout.write("\n".join(["", *lines, _line("all", totals, Counter()), ""]))
    assert _share(totals, "filled") < SHARE
    assert _share(totals, "filled", "empty") < SHARE
    assert max(_share(counts, "filled", "empty") for counts in each.values()) < SHARE_OF_ONE


def _share(counts, *held):
    return sum(counts[f"{h} raw"] for h in held) / sum(counts[h] for h in held)


def _line(name, counts, reasons):
    told = ", ".join(f"{count} {why}" for why, count in reasons.most_common())
    shares = (f"{_share(counts, held):6.1%} of {counts[held]:5} {held}" for held in _HELD)
    return f"{name:24} {'  '.join(shares)}  {told}"


_HELD = ("filled", "empty")
