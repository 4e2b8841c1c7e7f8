"""Files that a user asks for and that cannot be put there; persons that a county does not have."""

PAIRS: dict[str, str] = {
    "{}: the name of the file must end in {}, such as {}": "{0}：文件名须以{1}结尾，例如{2}",
    "{} is a folder; name a file": "{0} 是文件夹，请给出文件名",
    "{} is a file; name a folder for the figures": "{0} 是文件，请给出存放图的文件夹",
    "{}: there is no folder {}": "{0}：没有文件夹 {1}",
    "{} is open in another program ({} lies beside it); close it there and try again": (
        "{0} 正在另一程序中打开（旁边有 {1}），请关闭后重试"
    ),
    "{} cannot be written: it is read-only or open in another program": "{0} 不能写入：文件只读，或正在另一程序中打开",
    "{} cannot be written: the folder {} is read-only": "{0} 不能写入：文件夹 {1} 只读",
    "{} cannot be written: it is open in another program, or no one may write there": (
        "{0} 不能写入：正在另一程序中打开，或没有写入权限"
    ),
    "{} cannot be written: {}": "{0} 不能写入：{1}",
    "replication {} has persons 0 to {}; there is no person {}": "第{0}次模拟的人员编号为0至{1}，没有{2}号",
}
