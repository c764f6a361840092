"""Standard numbers with valid check digits: ISBN, ISSN, EAN; every n gives another one."""

# Registrant numbers by the first digits of what follows the group, as the ISBN agencies publish
# them: (digits of the registrant, from, to). 952 and 91 are used only as far as they are given.
_GROUPS = (
    ("951", 6, ((1, 0, 1), (2, 20, 54), (3, 550, 889), (4, 8900, 9499), (5, 95000, 99999))),
    ("952", 6, ((2, 0, 19), (3, 200, 499), (4, 5000, 5999))),
    ("91", 7, ((1, 0, 1), (2, 20, 49), (3, 500, 649))),
)
_FINNISH = 1_600_000  # numbers of the first two groups
_SWEDISH = 6_500_000
_STEP = 611_953  # prime to both: neighbours get numbers that lie far apart


def isbn(n: int) -> str:
    """The n-th ISBN-13, hyphenated; 8.1 million different ones.

    >>> isbn(1)
    '978-951-611-953-6'
    """
    if n < _FINNISH:
        place = n * _STEP % _FINNISH
        group, number = ("951", place) if place < 1_000_000 else ("952", place - 1_000_000)
    else:
        group, number = "91", (n - _FINNISH) * _STEP % _SWEDISH
    return _hyphenated(group, number)


def _hyphenated(group: str, number: int) -> str:
    width, ranges = next((width, ranges) for name, width, ranges in _GROUPS if name == group)
    rest = f"{number:0{width}d}"
    for digits, low, high in ranges:
        if low <= int(rest[:digits]) <= high:
            check = ean_check(f"978{group}{rest}")
            return f"978-{group}-{rest[:digits]}-{rest[digits:]}-{check}"
    raise ValueError(f"no registrant begins like {group}-{rest}")


def isbn10(isbn13: str) -> str:
    """The ISBN-10 of a hyphenated ISBN-13 of the 978 series.

    >>> isbn10("978-951-1-20649-1")
    '951-1-20649-4'
    """
    body = isbn13[4:-1]
    digits = body.replace("-", "")
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True))
    return body + "0123456789X"[-total % 11]


def ean_check(digits: str) -> str:
    """The check digit of the first twelve digits of an EAN or ISBN-13.

    >>> ean_check("978951120649")
    '1'
    """
    total = sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))
    return str(-total % 10)


def ean(n: int) -> str:
    """The n-th EAN-13 of the Finnish prefix 6419; a hundred million different ones."""
    digits = f"6419{n * 7_919_993 % 100_000_000:08d}"
    return digits + ean_check(digits)


def issn(n: int) -> str:
    """The n-th ISSN; ten million different ones.

    >>> issn(3567090)
    '3567-0908'
    """
    digits = f"{n % 10_000_000:07d}"
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True))
    return f"{digits[:4]}-{digits[4:]}{'0123456789X'[-total % 11]}"
