"""The lines that a page gives for copying, run as they stand there against the server of this test run."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import polars as pl
import pytest

from sandyq.site.build import build
from sandyq.site.serve import server

from .conftest import DATASET, JS, NEEDED, NEW, Served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def public(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with the server's own address as its public one."""
    copy = tmp_path_factory.mktemp("public") / "published"
    shutil.copytree(published, copy, ignore=shutil.ignore_patterns("site"))
    with server(copy, 0) as serving:
        base = f"http://127.0.0.1:{serving.server_port}/"
        (copy / "site.json").write_text(json.dumps({"base_url": base}))
        build(copy, copy / "site")
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield Served(copy, base)
        serving.shutdown()
        thread.join()


def code(site: Served, name: str) -> str:
    """What the button beside the lines of ``name`` copies."""
    page = site.file(f"datasets/{DATASET}.html").read_text(encoding="utf-8")
    found = re.search(rf'<pre id="code-{name}"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    assert found is not None
    lines = html.unescape(found[1])
    assert f"/{DATASET}/{NEW}/figures.parquet" in lines, "pinned to the version"
    return lines


def quotes(site: Served) -> list[str]:
    """The figures as they were published."""
    return pl.read_csv(site.published / DATASET / NEW / "figures.csv", infer_schema=False)["quote"].to_list()


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_the_lines_for_python_load_the_version(public: Served, name: str) -> None:
    got: dict[str, Any] = {}
    exec(code(public, name), got)
    assert list(got["df"]["quote"]) == quotes(public)


def test_the_line_for_duckdb_loads_the_version(public: Served) -> None:
    """From the folder itself: over http it would first fetch an extension."""
    duckdb = pytest.importorskip("duckdb", reason="duckdb is absent: pip install -r requirements-dev.txt")
    line = code(public, "duckdb").replace(public.base, f"{public.published.as_posix()}/")
    assert [row[0] for row in duckdb.sql(f"SELECT quote FROM ({line.rstrip(';')})").fetchall()] == quotes(
        public
    )


def test_the_lines_for_the_shell_check_what_they_fetch(public: Served, tmp_path: Path) -> None:
    for need in ("bash", "curl", "sha256sum"):
        if shutil.which(need) is None:
            pytest.skip(f"{need} is absent: as root, apt-get install {need}")
    lines = code(public, "shell")
    done = subprocess.run(["bash", "-ec", lines], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "figures.parquet: OK", done.stderr
    (tmp_path / "figures.parquet").write_bytes(b"something else")
    check = lines.splitlines()[-1]
    again = subprocess.run(["bash", "-ec", check], cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode != 0


def test_the_lines_for_javascript_load_the_version(public: Served, tmp_path: Path) -> None:
    """With the decoder of the pages' own script in the place of hyparquet-compressors, which has more."""
    modules = JS / "node_modules"
    if NEEDED["node"] is None or not modules.exists():
        pytest.skip("node or its modules are absent: npm ci --prefix sandyq/site/js")
    compressors = tmp_path / "node_modules" / "hyparquet-compressors"
    compressors.mkdir(parents=True)
    for name in ("hyparquet", "fzstd"):
        (tmp_path / "node_modules" / name).symlink_to(modules / name)
    (compressors / "index.mjs").write_text(
        'import { decompress } from "fzstd"\n'
        "export const compressors = { ZSTD: (bytes) => decompress(bytes) }\n"
    )
    (compressors / "package.json").write_text('{"name": "hyparquet-compressors", "exports": "./index.mjs"}')
    lines = code(public, "javascript") + "\nconsole.log(JSON.stringify(rows.map((row) => row.quote)))\n"
    (tmp_path / "take.mjs").write_text(lines)
    done = subprocess.run(
        [NEEDED["node"], "take.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == quotes(public)


def test_what_names_the_public_address_leads_to_something(public: Served) -> None:
    """Sitemap, canonical address, social preview and feeds: each address is one of a file that is served."""
    named = re.findall(r"<loc>(.*?)</loc>", public.file("sitemap.xml").read_text(encoding="utf-8"))
    assert len(named) > 100
    pages = sorted(public.file("").rglob("*.html"))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        named += re.findall(r'property="og:(?:image|url)" content="(.*?)"', text)
        named += re.findall(r'rel="canonical" href="(.*?)"', text)
    images = [one for one in named if "/previews/" in one]
    assert len(images) >= 10
    for one in {html.unescape(one) for one in named}:
        assert one.startswith(public.base), one
        assert (public.published / unquote(one.removeprefix(public.base))).is_file(), one
    for image in images:
        content = (public.published / image.removeprefix(public.base)).read_bytes()
        assert content.startswith(b"\x89PNG"), image
        assert int.from_bytes(content[16:20], "big") >= 1000, "wide enough for a large card"
