"""The minutes: compiled from the meeting, approved by link, frozen and delivered."""
