"""What somebody without an account proposes: by a personal link, decided on here."""
