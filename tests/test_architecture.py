"""What holds for the repository as a whole: layers, sizes, and what must not be in it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from graphlib import TopologicalSorter
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from registry.locations import LOCATIONS

ROOT = LOCATIONS.code
LIBRARY = ROOT / "streamlit-jsonschema-form" / "streamlit_jsonschema_form"

MODULE_LINES = 600
PAGE_LINES = 80

INDEX_HOSTS = r"https?://[^\s\"'>)]*(pypi|pythonhosted|artifactory|nexus|devpi)[^\s\"'>)]*"
"""Package indexes: pinned requirements work with whichever one the machine is set up for."""

HOME_PATHS = r"(?<![\w.])/(home|root|Users|work)/\w+"
"""Folders of some person's machine."""


def tracked(*patterns: str) -> list[Path]:
    """The files that are in the repository."""
    listing = ["git", "ls-files", "-z", *patterns]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in sorted(set(done.stdout.split("\0"))) if (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    own = {Path(__file__), ROOT / "LICENSE"}
    read = {}
    for file in tracked():
        data = file.read_bytes()
        if file not in own and b"\0" not in data:
            read[str(file.relative_to(ROOT))] = data.decode("utf-8")
    return read


def too_long(files: list[Path], most: int) -> dict[str, int]:
    lengths = {str(f.relative_to(ROOT)): len(f.read_text("utf-8").splitlines()) for f in files}
    return {name: lines for name, lines in lengths.items() if lines > most}


def occurrences(pattern: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
        for name, text in texts().items()
        for found in re.finditer(pattern, text)
    ]


def test_every_layer_imports_only_what_lies_below_it():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_is_longer_than_600_lines():
    assert (
        too_long(
            tracked(
                "registry/*.py",
                "streamlit-jsonschema-form/streamlit_jsonschema_form/*.py",
                "app.py",
            ),
            MODULE_LINES,
        )
        == {}
    )


def test_no_page_is_longer_than_80_lines():
    pages = tracked("pages/*.py")
    assert pages
    assert too_long(pages, PAGE_LINES) == {}


def test_no_module_is_a_drawer_for_odds_and_ends():
    odd = re.compile(r"(^|_)(utils?|helpers?|misc|common|managers?)(_|$)")
    assert [f for f in tracked("*.py") if odd.search(f.stem)] == []


def test_no_package_index_is_written_down():
    assert occurrences(INDEX_HOSTS) == []
    assert occurrences(r"--(extra-)?index-url|PIP_INDEX_URL") == [], "in a requirements file"


def test_no_path_of_a_machine_is_written_down():
    assert occurrences(HOME_PATHS) == []


def test_nothing_is_left_to_do_later_and_nothing_speaks_of_how_it_was_made():
    assert occurrences(r"\b(TODO|FIXME|XXX|HACK)\b") == []
    assert occurrences(r"(?i)\b(issue|ticket|session|sprint) ?#?\d+\b") == []


def pins(lock: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def test_every_requirement_is_pinned_with_a_hash():
    for lock in ("run", "postgres", "dev", "clients", "clients-alone"):
        assert pins(lock)
        assert [p for p in pins(lock) if "==" not in p or "--hash=sha256:" not in p] == []


def installed(environment: Path, names: Iterable[str]) -> dict[str, Distribution]:
    """Those of some packages that are installed in an environment."""
    (folder,) = environment.glob("lib/python3*/site-packages")
    found = {canonicalize_name(each.name): each for each in distributions(path=[str(folder)])}
    return {name: found[name] for name in names if name in found}


def extras_asked(package: Distribution, own: set[str]) -> set[tuple[str, str]]:
    """Every `(other package, extra)` that a package asks for, itself installed with extras."""
    wanted = [Requirement(text) for text in package.requires or []]
    return {
        (canonicalize_name(each.name), extra)
        for each in wanted
        for extra in each.extras
        if canonicalize_name(each.name) != canonicalize_name(package.name)
        if each.marker is None or any(each.marker.evaluate({"extra": e}) for e in {"", *own})
    }


@pytest.mark.parametrize(
    ("lock", "environment"),
    [("dev", Path(sys.prefix)), ("clients", ROOT / ".venv" / "clients")],
    ids=["dev", "clients"],
)
def test_a_lock_names_every_extra_that_a_pinned_package_asks_for(lock, environment):
    """In hash mode pip 23 refuses `coverage[toml]` where the lock pins `coverage` alone."""
    named = [Requirement(pin.split("--hash")[0]) for pin in pins(lock)]
    extras = {canonicalize_name(pin.name): set(pin.extras) for pin in named}
    there = installed(environment, extras)
    assert len(there) > len(extras) / 2
    asked = {
        each for name, package in there.items() for each in extras_asked(package, extras[name])
    }
    assert {(name, extra) for name, extra in asked if extra not in extras.get(name, set())} == set()


def test_tests_are_never_skipped():
    text = "\n".join(f.read_text("utf-8") for f in tracked("tests/*.py") if f != Path(__file__))
    assert re.findall(r"mark\.(?:skip|skipif|xfail)\b|pytest\.skip\(|importorskip\(", text) == []


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def faded(text: str, ground: str) -> str:
    """What Streamlit makes of a text's colour in captions: 60 % of it over the background."""
    mixed = [
        round(0.6 * int(text[i : i + 2], 16) + 0.4 * int(ground[i : i + 2], 16)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_readable(scheme):
    """WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for the parts of controls (1.4.11)."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][scheme]
    sidebar = theme["sidebar"]
    grounds = {
        *(theme["backgroundColor"], theme["secondaryBackgroundColor"]),
        *(sidebar["backgroundColor"], sidebar["secondaryBackgroundColor"]),
    }
    for ground in grounds:
        assert contrast(theme["textColor"], ground) >= 4.5
        assert contrast(faded(theme["textColor"], ground), ground) >= 4.5
        assert contrast(theme["linkColor"], ground) >= 4.5
        assert contrast(theme["primaryColor"], ground) >= 3
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5
    assert contrast(theme["codeTextColor"], theme["codeBackgroundColor"]) >= 4.5


def import_graph(package: Path) -> dict[str, set[str]]:
    """Which module imports which, imports for type hints included."""
    source = LIBRARY.parent if package.is_relative_to(LIBRARY) else ROOT
    files: dict[str, Path] = {}
    for file in package.rglob("*.py"):
        parts = file.relative_to(source).with_suffix("").parts
        files[".".join(parts[:-1] if file.stem == "__init__" else parts)] = file
    graph: dict[str, set[str]] = {}
    for module, file in files.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= (names & files.keys()) | ({node.module} if names - files.keys() else set())
        graph[module] = (found & files.keys()) - {module}
    return graph


@pytest.mark.parametrize("package", [ROOT / "registry", LIBRARY], ids=["registry", "library"])
def test_type_hints_draw_no_import_circle(package):
    graph = import_graph(package)
    assert len(graph) > 20
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    "module",
    ["registry.services", "streamlit_jsonschema_form", "streamlit_jsonschema_form.model"],
)
def test_only_what_draws_imports_streamlit(module):
    script = f"import sys, {module}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_the_names_that_draw_are_loaded_when_they_are_used():
    script = "import streamlit_jsonschema_form as f; assert all(hasattr(f, n) for n in f.__all__)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_the_registry_uses_the_form_library_by_its_public_names():
    pattern = re.compile(r"(?:from|import) streamlit_jsonschema_form\.(?:model|ui|validation)\.\w")
    files = [*tracked("registry/*.py"), *tracked("pages/*.py")]
    uses = {f.name for f in files if pattern.search(f.read_text("utf-8"))}
    assert uses == set()
