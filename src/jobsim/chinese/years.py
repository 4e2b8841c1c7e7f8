"""What a valid scenario leaves unsaid: its years, and what nobody in the county can meet."""

PAIRS = {
    # what is rolled on or made new
    "{} is before the document, which is of {}": "{0} 年早于文件（{1}）",
    "{} is before the horizon, {} to {}": "{0} 年早于测算期（{1} 至 {2} 年）",
    "{} lies within the horizon, {} to {}": "{0} 年已在测算期内（{1} 至 {2} 年）",
    "the next year is {}": "下一年是 {0} 年",
    "{} is too far away: with its history, from {} on, the scenario reaches to {} at most": (
        "{0} 年太远：连同 {1} 年起的历史，方案最多到 {2} 年"
    ),
    "{} is no name for a folder": "{0} 不能作文件夹名",
    "such as liuxi_2024": "例如 liuxi_2024",
    "it is there already, and nothing is written over it": "已经存在，不会覆盖",
    "name a new folder": "请换一个新的文件夹名",
    "the number of residents changes nothing of the simulation: those simulated are county.persons": (
        "常住人口数不影响模拟：模拟的人数是 county.persons"
    ),
    "state county.persons and the other stocks as well, or make the county with jobsim new --population": (
        "请同时写出 county.persons 等存量，或用 jobsim new --population 另建"
    ),
    "{} residents cannot be: expected {} to {}": "常住人口不能是 {0} 人：应为 {1} 至 {2} 人",
    "{} has {}": "{0} 有 {1} 人",
    "'{}' is no name of a county": "“{0}”不能作县名",
    "such as 柳溪县": "例如 柳溪县",
    "a name has at most {} letters; found {}": "县名最多 {0} 个字；实为 {1} 个",
    "a share lies between 0 and 1; found {}": "比例应在 0 和 1 之间；实为 {0}",
    "such as 0.62": "例如 0.62",
    "{} cannot be: expected 1 to {}": "不能是 {0}：应为 1 至 {1}",
    "the county says nothing of its residents": "该县没有写出常住人口",
    "state county.population in it first": "请先在其中写出 county.population",
    "there is no folder {}": "没有文件夹 {0}",
    "make it first": "请先建立",
    "cannot be written: {}": "不能写入：{0}",
    "the horizon ends ({}) before it starts ({})": "测算期结束（{0}）早于开始（{1}）",
    "history_from ({}) lies after start ({})": "history_from（{0}）晚于 start（{1}）",
    "the horizon covers whole fiscal years: start on 1 January, end on 31 December": (
        "测算期应为整个财政年度：1月1日开始，12月31日结束"
    ),
    "executed_from ({}) lies within the history, from {} to start ({})": (
        "executed_from（{0}）应在历史之内，即 {1} 至 start（{2}）"
    ),
    "executed_from is a 1 January: budgets are executed by fiscal years; found {}": (
        "executed_from 应为1月1日：预算按财政年度执行；实为 {0}"
    ),
    "at most {} years are simulated, history included; found {}": "连同历史最多模拟 {0} 年；实为 {1}",
    "how much is appropriated for {}? Stated so far: {}": "{0} 年预算安排多少？目前写出的有：{1}",
    "state appropriations.{}; until then nothing limits the fund in that year, no overrun is told": (
        "请写 appropriations.{0}；在此之前该年资金不受限，不报超支概率"
    ),
    "do the document's figures hold for {} too? It is of {}, and these come again every year: {}": (
        "文件中的数对 {0} 年也适用吗？文件是 {1} 年的，下列各项每年都有：{2}"
    ),
    "state those of the year, or extend a document of the year": "请写该年的数，或以该年的文件作底层",
    "before the horizon": "早于测算期",
    "which values hold for {}? {} of {} targets are tested by a day {} ({}) and are in no result: {}": (
        "{0} 年适用哪些值？{2} 个目标中有 {1} 个的考核日{3}（{4}），不在结果中：{5}"
    ),
    "state value and by anew, say each_year: true, or leave the target out": (
        "请重新写 value 和 by，或写 each_year: true，或删去该目标"
    ),
    "is it prolonged? It ended on {} and gives nobody anything new in {}": (
        "是否延期？它于 {0} 结束，{1} 年不再有新的享受对象"
    ),
    "move its end, or leave the programme out": "请改结束日期，或删去该项目",
    "until when are claims accepted? {} lies before the horizon, so none is": (
        "申报受理到何时？{0} 早于测算期，因此一笔也不受理"
    ),
    "move the day, or leave it out": "请改日期，或删去",
    "how many places are opened in {}? None is; the last opening is that of {}": (
        "{0} 年开放多少个名额？没有；最近一次是 {1}"
    ),
    "add openings of that year, or days of every year such as 07-01": "请加该年的开放，或写每年的日子，如 07-01",
    "on which days of {} is it held? On none; the last is {}": "{0} 年在哪些日子举办？没有；最近一次是 {1}",
    "add days of that year, or days of every year such as 03-15": "请加该年的日子，或写每年的日子，如 03-15",
    "the shock lies outside the days simulated and does nothing": "冲击不在模拟的日子内，不起作用",
    "move it, or leave it out": "请移动或删去",
    "is it paid in {}? Only in {}, as it stands": "{0} 年支付吗？按现在的写法只在 {1} 年支付",
    "add the year, or leave the line out": "请加上该年，或删去该行",
    "which value holds in {}? The last one stated is of {}": "{0} 年适用哪个值？最近写出的是 {1} 的",
    "add a step {from: …, value: …}, also if it is the same value": ("请加一期 {{from: …, value: …}}，值不变也要写"),
    "says {}, but the horizon is {}": "写的是 {0}，而测算期是 {1}",
    "say what the results are of": "请写明结果属于哪一年",
    "{} counts graduates whom a service has reached, and no service is for graduates": (
        "{0} 统计得到服务的毕业生，而没有一项服务面向毕业生"
    ),
    "write one under services, such as guidance for those of group graduate_within_two_years": (
        "请在 services 中写一项，如面向 graduate_within_two_years 的指导"
    ),
    "{} are to have graduated, but some {} persons are aged 21 to 25; all of these will": (
        "应有 {0} 名往届毕业生，而21至25岁的只有约 {1} 人；这些人将全部计为毕业生"
    ),
    "ask for fewer, or change county.persons or county.ages": "请减少人数，或修改 county.persons、county.ages",
    "these come to {} ventures, but some {} persons begin with one: only their shares count": (
        "合计 {0} 个创业主体，而期初创业的只有约 {1} 人：只按各年所占比例使用"
    ),
    "the number follows from the share of state venture in county.states": (
        "个数由 county.states 中 venture 的比例得出"
    ),
    "{} firms are to be recognised, but {} hold the role; all of these will": (
        "应认定 {0} 家，而具备该角色的只有 {1} 家；这些企业将全部认定"
    ),
    "ask for fewer, or for more under county.firms.roles.{}": "请减少家数，或增加 county.firms.roles.{0}",
    "{} firms are to hold the role, but some {} may; all of these will": (
        "应有 {0} 家企业具备该角色，而只有约 {1} 家可以；这些企业将全部具备"
    ),
    "widen the rule under county.firms.role_rules.{}, or ask for fewer": (
        "请放宽 county.firms.role_rules.{0}，或减少数量"
    ),
    "key_group_staff counts nobody: the county names no key groups for these firms": (
        "key_group_staff 统计不到人：县里没有为这些企业指定重点群体"
    ),
    "name them under county.firms.key_groups": "请在 county.firms.key_groups 中写出",
    "nobody in the county belongs to {}": "县里没有人属于 {0}",
    "nobody in the county belongs to {}, so nobody is meant": "县里没有人属于 {0}，因此没有对象",
    "nobody in the county belongs to {}, so the programme pays nothing": "县里没有人属于 {0}，因此该项目不支付",
    "{}, so the programme pays nothing": "{0}，因此该项目不支付",
    "{}: this alternative is never met": "{0}：此可选条件不会满足",
    "so no alternative is met": "因此没有一个可选条件会满足",
    "this alternative is never met": "此可选条件不会满足",
    "give the group a share under county.person_groups, family_groups or rural_family_groups": (
        "请在 county.person_groups、family_groups 或 rural_family_groups 中给出该人群的比例"
    ),
    "no firm has the role": "没有企业具备该角色",
    "no loan is of the kind": "没有该类贷款",
    "no certificate is of the level": "没有该等级的证书",
    "no firm is recognised at the level": "没有该级别认定的企业",
    "no firm it could mean has the {}": "所指的企业都没有该 {0}",
    "labour contracts last {} to {} months": "劳动合同期为 {0} 至 {1} 个月",
    "no event of kind {} is held, so the milestone {} never comes": "没有举办 {0} 类活动，节点 {1} 不会出现",
    "add an event of kind {} with its days under events": "请在 events 中加 {0} 类活动及其日子",
    "no firm is ever recognised, so the milestone never comes": "没有企业被认定，该节点不会出现",
    "add them under county.firms.recognitions": "请在 county.firms.recognitions 中写出",
    "starts on {}, after the last day simulated ({}), so the programme pays nothing": (
        "{0} 开始，晚于模拟的最后一天（{1}），因此该项目不支付"
    ),
    "ended on {}, before the first day simulated ({}), so the programme pays nothing": (
        "{0} 结束，早于模拟的第一天（{1}），因此该项目不支付"
    ),
    "move the horizon, or leave the programme out": "请移动测算期，或删去该项目",
    "see county.firms.sizes": "见 county.firms.sizes",
    "see county.firms.legal_forms": "见 county.firms.legal_forms",
    "see county.firms.roles and role_rules": "见 county.firms.roles 和 role_rules",
    "see county.firms.recognitions": "见 county.firms.recognitions",
    "see behaviour.loan.kinds": "见 behaviour.loan.kinds",
    "see behaviour.training.levels": "见 behaviour.training.levels",
    "see behaviour.employment.contract_months": "见 behaviour.employment.contract_months",
    # what verify says of a record
    "no run writes it": "运行不会写此文件",
    "the replay differs": "重放结果不同",
    "the replay differs (other versions: {})": "重放结果不同（版本不同：{0}）",
    "{}, and {} by the replay": "{0}，重放为 {1}",
    "{}: its comments": "{0}：其中的注释",
    "resolved scenarios: their comments": "合并后的方案：其中的注释",
    "{}: versions that are others here: {}": "{0}：此处不同的版本：{1}",
    "files that no manifest names: {}": "清单未列的文件：{0}",
}
