"""What is wrong with the county sheet, and with what was executed."""

PAIRS = {
    # ---------------------------------------------------------------- executed:
    "there is no programme or budget line '{}'": "没有项目或预算事项“{0}”",
    "{} is simulated: what was executed is told of years before {}": "{0} 年在测算期内：执行数只写 {1} 年以前的年度",
    "what was executed is one number that is known, no range": "执行数应为一个确知的数，不是区间",
    "what was executed is no {}": "执行数的来源不能是 {0}",
    "its source is user, or statistic with a reference": "来源应为 user，或附依据的 statistic",
    "the months are told, but not the amount of the year": "写了各月，未写全年金额",
    "write amount, their sum": "请写 amount，即各月之和",
    "the months add up to {} CNY, not to the amount of {} CNY": "各月合计 {0} 元，与全年金额 {1} 元不符",
}
