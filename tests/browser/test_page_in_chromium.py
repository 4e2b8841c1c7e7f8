"""The report in the system's Chromium: it asks for nothing, complains of nothing, shows its own letters, is accessible,
and prints on A4. Skipped where there is no Chromium or no driver for it (the extra ``browser``)."""

import re
import shutil
from pathlib import Path

import pytest

import jobsim as js
from jobsim.language import LANGUAGES

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra 'browser' is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]

COUNTY = Path(__file__).parents[2] / "scenarios" / "shexian_2025"
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
TOLERATED = ("minor", "moderate")


@pytest.fixture(scope="module")
def study():
    return js.simulate(js.load(COUNTY, exclude_missing=True), replications=20)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with sync_api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=SWITCHES, headless=True
        )
        yield context
        context.close()


@pytest.fixture(scope="module", params=LANGUAGES)
def opened(request, study, browser, tmp_path_factory):
    """The page, what it asked for and what it complained of."""
    file = tmp_path_factory.mktemp("page") / "report.html"
    study.to_html(file, request.param)
    tab, asked, complaints = browser.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(file.as_uri())
    tab.evaluate("document.fonts.ready")
    yield tab, [url for url in asked if url != file.as_uri()], complaints
    tab.close()


def test_it_asks_for_nothing_and_complains_of_nothing(opened):
    _, asked, complaints = opened
    assert [url for url in asked if not url.startswith("data:")] == []
    assert complaints == []


def test_its_font_is_the_one_it_carries(opened):
    tab, _, _ = opened
    assert tab.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]
    # Chinese is as wide as the font makes it, also in a figure.
    wide = tab.evaluate("""() => {
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = '100px "Noto Sans SC"';
        return pen.measureText(document.documentElement.lang == 'en' ? 'MMMM' : '资金概率').width;
    }""")
    assert wide == pytest.approx(400 if tab.evaluate("document.documentElement.lang") != "en" else wide)


def test_axe_finds_nothing_serious(opened):
    tab, _, _ = opened
    # The page allows itself no script, so the checker gets a page without that rule.
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", tab.content())
    tab.set_content(bare)
    found = axe.Axe().run(tab).response
    assert [(one["id"], one["impact"]) for one in found["violations"] if one["impact"] not in TOLERATED] == []
    assert {"color-contrast", "image-alt", "svg-img-alt", "bypass"} & {one["id"] for one in found["passes"]}


def test_it_prints_on_a4_and_cuts_nothing(opened, tmp_path):
    tab, _, _ = opened
    tab.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    data = (tmp_path / "printed.pdf").read_bytes()
    boxes = {tuple(round(float(end)) for end in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", data)}
    assert boxes == {(0, 0, 595, 842)}
    # No table is wider than the paper between its margins: 210 mm - 2 × 14 mm at 96 dots an inch.
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 688, "height": 1000})
    widest = tab.evaluate("Math.max(...[...document.querySelectorAll('table, svg, pre')].map(one => one.scrollWidth))")
    assert widest <= 689
