"""What is wrong with a record, or with writing one."""

PAIRS = {
    "{} cannot be replaced: one of its files is open in another program; close it there and run again, or choose "
    "another folder with --out": (
        "{0} 不能替换：其中有文件在其他程序中打开着；请在那里关闭后重新运行，或用 --out 另选文件夹"
    ),
    "cannot write results to {}: {}; choose another folder with --out": (
        "不能把结果写到 {0}：{1}；请用 --out 另选文件夹"
    ),
    "nothing is asked for: give --excel FILE": "没有指定要写什么：请用 --excel 文件名",
    "{} cannot be written: {}": "{0} 不能写入：{1}",
    "{} is not the record of a run: {} ({})": "{0} 不是一次运行的记录：{1}（{2}）",
    "{} is not the record of a comparison: {} ({})": "{0} 不是一次比较的记录：{1}（{2}）",
    "{} is not the record of a run: it holds no object ({})": "{0} 不是一次运行的记录：内容不是对象（{1}）",
    "{} is not the record of a run: it has no {}": "{0} 不是一次运行的记录：缺少 {1}",
    "{} is the record of a comparison; name one of a run, as jobsim run leaves it": (
        "{0} 是一次比较的记录；请指定 jobsim run 留下的运行记录"
    ),
    "{} was changed: its hash is {}, not {}": "{0} 被改动过：其散列值为 {1}，应为 {2}",
    "{}: not the {} of a run ({})": "{0}：不是运行记录中的 {1}（{2}）",
    "{}: a name in it is not in the scenario": "{0}：其中有方案里没有的名称",
    "{}: not the summary of a run": "{0}：不是一次运行的汇总",
    "{}: the file was changed after the run": "{0}：文件在运行后被改动过",
    "{}: the file is gone": "{0}：文件不见了",
    "{}: it is no file": "{0}：不是文件",
    "{}: it cannot be read: {}": "{0}：不能读取：{1}",
    "{}: the manifest does not name it": "{0}：清单中没有此文件",
    "no such record has the key '{}'": "此类记录没有键“{0}”",
    "the key '{}' is missing": "缺少键“{0}”",
    "'{}' does not hold what is written there": "“{0}”中的内容不符",
    "the file was changed after the run": "文件在运行后被改动过",
    "it is no file": "不是文件",
    "it is too large": "文件过大",
    "it is nested too deeply": "嵌套过深",
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "是文件夹",
    "Not a directory": "不是文件夹",
    "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统只读",
    "a payment is REPLICATION/CLAIM or CLAIM, such as 0/1204; found {}": (
        "支付写作 REPLICATION/CLAIM 或 CLAIM，例如 0/1204；实为 {0}"
    ),
    "{} keeps no ledger. Run it again with one: {}": "{0} 没有保留台账。请保留台账重新运行：{1}",
    "{} is of an earlier jobsim, which kept no entitlements; run it again": (
        "{0} 由较早的 jobsim 写成，没有保留应享依据；请重新运行"
    ),
    "{}: payment {} cannot be told: {}; the record was changed, or made by another state of jobsim: run it again": (
        "{0}：支付 {1} 不能说明：{2}；记录被改动过，或由另一状态的 jobsim 写成，请重新运行"
    ),
    "the rules give {} CNY, the ledger has {}": "按规则为 {0} 元，台账为 {1} 元",
    "by the rule nothing is due for {}": "按规则 {0} 不应支付",
    "by the plan something else falls due on {}": "按计划 {0} 应付的不是此数",
    "its milestones are not those of the ledger": "依据的节点与台账不符",
    "the payers' parts are not those of their shares": "各出资方金额与比例不符",
    "{} facts are kept of it, and the rule looks at {}": "保留了 {0} 项事实，而规则要看 {1} 项",
    "no value of {} is recorded": "没有记录 {0} 的取值",
    "{} was made by another state of jobsim: its replay differs; run it again": (
        "{0} 由另一状态的 jobsim 写成，重放结果不同；请重新运行"
    ),
    "replication {} has no claims; there is no claim {}": "第 {0} 次模拟没有申领，没有第 {1} 笔",
    "no programme {} in this run: {}": "本次运行没有项目 {0}：{1}",
    "jobsim show RUN_DIR names those that paid": "jobsim show RUN_DIR 列有支付过的项目",
    "the run reports {}; there is no {}": "本次运行的报告期为 {0}，没有 {1}",
    "a month is 1 to {}, found {}": "月份为1至 {0}，实为 {1}",
    "a month is YYYY-MM, such as 2023-05; found {}": "月份写作 YYYY-MM，例如 2023-05；实为 {0}",
    "the largest 1 or more, found {}": "最大的笔数至少为1，实为 {0}",
    "no run has so many payments: {}": "没有哪次运行有这么多笔支付：{0}",
    "the run has replications 0 to {}; there is no {}": "本次运行有第0至 {0} 次模拟，没有第 {1} 次",
    "replication {} has claims 0 to {}; there is no claim {}": "第 {0} 次模拟有第0至 {1} 笔申领，没有第 {2} 笔",
    "{} was made by another state of jobsim (version {}): its replay differs; run it again": (
        "{0} 由另一状态的 jobsim（版本 {1}）写成，重放结果不同；请重新运行"
    ),
    "the county has no person {} in replication {}": "第 {1} 次模拟中没有 {0} 号人员",
    "persons and replications count from 0 to {}, found person {}, replication {}": (
        "人员和模拟的编号为0至 {0}，实为人员 {1}、模拟 {2}"
    ),
    "{}: the name of the file must end in {}, such as {}": "{0}：文件名应以 {1} 结尾，例如 {2}",
    "{} is a folder; name a file": "{0} 是文件夹；请指定文件",
    "{}: there is no folder {}": "{0}：没有文件夹 {1}",
    "{} is a file; name a folder for the figures": "{0} 是文件；请指定存放图的文件夹",
    "{} is open in another program ({} lies beside it); close it there and try again": (
        "{0} 正在其他程序中打开（旁边有 {1}）；请先关闭再试"
    ),
    "{} cannot be written: it is read-only or open in another program": "{0} 不能写入：只读，或正在其他程序中打开",
    "{} cannot be written: the folder {} is read-only": "{0} 不能写入：文件夹 {1} 只读",
    "{} cannot be written: it is open in another program, or no one may write there": (
        "{0} 不能写入：正在其他程序中打开，或没有写入权限"
    ),
}
