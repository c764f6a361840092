"""PDFs read in a process of their own.

PDFium is a large C program, is not made for threads, and reads files that anybody may have made:
so it runs apart, with limits of memory and time, and takes nothing with it when it falls.
"""

import json
import subprocess
import sys
from signal import SIGKILL, SIGXCPU
from typing import Any


class PdfError(ValueError):
    """A PDF that cannot be read; `code` says why: locked, broken-pdf, pdf-pages, pdf-slow."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def ask_pdf(process: str, content: bytes, *options: str, seconds: float) -> Any:
    """What a process (a module that runs `pdfprocess.answer`) says of a file. Raises PdfError."""
    try:
        run = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", "-m", process, *options],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError("pdf-slow") from error
    try:
        answer = json.loads(run.stdout)
    except ValueError as error:
        is_slow = run.returncode in (-SIGXCPU, -SIGKILL)
        raise PdfError("pdf-slow" if is_slow else "broken-pdf") from error
    if code := answer.get("refusal"):
        raise PdfError(code, **answer["params"])
    return answer
