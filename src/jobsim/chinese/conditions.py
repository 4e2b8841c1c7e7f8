PAIRS: dict[str, str] = {}
