"""Errors of usage, as click says them."""

PAIRS = {
    "Missing argument '{}'.": "缺少参数“{0}”。",
    "Missing option '{}'.": "缺少选项“{0}”。",
    "Missing command.": "缺少命令。",
    "Missing parameter: {}": "缺少参数：{0}",
    "No such command '{}'.": "没有命令“{0}”。",
    "No such command '{}'. Did you mean '{}'?": "没有命令“{0}”，是不是“{1}”？",
    "No such command '{}'. (Did you mean one of: {}?)": "没有命令“{0}”（相近的：{1}）。",
    "No such option: {}": "没有选项 {0}",
    "No such option: {} Did you mean {}?": "没有选项 {0}，是不是“{1}”？",
    "No such option: {} (Possible options: {})": "没有选项 {0}（可用：{1}）",
    "Got unexpected extra argument ({})": "多出的参数（{0}）",
    "Got unexpected extra arguments ({})": "多出的参数（{0}）",
    "Option {} requires an argument.": "选项 {0} 需要一个值。",
    "Option {} does not take a value.": "选项 {0} 不带值。",
    "Invalid value for {}: {}": "{0} 的值不对：{1}",
    "Invalid value: {}": "值不对：{0}",
    "{} is not a valid integer.": "{0} 不是整数。",
    "{} is not a valid float.": "{0} 不是数。",
    "{} is not in the range {}.": "{0} 不在范围 {1} 内。",
    "{} is not one of {}.": "{0} 不是 {1} 之一。",
}
