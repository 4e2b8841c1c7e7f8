"""What is wrong with observations, with a calibration, and with a joint sample."""

PAIRS = {
    # ---------------------------------------------------------------- the file of observations
    "expected a list of observations": "应为观测值的列表",
    "such as - {what: paid, of: …}": "如 - {{what: paid, of: …}}",
    "such as {what: paid, of: …, when: 2023, value: 320 万元}": "如 {{what: paid, of: …, when: 2023, value: 320 万元}}",
    "the county of the scenario, {} or {}": "方案的县区：{0} 或 {1}",
    "observed in {}, but the scenario is of {}": "观测值属于 {0}，方案属于 {1}",
    "observed in {}; the scenario reports {}": "观测时间为 {0}，方案测算的是 {1}",
    "{} to {}": "{0} 至 {1}",
    "calibrate the scenario of that year": "请校准该年度的方案",
    "the key 'of' is missing: {} of which": "缺少 of：是哪一项的 {0}",
    "programme, budget line or fund": "项目、预算事项或资金",
    "programme or budget line": "项目或预算事项",
    "indicator": "指标",
    "target": "目标",
    "'{}' is neither a year nor a month": "“{0}”既不是年份，也不是月份",
    "such as 2023 or 2023-06": "如 2023 或 2023-06",
    "an indicator is told of the end of a month": "指标值是月末的数，要写到月份",
    "{} is told of a year": "{0} 是全年的数，只写年份",
    "what was observed is one number, no range": "观测值应为一个数，不是区间",
    "say how sure it is by its tolerance": "把握多大，请写在误差里",
    "a share does not fit; this is counted in {}": "不能写比例，这里以 {0} 计",
    "expected 0 or more, found {}": "应为 0 或正数，实为 {0}",
    "how sure it is, is not said": "没有写误差",
    "tolerance: 5 %, here or once above them all": "请写 tolerance: 5 %，写在这里，或在最上面统一写一次",
    "a tolerance is above 0": "误差应大于 0",
    "what is counted exactly: 0 %": "确切的数写 0 %",
    "it contradicts what {} says: {}": "与 {0} 所写的 {1} 矛盾",
    "it repeats what {} says: {}": "与 {0} 所写的 {1} 重复",
    "leave one of them out": "请删去其中一个",
    "no sheet of observations": "没有观测值工作表",
    "a row of heads such as {}": "表头如 {0}",
    "unknown column '{}'": "没有“{0}”这一列",
    # ---------------------------------------------------------------- what cannot be met
    "it has no value in {} of {} runs: nobody is in its denominator": "{1} 次模拟中有 {0} 次没有数值：分母中没有人",
    "leave it out": "请删去",
    "{} lies outside what the ranges reach: the nearest is {}; the observation is {}{} standard deviations off": (
        "{0} 在区间所能达到的范围之外：最接近的是 {1}，观测值{2}相差 {3} 个标准差"
    ),
    "{} moves it most: its range would have to reach higher": "影响最大的是 {0}：其区间须向上扩大",
    "{} moves it most: its range would have to reach lower": "影响最大的是 {0}：其区间须向下扩大",
    "no number with a range moves it; is the observation right?": "没有带区间的数能改变它；请核对观测值",
    "{} and {} ({}) contradict each other: either can be met, but not both; the nearest is {} with {}, {} standard"
    " deviations off": (
        "{0} 与 {1}（{2}）互相矛盾：分别都能达到，不能同时达到；最接近的是 {3} 和 {4}，相差 {5} 个标准差"
    ),
    "check both, or leave one of them out": "请核对两个数，或删去其中一个",
    "the observations do not fit together: at the parameters that come nearest to all of them, this one is {} where {}"
    " was observed, {} standard deviations off": (
        "各观测值不能同时达到：在最接近全部观测值的参数下，这一项为 {0}，观测值为 {1}，相差 {2} 个标准差"
    ),
    "check it, give a wider tolerance, or leave it out": "请核对，或放宽误差，或删去",
    # ---------------------------------------------------------------- a run too small
    "{} runs a wave are too few for {} observations; at least {}": "每轮 {0} 次模拟对 {1} 个观测值太少；至少 {2} 次",
    "at most {} runs a wave, found {}; more waves narrow the ranges further": (
        "每轮最多 {0} 次模拟，实为 {1} 次；要进一步收窄，请增加轮数"
    ),
    "at least two waves: one that looks, and one of what is left": "至少两轮：一轮普查，一轮在剩余范围内",
    "in {} runs no number with a range moves what was observed beyond luck; more runs a wave (-n), or other"
    " observations": "{0} 次模拟中，没有带区间的数对观测值的影响超出运气；请增加每轮次数（-n），或换用其他观测值",
    "the run is too small: of {} parameter sets {} count in effect, at least {} are needed; more runs a wave (-n), or"
    " wider tolerances": "模拟次数太少：{0} 组参数只相当于 {1} 组，至少需要 {2} 组；请增加每轮次数（-n），或放宽误差",
    # ---------------------------------------------------------------- a joint sample in a scenario
    "a parameter sample of {}; this scenario is of {}": "这是 {0} 的参数样本，方案属于 {1}",
    "calibrate this scenario anew, or leave the sample out with --set parameters=": (
        "请重新校准本方案，或用 --set parameters= 不用样本"
    ),
    "the sample covers {}, which the scenario does not have": "样本中的 {0} 在方案中没有",
    "the sample was drawn for {} = {}; the scenario now says {}": "样本按 {0} = {1} 抽取，方案现为 {2}",
    "expected a weight and the uniform draw of each number, parted by blanks": "应为权重和各数的均匀随机数，以空格分隔",
    "{} draws for {} numbers": "{1} 个数却有 {0} 个随机数",
    "a weight is 0 or more, and a uniform draw lies between 0 and 1": "权重应为 0 或正数，均匀随机数在 0 与 1 之间",
    "no row has a weight": "各行都没有权重",
    "no file is named": "没有写文件名",
}
