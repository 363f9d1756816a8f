"""What a package may hold at most. The largest plan we can think of, a province of 170 places with 60 figures each and
monthly reports, has 10,000 targets and 120,000 results."""

from core.archives import MEGA, Bounds

# One file more than the parts: the manifest. The ratio: the same words in each row pack well.
BOUNDS = Bounds(size=10 * MEGA, files=40, file_size=48 * MEGA, unpacked=96 * MEGA, ratio=150)
MOST_ROWS = 150_000  # of one part that is read
MOST_LIST_ROWS = 10_000
MOST_REFUSALS = 50  # are named; more are counted
MOST_LEVELS = 20  # of rows that lie below one another
