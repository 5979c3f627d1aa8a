"""Reading the lists of scenes; a script's own code."""

import csv
from io import StringIO

from rv_engine.api import *


def get_scene_info(csv_uri: str) -> list:
    return list(csv.reader(StringIO(file_to_str(csv_uri))))
