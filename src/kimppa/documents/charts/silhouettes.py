"""The mark of each state: a filled shape, told apart in one colour too, on a page and on paper."""

from kimppa.documents.charts.small import PAINTS

# Paths of 16 units, filled by even-odd.
SILHOUETTES: dict[str, str] = {
    "done": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM6.8 11.7l5.6-5.7-1.4-1.4-4.2 4.3L5 7.1 3.6 8.5z",
    "partial": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM8 2v12a6 6 0 0 0 0-12z",
    "ongoing": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z"
    "M6 4.8l5.5 3.2L6 11.2z",
    "late": "M8 .5L16 15H0zM7.1 5.8v4.7h1.8V5.8zM7.1 11.6v1.8h1.8v-1.8z",
    "no-need": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z"
    "M4.5 7.1h7v1.8h-7z",
    "waiting": "M3 0h10v2h-1v2.5L9.3 8 12 11.5V14h1v2H3v-2h1v-2.5L6.7 8 4 4.5V2H3zM6 2v2l2 2.7"
    "L10 4V2zM8 9.3L6 12v2h4v-2z",
    "draft": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z"
    "M4 7.2h1.8v1.6H4zM7.1 7.2h1.8v1.6H7.1zM10.2 7.2H12v1.6h-1.8z",
}
SILHOUETTES["near"] = SILHOUETTES["waiting"]
SILHOUETTES["not-asked"] = SILHOUETTES["called-off"] = SILHOUETTES["none"] = SILHOUETTES["no-need"]


def marks() -> dict[str, str]:
    """Each state's mark as an SVG picture, in the ink of its state."""
    return {
        state: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="'
        f'{PAINTS.get(state, PAINTS["none"])}" fill-rule="evenodd" d="{path}"/></svg>'
        for state, path in SILHOUETTES.items()
    }
