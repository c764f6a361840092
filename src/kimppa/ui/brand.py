"""What the public pages show of the consortium: its name, places, colours and addresses."""

import hashlib
from dataclasses import dataclass, replace

from django.urls import reverse

from kimppa.core.area import areas
from kimppa.core.consortium import colours
from kimppa.core.consortium.models import Consortium, Service
from kimppa.core.consortium.queries import consortium, municipalities_on, services_in_use
from kimppa.core.memo import remember
from kimppa.ui.navigation import Link


@dataclass(frozen=True, slots=True)
class Brand:
    """The consortium as visitors see it; `name` is empty until it has been named."""

    name: str = ""
    places: tuple[str, ...] = ()
    web_library: str = ""
    privacy_notice: str = ""
    statement: str = ""
    ask: str = ""  # where a visitor may write to the libraries
    sheet: str = ""  # the address of its colours; empty with those of `ui/public.css`


def brand() -> Brand:
    """One query, unless something has been written."""
    return remember("brand", make=_read_brand)


def _read_brand() -> Brand:
    the_consortium = consortium()
    if the_consortium is None:
        return Brand()
    library = services_in_use().filter(kind=Service.Kind.WEB_LIBRARY).exclude(address="").first()
    return Brand(
        name=the_consortium.name,
        places=tuple(municipality.name for municipality in municipalities_on()),
        web_library=library.address if library else "",
        privacy_notice=the_consortium.privacy_notice,
        statement=the_consortium.statement,
        ask=next((reverse(room.ask) for room in areas() if room.ask), ""),
        sheet=_address_of_sheet(the_consortium),
    )


def _address_of_sheet(the_consortium: Consortium) -> str:
    if (the_consortium.brand_colour, the_consortium.second_colour) == (
        colours.BRAND,
        colours.SECOND,
    ):
        return ""
    return reverse("ui:brand", args=[version(sheet(the_consortium))])


def sheet(the_consortium: Consortium) -> str:
    """The style sheet of a consortium's colours."""
    return colours.palette(the_consortium.brand_colour, the_consortium.second_colour).css()


def version(css: str) -> str:
    """A name that changes when the sheet does."""
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def public_links(path: str) -> list[Link]:
    """The rooms' pages that every public page leads to, with the one at hand marked; the page for
    writing to the libraries comes last.
    """
    pages = sorted(
        ((room.ask == page.url_name, page) for room in areas() for page in room.doors),
        key=lambda pair: pair[0],
    )
    links = [Link(str(page.title), reverse(page.url_name)) for _last, page in pages]
    return [replace(link, current=path.startswith(link.url)) for link in links]
