"""Nothing that reads text from outside grows faster than the text: `docs/developer/growth.md`."""
