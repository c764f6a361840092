"""What is wrong with this installation, and what to do about it: `kimppa check`.

Each check is one small function that yields findings; `run.CHECKS` lists them. A check tells
facts that it has seen, never guesses, and every fault says what to do.
"""
