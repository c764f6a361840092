"""Pages of what leaves the house: freezing, who has got which version, files, taking back."""

from kimppa.ui.deliveries.forms import DeliverForm, FreezeForm
from kimppa.ui.deliveries.pages import Deliveries, changes
from kimppa.ui.deliveries.versions import receipt

__all__ = ["DeliverForm", "Deliveries", "FreezeForm", "changes", "receipt"]
