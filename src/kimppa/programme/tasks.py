"""What the worker does by itself."""

from kimppa.programme.actions import remind


def send_reminders() -> None:
    """Every morning: letters about days near or passed and about silence."""
    remind()
