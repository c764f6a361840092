"""The yearly action programme and its follow-up."""
