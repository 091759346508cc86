from SyntheticCTLib.progress import Watch
from SyntheticCTLib.segmentation.guest.output import OutputWatcher

#: What TotalSegmentator 2.18 prints for a run of two models, shortened.
RUN = """
If you use this tool please cite: https://pubs.rsna.org/doi/10.1148/ryai.230024
Downloading model for Task 291 ...
Downloading:  50%|#####     | 117M/234M [00:10<00:10, 11.7MB/s]
Resampling...
  Resampled in 1.20s
Predicting part 1 of 2 ...
  0%|          | 0/4 [00:00<?, ?it/s]
 50%|#####     | 2/4 [00:03<00:03,  1.55s/it]
100%|##########| 4/4 [00:06<00:00,  1.53s/it]
Predicting part 2 of 2 ...
 50%|#####     | 2/4 [00:03<00:03,  1.55s/it]
  Predicted in 14.11s
Saving segmentations...
"""


def watch(text):
    reports = []
    watcher = OutputWatcher(Watch(reports.append))
    for line in text.strip().splitlines():
        watcher(line)
    return reports


def test_the_stages_follow_the_announcements():
    stages = [report.stage for report in watch(RUN)]
    assert list(dict.fromkeys(stages)) == [
        "starting TotalSegmentator",
        "downloading weights",
        "resampling",
        "segmenting",
        "saving",
    ]


def test_the_fraction_rises_and_counts_the_parts():
    reports = watch(RUN)
    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    halfway = [r.fraction for r in reports if r.message.startswith("Predicting part 2")]
    assert 0.5 < halfway[0] < 0.65
    assert fractions[-1] == 0.95


def test_other_lines_are_passed_on_for_the_log():
    assert watch("something new")[-1].message == "something new"


def test_bars_are_not():
    assert all("%|" not in report.message for report in watch(RUN))
