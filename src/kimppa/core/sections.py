"""The number of a § as people write it. Pure."""


def section_number(text: str) -> str:
    """The number without the sign, which every page writes: "§ 12/2027" and "12 §" give "12/2027"
    and "12".
    """
    return text.strip(" \t§\N{NO-BREAK SPACE}")
