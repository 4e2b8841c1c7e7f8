"""The county sheet: all a bureau can know of a scenario, as a workbook or CSV files, and back as a small overlay.

``rows`` finds every number of a scenario by its schema; ``titles`` says what each is; ``hanging`` what it drives;
``pages`` lays them out; ``xlsx_file`` and ``csv_folder`` write and read the cells; ``checked`` compares what comes
back; ``overlay`` writes what was changed.
"""
