"""The only writers of the room: each module is about one thing that is done."""
