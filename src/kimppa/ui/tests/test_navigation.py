"""The menu: each of its pages has an icon of its own."""

from collections import Counter

import pytest

from conftest import Louna
from kimppa.core.area import areas
from kimppa.core.duties.queries import Heading
from kimppa.ui.navigation import navigation

HEADS = [
    Heading(2024, number, f"Osa {number}", topic)
    for number, topics in enumerate(
        (["catalogue", "feedback", "pages"], ["statistics"], ["events"], ["eresources"]), 1
    )
    for topic in topics
]


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_no_two_pages_of_the_menu_share_an_icon(louna: Louna, who: str) -> None:
    person = louna.coordinator if who == "coordinator" else louna.directors["061"]
    links = {
        (link.title, link.icon)
        for group in navigation(person, HEADS, areas(), "/")
        for link in group.links
        if link.icon
    }
    icons = Counter(icon for _title, icon in links)
    assert len(icons) > 10
    assert [icon for icon, count in icons.items() if count > 1] == []
