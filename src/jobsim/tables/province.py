"""A province as tables: the sum over the counties; outlay, overruns and targets of each; those that were not run."""

from __future__ import annotations

import polars as pl

from jobsim.experiments.province.job import LUCK, Province
from jobsim.experiments.province.sums import INDEPENDENT, JOINT, PAYER
from jobsim.experiments.target_view import COMES_ABOUT
from jobsim.language import Words
from jobsim.tables import target_words
from jobsim.tables.shared import payer
from jobsim.tables.table import Column, Table, made
from jobsim.tables.written import precision_width

_NAME = Column("name", Words("方案", "scenario"), "plain")
_COUNTY = Column("county", Words("县（区）", "county"), "text")
_YEAR = Column("year", Words("年份", "year"), "year")
_SPREAD = tuple(
    Column(key, Words("均值", "mean") if key == "mean" else Words(key.upper(), key.upper()), "money", block=1)
    for key in ("mean", "p10", "p50", "p80", "p90")
)
_TITLE = Column("title", Words("名称", "of"), "text")
_CHANCE = Column("probability", Words("概率", "probability"), "share", block=1, interval=("low", "high"))
_LUCK = {JOINT: Words("同一运气", "joint"), INDEPENDENT: Words("各自运气", "independent")}
_BY = {
    "total": Words("合计", "total"), "programme": Words("项目", "programme"),
    "payer": Words("承担方", "payer"), "fund": Words("资金", "fund"),
}  # fmt: skip
_TOTAL = Words("财政资金现金支出合计", "cash of budget funds, total")
_BASELINE = Words("基准", "baseline")


def sums(found: Province) -> Table:
    """The sum over the counties in both ways, in all and by payer."""
    rows = [
        {**row, "variant": Words(row["variant"], row["variant"]) if row["variant"] else _BASELINE,
         "title": payer(row["item"]) if row["by"] == PAYER else _TOTAL, "luck": _LUCK[row["luck"]],
         "counties": str(row["counties"])}
        for row in found.sums.to_dicts()
    ]  # fmt: skip
    columns = (
        Column("variant", Words("方案", "variant"), "text"), _YEAR, _TITLE,
        Column("luck", Words("各县运气", "luck of the counties"), "text"),
        Column("counties", Words("县（区）数", "counties"), "figure"), *_SPREAD,
    )  # fmt: skip
    notes = [*LUCK.values()]
    if found.order.precision is not None:
        both = Words("合计为各县都有的 {n} 次模拟之和。", "Sums are of the {n} replications that all counties have.")
        notes.append(both.filled(n=found.replications))
    if found.failed:
        notes.append(
            Words(
                "列出 {n} 个方案，其中 {failed} 个未能运行，合计不含这些方案。",
                "Not run: {failed} of the {n} scenarios listed; the sums are without them.",
            ).filled(n=found.listed, failed=len(found.failed))
        )
    if left := sum(bool(one.excluded) for one in found.counties):
        notes.append(
            Words("有 {n} 个方案缺数，相应项目未计入。", "In {n} scenarios what lacks a figure is left out.").filled(
                n=left
            )
        )
    return made("sums", Words("各县合计（现金支出）", "All counties together (cash)"), columns, rows, notes=notes)


def totals(found: Province) -> Table:
    """Outlay of each county and year in all: what the screen shows."""
    frame = found.tables["outlay"].filter(pl.col("by") == "total")
    return _table("outlay", Words("各县现金支出（财政资金）", "Outlay of each county (cash of budget funds)"),
                  (_NAME, _COUNTY, _YEAR, *_SPREAD), frame)  # fmt: skip


