"""Any two colours that are taken can be read everywhere on the public pages."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core.consortium import colours
from kimppa.core.consortium.models import Consortium
from kimppa.core.register.actions import save_row
from tests.examples import drawn

SHEETS = ("#ffffff", "#1c2326")
COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(brand=COLOUR, second=COLOUR)
@settings(max_examples=drawn(200))
def test_text_is_read_in_the_light_and_in_the_dark(brand: str, second: str) -> None:
    if colours.contrast(brand, colours.soft(brand)) < colours.TEXT_CONTRAST:
        return
    palette = colours.palette(brand, second)
    for scheme in (0, 1):
        pairs = [
            (ink[scheme], ground)
            for ink in (palette.brand, palette.strong)
            for ground in (SHEETS[scheme], palette.soft[scheme])
        ]
        pairs += [
            (palette.on_brand[scheme], palette.brand[scheme]),
            ("#ffffff", palette.band[scheme]),
        ]
        faint = {pair: colours.contrast(*pair) for pair in pairs if colours.contrast(*pair) < 4.5}
        assert faint == {}


def test_colours_that_cannot_be_read_are_refused_with_what_to_do(louna: Louna) -> None:
    whole = Consortium.objects.get()
    with pytest.raises(ValidationError) as refusal:
        save_row(whole, by=louna.coordinator, brand_colour="#9fd3c7")
    assert "tummempi" in str(refusal.value.message_dict["brand_colour"])
    with pytest.raises(ValidationError) as refusal:
        save_row(whole, by=louna.coordinator, brand_colour="#005500", second_colour="#123456")
    assert "vaaleampi" in str(refusal.value.message_dict["second_colour"])
    with pytest.raises(ValidationError) as refusal:
        save_row(whole, by=louna.coordinator, brand_colour="green", second_colour="#F3B53F")
    assert set(refusal.value.message_dict) == {"brand_colour"}
    save_row(whole, by=louna.coordinator, brand_colour="#005500", second_colour="#F3B53F")
    assert Consortium.objects.get().second_colour == "#f3b53f"
