"""``hoithi join-link``: the address of a unit's people, to send to its group or to print."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.addresses import unit_word, web_link
from bot.commands.common import Session, refuse, run
from bot.commands.lookups import unit_or_exit
from bot.commands.output import ending_in, written
from bot.documents.qr import qr_png, qr_svg
from contest.units import label
from handlers.formats import local_day


def _png(path: Path | None) -> Path | None:
    return ending_in(".png", path)


def _svg(path: Path | None) -> Path | None:
    return ending_in(".svg", path)


def join_link(
    unit: Annotated[str, typer.Option(help="code of the unit that the page begins with")],
    png: Annotated[
        Path | None, typer.Option(help="write its QR code with the unit's name", callback=_png)
    ] = None,
    svg: Annotated[
        Path | None, typer.Option(help="write its QR code to print at any size", callback=_svg)
    ] = None,
) -> None:
    """Print the link that opens the web chat with a unit chosen."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            units = await tx.units.existing_on(local_day(session.now))
        named = unit_or_exit(session, units, unit)
        if named.parent is None and any(other.parent == named.id for other in units):
            refuse(session.say("cli-link-of-root", unit=named.name))
        link = web_link(session.settings, unit_word(named.code))
        if link is None:
            refuse(session.say("cli-no-public-url"))
        typer.echo(link)
        if png is not None:
            typer.echo(written(session, png, qr_png(link, label(named, units))), err=True)
        if svg is not None:
            typer.echo(written(session, svg, qr_svg(link).encode()), err=True)

    run(main)
