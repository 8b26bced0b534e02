"""The commands that carry a registry somewhere else: `backup | restore | migrate | export | import`."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Final

import typer

from registry.settings import load

if TYPE_CHECKING:
    from registry.bootstrap import OpenRegistry
    from registry.services.documents import Found
    from registry.services.export import Export

STANDARD = "-"
_COUNTED: Final[Mapping[str, str]] = {
    "create": "created", "update": "updated", "conflict": "conflicts",
}  # fmt: skip
"""The outcomes of an import where they are counted, if not by their labels."""


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as shop.db.")],
) -> None:
    """Copy a registry in a file, history and drafts included; servers may run on.

    The entities are written as JSON beside it.
    """
    from registry.bootstrap import back_up_store

    beside = back_up_store(load(), path)
    typer.echo(f"written: {path}, and its entities as {beside}")


def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.")],
) -> None:
    """Replace the registry by a backup; its files are renamed. Stop servers first."""
    from registry.bootstrap import restore_store

    for renamed in restore_store(load(), path):
        typer.echo(f"renamed: {renamed}")
    typer.echo(f"restored from {path}")


def migrate(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to read.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="The store to fill.")],
) -> None:
    """Copy everything into another store, history included, and verify it.

    A move that was interrupted goes on where it ended. Let nothing write to either meanwhile.
    """
    from registry.bootstrap import open_migration

    with open_migration(source, target) as migration:
        if migration.done:
            typer.echo(f"{migration.done} of {migration.total} events are there already")
        with typer.progressbar(length=migration.total - migration.done, label="Copying") as bar:
            for added in migration.copy():
                bar.update(added)
        typer.echo("Comparing …")
        result = migration.verify()
    kinds = ", ".join(f"{count} {kind}" for kind, count in result.entities.items()) or "nothing"
    typer.echo(f"the same in both: {kinds}, {result.events} events, SHA-256 {result.digest}")


def export(
    path: Annotated[
        str,
        typer.Argument(
            help="A file ending in .jsonl for JSON Lines or in .zip for YAML, a folder for YAML, "
            "- for the output."
        ),
    ],
    workspace: Annotated[str | None, typer.Option(help="Only what is in this workspace.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind, such as model; may be repeated.")
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="Write the history instead, one change a line.")
    ] = False,
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Write secrets too; protect what you write.")
    ] = False,
) -> None:
    """Write all entities as JSON Lines or YAML, or the history as JSON Lines."""
    from registry.services.export import Export

    with open_registry() as registry:
        source = Export(
            registry.services,
            registry.store,
            workspace=workspace,
            kinds=kind or (),
            secrets=secrets,
        )
        written = _write_events(source, path) if events else _write(source, path)
        for error in source.left_out:
            typer.echo(f"left out: {error}", err=True)
    typer.echo(f"{written} {'changes' if events else 'documents'} written", err=True)
    if source.hidden:
        typer.echo(f"{source.hidden} of them without content, which may hold secrets", err=True)
    if source.left_out:
        raise typer.Exit(1)


def take_in(
    path: Annotated[
        str, typer.Argument(help="What export wrote: a file, a folder, or - for the input.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; print what would be done.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Also undo changes made here since the export.")
    ] = False,
) -> None:
    """Create and update entities from what export wrote; the same again changes nothing."""
    from registry.access.actor import choose_actor
    from registry.services.import_ import Import, Outcome

    settings = load()
    actor = choose_actor(settings.actor, trusting=False)
    counts: Counter[str] = Counter()
    with open_registry() as registry, _documents(path) as documents:
        importing = Import(
            registry.store, actor=actor, note=f"from {path}", dry=dry_run, overwrite=overwrite
        )
        for result in importing.run(documents):
            counts[result.outcome] += 1
            if dry_run or result.reason:
                typer.echo(str(result), err=bool(result.reason))
    summary = ", ".join(f"{counts[each]} {_COUNTED.get(each, each.label)}" for each in Outcome)
    typer.echo(f"dry run: {summary}" if dry_run else summary)
    if counts[Outcome.CONFLICT] or counts[Outcome.REFUSE]:
        raise typer.Exit(1)


def _write_events(source: "Export", path: str) -> int:
    from registry.services.documents import write_json_lines

    with nullcontext(sys.stdout.buffer) if path == STANDARD else _written_whole(Path(path)) as out:
        return sum(write_json_lines(([event] for event in source.events()), out))


def _write(source: "Export", path: str) -> int:
    from registry.services.documents import WRITERS, write_folder, write_json_lines

    if path == STANDARD:
        return sum(write_json_lines(source.entities(), sys.stdout.buffer))
    writer = WRITERS.get(Path(path).suffix)
    if writer is None:
        return _show(write_folder(source.entities(), Path(path)), source.total())
    with _written_whole(Path(path)) as stream:
        return _show(writer(source.entities(), stream), source.total())


def _show(steps: Iterator[int], total: int) -> int:
    written = 0
    with typer.progressbar(length=total, label="Writing", file=sys.stderr) as bar:
        for count in steps:
            written += count
            bar.update(1)
    return written


@contextmanager
def open_registry() -> "Iterator[OpenRegistry]":
    """Open the registry as it is, without the samples that serving would load into a new one."""
    from registry.bootstrap import open_services  # slow to import; `--help` need not wait for it

    with closing(open_services(load(samples=False))) as registry:
        yield registry


@contextmanager
def _written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that takes its name only when it is whole."""
    draft = path.with_suffix(".part")
    try:
        with draft.open("wb") as stream:
            yield stream
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror}") from error
    draft.replace(path)


@contextmanager
def _documents(path: str) -> "Iterator[Iterator[Found]]":
    from registry.services.documents import read_file, read_folder, read_json_lines

    if path == STANDARD:
        yield read_json_lines(sys.stdin.buffer)
    elif Path(path).is_dir():
        yield read_folder(Path(path))
    else:
        try:
            with Path(path).open("rb") as stream:
                yield read_file(path, stream)
        except OSError as error:
            raise typer.BadParameter(f"{path} cannot be read: {error.strerror}") from error
