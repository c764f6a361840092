"""What comes of a check, for people: on the terminal, as a workbook, id lists and a page.

print(summary(checked, "fi"))
write(checked, Path("luettelo.mrc"), "fi")
"""

from kimppa.marc.results.terminal import summary as summary
from kimppa.marc.results.writing import write as write
