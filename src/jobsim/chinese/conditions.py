"""What is wrong with a programme: its conditions, amounts, limits and claims."""

PAIRS = {
    "condition {}: {}": "条件 {0}：{1}",
    "there is no such fact": "没有这个事实",
    "there is no such fact; did you mean {}?": "没有这个事实；是不是 {0}？",
    "there is no group {}": "没有人群 {0}",
    "there is no group {}; did you mean {}?": "没有人群 {0}；是不是 {1}？",
    'expected a list of alternatives, such as [{contract_months: ">= 6"}, …]': (
        '应为可选条件的列表，如 [{{contract_months: ">= 6"}}, …]'
    ),
    "each alternative is a mapping of conditions, found {}": "每个可选条件都应为条件的映射，实为 {0}",
    "each alternative is a mapping of conditions": "每个可选条件都应为条件的映射",
    "expected a list of alternatives, each a mapping of conditions": "应为可选条件的列表，每个是条件的映射",
    "expected true or false, found {}": "应为 true 或 false，实为 {0}",
    "the list is empty": "列表是空的",
    'a list holds comparisons such as [">= 12", "<= 36"], found {}': '列表中应为比较，如 [">= 12", "<= 36"]；实为 {0}',
    "{} is not a whole number of {}": "{0} 不是整数个{1}",
    "{} is not one of {}": "{0} 不是 {1} 之一",
    "{} is not one of {}; did you mean {}?": "{0} 不是 {1} 之一；是不是 {2}？",
    "roles are not compared; write a list of roles, found {}": "角色不作比较；请写角色列表，实为 {0}",
    "{}: the fact is a {} and never equals {}": "{0}：该事实是{1}，不会等于 {2}",
    "expected a day such as 2022-12-31, found {}": "应为日期，如 2022-12-31；实为 {0}",
    "expected a day from {} to {}, found {}": "应为 {0} 至 {1} 之间的日期，实为 {2}",
    "expected a number of {}, found {}": "应为{0}数，实为 {1}",
    "expected a number between -{} and {}, found {}": "应为 -{0} 与 {1} 之间的数，实为 {2}",
    "unit {} is not one of CNY, 元, 万元": "单位 {0} 不是 CNY、元、万元之一",
    "unit {} does not fit, the fact counts {}": "单位 {0} 不合适，该事实以{1}计",
    "expected a list of groups or any/all/none, found {}": "应为人群列表或 any/all/none，实为 {0}",
    "expected a list of groups, found {}": "应为人群列表，实为 {0}",
    "{} is not one of any, all, none": "{0} 不是 any、all、none 之一",
    "exactly one of value, tiers, share, points, quota; found {}": (
        "value、tiers、share、points、quota 应恰好写一个；实为 {0}"
    ),
    "share and of belong together: share of which cost?": "share 与 of 要一起写：哪项费用的比例？",
    "the milestone {} covers no months": "节点 {0} 不含月数",
    "the milestone {} covers no days": "节点 {0} 不含天数",
    "the milestone {} is one of firms": "节点 {0} 属于企业",
    "the milestone {} does not carry the fact '{}'": "节点 {0} 不带事实“{1}”",
    "{} carries none": "{0} 不带这类事实",
    "'{}' is no {} fact": "“{0}”不是 {1} 类事实",
    "an amount in {}, but the milestone {} covers no {}": "金额以 {0} 计，而节点 {1} 不含 {2}",
    "a tax quota runs by month, but the milestone {} covers no months": "税费定额按月计，而节点 {0} 不含月数",
    "it bounds the principal of points or of a share of interest": "它限定 points 或利息比例所依据的本金",
    "or a cap, for the sum itself": "限定金额本身请用 cap",
    "the steps must share a unit; found {}": "各档应同单位；实为 {0}",
    "a step wants either at_least or is": "每档应写 at_least 或 is",
    "{} has words; use is": "{0} 的取值是词；请用 is",
    "{} is a number; use at_least": "{0} 是数；请用 at_least",
    "this step twice": "此档写了两次",
    "steps.{} too": "steps.{0} 也是",
    "'{}' stands in {}; which value is meant?": "“{0}”出现在 {1}；以哪个值为准？",
    "within_months_of says from when within_months count, and there is none": (
        "within_months_of 说明 within_months 从何时起算，而没有写 within_months"
    ),
    "the milestone {} belongs to no spell that started": "节点 {0} 不属于任何已开始的经历",
    "count from the milestone": "请从节点起算",
    "a tax quota is set off at the year's end and never filed": "税费定额在年末扣减，不需申报",
    "in_business: the milestone {} has no firm and no venture": "in_business：节点 {0} 没有企业或创业实体",
    "{}: the milestone {} leaves nobody in a spell": "{0}：节点 {1} 之后没有人处于经历中",
    "no spell goes on after it": "其后没有经历延续",
    "firms have no spell": "企业没有经历",
    "{} is drawn by {}, {} by {}: nothing is drawn by both": "{0} 由 {1} 享受，{2} 由 {3} 享受：没有人同时享受两项",
    "programme {}: a price in {}, but its milestone covers no {}": "项目 {0}：单价以 {1} 计，而其节点不含 {2}",
    "programme {}: a limit in months, but the milestone {} covers no months": "项目 {0}：限额按月，而节点 {1} 不含月数",
    "programme {}: a limit in days, but the milestone {} covers no days": "项目 {0}：限额按天，而节点 {1} 不含天数",
    "programme {}: the tiers have different units: {}": "项目 {0}：各档单位不同：{1}",
    "programme {}: each step of the tiers has either at_least or is, the same in all steps": (
        "项目 {0}：各档应一律写 at_least 或一律写 is"
    ),
    "programme {}: the milestone {} does not carry the fact {}; it carries {}": (
        "项目 {0}：节点 {1} 不带事实 {2}；它带有 {3}"
    ),
    "of: names nothing that {} counts; only {} are told what to count": "of 没有写 {0} 统计什么；只有 {1} 需要写",
    "of: names the {} that {} counts; only {} are told what to count": "of 应写 {1} 统计的 {0}；只有 {2} 需要写",
    "cumulative_from is a 1 January: years are counted whole; found {}": (
        "cumulative_from 应为1月1日（按整年累计）；实为 {0}"
    ),
    "cumulative_from ({}) is after by ({})": "cumulative_from（{0}）晚于 by（{1}）",
    "cumulative_from and change exclude each other": "cumulative_from 与 change 不能同时出现",
    "comes_about: assumption wants rests_on, the paths of the numbers that set the target": (
        "comes_about: assumption 需要 rests_on，即决定目标的数的路径"
    ),
    "rests_on names what sets the target; say comes_about: assumption (or construction)": (
        "rests_on 写明由什么决定目标；请写 comes_about: assumption（或 construction）"
    ),
}
