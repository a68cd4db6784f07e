# SPDX-License-Identifier: GPL-3.0-or-later
"""What has become of the figures of an earlier run."""


def index(result):
    return {(row["goal"], row["work"], row["unit"], row["baseline"]): row for row in result["figures"]}


def get_measure(row):
    """The ratio to the baseline where there is one: the machine was another then."""
    return row["ratio"] if row["ratio"] is not None else row["median"]


def say_changes(earlier, result):
    """Returns whether something is worse by more than its tolerance."""
    old_rows, worse, missing = index(earlier), [], []
    print(f"\nAgainst {earlier['commit']} of {earlier['started_at']}, {earlier['items']:,} items; "
          "ratios to the baseline where there is one:")
    for key, row in index(result).items():
        old = old_rows.pop(key, None)
        if old is None or not get_measure(old):
            missing.append(key)
            continue
        change = get_measure(row) / get_measure(old)
        loss = 1 / change - 1 if row["more_is_better"] and change > 0 else change - 1
        is_worse = loss > row["tolerance"]
        if is_worse:
            worse.append(key)
        print(f"  {' '.join(key):<64} {get_measure(old):>10.2f} -> {get_measure(row):>10.2f}  "
              f"x {change:.2f}" + (f"  WORSE by more than {row['tolerance']:.0%}" if is_worse else ""))
    for key in missing:
        print(f"  {' '.join(key):<64} nothing to compare with")
    for key in old_rows:
        print(f"  {' '.join(key):<64} was not measured now")
    print(f"{len(worse)} worse" if worse else "Nothing is worse.")
    return bool(worse)
