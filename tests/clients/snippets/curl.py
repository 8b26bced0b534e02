"""What the commands need of `curl`, for machines that have none."""

import argparse
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path


def read(words: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="curl", allow_abbrev=False)
    for flag in ("--silent", "--show-error", "--fail-with-body", "--get"):
        options.add_argument(flag, action="store_true")
    options.add_argument("--request")
    options.add_argument("--header", action="append", default=[])
    options.add_argument("--data-urlencode", action="append", default=[])
    options.add_argument("--data-raw")
    options.add_argument("--output")
    options.add_argument("url")
    return options.parse_args(words)


def main(words: list[str]) -> int:
    given = read(words)
    pairs = [each.partition("=")[::2] for each in given.data_urlencode]
    url = given.url + (f"?{urllib.parse.urlencode(pairs)}" if given.get else "")
    headers = dict(each.split(": ", 1) for each in given.header)
    body = None if given.data_raw is None else given.data_raw.encode()
    request = urllib.request.Request(url, body, headers, method=given.request)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            code, content = 0, answer.read()
    except urllib.error.HTTPError as refusal:
        code, content = 22, refusal.read()
    if given.output:
        Path(given.output).write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
