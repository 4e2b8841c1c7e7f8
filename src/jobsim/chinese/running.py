"""What is said of a run before, while and after it goes on."""

PAIRS = {
    "interrupted; nothing was written": "已中断；没有写入任何内容",
    "interrupted; the record is kept: {}": "已中断；记录已保留：{0}",
    "interrupted; no record was written; {} replications are kept: the same command goes on": (
        "已中断；没有写入记录；已保留 {0} 次模拟，用同一命令可接着运行"
    ),
    "'{}': expected local:N with N worker processes from 1 to 1024": "“{0}”：应为 local:N，N 为 1 到 1024 个工作进程",
    "'{}': expected a scheduler as tcp://HOST:PORT or tls://HOST:PORT, or local:N": (
        "“{0}”：应为调度器地址 tcp://主机:端口 或 tls://主机:端口，或 local:N"
    ),
    "a cluster needs the library distributed: pip install 'jobsim[cluster]'": (
        "使用集群需要 distributed 库：pip install 'jobsim[cluster]'"
    ),
    "the cluster {} cannot be used: {}": "集群 {0} 无法使用：{1}",
    "nothing answered within {} s": "{0} 秒内没有应答",
    "no worker came within 60 s": "60 秒内没有工作进程",
    "a worker of {} cannot run jobsim: {}": "{0} 的工作进程不能运行 jobsim：{1}",
    "the worker {} has another model ({}, here {}): the same jobsim and libraries must be installed": (
        "工作进程 {0} 的模型与本机不同（{1}，本机 {2}）：须安装相同的 jobsim 和库"
    ),
    "a worker has another model ({}, here {}): the same jobsim and libraries must be installed": (
        "有工作进程的模型与本机不同（{0}，本机 {1}）：须安装相同的 jobsim 和库"
    ),
    "cluster {}: {} workers; dashboard {}": "集群 {0}：{1} 个工作进程；看板 {2}",
    "the cluster {} has finished no block for {} s: replications {} to {} do not come back": (
        "集群 {0} 在 {1} 秒内没有完成任何一组：第 {2} 至 {3} 次模拟没有返回"
    ),
    "replications {} to {} have ended several workers, one after another (out of memory?)": (
        "第 {0} 至 {1} 次模拟接连使多个工作进程终止（内存不足？）"
    ),
    "the scheduler {} was lost; what came back is kept, and the same command goes on": (
        "与调度器 {0} 的连接已断；已返回的模拟均已保留，用同一命令可接着运行"
    ),
    "no folder in it holds a scenario.yaml": "其中没有含 scenario.yaml 的文件夹",
    "it is one scenario: jobsim run": "这是单个方案，请用 jobsim run",
    "name the folder that holds the folders of the counties": "应为存放各县文件夹的上级文件夹",
    "the list names no scenario": "清单中没有方案",
    "a path or the name of a shipped county on each line": "每行一个路径或随附县区的名称",
    "{} is no list in UTF-8": "{0} 不是 UTF-8 编码的清单",
    (
        "it is the same county and year as {}, which a sum would count twice; list it as a variant, or run it apart"
    ): "与 {0} 是同一县、同一年度，合计会重复计算；请作为变体列出，或另行运行",
    "replications are not kept: {}": "各次模拟不予保留：{0}",
    "replications are kept no longer: {}": "从此各次模拟不再保留：{0}",
    "{} cannot be written ({})": "{0} 无法写入（{1}）",
    "{} holds no replications": "{0} 中没有已保留的模拟",
    "{} is no store of replications and not empty": "{0} 不是存放模拟的文件夹，且不是空的",
    "{} was changed: it names no store": "{0} 已被改动，不是模拟库的标记",
    "{} is a store of another jobsim; name another folder, or remove it": (
        "{0} 是其他版本 jobsim 的模拟库；请另选文件夹，或将其删除"
    ),
    "{}: {}; it is set aside and simulated anew": "{0}：{1}；已移开，并重新模拟",
    "replication {} is not as it was written": "第 {0} 次模拟与写入时不同",
    "its columns are not those of a block": "其各列不是模拟文件的列",
    "it holds other replications than its name says": "所含的模拟与文件名不符",
    "it cannot be read ({})": "无法读取（{0}）",
    "it names no key": "没有写明所属方案",
    "{} is a number of GB, found {}": "{0} 应为 GB 数，实为 {1}",
    "--store and --no-store exclude each other": "--store 与 --no-store 不能同时使用",
    "--days, --others and --all belong to prune": "--days、--others、--all 只用于 prune",
    "ended at once; what it had begun, the next run clears up": "已立即结束；未完成的部分由下一次运行清理",
    "the record is kept: {}; what follows it was not printed: {}": "记录已保留：{0}；其后的内容未能打印：{1}",
    "the name is too long: {}": "名称过长：{0}",
    "the run could not finish: {}": "运行未能完成：{0}",
    "compiling the engine for this processor, about {} s: {}": "正在为本机编译引擎，约 {0} 秒：{1}",
    "none is kept for these sources yet": "本机首次使用",
    "there is no folder of the user's to keep it in": "没有可以存放它的用户文件夹",
    "it cannot be kept in {}": "不能存放在 {0}",
    "the one kept was damaged": "原来存放的已损坏",
    "another process is compiling the engine; waiting for it": "另一个进程正在编译引擎，等待中",
    "measuring {} …": "正在测量 {0}……",
    "the seed is a whole number from 0 to 2**64 - 1, found {}": "种子应为 0 到 2**64 - 1 的整数，实为 {0}",
    "at least one replication is needed, found {}": "至少需要模拟1次，实为 {0}",
    "at most {} are counted, found {}": "最多 {0} 次，实为 {1}",
    "the precision is above 0 and below 100 %, such as 1% or 0.01, found {}": (
        "精度应大于 0、小于 100%，如 1% 或 0.01，实为 {0}"
    ),
    "a precision needs {} replications or more, found at most {}": "按精度运行至少需模拟 {0} 次，上限实为 {1}",
    "at least {} replications and at most {} exclude each other": "至少模拟 {0} 次与最多模拟 {1} 次相矛盾",
    "--precision-of and --at-most belong to --precision": "--precision-of、--at-most 须与 --precision 一起使用",
    "lives decide none of the scenario's targets: there is no probability of all of them": (
        "方案的目标没有一个取决于人员的经历，没有“全部达到”的概率"
    ),
    "no precision of '{}' is known; {}": "没有“{0}”的精度；{1}",
    "there is no fund '{}'; {}": "没有资金“{0}”；{1}",
    "there is no target '{}'; {}": "没有目标“{0}”；{1}",
    "there are: {}": "可用：{0}",
    "the fund {} has no appropriation: there is nothing it could overrun": "资金 {0} 没有列预算，谈不上超支",
    "the target {} is tested in no year of the scenario": "目标 {0} 在方案的各年中都不检验",
    "the year of '{}' is none of its years: {}": "“{0}”中的年份不对，可用的年份：{1}",
    "of {} replications 0 to {} can have a twin, found {} pairs": "{0} 次模拟可配 0 至 {1} 对，实为 {2} 对",
    "the scenario draws no number: all of its spread is luck, and there is nothing to ask for": (
        "方案中没有逐次抽取的数：离散全部来自运气，没有什么可以核实"
    ),
    (
        "{} replications are too few to tell numbers from noise: at least {} are needed, better {} (jobsim run -n {})"
    ): "模拟 {0} 次太少，分不清哪些数有影响：至少需 {1} 次，最好 {2} 次（jobsim run -n {3}）",
    "the run was made by another version of the model; run the scenario again, or name it instead": (
        "该次运行由其他版本的模型模拟；请重新运行该方案，或直接写方案名"
    ),
    "{} is a run of another scenario ({}, {}; here {}, {})": "{0} 是另一方案的运行（{1}，{2}；此处为 {3}，{4}）",
    "{} belongs to a scenario; {} is a finished run, which has said it": (
        "{0} 只用于方案；{1} 是已完成的运行，不能再改"
    ),
    "name a SCENARIO, or a finished run with --rank RUN_DIR": "请写出方案 SCENARIO，或用 --rank RUN_DIR 写出一次运行",
    "there is no engine {}; there are: {}": "没有引擎 {0}；可用：{1}",
    "replication {} could not finish: {}: {}": "第 {0} 次模拟未能完成：{1}：{2}",
    "a worker process was ended from outside (out of memory?); try fewer --workers": (
        "一个工作进程被外部终止（内存不足？）；请减少 --workers"
    ),
    "this needs some {} GB of memory, and {} GB can be had; take fewer --workers, persons, firms or years": (
        "约需 {0} GB 内存，可用 {1} GB；请减少 --workers、人数、企业数或年数"
    ),
    "this takes some {} hours or more": "约需 {0} 小时或更久",
    "all {} money comes to {} CNY, more than is counted": "{0} 资金合计 {1} 元，超出可计范围",
    "nothing to compare: name a variant, or change a value with --set PATH=VALUE{}": (
        "没有可比较的：请写出一个变体，或用 --set 路径=值 改动一个数值{0}"
    ),
    "; variants of {}: {}": "；{0} 的变体：{1}",
    "{} covers {} to {}, the baseline {} to {}: only scenarios of the same years can be compared": (
        "{0} 为 {1} 至 {2}，基准为 {3} 至 {4}：只能比较年份相同的方案"
    ),
    "outlay is not known by {}; there are: {}": "支出不能按 {0} 汇总；可用：{1}",
    "outlay is not known by {}; there are: {} ({})": "支出不能按 {0} 汇总；可用：{1}（{2}）",
    "a column is asked for twice: {}": "同一列写了两次：{0}",
    "warning": "警告",
    "missing figure: {} ({}): {}": "缺少金额：{0}（{1}）：{2}",
}
