"""Tests speak English unless they ask for Chinese, whatever the machine's locale, and simulate what they ask for."""

import os

os.environ["LC_ALL"] = "C.UTF-8"
os.environ["JOBSIM_STORE"] = "off"
