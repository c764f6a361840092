"""The meeting under way on the wall."""

import datetime as dt
import re

from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.session.actions import close_item


def test_the_wall_shows_the_item_under_way_and_the_time(louna: Louna) -> None:
    start = clock.now().astimezone(clock.ZONE).replace(second=0) - dt.timedelta(minutes=12)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start, minutes=60)
    titles = {"Avaus": 5, "Naxosin jatko": 15, "Hankkeet": 10}
    items = [
        actions.add_item(by=SYSTEM, meeting=meeting, title=title, minutes=minutes)
        for title, minutes in titles.items()
    ]
    close_item(by=SYSTEM, item=items[0], kind="information", words="")
    client = Client(headers={"accept-language": "fi"})
    client.force_login(louna.directors["061"])
    url = f"/meetings/{meeting.pk}/wall/"
    page = client.get(url).content.decode()
    assert "<h1>Naxosin jatko</h1>" in page
    assert re.search(r"1[23] / 5 min", page)
    assert re.search(r"4[78] min jäljellä", page)
    assert re.search(r"[78] min jäljessä", page)
    assert "1/3 kohtaa suljettu" in page
    for item in items[1:]:
        close_item(by=SYSTEM, item=item, kind="information", words="")
    assert "Kaikki kohdat on suljettu." in client.get(url).content.decode()
    client.force_login(next(iter(louna.staff.values())))
    assert client.get(url).status_code == 403
    assert client.get(f"/meetings/{meeting.pk}/").status_code == 200
