"""The commands that carry a registry somewhere else: `patternshop migrate | export | import`."""

from typing import Annotated

import typer


def migrate(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to read.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="The store to fill.")],
) -> None:
    """Move everything into another store, history included, and verify it.

    A move that was interrupted goes on where it ended. Let nothing write to either meanwhile.
    """
    from registry.bootstrap import open_move

    with open_move(source, target) as move:
        if move.done:
            typer.echo(f"{move.done} of {move.total} events are there already")
        with typer.progressbar(length=move.total - move.done, label="Moving") as bar:
            for added in move.copy():
                bar.update(added)
        typer.echo("Comparing …")
        verdict = move.verify()
    kinds = ", ".join(f"{count} {kind}" for kind, count in verdict.entities.items()) or "nothing"
    typer.echo(f"the same in both: {kinds}, {verdict.events} events, SHA-256 {verdict.digest}")
