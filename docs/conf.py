"""The manual in two languages from one source: ``sphinx-build docs build/en``, ``sphinx-build -t zh docs build/zh``.

A page NAME.zh-CN.md stands in the Chinese manual for NAME.md; what has no Chinese page is in both. The reference is
made from the docstrings; its Chinese is in locale/.
"""

import re
from pathlib import Path

from sphinx.search import SearchLanguage

from jobsim import __version__

_CHINESE = tags.has("zh")  # type: ignore[name-defined]  # noqa: F821  (given by Sphinx)
_HERE = Path(__file__).parent
_TWINS = [page.name for page in _HERE.glob("*.zh-CN.md")]

project = "jobsim"
release = version = __version__
copyright = "the authors of jobsim, Apache License 2.0"
language = "zh_CN" if _CHINESE else "en"
root_doc = "index.zh-CN" if _CHINESE else "index"
exclude_patterns = [name.replace(".zh-CN", "") for name in _TWINS] if _CHINESE else _TWINS

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
locale_dirs = ["locale"]
gettext_compact = False

myst_heading_anchors = 4
myst_url_schemes = {
    "http": None,
    "https": None,
    "other": {"url": f"../{'en' if _CHINESE else 'zh'}/{{{{path}}}}.html", "title": "", "classes": []},
}

napoleon_custom_sections = [("Columns", "params_style")]
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
add_module_names = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "jobsim 使用手册" if _CHINESE else "jobsim manual"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_show_sphinx = html_copy_source = html_show_sourcelink = False


_CJK = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BROKEN_LINE = re.compile(rf"(?<=[{_CJK}])\n(?=[{_CJK}\[])")
_FOLDER = re.compile(r"\[([^\]]+)\]\((?:\.\./)+scenarios/[^)]*\)")


def _links(app, name, source):  # type: ignore[no-untyped-def]
    """The same page in the other language is in the manual beside this one; a folder of scenarios is in none."""
    text = _FOLDER.sub(r"\1", source[0])
    for twin in _TWINS:
        chinese = twin.removesuffix(".md")
        english = chinese.removesuffix(".zh-CN")
        if not _CHINESE:
            text = text.replace(f"]({twin})", f"](other:{chinese})")
        else:
            text = text.replace(f"]({english}.md)", f"](other:{english})" if name == chinese else f"]({twin})")
    source[0] = text


def _lines(app, *place_and_source):  # type: ignore[no-untyped-def]
    """A line that ends within a Chinese sentence goes on: a browser would set a space there."""
    source = place_and_source[-1]
    source[0] = _BROKEN_LINE.sub("", source[0])


class ChineseSearch(SearchLanguage):
    """Chinese is found by each two characters in a row. Sphinx's own search of Chinese finds nothing without jieba."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = r"""
var splitQuery = (query) => {
  const words = /[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])[\p{Letter}\p{Number}_])+/gu;
  const runs = query.toLowerCase().match(words) ?? [];
  return runs.flatMap((run) => !/[\u4e00-\u9fff]/.test(run) || run.length < 2 ? [run] :
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));
};
"""

    def split(self, input):  # type: ignore[no-untyped-def]
        for run in re.findall(r"[\u4e00-\u9fff]+|(?:(?![\u4e00-\u9fff])\w)+", input.lower()):
            if "\u4e00" <= run[0] <= "\u9fff" and len(run) > 1:
                yield from (run[at : at + 2] for at in range(len(run) - 1))
            else:
                yield run


def setup(app):  # type: ignore[no-untyped-def]
    app.add_search_language(ChineseSearch)
    app.connect("source-read", _links)
    app.connect("source-read", _lines)
    app.connect("include-read", _lines)
