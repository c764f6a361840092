"""Reading ratifications."""

from dataclasses import dataclass

from kimppa.core.ratification.models import Confirmation, Ratification


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the asked municipalities have said yes and no."""

    asked: int
    yes: int
    no: int

    @property
    def ratified(self) -> bool:
        """Whether every municipality has said yes."""
        return self.asked > 0 and self.yes == self.asked


def standing(ratification: Ratification) -> Standing:
    """The state of one ratification; prefetch `confirmations` for lists."""
    states = [confirmation.state for confirmation in ratification.confirmations.all()]
    return Standing(
        len(states), states.count(Confirmation.State.YES), states.count(Confirmation.State.NO)
    )