def outlay(found: Province) -> Table:
    """Outlay of each county and year in all, by programme, by payer and by fund."""
    frame = found.tables["outlay"].with_columns(
        pl.col("by").replace_strict({key: said.of(lang) for key, said in _BY.items()}).alias(f"kind_{lang}")
        for lang in ("zh", "en")
    )
    columns = (
        _NAME, _COUNTY, _YEAR, Column("kind", Words("分类", "by"), "text"),
        Column("item", Words("代码", "item"), "code"), _TITLE, *_SPREAD,
    )  # fmt: skip
    note = Words(
        "项目、承担方、资金三种划分各自成立，不能相加；分位数也不能相加。",
        "Programmes, payers and funds are three divisions of the same money; quantiles do not add up.",
    )
    title = Words("各县现金支出：合计、项目、承担方、资金", "Outlay of each county: total, programmes, payers, funds")
    return _table("outlay", title, columns, frame, note)


def overruns(found: Province) -> Table:
    """Overrun probability of each fund for which an appropriation is stated."""
    note = Words(
        "超支：当年应付（含上年结转的待付）超过可用资金。没有填写预算安排的资金不列。",
        "Overrun: the demand of the year, arrears carried in included, passes the money. Funds without a stated"
        " appropriation are not listed.",
    )
    columns = (_NAME, _COUNTY, _YEAR, Column("title", Words("资金", "fund"), "text"), _CHANCE)
    return _table("overruns", Words("各县超支概率", "Overrun probability of each county"), columns,
                  found.tables["overruns"], note)  # fmt: skip


def targets(found: Province) -> Table:
    """Probability that each county meets each target; an interval only where lives decide."""
    rows = [
        {**row, "county": Words(row["county_zh"], row["county_en"]),
         "title": Words(row["title_zh"], row["title_en"]), "required": Words(*target_words.requirement(row)),
         "how": Words(*COMES_ABOUT[row["comes_about"]])}
        for row in found.tables["targets"].to_dicts()
    ]  # fmt: skip
    columns = (
        _NAME, _COUNTY, _YEAR, Column("title", Words("目标", "target"), "text"),
        Column("required", Words("要求", "required"), "text"), _CHANCE,
        Column("how", Words("由来", "comes about"), "text", block=1),
    )  # fmt: skip
    title = Words("各县目标完成概率", "Probability of each county's targets")
    return made("targets", title, columns, rows)


def precision(found: Province) -> Table:
    """With a precision: after how many replications each county stopped, and how well it is known what was asked."""
    rows = [
        {"name": one.name, "county": Words(*one.county), "of": told["of"], "replications": told["replications"],
         "width": precision_width(told["half_width"], told["unit"]),
         "asked": precision_width(told["asked"], told["unit"]),
         "reached": _REACHED if told["reached"] else _NOT_REACHED}
        for one in found.counties if (told := one.precision) is not None
    ]  # fmt: skip
    columns = (
        _NAME, _COUNTY, Column("of", Words("指哪个数", "of"), "plain"),
        Column("replications", Words("模拟次数", "replications"), "count", block=1),
        Column("width", Words("精度", "precision"), "text", block=1),
        Column("asked", Words("要求", "asked"), "text", block=1),
        Column("reached", Words("结果", "end"), "text", block=1),
    )  # fmt: skip
    return made("precision", Words("各县精度", "Precision of each county"), columns, rows)


_REACHED = Words("达到", "reached")
_NOT_REACHED = Words("未达到，--at-most 可提高上限", "not reached, --at-most allows more")


def failed(found: Province) -> Table:
    """Scenarios that were not run, each with its one message."""
    rows = [{"name": one.name, "place": one.place, "said": one.said} for one in found.failed]
    columns = (_NAME, Column("place", Words("位置", "place"), "plain"), Column("said", Words("原因", "why"), "text"))
    return made("failed", Words("未能运行的方案", "Scenarios that were not run"), columns, rows)


def _table(name: str, title: Words, columns: tuple[Column, ...], frame: pl.DataFrame, *notes: Words) -> Table:
    """A table over a stacked frame, without a row of dicts for each of many counties."""
    return Table(name, title, columns, frame.with_columns(pl.lit("row").alias("role")), notes)
