"""What tests ask of the figures."""

from decimal import Decimal

from kimppa.core.figures.queries import standing_figures


def by_municipality(code: str, year: int) -> dict[str, Decimal]:
    """Yearly values by municipality code; municipalities without a value are absent."""
    rows = standing_figures([code], [year]).filter(
        month__isnull=True, municipality__isnull=False, value__isnull=False
    )
    return dict(rows.values_list("municipality__code", "value"))
