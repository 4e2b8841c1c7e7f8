"""Many counties and their variants as one job: listed, run one after the other, stacked and added up."""
