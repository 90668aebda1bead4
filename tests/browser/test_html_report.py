"""The page in a real browser: what people can do with it, with the mouse and with keys, small and large.

Skips without Debian's `chromium` and `chromium-driver`, which `.ci/tools` installs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from real_browser import CHROMIUM, DRIVER, Browser, started
from sample_architectures import large_architecture
from sample_reports import hostile_report

from hielements.report.architecture import ReportedArchitecture
from hielements.report.formats import render
from hielements.report.report import Report
from spec_cases.running import run_command

selenium = pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    # One browser for all of them: starting it takes longer than any test.
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="chromium or chromium-driver is not installed"),
]
Opened = Callable[[str], Browser]

SPEC = """\
import python

## The shop.
element shop:
    check python.no_circular_imports(web.src)
    element web:
        scope src = python.package_selector('shop.web')
        check python.no_dependency(src, db.src)
        src uses core
    element core:
        scope src = python.package_selector('shop.core')
        element prices:
            scope src = python.module_selector('shop.core.prices')
    element db:
        scope src = python.module_selector('shop.db')
        src uses core
"""
FILES = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "import shop.core\nimport shop.db\n",
    "shop/web/pages.py": "from shop import db\nimport shop.core.prices\n",
    "shop/core/__init__.py": "import shop.core.prices\n",
    "shop/core/prices.py": "x = '<script>document.title = 1</script>'\n",
    "shop/db.py": "",
}


@pytest.fixture(scope="module")
def driver() -> Iterator[Browser]:
    browser = started()
    # Machines of continuous integration can be slow; a page that hangs is caught by this, not by a tight limit.
    browser.set_page_load_timeout(100)
    browser.set_script_timeout(100)
    yield browser
    browser.quit()


@pytest.fixture
def opened(driver: Browser, tmp_path: Path) -> Iterator[Opened]:
    def open_page(page: str) -> Browser:
        path = tmp_path / "report.html"
        path.write_text(page, encoding="utf-8")
        driver.get(path.as_uri())
        WebDriverWait(driver, 90).until(lambda it: it.execute_script("return document.documentElement.dataset.ready"))
        return driver

    yield open_page
    # What the content security policy refuses, what cannot be loaded and what a script throws stands in the log.
    assert driver.get_log("browser") == []


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in {**FILES, "shop.hie": SPEC}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    target = folder / "report.html"
    result = run_command(
        "check", str(folder / "shop.hie"), "-w", str(folder), "--no-cache", "--output", f"html={target}"
    )
    assert result.exit_code == 1, result.output + result.errors
    return target.read_text(encoding="utf-8")


def node(browser: Browser, label: str) -> Any:
    return browser.find_element(By.CSS_SELECTOR, f"#nodes [title='{label}']")


def labels(browser: Browser) -> set[str]:
    return {each.get_attribute("title") for each in browser.find_elements(By.CSS_SELECTOR, "#nodes .node")}


def details(browser: Browser) -> str:
    return str(browser.find_element(By.ID, "details").text)


def viewport(browser: Browser) -> Any:
    port = browser.find_element(By.ID, "viewport")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", port)
    return port


def click_line(browser: Browser, source: str, target: str) -> None:
    """Clicks the middle of the line between two elements, one of which stands above the other."""
    upper, lower = node(browser, source).rect, node(browser, target).rect
    port = viewport(browser)
    x = (upper["x"] + upper["width"] / 2 + lower["x"] + lower["width"] / 2) / 2
    y = (upper["y"] + upper["height"] + lower["y"]) / 2
    middle_x, middle_y = port.rect["x"] + port.rect["width"] / 2, port.rect["y"] + port.rect["height"] / 2
    ActionChains(browser).move_to_element_with_offset(port, int(x - middle_x), int(y - middle_y)).click().perform()


def test_a_line_shows_every_import_behind_it(opened: Opened, page: str) -> None:
    browser = opened(page)
    assert labels(browser) == {"shop", "shop.web", "shop.core", "shop.core (own code)", "shop.core.prices", "shop.db"}
    click_line(browser, "shop.web", "shop.db")
    text = details(browser)
    assert "shop.web → shop.db" in text
    assert "shop/web/__init__.py:2 imports shop.db" in text
    assert "shop/web/pages.py:1 imports shop.db" in text
    assert text.count("breaks shop.web: python.no_dependency(src, db.src)") == 2


def test_keys_do_what_the_mouse_does(opened: Opened, page: str) -> None:
    browser = opened(page)
    browser.find_element(By.ID, "viewport").send_keys(Keys.ARROW_DOWN)
    focused = browser.switch_to.active_element
    assert "node" in focused.get_attribute("class")
    seen = {focused.get_attribute("title")}
    for key in [Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_LEFT, Keys.ARROW_UP] * 3:
        browser.switch_to.active_element.send_keys(key)
        seen.add(browser.switch_to.active_element.get_attribute("title"))
    assert len(seen) >= 3
    browser.execute_script("arguments[0].focus()", node(browser, "shop.web"))
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert "Depends on (3)" in details(browser)
    button = browser.find_element(By.XPATH, "//aside//button[contains(., 'shop.db')]")
    button.send_keys(Keys.ENTER)
    assert "shop.web → shop.db" in details(browser)
    browser.execute_script("arguments[0].focus()", node(browser, "shop.core"))
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    assert labels(browser) == {"shop", "shop.web", "shop.core", "shop.db"}
    assert browser.switch_to.active_element.get_attribute("title") == "shop.core"
    browser.switch_to.active_element.send_keys(Keys.SPACE)
    assert "shop.core.prices" in labels(browser)


def test_collapse_expand_zoom_and_fit(opened: Opened, page: str) -> None:
    browser = opened(page)

    def transform() -> str:
        return str(browser.execute_script("return document.getElementById('nodes').style.transform"))

    browser.find_element(By.ID, "collapse").click()
    assert labels(browser) == {"shop"}
    browser.find_element(By.ID, "expand").click()
    assert "shop.core.prices" in labels(browser)
    before = transform()
    browser.find_element(By.ID, "zoom-in").click()
    WebDriverWait(browser, 30).until(lambda _: transform() != before)
    browser.find_element(By.ID, "fit").click()
    WebDriverWait(browser, 30).until(lambda _: transform() == before)
    port = viewport(browser)
    corner = (int(-port.rect["width"] / 2) + 15, int(-port.rect["height"] / 2) + 15)
    ActionChains(browser).move_to_element_with_offset(port, *corner).click_and_hold().move_by_offset(
        80, 40
    ).release().perform()
    WebDriverWait(browser, 30).until(lambda _: transform() != before)


def test_search_and_the_filter_by_rule(opened: Opened, page: str) -> None:
    browser = opened(page)
    browser.find_element(By.ID, "collapse").click()
    search = browser.find_element(By.ID, "search")
    search.send_keys("prices")
    assert browser.find_element(By.ID, "matches").text == "1 element"
    search.send_keys(Keys.ENTER)
    assert "shop.core.prices" in details(browser)
    rule = Select(browser.find_element(By.ID, "rule"))
    assert [option.text for option in rule.options] == [
        "all dependencies",
        "shop.web: python.no_dependency(src, db.src)",
    ]
    rule.select_by_index(1)
    browser.execute_script("arguments[0].focus()", node(browser, "shop.web"))
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert "Depends on (1)" in details(browser)


def test_declared_and_unused_dependencies_are_shown_when_asked_for(opened: Opened, page: str) -> None:
    browser = opened(page)
    browser.execute_script("arguments[0].click()", node(browser, "shop.db"))
    assert "declared" not in details(browser)
    browser.find_element(By.ID, "declared").click()
    count = browser.execute_script("return document.querySelectorAll('#nodes .node').length")
    assert count == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(opened: Opened, page: str, scheme: str) -> None:
    browser = opened(page)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    colours = browser.execute_script(
        "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color].map("
        "(c) => c.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (colours[0] > colours[1]) == (scheme == "light")


def test_the_page_needs_no_network(opened: Opened, page: str) -> None:
    browser = opened(page)
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded == []


def test_hostile_names_stay_text(opened: Opened) -> None:
    nasty = "<img src=x onerror='document.title=666'></script><script>document.title=666</script>"
    report = hostile_report()
    small = large_architecture(3, 2)
    changed = ReportedArchitecture(
        tuple(
            element.with_(path=nasty + element.path, name=nasty, doc=nasty, parent=None) for element in small.elements
        ),
        small.statements,
        tuple(
            use.with_(
                path=nasty, name=nasty, verb=nasty, source=nasty + (use.source or ""), target=nasty + (use.target or "")
            )
            for use in small.uses
        ),
        small.failures,
    )
    browser = opened(render("html", report.with_(architecture=changed, specs=(nasty,))))
    assert "666" not in browser.title.replace("title=666", "")
    assert browser.execute_script("return document.querySelectorAll('img, #details script, main script').length") == 0
    assert browser.execute_script("return document.scripts.length") == 2
    browser.execute_script("document.querySelector('#nodes .node').click()")
    assert "onerror" in details(browser)


@pytest.mark.parametrize("groups", [0, 30], ids=["flat", "nested"])
def test_a_thousand_elements_and_ten_thousand_dependencies(opened: Opened, groups: int) -> None:
    report: Report = hostile_report().with_(architecture=large_architecture(1000, 10_000, groups))
    browser = opened(render("html", report))
    browser.find_element(By.ID, "expand").click()
    assert browser.execute_script("return document.querySelectorAll('#nodes .node:not(.box)').length") == 1000
    search = browser.find_element(By.ID, "search")
    search.send_keys("part500", Keys.ENTER)
    assert "Depends on (" in details(browser)
    overlapping = browser.execute_script(
        """
        const boxes = [...document.querySelectorAll("#nodes .node:not(.box)")].map(({style}) =>
          [style.left, style.top, style.width, style.height].map(parseFloat));
        boxes.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
        let found = 0;
        for (let i = 0; i < boxes.length; i += 1)
          for (let j = i + 1; j < boxes.length && boxes[j][1] < boxes[i][1] + boxes[i][3]; j += 1)
            if (boxes[j][0] < boxes[i][0] + boxes[i][2] - 1 && boxes[i][0] < boxes[j][0] + boxes[j][2] - 1) found += 1;
        return found;
        """
    )
    assert overlapping == 0
