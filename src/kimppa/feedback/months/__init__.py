"""The theme list of a month: one page for the directors, frozen and delivered."""
