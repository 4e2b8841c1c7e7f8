"""Tests speak English unless they ask for Chinese, whatever the locale of the machine."""

import os

os.environ["LC_ALL"] = "C.UTF-8"
